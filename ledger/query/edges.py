"""What has an order, day by day and amount by amount: texts to the first and last value that they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from ledger.messages import say
from ledger.model import intervals
from ledger.model.dates import date_problem
from ledger.model.money import money, number, percent
from ledger.model.values import Interval, Money
from ledger.query import periods
from ledger.query.asking import Asking
from ledger.query.lex import Piece
from ledger.query.names import Asked
from ledger.query.tree import Edge, MonthDay

_ZERO = re.compile(r"[+-]?0{1,30}(?:\.0{1,30})?")
_DAY_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")

Edges = tuple[Edge, Edge]


def edges(piece: Piece, asked: Asked, asking: Asking) -> Edges:
    """The first and the last value that a text stands for."""
    kind = asked.definition.type
    text = unicodedata.normalize("NFKC", piece.text).strip()
    found = EDGES[kind](text, asking)
    if found is None:
        example = say(
            "{field} is asked for as in {example}.", field=asked.path, example=f"{asked.path}:{_EXAMPLE[kind]}"
        )
        why = date_problem(text) if kind in ("date", "datetime") and _DAY_SHAPE.fullmatch(text) else None
        raise asking.bad(say("{text} is not {what}.", text=piece.text, what=_WHAT[kind]), piece.span, why or example)
    return found


def rank(edge: Edge) -> tuple[float | Decimal, ...]:
    """What edges of one class are ordered by."""
    match edge:
        case Money():
            return (edge.amount,)
        case Interval():
            return (hours(edge),)
        case MonthDay():
            return (edge.month, edge.day)
        case date():
            return (edge.toordinal(),)
        case time():
            return (edge.hour, edge.minute)
    return (edge,)


def hours(distance: Interval) -> int:
    """About how many hours a distance is, as whole days of intervals.days count."""
    return distance.count if distance.unit == "h" else 24 * intervals.days(distance)


def _date_edges(text: str, asking: Asking) -> Edges | None:
    return periods.period(text, asking.today)


def _yearly_edges(text: str, asking: Asking) -> Edges | None:
    month = periods.month(text)
    if month is not None:
        return MonthDay(month, 1), MonthDay(month, 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
    day = periods.month_day(text)
    if day is not None:
        return MonthDay(*day), MonthDay(*day)
    if re.match(r"[0-9]{4}", text):
        return None
    found = periods.period(text, asking.today)
    if found is None or (found[1] - found[0]).days > 364:
        return None
    return MonthDay(found[0].month, found[0].day), MonthDay(found[1].month, found[1].day)


def _number_edges(text: str, asking: Asking) -> Edges | None:
    found = number(text)
    return None if found is None else (found, found)


def _percent_edges(text: str, asking: Asking) -> Edges | None:
    """Shares as fractions, up to the whole."""
    found = percent(text)
    return None if found is None or abs(found) > 1 else (found, found)


def _money_edges(text: str, asking: Asking) -> Edges | None:
    if _ZERO.fullmatch(text):
        return Money(Decimal(0), ""), Money(Decimal(0), "")
    found = money(text, asking.currency)
    return None if found is None else (found, found)


def _interval_edges(text: str, asking: Asking) -> Edges | None:
    found = intervals.interval(text)
    return None if found is None else (found, found)


def _time_edges(text: str, asking: Asking) -> Edges | None:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    moment = time(int(found[1]), int(found[2]))
    return moment, moment


EDGES: dict[str, Callable[[str, Asking], Edges | None]] = {
    "date": _date_edges,
    "datetime": _date_edges,
    "yearly": _yearly_edges,
    "number": _number_edges,
    "percent": _percent_edges,
    "money": _money_edges,
    "interval": _interval_edges,
    "time": _time_edges,
}
_WHAT = {
    "date": say("a day that exists"),
    "datetime": say("a day that exists"),
    "yearly": say("a day of the year"),
    "number": say("a number"),
    "percent": say("a percentage"),
    "money": say("an amount of money"),
    "interval": say("a length of time"),
    "time": say("a time of day"),
}
_EXAMPLE = {
    "date": "2026-06-01..2026-06-30",
    "datetime": "2026-06-01..2026-06-30",
    "yearly": "11-20..11-30",
    "number": ">=10",
    "percent": ">=60%",
    "money": ">10000",
    "interval": "<30d",
    "time": "09:00..12:00",
}
