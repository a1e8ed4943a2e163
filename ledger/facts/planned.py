"""Entries dated ahead: contacts that are planned, and a customer as it stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.facts.values import Due
from ledger.messages import say
from ledger.model.customer import Customer
from ledger.model.vocabulary import Vocabulary


def until(customer: Customer, day: date) -> Customer:
    """The customer without the entries dated after a day: those have not happened yet. Tasks stay."""
    if all(entry.date <= day for entry in customer.entries):
        return customer
    return replace(customer, entries=tuple(entry for entry in customer.entries if entry.date <= day))


def planned(customer: Customer, vocabulary: Vocabulary, day: date) -> tuple[Due, ...]:
    """The contacts that are written down for days after a day, as dues, in the file's order."""
    found = []
    for entry in customer.entries:
        definition = vocabulary.kinds.get(entry.kind)
        if entry.date > day and definition is not None and definition.contact:
            text = entry.title or entry.kind_as_written
            why = say("This contact is written down for {date}.", date=entry.date)
            found.append(Due("planned", text, entry.line, why, entry.date, people=entry.people))
    return tuple(found)
