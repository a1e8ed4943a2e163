"""Months, quarters and years by their labels: their days, the one before, the same a year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ledger.reports.table import Period

MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""Stretches of time that can be told one after another, with their months."""


def label(name: str, day: date) -> str:
    """The stretch in which a day lies: 2026-06, 2026-Q2 or 2026."""
    if name == "year":
        return f"{day.year:04}"
    return f"{day.year:04}-{day.month:02}" if name == "month" else f"{day.year:04}-Q{(day.month + 2) // 3}"


def days(name: str, written: str) -> Period:
    """The days of a stretch by its label."""
    year = int(written[:4])
    first = 1 if name == "year" else int(written[5:]) if name == "month" else int(written[6:]) * 3 - 2
    return Period(_month(year, first), _month(year, first + MONTHS[name]) - timedelta(days=1))


def earlier(name: str, written: str, count: int = 1) -> str:
    """The label of the stretch so many before."""
    first = days(name, written).first
    return label(name, _month(first.year, first.month - count * MONTHS[name]))


def year_before(name: str, written: str) -> str:
    """The label of the same stretch a year before."""
    return earlier(name, written, 12 // MONTHS[name])


def between(name: str, first: str, last: str) -> Sequence[str]:
    """All labels from one to another, both included."""
    found = [last]
    while found[-1] > first:
        found.append(earlier(name, found[-1]))
    return found[::-1]


def latest(name: str, count: int, today: date) -> Period:
    """So many stretches up to today, of which the last is not over as a rule."""
    first = days(name, earlier(name, label(name, today), count - 1)).first
    return Period(first, today)


def _month(year: int, month: int) -> date:
    """The first day of a month that may lie outside of its year; never outside of the calendar."""
    number = year * 12 + month - 1
    return date(min(max(number // 12, 1), 9999), number % 12 + 1, 1)
