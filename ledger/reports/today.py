"""Worked-out values as of today: the catalog's, or for entries dated ahead those worked out now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger.index.future import ahead, as_of
from ledger.index.select_computed import expression, sums
from ledger.model.values import Money
from ledger.query.asked_values import overdue
from ledger.query.computed import COMPUTED
from ledger.session import Session

if TYPE_CHECKING:
    from ledger.facts.values import Facts
    from ledger.model.customer import Customer

NAMES = tuple(name for name in COMPUTED if name != "path")
_DAYS = ("last_contact", "last_entry", "last_order", "next_due")
_SUMS = ("revenue", "open_amount", "overdue_amount")

Computed = Mapping[str, object]


class Later:
    """The customers with entries dated after today; each is read when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.numbers = ahead(session.fresh().catalog, session.today)
        self._known: dict[int, Computed] = {}

    def computed(self, number: int) -> Computed:
        """What is known of such a customer as of today, under the names of query/computed.py."""
        if number not in self._known:
            customer, facts = as_of(self.session, (number,))[number]
            self._known[number] = _from_facts(customer, facts, self.session.today)
        return self._known[number]


def expressions(today: date) -> str:
    """The columns of the catalog, in the order of NAMES, from which `computed` makes values."""
    return ", ".join(expression(name, today) for name in NAMES)


def computed(name: str, held: str | int | None) -> object:
    """A worked-out value: a day, a number, a tuple of amounts by currency, or of names; None where there is none."""
    if held is None or isinstance(held, int):
        return held
    if name in _DAYS:
        return date.fromisoformat(held)
    if name in _SUMS:
        return _amounts(sums(name, held)) if len(held) > len("{}") else ()
    if name == "missing":
        return tuple(json.loads(held)) if held != "[]" else ()
    return held


def _amounts(found: Mapping[str, Decimal]) -> tuple[Money, ...]:
    return tuple(Money(amount, currency) for currency, amount in found.items())


def _from_facts(customer: Customer, facts: Facts, today: date) -> Computed:
    days = [due.date for due in facts.dues if due.date is not None]
    return {
        "last_contact": facts.last_contact,
        "last_entry": facts.last_entry,
        "last_order": facts.last_order,
        "next_due": min(days, default=None),
        "days_silent": None if facts.last_contact is None else (today - facts.last_contact).days,
        "contacts_made": facts.contacts,
        "talk_rhythm": facts.talk_rhythm,
        "order_rhythm": facts.order_rhythm,
        "revenue": _amounts(facts.revenue),
        "orders": facts.orders,
        "open_amount": _amounts(facts.open_amount),
        "overdue_amount": _amounts(overdue(facts, today)),
        "completeness": facts.completeness,
        "missing": facts.missing,
        "problems": len(customer.problems),
        "open_complaints": facts.open_complaints,
    }
