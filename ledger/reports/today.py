"""Worked-out values as of today: the catalog's, or for entries dated ahead those worked out now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.index.future import AsOf, ahead, known
from ledger.index.select_computed import expression, sums
from ledger.model.values import Money
from ledger.query.computed import COMPUTED
from ledger.session import Session

NAMES = tuple(name for name in COMPUTED if name != "path")
_DAYS = ("last_contact", "last_entry", "last_order", "next_due", "next_order")
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
            self._known[number] = _as_of_today(known(self.session, (number,))[number], self.session.today)
        return self._known[number]


def expressions(today: date, names: Sequence[str] = NAMES) -> str:
    """The columns of the catalog, in the order of the names, from which `computed` makes values."""
    return ", ".join(expression(name, today) for name in names)


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


def _as_of_today(held: AsOf, today: date) -> Computed:
    """The values of a customer as of a day."""
    found = {name: computed(name, held.customer[name]) for name in NAMES if name in held.customer}
    spoken = found["last_contact"]
    overdue: dict[str, Decimal] = {}
    for day, amount, currency in held.invoices:
        if day < today.isoformat():
            overdue[currency] = overdue.get(currency, Decimal(0)) + Decimal(amount)
    silent = (today - spoken).days if isinstance(spoken, date) else None
    found |= {"days_silent": silent, "overdue_amount": _amounts(overdue)}
    return {name: found[name] for name in NAMES}
