"""Answers to surveys by group: CSAT, NPS and CES with their numbers and intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledger.facts.ratings import SCALES
from ledger.messages import Message, say
from ledger.reports.cases import PRODUCTS, parts
from ledger.reports.dimensions import Dimension, dimensions
from ledger.reports.samples import Estimate, mean, net_promoters, percent, share
from ledger.reports.scope import Scope, within
from ledger.reports.table import Cell, Column, Period

MEASURES = ("csat", "nps", "ces")
LABELS: Mapping[str, Message] = {"csat": say("CSAT"), "nps": say("NPS"), "ces": say("CES")}
_FOUR, _SIX, _NINE = Decimal(4), Decimal(6), Decimal(9)
_LOW = {"csat": Decimal(2), "nps": _SIX, "ces": Decimal(3)}
TOO_FEW = say("too few answers")
_OWN: Mapping[str, Dimension] = {
    "product": Dimension(Column("product", say("product")), "p.value", PRODUCTS),
    "touchpoint": Dimension(Column("touchpoint", say("touch point")), "s.touchpoint"),
    "person": Dimension(Column("person", say("written down by"), "choice", values="people"), "s.person"),
}
_CHINESE = {"触点": "touchpoint", "接触点": "touchpoint", "touch_point": "touchpoint", "touch-point": "touchpoint"}
PEOPLE = frozenset({"owner", "person"})
"""Where figures are told apart by these, few answers are held against nobody."""


@dataclass(slots=True)
class Answers:
    """The answers of a group to one question, counted by value."""

    measure: str
    counted: Counter[Decimal] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        """How many there are."""
        return self.counted.total()

    def mean(self) -> Estimate | None:
        """The mean of CSAT or CES."""
        return mean(self.counted, *SCALES[self.measure])

    def satisfied(self) -> Estimate | None:
        """The share of 4 and 5 among the answers of CSAT (top-2 box)."""
        return share(sum(times for value, times in self.counted.items() if value >= _FOUR), self.n)

    def sides(self) -> tuple[int, int, int]:
        """Promoters (9 and 10), passives, detractors (0 to 6)."""
        promoters = sum(times for value, times in self.counted.items() if value >= _NINE)
        detractors = sum(times for value, times in self.counted.items() if value <= _SIX)
        return promoters, self.n - promoters - detractors, detractors

    def figure(self) -> Estimate | None:
        """What the measure comes to: the mean, or NPS."""
        return net_promoters(*self.sides()) if self.measure == "nps" else self.mean()

    def cells(self, least: int, *, hidden: bool) -> tuple[Cell, ...]:
        """The cells under `columns`; `hidden` keeps a figure of fewer than `least` answers back."""
        few = self.n < least
        note = TOO_FEW if few else None
        if few and hidden:
            return (self.n, *(None for _ in columns(self.measure)[1:-1]), note)
        found: list[Cell] = [self.n, *_bounds(self.figure())]
        if self.measure == "csat":
            found += _bounds(self.satisfied())
        if self.measure == "nps":
            found += (percent(side, self.n) for side in self.sides())
        return (*found, note)


def _bounds(found: Estimate | None) -> tuple[Cell, Cell, Cell]:
    return (None, None, None) if found is None else (found.value, found.low, found.high)


def columns(measure: str) -> tuple[Column, ...]:
    """The columns of a measure: number of answers, figure, interval, and what it is made of."""
    label = LABELS[measure]
    first = (
        Column("n", say("answers"), "count"),
        Column(measure, label, "score"),
        Column(f"{measure}_low", say("lower bound"), "score"),
        Column(f"{measure}_high", say("upper bound"), "score"),
    )
    last = (Column("note", say("note")),)
    if measure == "csat":
        top = (
            Column("satisfied", say("satisfied (4 and 5)"), "percent", "%"),
            Column("satisfied_low", say("lower bound"), "percent", "%", wide=True),
            Column("satisfied_high", say("upper bound"), "percent", "%", wide=True),
        )
        return (*first, *top, *last)
    if measure == "nps":
        sides = (
            Column("promoters", say("promoters"), "percent", "%"),
            Column("passives", say("passives"), "percent", "%"),
            Column("detractors", say("detractors"), "percent", "%"),
        )
        return (*first, *sides, *last)
    return (*first, *last)


def by(scope: Scope, names: Sequence[str]) -> tuple[Dimension, ...]:
    """The dimensions of names as typed. Raises BadValue."""
    return dimensions(scope, [_CHINESE.get(part.lower(), part) for part in parts(names)], own=_OWN)


def answers(scope: Scope, by_what: Sequence[Dimension], period: Period) -> dict[str, dict[tuple[Any, ...], Answers]]:
    """The answers of a period by measure and by the values of the dimensions."""
    keys = [dimension.expression for dimension in by_what]
    joins = " ".join(dict.fromkeys(dimension.join for dimension in by_what))
    days, params = within(period)
    group = ", ".join((*keys, "s.measure", "s.value"))
    found: dict[str, dict[tuple[Any, ...], Answers]] = {measure: {} for measure in MEASURES}
    for *key, measure, value, times in scope.rows(
        f"SELECT {group}, count(*) FROM now_ratings s JOIN scope c ON c.customer = s.customer {joins}"  # noqa: S608
        f" WHERE {days} GROUP BY {group}",
        params,
    ):
        found[measure].setdefault(tuple(key), Answers(measure)).counted[Decimal(value)] += times
    return found


def entries(
    scope: Scope, by_what: Sequence[Dimension], key: Sequence[object], measure: str, period: Period
) -> list[tuple[Any, ...]]:
    """The answers of a group as path, line, day, name of the customer and value, newest first."""
    joins = " ".join(dict.fromkeys(dimension.join for dimension in by_what))
    days, params = within(period)
    same = "".join(f" AND {dimension.expression} IS ?" for dimension in by_what)
    return scope.rows(
        "SELECT c.path, s.line, s.date, c.name, s.value FROM now_ratings s JOIN scope c ON c.customer = s.customer"  # noqa: S608
        f" {joins} WHERE {days} AND s.measure = ?{same} ORDER BY s.date DESC, c.name",
        (*params, measure, *key),
    )


def is_low(measure: str, value: Decimal) -> bool:
    """Whether an answer asks for a call: CSAT of 1 or 2, a detractor's NPS, CES of 1 to 3."""
    return value <= _LOW[measure]


def together(found: Iterable[Decimal]) -> Decimal | None:
    """The mean of some answers."""
    values = list(found)
    return sum(values, Decimal(0)) / len(values) if values else None
