"""What is still open of each invoice: payments, refunds, returns and credit notes set against what was billed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.facts.accounts import LINKS, NOTHING, VOID, Account, Book, Paper, add_to, is_void, money_of, refs_in
from ledger.facts.tables import Settlement
from ledger.facts.values import Record
from ledger.model.customer import Entry
from ledger.model.values import Money, Value

__all__ = [
    "NOTHING",
    "UNSETTLED",
    "VOID",
    "Settled",
    "add_to",
    "collected_by_day",
    "is_void",
    "money_of",
    "overpaid",
    "refs_in",
    "settle",
]


_NOTHING_BACK = frozenset({"refused", "exchanged"})


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A return or a refund (`what`): `against` is what of its worth was set against invoices, `rest` what is left of it."""

    what: str
    date: date
    ref: str
    line: int
    fields: Mapping[str, Value]
    currency: str
    against: Decimal
    rest: Decimal


@dataclass(frozen=True, slots=True)
class Settled:
    """Invoices with their open amounts, in the order in which they were opened.

    `collected` is what was set against them or written down as paid; `returned` is the worth of returns and `refunded`
    of refunds that changed no invoice; all by currency. `given_back` are all returns and refunds, each with what of it
    changed invoices. `entries` are the sums set against invoices, those of one
    invoice together: its amount less all of them is what is open. Their `bill` counts the invoices that are to be
    paid: those that have an amount and are neither void nor a draft (`of_bills`).
    """

    invoices: Sequence[Record]
    collected: Mapping[str, Decimal]
    returned: Mapping[str, Decimal]
    refunded: Mapping[str, Decimal]
    entries: Sequence[Settlement] = ()
    given_back: Sequence[GivenBack] = ()

    @property
    def bills(self) -> Sequence[tuple[Record, Money]]:
        """The invoices that are to be paid, with their amounts, by their number in `entries`."""
        return [
            (record, amount)
            for record in self.invoices
            if (amount := money_of(record.fields)) is not None and not is_void(record)
        ]


UNSETTLED = Settled((), {}, {}, {})


def settle(invoices: Sequence[Record], kinds: Mapping[str, Sequence[Entry]], returns: Sequence[Record] = ()) -> Settled:
    """Set payments and refunds (entries in time order) and returns against invoices.

    In this order: payments that name invoices, oldest first, what is left over standing on the last one named; credit
    notes (negative invoices) and returns that name an invoice; credit notes, then payments that name nothing, against
    the oldest invoices still open in their currency; refunds, which give back what was credited or overpaid.
    Sums in another currency than the invoice are not set against it. What is left of an invoice that was written down
    as paid or as written off is set against it as `marked` or `written_off`. Returns that were refused, or are an
    exchange, give nothing back.
    """
    if not (invoices or returns or "refund" in kinds):
        return UNSETTLED
    book = Book(invoices)
    unnamed = _pay_named(book, kinds.get("payment", ()))
    notes = [account for account in book.accounts if account.billed < 0]
    for note in notes:
        for account in book.named(note.record.fields, "", note.currency):
            paper = _credit(note)
            _use_up(note, account.take(-note.open, paper), paper)
    given_back = list(_returns(book, returns))
    for note in notes:
        if note.open < 0 and not note.record.fields.get("invoice"):
            paper = _credit(note)
            _use_up(note, book.pay_oldest(Money(-note.open, note.currency), paper, date.min), paper)
    for paper, paid in unnamed:
        book.pay_oldest(paid, paper, paper.day)
    given_back += _refunds(book, kinds.get("refund", ()))
    known = {account.place: account for account in book.accounts}
    settled = [_settled(record, known.get(place)) for place, record in enumerate(invoices)]
    collected = _collected(book.accounts)
    _mark(book, kinds.get("invoice", ()))
    book.entries.sort(key=_in_order)
    return Settled(
        settled, collected, _left(given_back, "return"), _left(given_back, "refund"), book.entries, given_back
    )


def collected_by_day(settled: Settled) -> Iterator[Settlement]:
    """What was collected of the invoices, sum by sum: they add up to `collected`. Write-offs and overpayments bring nothing.

    Those of one invoice stand together, oldest first.
    """
    bills = settled.bills
    number, paid, counted = -1, NOTHING, NOTHING
    for each in settled.entries:
        if each.what == "written_off":
            continue
        if each.bill != number:
            number, paid, counted = each.bill, NOTHING, NOTHING
        paid += each.amount
        # What a customer paid too much is not earned.
        now = min(paid, max(bills[number][1].amount, NOTHING))
        if now != counted:
            yield each._replace(amount=now - counted)
        counted = now


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


def _in_order(entry: Settlement) -> tuple[int, object]:
    return entry.bill, entry.date


def _credit(note: Account) -> Paper:
    return Paper("credit", note.record.opened, note.record.line)


def _use_up(note: Account, left: Decimal, paper: Paper) -> None:
    """Set against a credit note what was used of it."""
    note.set_against(note.open + left, paper)


def _mark(book: Book, entries: Iterable[Entry]) -> None:
    """Set against the invoices that somebody wrote down as paid or written off what the payments leave open."""
    marked = [account for account in book.accounts if account.record.closed and account.open > 0]
    said = _statuses(entries) if marked else {}
    for account in marked:
        record = account.record
        _, day, line = said.get(record.ref.casefold() or record.line, ("", record.touched, record.line))
        what = "marked" if record.fields.get("status") == "paid" else "written_off"
        account.set_against(account.open, Paper(what, day, line))


def _statuses(entries: Iterable[Entry]) -> dict[str | int, tuple[object, date, int]]:
    """The last status of each invoice, by REF or line, with the day since when and the line where it was written."""
    said: dict[str | int, tuple[object, date, int]] = {}
    for entry in entries:
        status, name = entry.fields.get("status"), entry.ref.casefold() or entry.line
        if status and (name not in said or said[name][0] != status):
            said[name] = status, entry.date, entry.line
    return said


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


def _pay_named(book: Book, entries: Iterable[Entry]) -> list[tuple[Paper, Money]]:
    """Set payments against the invoices that they name; those that name nothing."""
    unnamed = []
    for entry, paid in _with_amounts(entries):
        named = book.named(entry.fields, f"{entry.ref} {entry.title}", paid.currency)
        paper = Paper("payment", entry.date, entry.line)
        rest = paid.amount
        for account in named[:-1]:
            rest = account.take(rest, paper) if rest > 0 else rest
        if named:
            named[-1].set_against(rest, paper)
        elif not any(entry.fields.get(name) for name in ("invoice", *LINKS)):
            unnamed.append((paper, paid))
    return unnamed


def _returns(book: Book, records: Iterable[Record]) -> Iterator[GivenBack]:
    for record in records:
        worth = money_of(record.fields)
        if worth is None or is_void(record) or record.fields.get("status") in _NOTHING_BACK:
            continue
        rest = abs(worth.amount)
        for account in book.named(record.fields, "", worth.currency) if record.fields.get("invoice") else ():
            rest = account.take(rest, Paper("return", record.opened, record.line))
        against = abs(worth.amount) - rest
        yield GivenBack("return", record.opened, record.ref, record.line, record.fields, worth.currency, against, rest)


def _refunds(book: Book, entries: Iterable[Entry]) -> Iterator[GivenBack]:
    for entry, paid in _with_amounts(entries):
        rest = abs(paid.amount)
        for account in book.named(entry.fields, f"{entry.ref} {entry.title}", paid.currency) or book.accounts:
            if account.currency == paid.currency and rest:
                rest = account.give_back(rest, Paper("refund", entry.date, entry.line))
        against = abs(paid.amount) - rest
        yield GivenBack("refund", entry.date, entry.ref, entry.line, entry.fields, paid.currency, against, rest)


def _left(given_back: Iterable[GivenBack], what: str) -> dict[str, Decimal]:
    """What of returns or of refunds changed no invoice."""
    sums: dict[str, Decimal] = {}
    for each in given_back:
        if each.what == what and each.rest:
            add_to(sums, each.currency, each.rest)
    return sums
