"""What is still open of each invoice: payments, refunds, returns and credit notes set against what was billed."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.facts.values import Record
from ledger.model.customer import Entry
from ledger.model.values import Money, Value

NOTHING = Decimal(0)
# An invoice of one of these is not (or not yet) to be paid; an order of one of these brings nothing.
VOID = frozenset({"void", "draft", "cancelled"})
_REF = re.compile(r"[^,，、;；\s]+")
_LINKS = ("order", "contract")


@dataclass(slots=True)
class Account:
    """One invoice while sums are set against it; negative `open` is what the customer has too much."""

    record: Record
    place: int
    currency: str
    billed: Decimal
    open: Decimal

    def take(self, amount: Decimal) -> Decimal:
        """Set an amount against what is open; what is left of the amount."""
        used = max(NOTHING, min(self.open, amount))
        self.open -= used
        return amount - used

    def give_back(self, amount: Decimal) -> Decimal:
        """Return an amount that was credited or paid too much; what is left of the amount."""
        used = max(NOTHING, min(-self.open, amount))
        self.open += used
        return amount - used


class Book:
    """The accounts of one customer, oldest invoice first, found by what names them."""

    def __init__(self, invoices: Iterable[Record]) -> None:
        self.accounts = [
            Account(record, place, amount.currency, amount.amount, amount.amount)
            for place, record in enumerate(invoices)
            if (amount := money_of(record.fields)) is not None and not is_void(record)
        ]
        self._by_ref = {account.record.ref.casefold(): account for account in self.accounts if account.record.ref}
        self._by_link: dict[tuple[str, str], list[Account]] = {}
        self._queues: dict[str, deque[Account]] = {}

    def _linked(self, name: str, ref: str) -> Sequence[Account]:
        """The invoices that name the same order or contract."""
        if not self._by_link:
            self._by_link[name, ""] = []
            for account in self.accounts:
                for link in _LINKS:
                    for each in refs_in(account.record.fields, link):
                        self._by_link.setdefault((link, each), []).append(account)
        return self._by_link.get((name, ref), ())

    def named(self, fields: Mapping[str, Value], heading: str, currency: str) -> list[Account]:
        """The invoices that an entry names, oldest first: by `invoice` or in its heading, else by `order` or `contract`."""
        wanted = refs_in(fields, "invoice") or _REF.findall(heading.casefold())
        found = {account.place: account for name in wanted if (account := self._by_ref.get(name)) is not None}
        if not found and not fields.get("invoice"):
            for name in _LINKS:
                for link in refs_in(fields, name):
                    found.update((account.place, account) for account in self._linked(name, link))
        return [found[place] for place in sorted(found) if found[place].currency == currency]

    def pay_oldest(self, day: date, currency: str, amount: Decimal) -> Decimal:
        """Set an amount against the invoices of its currency that are open still; what is left of it.

        Days must not go backwards from call to call: an invoice that was marked as paid can only have been paid before.
        """
        queue = self._queues.get(currency)
        if queue is None:
            queue = self._queues[currency] = deque(each for each in self.accounts if each.currency == currency)
        while queue and amount > 0:
            oldest = queue[0]
            if not (oldest.record.closed and day > oldest.record.touched):
                amount = oldest.take(amount)
            if amount > 0:
                queue.popleft()
        return amount


@dataclass(frozen=True, slots=True)
class Settled:
    """Invoices with their open amounts, in the order in which they were opened.

    `collected` is what was set against them or written down as paid; `returned` is the worth of returns and `refunded`
    of refunds that changed no invoice; all by currency.
    """

    invoices: Sequence[Record]
    collected: Mapping[str, Decimal]
    returned: Mapping[str, Decimal]
    refunded: Mapping[str, Decimal]


UNSETTLED = Settled((), {}, {}, {})


def settle(invoices: Sequence[Record], kinds: Mapping[str, Sequence[Entry]]) -> Settled:
    """Set payments, refunds and returns (entries in time order) against invoices.

    In this order: payments that name invoices, oldest first, what is left over standing on the last one named; credit
    notes (negative invoices) and returns that name an invoice; credit notes, then payments that name nothing, against
    the oldest invoices still open in their currency; refunds, which give back what was credited or overpaid.
    Sums in another currency than the invoice are not set against it.
    """
    if not (invoices or "return" in kinds or "refund" in kinds):
        return UNSETTLED
    book = Book(invoices)
    unnamed = _pay_named(book, kinds.get("payment", ()))
    notes = [account for account in book.accounts if account.billed < 0]
    for note in notes:
        for account in book.named(note.record.fields, "", note.currency):
            note.open = -account.take(-note.open)
    returned = _returns(book, kinds.get("return", ()))
    for note in notes:
        if note.open < 0 and not note.record.fields.get("invoice"):
            note.open = -book.pay_oldest(date.min, note.currency, -note.open)
    for day, paid in unnamed:
        book.pay_oldest(day, paid.currency, paid.amount)
    refunded = _refund(book, kinds.get("refund", ()))
    known = {account.place: account for account in book.accounts}
    settled = [_settled(record, known.get(place)) for place, record in enumerate(invoices)]
    return Settled(settled, _collected(book.accounts), returned, refunded)


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


def overpaid(records: Iterable[Record]) -> tuple[Record, ...]:
    """The invoices that more was paid for than they bill; their open amount is negative."""
    return tuple(
        record
        for record in records
        if record.open_amount is not None
        and record.open_amount < 0
        and (billed := money_of(record.fields)) is not None
        and billed.amount >= 0
    )


def is_void(record: Record) -> bool:
    """Whether a record was called off, or is a draft still."""
    return record.fields.get("status") in VOID


def add_to(sums: dict[str, Decimal], currency: str, amount: Decimal) -> None:
    """Add an amount to the sum of its currency."""
    sums[currency] = sums.get(currency, NOTHING) + amount


def _settled(record: Record, account: Account | None) -> Record:
    if account is None:
        amount = money_of(record.fields)
        return record if amount is None else _with(record, NOTHING, amount.currency)
    # Somebody who wrote that it is paid knows better than the payments that were written down.
    is_open = NOTHING if record.closed and account.open > 0 else account.open
    return _with(record, is_open, account.currency)


def _with(record: Record, is_open: Decimal, currency: str) -> Record:
    # Spelled out, as dataclasses.replace takes three times as long and every invoice comes through here.
    return Record(
        record.kind,
        record.ref,
        record.title,
        record.opened,
        record.touched,
        record.line,
        record.closed,
        record.fields,
        is_open,
        currency,
    )


def _collected(accounts: Iterable[Account]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for account in accounts:
        # What a customer paid too much is not earned; what was marked as paid is, without a payment.
        left = max(account.open, min(account.billed, NOTHING))
        if account.record.fields.get("status") == "paid":
            left = min(left, NOTHING)
        add_to(sums, account.currency, account.billed - left)
    return sums


def _with_amounts(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Money]]:
    """The entries that have an amount."""
    for entry in entries:
        amount = money_of(entry.fields)
        if amount is not None:
            yield entry, amount


def _pay_named(book: Book, entries: Iterable[Entry]) -> list[tuple[date, Money]]:
    """Set payments against the invoices that they name; the day and sum of those that name nothing."""
    unnamed = []
    for entry, paid in _with_amounts(entries):
        named = book.named(entry.fields, f"{entry.ref} {entry.title}", paid.currency)
        rest = paid.amount
        for account in named:
            rest = account.take(rest) if rest > 0 else rest
        if named:
            named[-1].open -= rest
        elif not any(entry.fields.get(name) for name in ("invoice", *_LINKS)):
            unnamed.append((entry.date, paid))
    return unnamed


def _returns(book: Book, entries: Iterable[Entry]) -> dict[str, Decimal]:
    left: dict[str, Decimal] = {}
    for entry, worth in _with_amounts(entries):
        rest = abs(worth.amount)
        for account in book.named(entry.fields, "", worth.currency) if entry.fields.get("invoice") else ():
            rest = account.take(rest)
        if rest:
            add_to(left, worth.currency, rest)
    return left


def _refund(book: Book, entries: Iterable[Entry]) -> dict[str, Decimal]:
    left: dict[str, Decimal] = {}
    for entry, paid in _with_amounts(entries):
        rest = abs(paid.amount)
        for account in book.named(entry.fields, f"{entry.ref} {entry.title}", paid.currency) or book.accounts:
            if account.currency == paid.currency and rest:
                rest = account.give_back(rest)
        if rest:
            add_to(left, paid.currency, rest)
    return left
