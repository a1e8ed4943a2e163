"""How much more a customer may bring, from 0 to 100: the mean of what is known of five signs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ledger.model.values import Money
from ledger.reports.money import rank
from ledger.reports.named import pipeline_opportunities as known
from ledger.reports.scope import Scope
from ledger.reports.worth import Worth, Worths

FIELD = {"high": 1000, "medium": 500, "low": 0}
SIZE = {"large": 1000, "medium": 670, "small": 330, "micro": 0}
BANDS = ((300, "large"), (100, "medium"), (10, "small"), (0, "micro"))
"""From how many employees on a company is of which size, where the file does not say it."""
LEAST_IN_INDUSTRY = 3
HIGH_FROM, MEDIUM_FROM = 670, 340
FULL = 1000


class Potential(NamedTuple):
    """Tenths of points for each sign, None where nothing is known of it; `open` is the weighted pipeline by currency."""

    field: int | None
    size: int | None
    industry: int | None
    growth: int | None
    pipeline: int | None
    open: tuple[Money, ...] = ()

    @property
    def points(self) -> int | None:
        """The mean of what is known, in tenths, half up; None where nothing is."""
        known = [each for each in self[:5] if isinstance(each, int)]
        return half_up(sum(known), len(known)) if known else None


def half_up(part: int, whole: int) -> int:
    """A quotient as a whole number, half up."""
    return (2 * part + whole) // (2 * whole)


def points(tenths: int | None) -> Decimal | None:
    """Points as a cell."""
    return None if tenths is None else Decimal(tenths).scaleb(-1)


def level(tenths: int | None) -> str:
    """High, medium or low, by name; empty where nothing is known."""
    if tenths is None:
        return ""
    return "high" if tenths >= HIGH_FROM else "medium" if tenths >= MEDIUM_FROM else "low"


class Potentials:
    """The potential of the customers of a scope, each worked out when it is asked for."""

    def __init__(self, worths: Worths) -> None:
        scope = worths.scope
        self._settings = scope.session.settings
        self._known = worths.by_customer
        self._field = {number: FIELD[name] for number, name in _said(scope, "potential", FIELD).items()}
        self._size = {number: SIZE[name] for number, name in sizes(scope).items()}
        self._industry_of = dict(scope.rows("SELECT customer, folded FROM main.fields WHERE name = 'industry'"))
        self._industries = _industries(worths, self._industry_of)
        self._by_pool: dict[str, dict[str, int]] = {}
        for (currency, name), tenths in self._industries.items():
            self._by_pool.setdefault(currency, {})[name] = tenths
        self._open = pipeline(scope)
        self._waiting = {number: rank(each, self._settings) for number, each in self._open.items()}
        self._ranked = sorted(self._waiting.values())

    def __getitem__(self, customer: int) -> Potential:
        return Potential(
            self._field.get(customer),
            self._size.get(customer),
            self._industry(customer, self._known.get(customer)),
            growth(self._known.get(customer)),
            self._pipeline(customer),
            self._open.get(customer, ()),
        )

    def points(self, customer: int) -> int | None:
        """The points of a customer in tenths, without its parts."""
        return next(self.of_all((customer,)))[1]

    def of_all(self, customers: Iterable[int]) -> Iterator[tuple[int, int | None]]:
        """The points of customers in tenths, without their parts; made for many."""
        known, currency = self._known, self._settings.currency
        industry_of, industries = self._industry_of, self._by_pool
        of_strangers = industries.get(currency, {})
        by_number = [each for each in (self._field, self._size) if each]
        waiting = self._waiting
        for customer in customers:
            sum_of = count = 0
            for written in by_number:
                tenths = written.get(customer)
                if tenths is not None:
                    sum_of, count = sum_of + tenths, count + 1
            each = known.get(customer)
            of_pool = of_strangers if each is None or each.pool == currency else industries.get(each.pool)
            if of_pool:
                tenths = of_pool.get(industry_of.get(customer, ""))
                if tenths is not None:
                    sum_of, count = sum_of + tenths, count + 1
            if each is not None and each.past > 0:
                sum_of, count = sum_of + (growth(each) or 0), count + 1
            if customer in waiting:
                sum_of, count = sum_of + (self._pipeline(customer) or 0), count + 1
            yield customer, (2 * sum_of + count) // (2 * count) if count else None

    def _pipeline(self, customer: int) -> int | None:
        waits = self._waiting.get(customer)
        return None if waits is None else half_up(bisect_right(self._ranked, waits) * FULL, len(self._ranked))

    def _industry(self, customer: int, each: Worth | None) -> int | None:
        name = self._industry_of.get(customer)
        if name is None:
            return None
        return self._industries.get((each.pool if each is not None else self._settings.currency, name))


def growth(each: Worth | None) -> int | None:
    """Half of the points for as much as in the period before, all for twice as much or more; None where that was nothing."""
    if each is None or each.past <= 0:
        return None
    if each.revenue <= 0:
        return 0
    return min(half_up(each.revenue * FULL, 2 * each.past), FULL)


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


def _industries(worths: Worths, industry_of: Mapping[int, str]) -> dict[tuple[str, str], int]:
    """Points of industries by pool: how many of 100 industries bring no more for each customer that buys."""
    sums: dict[tuple[str, str], list[int]] = {}
    for each in worths.active:
        if each.revenue and (industry := industry_of.get(each.customer)):
            sums.setdefault((each.pool, industry), []).append(each.revenue)
    means = {
        key: Decimal(sum(several)) / len(several) for key, several in sums.items() if len(several) >= LEAST_IN_INDUSTRY
    }
    found: dict[tuple[str, str], int] = {}
    for pool in worths.pools:
        ranked = sorted(mean for (of, _), mean in means.items() if of == pool)
        if len(ranked) > 1:
            found |= {
                key: half_up(bisect_right(ranked, mean) * FULL, len(ranked))
                for key, mean in means.items()
                if key[0] == pool
            }
    return found


def pipeline(scope: Scope) -> dict[int, tuple[Money, ...]]:
    """The weighted amounts of open opportunities by customer, as the report pipeline weighs them."""
    waiting = known.opportunities(scope, {})
    # What became of earlier ones is asked for only where a chance is not written.
    is_said = all(one.probability is not None for one in waiting)
    chances = known.Chances({} if is_said else known.paths(scope))
    sums: dict[int, dict[str, Decimal]] = {}
    for one in waiting:
        weighted = chances.weighted(one)
        if weighted is not None and weighted.amount > 0:
            inside = sums.setdefault(one.customer, {})
            inside[weighted.currency] = inside.get(weighted.currency, Decimal(0)) + weighted.amount
    return {
        number: tuple(Money(amount, currency) for currency, amount in each.items()) for number, each in sums.items()
    }
