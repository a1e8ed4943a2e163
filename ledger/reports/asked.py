"""What is asked of a report: which customers, which days, by what, and compared with what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ledger.errors import BadValue
from ledger.messages import say
from ledger.model import intervals
from ledger.model.values import Interval
from ledger.query import periods
from ledger.reports.table import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a report. `by` are names of dimensions as typed, `across` one that makes columns.

    `days` is the number of days that a report goes by (silent for so long), `measure` one of its figures; None or empty:
    the report's own choice. `compare` is `previous`, `last-year` or nothing.
    """

    query: str = ""
    period: Period | None = None
    by: tuple[str, ...] = ()
    across: str = ""
    measure: str = ""
    compare: str = ""
    sort: str = ""
    limit: int | None = None
    days: int | None = None

    def over(self, default: str, today: date) -> Period:
        """The period asked for, else the one that a text means."""
        return self.period or period(default, today)

    def of(self, other: Period) -> Asked:
        """The same question about another period."""
        return replace(self, period=other)


def period(text: str, today: date) -> Period:
    """The days that a text means: 2026-Q3, 2026-06, 2026, last-month, 上季度, 2026-01..2026-06 (an end may be left out), 12m.

    A length such as `12m` or `90d` ends today. Raises BadValue.
    """
    written = text.strip()
    length = periods.age(written)
    if length is not None and length.unit != "h" and length.count > 0:
        return Period(_after(intervals.add(today, Interval(-length.count, length.unit))), today, written)
    start, dots, end = written.partition("..")
    first = periods.period(start, today) if start else (date.min, date.min)
    last = (periods.period(end, today) if end else (today, today)) if dots else first
    if first is None or last is None or not written.strip("."):
        raise BadValue(
            say("“{text}” is not a period.", text=text),
            say("A period is 2026-Q3, 2026-06, 2026, last-month, 12m, or two days such as 2026-01..2026-06."),
        )
    if last[1] < first[0]:
        raise BadValue(say("The period “{text}” ends before it begins.", text=text))
    return Period(first[0], last[1], written)


def previous(asked: Period) -> Period:
    """The period of the same length just before: whole months before whole months, else so many days."""
    if asked.first == date.min:
        return asked
    months = _whole_months(asked)
    if months:
        return Period(_months_later(asked.first, -months), asked.first - timedelta(days=1))
    length = (asked.last - asked.first).days + 1
    return Period(asked.first - timedelta(days=length), asked.first - timedelta(days=1))


def last_year(asked: Period) -> Period:
    """The same days a year before; what ends with a month ends with it then, too."""
    first = _year_before(asked.first)
    last = (
        _months_later(_after(asked.last), -12) - timedelta(days=1) if _whole_months(asked) else _year_before(asked.last)
    )
    return Period(first, last)


def _whole_months(asked: Period) -> int:
    """How many whole months a period is; 0 if it is none."""
    after = _after(asked.last)
    if asked.first.day != 1 or after.day != 1:
        return 0
    return (after.year - asked.first.year) * 12 + after.month - asked.first.month


def _months_later(first: date, count: int) -> date:
    month = first.year * 12 + first.month - 1 + count
    return date(max(month // 12, 1), month % 12 + 1, 1)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=max(day.year - 1, 1))
    except ValueError:
        return date(day.year - 1, 2, 28)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
