"""Pieces of SQL with their values, and comparisons made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.model.values import Interval, Money
from ledger.query.edges import hours
from ledger.query.tree import Edge, Range

Param = str | int | float


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition and what goes into its question marks, in their order."""

    text: str
    params: tuple[Param, ...] = ()


ALWAYS = Sql("1")
NEVER = Sql("0")


def all_of(parts: Iterable[Sql]) -> Sql:
    """Every one of them holds."""
    return _joined(" AND ", list(parts)) or ALWAYS


def any_of(parts: Iterable[Sql]) -> Sql:
    """At least one of them holds."""
    return _joined(" OR ", list(parts)) or NEVER


def not_(part: Sql) -> Sql:
    """The opposite; what is unknown counts as not so."""
    return Sql(f"NOT ifnull({part.text}, 0)", part.params)


def _joined(word: str, parts: list[Sql]) -> Sql | None:
    if not parts:
        return None
    text = word.join(part.text for part in parts)
    return Sql(f"({text})" if len(parts) > 1 else text, tuple(param for part in parts for param in part.params))


def in_range(expression: str, wanted: Range) -> Sql:
    """Whether a column lies in a range; text for days (ISO) and times, numbers for all else."""
    low = None if wanted.low is None else Sql(f"{expression} >{'' if wanted.low_open else '='} ?", (key(wanted.low),))
    high = (
        None if wanted.high is None else Sql(f"{expression} <{'' if wanted.high_open else '='} ?", (key(wanted.high),))
    )
    return all_of(part for part in (low, high) if part is not None)


def key(edge: Edge) -> Param:
    """What an edge is compared by in the column `number`: a day's ordinal number, a length in days, an amount."""
    match edge:
        case date():
            return edge.toordinal()
        case Money():
            return float(edge.amount)
        case Interval():
            return hours(edge) / 24
        case Decimal():
            return float(edge)
    raise AssertionError(edge)


def edge_of(wanted: Range) -> Edge | None:
    """One of the edges, to see what kind of values they are."""
    return wanted.low if wanted.low is not None else wanted.high
