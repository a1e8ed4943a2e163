"""Entries dated ahead: contacts that are planned, and a customer as it stands on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ledger.facts.days import day_of
from ledger.facts.values import Due
from ledger.messages import say
from ledger.model.customer import Customer
from ledger.model.vocabulary import Vocabulary


def until(customer: Customer, day: date) -> Customer:
    """The customer without the entries dated after a day: those have not happened yet. Tasks stay."""
    if all(entry.date <= day for entry in customer.entries):
        return customer
    return replace(customer, entries=tuple(entry for entry in customer.entries if entry.date <= day))


def known_by(customer: Customer, day: date) -> bool:
    """Whether anybody knew the customer by the end of a day: `created`, else its first entry, tells; nobody knows better."""
    first = day_of(customer.value("created")) or min((entry.date for entry in customer.entries), default=day)
    return first <= day


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
