"""Days: read from fields, counted backwards without falling off the calendar, and the gaps between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ledger.model.dates import iso_date
from ledger.model.intervals import days
from ledger.model.values import Interval, Value


def day_in(fields: Mapping[str, Value], name: str) -> date | None:
    """The day that a field holds, without its time of day; None where it holds something else."""
    return day_of(fields.get(name))


def day_of(value: Value | None) -> date | None:
    """The day of a typed date, or of a text like `2026-11-21 14:30`; None for what is none."""
    if isinstance(value, date):
        return value
    return iso_date(value[:10]) if isinstance(value, str) and value[10:11] == " " else None


def before(day: date, count: int) -> date:
    """The day `count` days before another; the first day of the calendar where it would lie before."""
    try:
        return day - timedelta(days=count)
    except OverflowError:
        return date.min


def lead(interval: Interval) -> int:
    """Days of notice; never less than none."""
    return max(0, days(interval))


def gaps(days_in_order: Sequence[date], newest: int = 10) -> int | None:
    """The median number of days between the newest ten of some days, rounded half up; None for fewer than two days.

    The days are in order; one that comes twice counts once.
    """
    if len(days_in_order) < 2:
        return None
    distinct = list(dict.fromkeys(days_in_order))[-newest:]
    between = sorted((later - earlier).days for earlier, later in pairwise(distinct))
    if not between:
        return None
    middle = len(between) // 2
    return between[middle] if len(between) % 2 else (between[middle - 1] + between[middle] + 1) // 2
