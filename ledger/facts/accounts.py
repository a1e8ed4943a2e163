"""The accounts of one customer's invoices: what is open of each while sums are set against it, and each sum that was."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.facts.tables import Settlement
from ledger.facts.values import Record
from ledger.model.values import Money, Value

NOTHING = Decimal(0)
# An invoice of one of these is not (or not yet) to be paid; an order of one of these brings nothing.
VOID = frozenset({"void", "draft", "cancelled"})
LINKS = ("order", "contract")
_REF = re.compile(r"[^,，、;；\s]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a sum was written down as: payment, credit, return or refund, on which day and line."""

    what: str
    day: date
    line: int


@dataclass(slots=True)
class Account:
    """One invoice while sums are set against it; negative `open` is what the customer has too much.

    `place` is its place among the invoices, `number` that among the accounts; `entries` are those of all accounts.
    """

    record: Record
    place: int
    number: int
    currency: str
    billed: Decimal
    open: Decimal
    entries: list[Settlement]

    def set_against(self, amount: Decimal, paper: Paper) -> None:
        """Set an amount against it, whatever is open; a negative one gives back."""
        if amount:
            self.open -= amount
            self.entries.append(Settlement(self.number, paper.day, paper.what, amount, self.currency, paper.line))

    def take(self, amount: Decimal, paper: Paper) -> Decimal:
        """Set an amount against what is open; what is left of the amount."""
        used = max(NOTHING, min(self.open, amount))
        self.set_against(used, paper)
        return amount - used

    def give_back(self, amount: Decimal, paper: Paper) -> Decimal:
        """Return an amount that was credited or paid too much; what is left of the amount."""
        used = max(NOTHING, min(-self.open, amount))
        self.set_against(-used, paper)
        return amount - used


class Book:
    """The accounts of one customer, oldest invoice first, found by what names them."""

    def __init__(self, invoices: Iterable[Record]) -> None:
        self.entries: list[Settlement] = []
        self.accounts: list[Account] = []
        for place, record in enumerate(invoices):
            amount = money_of(record.fields)
            if amount is not None and not is_void(record):
                billed, number = amount.amount, len(self.accounts)
                self.accounts.append(Account(record, place, number, amount.currency, billed, billed, self.entries))
        self._by_ref = {account.record.ref.casefold(): account for account in self.accounts if account.record.ref}
        self._by_link: dict[tuple[str, str], list[Account]] = {}
        self._queues: dict[str, deque[Account]] = {}

    def _linked(self, name: str, ref: str) -> Sequence[Account]:
        """The invoices that name the same order or contract."""
        if not self._by_link:
            self._by_link[name, ""] = []
            for account in self.accounts:
                for link in LINKS:
                    for each in refs_in(account.record.fields, link):
                        self._by_link.setdefault((link, each), []).append(account)
        return self._by_link.get((name, ref), ())

    def named(self, fields: Mapping[str, Value], heading: str, currency: str) -> list[Account]:
        """The invoices that an entry names, oldest first: by `invoice` or in its heading, else by `order` or `contract`."""
        wanted = refs_in(fields, "invoice") or _REF.findall(heading.casefold())
        found = {account.place: account for name in wanted if (account := self._by_ref.get(name)) is not None}
        if not found and not fields.get("invoice"):
            for name in LINKS:
                for link in refs_in(fields, name):
                    found.update((account.place, account) for account in self._linked(name, link))
        return [found[place] for place in sorted(found) if found[place].currency == currency]

    def pay_oldest(self, paid: Money, paper: Paper, day: date) -> Decimal:
        """Set an amount against the invoices of its currency that are open still; what is left of it.

        Those that were closed before `day` are passed over: they can only have been paid before. It must not go
        backwards from call to call.
        """
        queue = self._queues.get(paid.currency)
        if queue is None:
            same = (each for each in self.accounts if each.currency == paid.currency)
            queue = self._queues[paid.currency] = deque(same)
        amount = paid.amount
        while queue and amount > 0:
            oldest = queue[0]
            if not (oldest.record.closed and day > oldest.record.touched):
                amount = oldest.take(amount, paper)
            if amount > 0:
                queue.popleft()
        return amount


def money_of(fields: Mapping[str, Value]) -> Money | None:
    """The `amount` of a record or entry, if it is one."""
    found = fields.get("amount")
    return found if isinstance(found, Money) else None


def refs_in(fields: Mapping[str, Value], name: str) -> frozenset[str]:
    """The REFs under a field, case folded: a text (several with commas) or a list."""
    written = fields.get(name)
    if isinstance(written, str):
        return frozenset(_REF.findall(written.casefold()))
    if isinstance(written, tuple):
        return frozenset(part.casefold() for part in written if isinstance(part, str))
    return frozenset()


def is_void(record: Record) -> bool:
    """Whether a record was called off, or is a draft still."""
    return record.fields.get("status") in VOID


def add_to(sums: dict[str, Decimal], currency: str, amount: Decimal) -> None:
    """Add an amount to the sum of its currency."""
    sums[currency] = sums.get(currency, NOTHING) + amount
