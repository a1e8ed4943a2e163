"""Moments of a case: a day, or a day with its time; how long from one to the next, and until when something is promised."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ledger.facts.days import day_of
from ledger.model.customer import Entry
from ledger.model.intervals import add
from ledger.model.values import Interval, Value

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?: ([01]\d|2[0-3]):[0-5]\d)?", re.ASCII)
_DAY = 10


def moment_in(value: Value | None) -> str:
    """`2026-11-21` or `2026-11-21 14:30` of a typed value; empty for what is none."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value and _MOMENT.fullmatch(value) and _exists(value[:_DAY]):
        return value
    day = day_of(value)
    return "" if day is None else day.isoformat()


def moment_of(entry: Entry) -> str:
    """When an entry was made: its day, with its time where it has one."""
    day = entry.date.isoformat()
    return day if entry.time is None else f"{day} {entry.time:%H:%M}"


def limit(opened: str, within: Interval) -> str:
    """Until when something is promised that was opened at a moment.

    Hours from a time of day end at a time of day; all else ends with a day.
    """
    day = date.fromisoformat(opened[:_DAY])
    if within.unit == "h" and len(opened) > _DAY:
        try:
            return (datetime.fromisoformat(opened) + timedelta(hours=within.count)).strftime("%Y-%m-%d %H:%M")
        except OverflowError:
            return date.max.isoformat()
    return add(day, within).isoformat()


def minutes(opened: str, ended: str) -> int | None:
    """From one moment to the next; whole days where either has no time of day. None where it would be negative."""
    if len(opened) > _DAY and len(ended) > _DAY:
        length = datetime.fromisoformat(ended) - datetime.fromisoformat(opened)
    else:
        length = date.fromisoformat(ended[:_DAY]) - date.fromisoformat(opened[:_DAY])
    counted = length.days * 1440 + length.seconds // 60
    return counted if counted >= 0 else None


def kept(ended: str, promised: str) -> bool:
    """Whether a moment lies within what was promised; by day where either has no time of day."""
    if len(ended) > _DAY and len(promised) > _DAY:
        return ended <= promised
    return ended[:_DAY] <= promised[:_DAY]


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
