"""What a customer has brought in its life, and what it may bring: by its own rate of buying, held to that of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from ledger.model.values import Money
from ledger.reports.purchases import Bought, Line, amount

HORIZON = 365
YEAR = Fraction(1461, 4)
"""Days of a year."""
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
    """The lifetimes of buyers. `by_margin` tells that margins are added up, `no_cost` why not: sales without a cost."""

    def __init__(self, bought: Iterable[Bought], horizon: int = HORIZON) -> None:
        self.horizon = horizon
        self.no_cost = self.with_cost = 0
        again = days = 0
        for each in bought:
            if each.ever:
                again += each.ever - 1
                days += each.since_first
            for line in each.lines:
                self.no_cost += line.no_cost
                self.with_cost += line.costed
        self.by_margin = bool(self.with_cost) and not self.no_cost
        self.rate = Fraction(again) * YEAR / days if days else Fraction(0)

    def of(self, bought: Bought) -> Lifetime:
        """The lifetime of one buyer.

        The rate counts as if the customer had also been watched for one year in which it bought like the mean of all; it is
        taken times one, or, where it has been silent for longer than its gap, times gap by silence.
        """
        years = Fraction(bought.since_first) / YEAR
        rate = (max(bought.ever - 1, 0) + self.rate) / (years + 1)
        stays = Fraction(1)
        if rate and bought.days > YEAR / rate:
            stays = YEAR / rate / bought.days
        orders = rate * stays * self.horizon / YEAR
        sums = [(line.currency, self._sum(line)) for line in bought.lines]
        to_date = tuple(Money(each, currency) for currency, each in sums if each)
        expected = tuple(
            Money(_rounded(Fraction(each) / bought.ever * orders, _CENT), currency)
            for currency, each in sums
            if each > 0 and bought.ever and orders
        )
        return Lifetime(to_date, expected, rate, stays, orders)

    def _sum(self, line: Line) -> Decimal:
        return amount(line.total - line.total_cost if self.by_margin else line.total)


def _rounded(figure: Fraction, to: Decimal) -> Decimal:
    """Half up."""
    return (Decimal(figure.numerator) / Decimal(figure.denominator)).quantize(to, ROUND_HALF_UP)


def decimals(figure: Fraction) -> Decimal:
    """With two decimal places, half up."""
    return _rounded(figure, _HUNDREDTH)
