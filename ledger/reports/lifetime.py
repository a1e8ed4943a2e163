"""What a customer has brought in its life, and what it may bring: by its own rate of buying, held to that of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from ledger.model.values import Money
from ledger.reports.purchases import Total, amount, costs_known, totals
from ledger.reports.worth import Worth, Worths

HORIZON = 365
YEAR = Fraction(1461, 4)
"""Days of a year."""
_MANY = 5_000
_CENT, _HUNDREDTH = Decimal("0.01"), Decimal("0.01")


class Lifetime(NamedTuple):
    """`to_date` and `expected` by currency; `rate` is purchases a year, `stays` how likely it still buys, `orders` how many
    purchases are expected within the horizon.
    """

    to_date: tuple[Money, ...]
    expected: tuple[Money, ...]
    rate: Fraction
    stays: Fraction
    orders: Fraction


class Lifetimes:
    """The lifetimes of buyers. `by_margin` tells that margins are added up; `no_cost` sales are without a cost.

    What customers bought in their lives is asked for when it is needed: `know` those that will be.
    """

    def __init__(self, worths: Worths, horizon: int = HORIZON) -> None:
        self._worths = worths
        self._totals: dict[int, tuple[Total, ...]] = {}
        self.horizon = horizon
        self.with_cost, self.no_cost = costs_known(worths.scope, worths.until)
        self.by_margin = bool(self.with_cost) and not self.no_cost
        again = worths.purchases - worths.buyers
        self.rate = Fraction(again) * YEAR / worths.watched if worths.watched else Fraction(0)

    def know(self, customers: Iterable[int], count: int) -> None:
        """Look up what some customers bought in their lives; all at once where they are many."""
        among = None if count > _MANY else [number for number in customers if number not in self._totals]
        if among is None or among:
            self._totals |= totals(self._worths.scope, self._worths.until, among)

    def total(self, customer: int) -> tuple[Total, ...]:
        """What a customer bought in its life, by currency."""
        if customer not in self._totals:
            self.know((customer,), 1)
        return self._totals.get(customer, ())

    def of(self, each: Worth) -> Lifetime:
        """The lifetime of one buyer.

        The rate counts as if the customer had also been watched for one year in which it bought like the mean of all; it is
        taken times one, or, where it has been silent for longer than its gap, times gap by silence.
        """
        years = Fraction(each.since_first) / YEAR
        rate = (each.ever - 1 + self.rate) / (years + 1)
        stays = Fraction(1)
        if rate and each.days > YEAR / rate:
            stays = YEAR / rate / each.days
        orders = rate * stays * self.horizon / YEAR
        sums = [(line.currency, self._sum(line)) for line in self.total(each.customer)]
        to_date = tuple(Money(found, currency) for currency, found in sums if found)
        expected = tuple(
            Money(_rounded(Fraction(found) / each.ever * orders, _CENT), currency)
            for currency, found in sums
            if found > 0 and orders
        )
        return Lifetime(to_date, expected, rate, stays, orders)

    def _sum(self, line: Total) -> Decimal:
        return amount(line.amount - line.cost if self.by_margin else line.amount)


def _rounded(figure: Fraction, to: Decimal) -> Decimal:
    """Half up."""
    return (Decimal(figure.numerator) / Decimal(figure.denominator)).quantize(to, ROUND_HALF_UP)


def decimals(figure: Fraction) -> Decimal:
    """With two decimal places, half up."""
    return _rounded(figure, _HUNDREDTH)
