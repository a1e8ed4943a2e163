"""The next order that a customer's own rhythm lets expect: when, within which days, and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from ledger.facts.days import gaps
from ledger.model.intervals import days as days_of
from ledger.model.policies import Lifecycle
from ledger.model.values import Money
from ledger.reports.scope import Scope

LEAST = 3
"""Days with an order from which on a rhythm can be told: two gaps."""
NEWEST = 10
"""So many of the newest days with an order tell the rhythm, and so many orders the amount."""
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Expected:
    """The next order of a customer (of a product, where that is named).

    `gap` is the median number of days between the newest ten days with an order, `low` and `high` the quartiles of those
    gaps. `amount` is the median of the newest ten amounts in the currency of the last one, `quantity` that of the
    quantities. `given_up` tells that so much time has passed that the rules for lost customers expect no more, `resting` that
    it was put away or is known to be lost.
    """

    customer: int
    product: str
    days: Sequence[date]
    gap: int
    low: int
    high: int
    amount: Money | None
    quantity: Decimal | None
    given_up: bool
    resting: bool = False

    @property
    def last(self) -> date:
        """The day of the last order."""
        return self.days[-1]

    @property
    def day(self) -> date:
        """The day on which the next order is expected."""
        return later(self.last, self.gap)

    def coming(self, until: date, most: int = 60) -> Iterator[date]:
        """The days of the orders expected up to a day, one gap apart."""
        for count in range(1, most + 1):
            day = later(self.last, count * max(self.gap, 1))
            if day > until:
                return
            yield day


def later(day: date, count: int) -> date:
    """So many days later; the last day of the calendar where it would lie behind."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max


@dataclass(frozen=True, slots=True)
class Rhythms:
    """Who is expected to order again, and how many (`too_few`) ordered on fewer days than tell a rhythm."""

    expected: Sequence[Expected]
    too_few: int


def rhythms(scope: Scope, *, by_product: bool = False) -> Rhythms:
    """The rhythms of all customers of a scope; of each product of each, with `by_product`."""
    if by_product:
        rows = scope.rows(
            "SELECT s.customer, s.product, s.date, s.amount, s.currency, s.quantity, c.resting FROM now_sold s JOIN scope c"
            " ON c.customer = s.customer WHERE s.what = 'order' AND s.product IS NOT NULL"
            " ORDER BY s.customer, s.product, s.date"
        )
    else:
        # Whoever ordered on fewer days needs no look at the orders.
        rows = scope.rows(
            "SELECT s.customer, '', s.date, s.amount, s.currency, NULL, c.resting FROM now_sales s JOIN scope c"
            " ON c.customer = s.customer JOIN now_rhythms r ON r.customer = s.customer"
            " WHERE s.what = 'order' AND r.order_days >= ? ORDER BY s.customer, s.date",
            (LEAST,),
        )
    rule = scope.session.settings.policies.lifecycle
    found = []
    few = 0
    for (customer, product), same in groupby(rows, key=lambda row: row[:2]):
        orders = list(same)
        made = None
        if len(orders) >= LEAST:
            made = expect(customer, product, [row[2:6] for row in orders], scope.session.today, rule)
        if made is None:
            few += 1
        else:
            found.append(replace(made, resting=True) if orders[0][6] else made)
    if not by_product:
        few = int(
            scope.one(
                "SELECT count(*) FROM now_rhythms r JOIN scope c ON c.customer = r.customer"
                " WHERE r.order_days BETWEEN 1 AND ?",
                (LEAST - 1,),
            )
        )
    return Rhythms(found, few)


def expect(
    customer: int, product: str, orders: Sequence[Sequence[Any]], today: date, rule: Lifecycle
) -> Expected | None:
    """The next order from (day, amount, currency, quantity) of earlier ones by day; None for fewer days than LEAST."""
    days = list(dict.fromkeys(date.fromisoformat(row[0]) for row in orders))
    gap = gaps(days)
    if len(days) < LEAST or gap is None:
        return None
    low, high = quartiles([(after - before).days for before, after in pairwise(days[-NEWEST:])])
    mean = (days[-1] - days[0]).days / (len(days) - 1)
    patience = max(days_of(rule.lost_after), float(rule.lost_gaps) * mean)
    return Expected(
        customer,
        product,
        days,
        gap,
        low,
        high,
        _amount(orders),
        _median(Decimal(row[3]) for row in orders[-NEWEST:] if row[3] is not None),
        (today - days[-1]).days > patience,
    )


def quartiles(numbers: Sequence[int]) -> tuple[int, int]:
    """The medians of the lower and of the upper half (the middle one of an odd number in neither), rounded half up.

    Those of J. W. Tukey's box plot in the form of D. S. Moore and G. P. McCabe; of one number it is that.
    """
    ordered = sorted(numbers)
    half = len(ordered) // 2
    lower, upper = ordered[:half] or ordered, ordered[-half:] if half else ordered
    return int(median(lower) + 0.5), int(median(upper) + 0.5)


def _amount(orders: Sequence[Sequence[Any]]) -> Money | None:
    priced = [(Decimal(amount), currency) for _, amount, currency, _ in orders if amount is not None]
    if not priced:
        return None
    currency = priced[-1][1] or ""
    worth = _median([amount for amount, its in priced if its == priced[-1][1]][-NEWEST:])
    return None if worth is None else Money(worth, currency)


def _median(numbers: Iterable[Decimal]) -> Decimal | None:
    """The median, of an even number the mean of both in the middle, to the cent."""
    known = sorted(numbers)
    if not known:
        return None
    middle = len(known) // 2
    if len(known) % 2:
        return known[middle]
    mean = (known[middle - 1] + known[middle]) / 2
    return mean if mean == round(mean, 2) else mean.quantize(_CENT, ROUND_HALF_UP)
