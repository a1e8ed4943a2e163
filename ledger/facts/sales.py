"""What a customer bought, day by day: the rows of sales and of the products in them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledger.facts.settling import money_of
from ledger.facts.story import Story
from ledger.facts.tables import Sale, Sold
from ledger.facts.values import Record


def sales(story: Story, placed: Sequence[Record]) -> Sequence[Sale]:
    """The sales of a customer; their sum per currency is its revenue (facts/money.py)."""
    found = []
    for order in placed:
        amount = money_of(order.fields)
        value, currency = (None, "") if amount is None else (amount.amount, amount.currency)
        found.append(Sale(order.opened, "order", order.ref, order.line, value, currency, None, "", "", None, None))
    return found


def sold(story: Story, placed: Sequence[Record], rows: Sequence[Sale]) -> Sequence[Sold]:
    """The products of the sales."""
    return [Sold(n, row.date, "", "", Decimal(1), "", row.amount, row.currency) for n, row in enumerate(rows)]
