"""Invoices and what was set against them, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from ledger.facts.accounts import NOTHING
from ledger.facts.days import day_in
from ledger.facts.story import Story
from ledger.facts.tables import Bill, Settlement
from ledger.facts.values import Record
from ledger.model.intervals import add
from ledger.model.values import Interval, Money, Value


def bills(story: Story) -> Sequence[Bill]:
    """The invoices that are to be paid, in the order in which they were opened."""
    if not story.settled.invoices:
        return ()
    of_bill = {number: list(same) for number, same in groupby(story.settled.entries, lambda each: each.bill)}
    return [
        _bill(record, billed, of_bill.get(number, ()), story)
        for number, (record, billed) in enumerate(story.settled.bills)
    ]


def settlements(story: Story) -> Sequence[Settlement]:
    """The sums set against them, by invoice and day."""
    return story.settled.entries


def payable(record: Record, story: Story) -> date | None:
    """The day by which an invoice is to be paid: its `due`, else the customer's `payment_terms` after its day."""
    written = day_in(record.fields, "due")
    if written is not None:
        return written
    terms = story.customer.value("payment_terms")
    return add(record.opened, terms) if isinstance(terms, Interval) else None


def _bill(record: Record, billed: Money, paid: Sequence[Settlement], story: Story) -> Bill:
    fields = record.fields
    return Bill(
        record.opened,
        record.ref,
        record.title,
        record.line,
        payable(record, story),
        billed.amount,
        billed.currency,
        record.open_amount or NOTHING,
        _settled_on(record.opened, billed.amount, paid),
        _text(fields.get("status")),
        _text(fields.get("contract")),
        _text(fields.get("by")),
    )


def _settled_on(day: date, billed: Decimal, paid: Sequence[Settlement]) -> date | None:
    """The first day from which nothing was open any more, not before the day of the invoice; None while something is.

    What was paid too much is not open; of a credit note what nobody used yet is.
    """
    is_open, settled = billed, None if billed else day
    for each in paid:
        is_open -= each.amount
        if is_open and (is_open > 0) == (billed > 0):
            settled = None
        elif settled is None:
            settled = max(day, each.date)
    return settled


def _text(value: Value | None) -> str:
    """A text, or the first of several."""
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, str) else ""
