"""What a customer has brought in and what is open, per currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ledger.facts.products import order_amount
from ledger.facts.settling import NOTHING, Settled, add_to, is_void, money_of
from ledger.facts.story import Story
from ledger.facts.values import Record


def revenue(story: Story, placed: Iterable[Record]) -> dict[str, Decimal]:
    """Revenue by currency, without currencies that come to nothing.

    In each currency that has orders the sum of the orders `placed`; else what was paid of the
    invoices; else the payments. Returns and refunds are taken off: as goods that come back and the money for them are
    usually the same thing written down twice, the larger of the two sums counts; what a return took off an invoice
    needs no refund and counts beside it.
    """
    sums = _ordered(placed, story.settings.currency)
    if story.settled.invoices:
        sums = {**story.settled.collected, **sums}
    if "payment" in story.kinds:
        sums = {**_paid(story), **sums}
    for currency, back in given_back(story.settled).items() if story.settled.given_back else ():
        if currency in sums:
            sums[currency] -= back
    return {currency: amount for currency, amount in sums.items() if amount}


def given_back(settled: Settled) -> dict[str, Decimal]:
    """What returns and refunds take off revenue, by currency."""
    sums: dict[str, Decimal] = {}
    for each in settled.given_back:
        against = each.against if each.what == "return" else NOTHING
        add_to(sums, each.currency, against)
    for currency in sums:
        sums[currency] += max(settled.returned.get(currency, NOTHING), settled.refunded.get(currency, NOTHING))
    return sums


def orders(story: Story) -> Sequence[Record]:
    """The orders that were not called off, in the order in which they were placed.

    One marked as returned counts only where the file tells of returns or refunds, which are then taken off it.
    """
    given_back = "return" in story.kinds or "refund" in story.kinds
    return [
        order
        for order in story.records.get("order", ())
        if not is_void(order) and (given_back or order.fields.get("status") != "returned")
    ]


def open_amount(invoices: Iterable[Record]) -> dict[str, Decimal]:
    """What is open by currency, without currencies that come to nothing; negative where the customer has too much."""
    sums: dict[str, Decimal] = {}
    for record in invoices:
        if record.open_amount:
            add_to(sums, record.currency, record.open_amount)
    return {currency: amount for currency, amount in sums.items() if amount}


def _ordered(records: Iterable[Record], currency: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for record in records:
        amount = order_amount(record.fields, currency)
        if amount is not None:
            add_to(sums, amount.currency, amount.amount)
    return sums


def _paid(story: Story) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for entry in story.kinds["payment"]:
        amount = money_of(entry.fields)
        if amount is not None:
            add_to(sums, amount.currency, amount.amount)
    return sums
