"""Invoices that are to be paid."""

from __future__ import annotations

from datetime import date

from ledger.facts.bills import payable
from ledger.facts.days import before, lead
from ledger.facts.records import titled
from ledger.facts.settling import NOTHING, money_of
from ledger.facts.story import Story
from ledger.facts.values import Due, Record
from ledger.messages import Message, say
from ledger.model.values import Money


def invoices(story: Story) -> tuple[Due, ...]:
    """Every invoice of which something is open, on the day by which it is to be paid.

    That is its `due`, else the customer's `payment_terms` after its day; any day where neither is known.
    """
    notice = lead(story.settings.due.invoice)
    found = []
    for record in story.records.get("invoice", ()):
        if record.open_amount is None or record.open_amount <= 0 or record.closed:
            continue
        day = payable(record, story)
        shown = None if day is None else before(day, notice)
        found.append(Due("invoice", titled(record), record.line, _why(record, day), day, shown))
    return tuple(found)


def _why(record: Record, day: date | None) -> Message:
    billed = money_of(record.fields)
    open_amount = Money(record.open_amount or NOTHING, record.currency)
    amounts = {"open": open_amount, "amount": billed or open_amount}
    if day is None:
        return say("{open} of {amount} are open; the invoice names no day to pay by.", **amounts)
    return say("{open} of {amount} are open, to be paid by {date}.", **amounts, date=day)
