"""Payments that don't add up with the invoices that they name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.facts.settling import is_void, money_of, refs_in
from ledger.model.customer import Entry
from ledger.model.plain import decimal_text
from ledger.model.problem import Problem
from ledger.operations.check.sheet import Sheet
from ledger.text.places import Span

_SET_AGAINST = ("payment", "return", "refund")


def other_currency(sheet: Sheet) -> Iterator[Problem]:
    """Payments, returns and refunds that name an invoice of another currency, so that they are not set against it."""
    billed = {
        record.ref.casefold(): (record.ref, amount)
        for record in sheet.story.records.get("invoice", ())
        if record.ref and (amount := money_of(record.fields)) is not None and not is_void(record)
    }
    for kind in _SET_AGAINST if billed else ():
        for entry in sheet.story.kinds.get(kind, ()):
            paid = money_of(entry.fields)
            for name in sorted(refs_in(entry.fields, "invoice")) if paid is not None else ():
                ref, amount = billed.get(name, ("", paid))
                if amount is not None and paid is not None and amount.currency != paid.currency:
                    yield sheet.problem(
                        "payment-currency",
                        _amount(sheet, entry),
                        ref=ref,
                        paid=f"{decimal_text(paid.amount)} {paid.currency}",
                        currency=amount.currency,
                    )


def paid_in_part(sheet: Sheet) -> Iterator[Problem]:
    """Invoices that say they are paid, while the payments written down come to less."""
    settled = sheet.story.settled
    marked: dict[int, Decimal] = {}
    paid: dict[int, Decimal] = {}
    for each in settled.entries:
        into = marked if each.what == "marked" else paid
        into[each.bill] = into.get(each.bill, Decimal(0)) + each.amount
    for bill in sorted(marked.keys() & paid.keys()):
        record, amount = settled.bills[bill]
        entry = sheet.entry_at(record.line)
        if entry is not None and paid[bill]:
            yield sheet.problem(
                "invoice-paid-short",
                sheet.find(record.ref, sheet.heading(entry)),
                ref=record.ref or record.title or record.opened.isoformat(),
                billed=f"{decimal_text(amount.amount)} {amount.currency}",
                paid=f"{decimal_text(paid[bill])} {amount.currency}",
            )


def _amount(sheet: Sheet, entry: Entry) -> Span:
    """Where the amount of an entry stands; its heading if it has no line of its own."""
    line = entry.field_lines.get("amount")
    return sheet.heading(entry) if line is None else sheet.line(line)
