"""How much more a customer may bring, from 0 to 100: the mean of what is known of five signs."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from ledger.model.values import Money
from ledger.reports.money import rank
from ledger.reports.named import pipeline_opportunities as known
from ledger.reports.named.pipeline_opportunities import Opportunity
from ledger.reports.scope import Scope
from ledger.reports.worth import Worths

FIELD = {"high": 100, "medium": 50, "low": 0}
SIZE = {"large": 100, "medium": 67, "small": 33, "micro": 0}
BANDS = ((300, "large"), (100, "medium"), (10, "small"), (0, "micro"))
"""From how many employees on a company is of which size, where the file does not say it."""
LEAST_IN_INDUSTRY = 3
HIGH_FROM, MEDIUM_FROM = Decimal(67), Decimal(34)
_TENTH = Decimal("0.1")
_NEVER = date.min
_BLANK = Opportunity(0, "", "", "", 0, "", "", _NEVER, None, "", None, None, None, "", "", "", (), "", (), ())


class Potential(NamedTuple):
    """Points for each sign, None where nothing is known of it; `open` is the weighted pipeline by currency."""

    field: int | None
    size: int | None
    industry: Decimal | None
    growth: Decimal | None
    pipeline: Decimal | None
    open: tuple[Money, ...] = ()

    @property
    def points(self) -> Decimal | None:
        """The mean of what is known, with one decimal place, half up; None where nothing is."""
        signs = (self.field, self.size, self.industry, self.growth, self.pipeline)
        points = [Decimal(each) for each in signs if each is not None]
        return (sum(points, Decimal(0)) / len(points)).quantize(_TENTH, ROUND_HALF_UP) if points else None


NOTHING = Potential(None, None, None, None, None)


def level(points: Decimal | None) -> str:
    """High, medium or low, by name; empty where nothing is known."""
    if points is None:
        return ""
    return "high" if points >= HIGH_FROM else "medium" if points >= MEDIUM_FROM else "low"


class Potentials:
    """The potential of the customers of a scope, each worked out when it is asked for."""

    def __init__(self, worths: Worths) -> None:
        scope = worths.scope
        self._worths = worths
        self._field = _said(scope, "potential", FIELD)
        self._size = sizes(scope)
        self._industry_of = dict(scope.rows("SELECT customer, folded FROM main.fields WHERE name = 'industry'"))
        self._industries = _industries(worths, self._industry_of)
        self._open = pipeline(scope)
        settings = scope.session.settings
        self._ranked = sorted(rank(each, settings) for each in self._open.values())

    def __getitem__(self, customer: int) -> Potential:
        written = self._field.get(customer)
        size = self._size.get(customer)
        waits = self._open.get(customer, ())
        if written is size is None and not waits and customer not in self._industry_of:
            growth = self._growth(customer)
            return NOTHING if growth is None else Potential(None, None, None, growth, None)
        return Potential(
            FIELD[written] if written else None,
            SIZE[size] if size else None,
            self._industry(customer),
            self._growth(customer),
            _share(self._ranked, rank(waits, self._worths.scope.session.settings)) if waits else None,
            waits,
        )

    def _industry(self, customer: int) -> Decimal | None:
        known = self._worths.by_customer.get(customer)
        pool = known.pool if known is not None else self._worths.scope.session.settings.currency
        return self._industries.get((pool, self._industry_of.get(customer, "")))

    def _growth(self, customer: int) -> Decimal | None:
        """50 for as much as in the period before, 100 for twice as much or more; None where that was nothing."""
        known = self._worths.by_customer.get(customer)
        if known is None or known.past <= 0:
            return None
        return min(max(Decimal(known.revenue * 50) / known.past, Decimal(0)), Decimal(100)).quantize(
            _TENTH, ROUND_HALF_UP
        )


def _said(scope: Scope, name: str, values: Mapping[str, int]) -> dict[int, str]:
    """The value of a choice by customer."""
    among = ",".join(f"'{each}'" for each in values)
    return dict(scope.rows(f"SELECT customer, folded FROM main.fields WHERE name = ? AND folded IN ({among})", (name,)))  # noqa: S608


def sizes(scope: Scope) -> dict[int, str]:
    """The size of each customer that has one: as its file says, else by the number of employees."""
    found = {
        customer: next(name for least, name in BANDS if number >= least)
        for customer, number in scope.rows(
            "SELECT customer, number FROM main.fields WHERE name = 'employees' AND number >= 0"
        )
    }
    return found | _said(scope, "size", SIZE)


def _industries(worths: Worths, industry_of: Mapping[int, str]) -> dict[tuple[str, str], Decimal]:
    """Points of industries by pool: how many of 100 industries bring no more for each customer that buys."""
    sums: dict[tuple[str, str], list[int]] = {}
    for customer, each in worths.by_customer.items():
        if each.revenue and (industry := industry_of.get(customer)):
            sums.setdefault((each.pool, industry), []).append(each.revenue)
    means = {
        key: Decimal(sum(several)) / len(several) for key, several in sums.items() if len(several) >= LEAST_IN_INDUSTRY
    }
    found: dict[tuple[str, str], Decimal] = {}
    for pool in worths.pools:
        ranked = sorted(mean for (of, _), mean in means.items() if of == pool)
        if len(ranked) > 1:
            found |= {key: _share(ranked, mean) for key, mean in means.items() if key[0] == pool}
    return found


def _share(ranked: Sequence[Decimal], figure: Decimal) -> Decimal:
    """How many of 100 are no larger."""
    return (Decimal(bisect_right(ranked, figure) * 100) / len(ranked)).quantize(_TENTH, ROUND_HALF_UP)


def pipeline(scope: Scope) -> dict[int, tuple[Money, ...]]:
    """The weighted amounts of open opportunities by customer, as the report pipeline weighs them."""
    kinds = known.kinds(scope.session)
    rows = scope.rows(
        "SELECT r.customer, r.fields FROM now_records r JOIN scope c ON c.customer = r.customer"  # noqa: S608
        f" WHERE r.kind IN ({','.join('?' * len(kinds))}) AND NOT r.closed",
        kinds,
    )
    waiting = [(customer, one) for customer, fields in rows if (one := _opportunity(json.loads(fields))) is not None]
    is_said = all(one.probability is not None for _, one in waiting)
    chances = known.Chances({} if is_said else known.paths(scope))
    sums: dict[int, dict[str, Decimal]] = {}
    for customer, one in waiting:
        weighted = chances.weighted(one)
        if weighted is not None and weighted.amount > 0:
            inside = sums.setdefault(customer, {})
            inside[weighted.currency] = inside.get(weighted.currency, Decimal(0)) + weighted.amount
    return {
        number: tuple(Money(amount, currency) for currency, amount in each.items()) for number, each in sums.items()
    }


def _opportunity(said: Mapping[str, object]) -> Opportunity | None:
    """What weighing needs of an opportunity; None without an amount."""
    amount, chance = said.get("amount"), said.get("probability")
    if not (isinstance(amount, dict) and amount.keys() == {"amount", "currency"}):
        return None
    try:
        percent = Decimal(chance) * 100 if isinstance(chance, str) else None
    except InvalidOperation:
        percent = None
    stage = said.get("stage")
    money = Money(Decimal(amount["amount"]), amount["currency"])
    return replace(_BLANK, stage=stage if isinstance(stage, str) else "", amount=money, probability=percent)
