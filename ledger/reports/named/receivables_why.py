"""Why so much is open of a customer's invoices: what was billed, and every sum set against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.index.standing import stand
from ledger.messages import Message, say
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.chasing import next_step, steps
from ledger.reports.collecting import COLUMNS, Figures
from ledger.reports.owed import Owed, owed
from ledger.reports.scope import Scope, Sums, add, money
from ledger.reports.table import Cell, Row, Source, Why
from ledger.session import Session

_MOST = 50
_RULE = say(
    "Open is what was billed less payments, credits and returns set against it (docs/due.md, Invoices); refunds give back."
)
_GROUP = say("The invoices behind it, the oldest first.")
_RATE = say(
    "Collected ÷ billed, where billed is without what credits and returns took away, and collected without overpayments."
)
_SET: dict[str, Message] = {
    "payment": say("payment"),
    "credit": say("credit note"),
    "return": say("return"),
    "refund": say("refund"),
    "marked": say("marked as paid"),
    "written_off": say("written off"),
}


def why(session: Session, customer: int) -> Why:
    """Why so much of a customer's invoices is open: each that is not settled, with what was set against it."""
    found = Scope(session, stand(session, {customer}))
    open_ones = owed(found)
    total: Sums = {}
    for one in open_ones:
        add(total, {one.currency: one.open})
    parts = tuple(_why(found, one) for one in open_ones)
    rule = _RULE if parts else say("Nothing is open: all that was billed is paid, or nothing was billed.")
    settled = found.one("SELECT count(*) FROM now_bills s JOIN scope c ON c.customer = s.customer WHERE s.open = '0'")
    return Why(say("open amount"), money(total), rule, ((say("invoices settled"), settled),), parts=parts)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why an invoice, a group of invoices, a limit or a rate stands as it does."""
    del asked
    if isinstance(row.key, Figures):
        return _of_rate(row)
    key: Any = row.key
    if isinstance(key, tuple) and len(key) == 2 and isinstance(key[0], int):
        customer, n = key
        return why(session, customer) if n is None else _one(session, customer, n)
    return _of_group(session, key if isinstance(key, tuple) else ())


def _one(session: Session, customer: int, n: int) -> Why:
    found = Scope(session, stand(session, {customer}))
    return _why(found, next(each for each in owed(found, settled=True) if each.n == n))


def _why(found: Scope, one: Owed) -> Why:
    """Why so much of an invoice is open."""
    taken = steps(found, (one,)).get((one.customer, one.n), ())
    after = next_step(one, taken)
    numbers: list[tuple[Message, Cell]] = [(say("billed"), (Money(one.amount, one.currency),))]
    sources = [Source(one.path, one.line, one.day, say("invoice: {amount}", amount=Money(one.amount, one.currency)))]
    for what, amount, day, line in _set_against(found, one):
        numbers.append((_SET[what], (Money(-amount, one.currency),)))
        said = say("{what}: {amount}", what=_SET[what], amount=Money(amount, one.currency))
        sources.append(Source(one.path, line, day, said))
    if one.late is not None:
        numbers.append((say("days overdue"), max(one.late, 0)))
    numbers.append((say("times chased"), len(taken)))
    if one.open > 0:
        numbers.append((say("next step"), after.what))
    sources += [Source(one.path, step.line, step.day, step.text) for step in taken]
    sources.sort(key=lambda source: (source.day or date.min, source.line), reverse=True)
    return Why(
        say("{invoice}: open", invoice=one.called),
        (Money(one.open, one.currency),),
        _RULE,
        tuple(numbers),
        tuple(sources),
    )


def _set_against(found: Scope, one: Owed) -> Iterator[tuple[str, Decimal, date, int]]:
    rows = found.rows(
        "SELECT what, amount, date, line FROM now_settlements WHERE customer = ? AND bill = ? ORDER BY n",
        (one.customer, one.n),
    )
    for what, amount, day, line in rows:
        yield what, Decimal(amount), date.fromisoformat(day), line


def _of_group(session: Session, keys: Collection[tuple[int, int]]) -> Why:
    found = Scope(session, stand(session, {customer for customer, _ in keys}))
    wanted = set(keys)
    invoices: Sequence[Owed] = [one for one in owed(found) if (one.customer, one.n) in wanted]
    total: Sums = {}
    for one in invoices:
        add(total, {one.currency: one.open})
    sources = tuple(
        Source(
            one.path, one.line, one.due or one.day,
            say("{customer}, {invoice}: {open} open", customer=one.name, invoice=one.called, open=Money(one.open, one.currency)),
        )
        for one in invoices[:_MOST]
    )  # fmt: skip
    return Why(say("open"), money(total), _GROUP, ((say("invoices"), len(invoices)),), sources)


def _of_rate(row: Row) -> Why:
    """The numbers behind a rate, as they stand in its row."""
    cells = row.cells[-len(COLUMNS) :]
    known = {column.name: (column.label, cell) for column, cell in zip(COLUMNS, cells, strict=True)}
    wanted = ("bills", "billed", "collected", "written_off", "uncollected")
    return Why(say("collection rate"), known["rate"][1], _RATE, tuple(known[name] for name in wanted))
