"""Why revenue is what it is: the rule, and the sales behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.messages import Message, say, say_many
from ledger.model.values import Money
from ledger.reports.scope import Scope, Sums
from ledger.reports.selling import Grouping, conditions, sorted_money
from ledger.reports.table import Cell, Period, Row, Source, Why

MOST = 200
"""So many sales are named at most, the newest."""

_RULE = say(
    "The orders that were not called off; in currencies without orders what came in of the invoices, and without "
    "invoices the payments. Returns and refunds are taken off: what came off an invoice, and of the others the larger "
    "of both sums, as they mostly tell of the same."
)
_PARTS: Mapping[str, Message] = {
    "order": say("Ordered"),
    "invoice": say("Collected of invoices"),
    "payment": say("Paid without an invoice"),
    "return": say("Returned"),
    "refund": say("Refunded"),
}
_TOLD: Mapping[str, Message] = {
    "order": say("order {ref}: {amount}"),
    "invoice": say("collected of invoice {ref}: {amount}"),
    "payment": say("payment {ref}: {amount}"),
    "return": say("return {ref}: {amount}"),
    "refund": say("refund {ref}: {amount}"),
}


def of_customer(scope: Scope, customer: int) -> Why:
    """Why a customer's revenue is what it is."""
    rows = scope.rows(_ASKED.format("s.customer = ?"), (customer,))
    return _why(say("Revenue"), scope, rows)


def of_group(scope: Scope, group: Grouping, period: Period, row: Row) -> Why:
    """Why the revenue of a row of the report is what it is: the sales in it."""
    key = row.key if isinstance(row.key, tuple) else ()
    source, condition, params = conditions(group, key)
    days = (period.first.isoformat(), period.last.isoformat())
    found = scope.rows(
        "SELECT s.date, s.what, s.ref, s.line, s.amount, s.currency, c.path FROM now_sales s JOIN scope c"
        " ON c.customer = s.customer WHERE s.date BETWEEN ? AND ? AND (s.customer, s.n) IN"
        f" (SELECT s.customer, {'s.sale' if group.of_products else 's.n'} FROM {source} WHERE {condition})"
        " ORDER BY s.date DESC, s.customer, s.n DESC",
        (*days, *params),
    )
    whole = say("Revenue of the whole sales in which it stands") if group.of_products else say("Revenue")
    return _why(whole, scope, found)


_ASKED = (
    "SELECT s.date, s.what, s.ref, s.line, s.amount, s.currency, c.path FROM now_sales s"
    " JOIN scope c ON c.customer = s.customer WHERE {} ORDER BY s.date DESC, s.n DESC"
)


def _why(what: Message, scope: Scope, rows: Sequence[tuple[Any, ...]]) -> Why:
    settings = scope.session.settings
    total: Sums = {}
    parts: dict[str, Sums] = {}
    for _, kind, _, _, amount, currency, _ in rows:
        if amount is not None:
            for sums in (total, parts.setdefault(kind, {})):
                sums[currency] = sums.get(currency, Decimal(0)) + Decimal(amount)
    numbers: list[tuple[Message, Cell]] = [
        (label, sorted_money(parts[kind], settings)) for kind, label in _PARTS.items() if kind in parts
    ]
    if len(rows) > MOST:
        more = say_many("one more that is not named here", "{n} more that are not named here", len(rows) - MOST)
        numbers.append((say("Sales"), more))
    return Why(what, sorted_money(total, settings), _RULE, tuple(numbers), tuple(map(_source, rows[:MOST])))


def _source(row: tuple[Any, ...]) -> Source:
    day, what, ref, line, amount, currency, path = row
    worth = say("no amount") if amount is None else str(Money(Decimal(amount), currency))
    told = replace(_TOLD[what], args={"ref": ref or "–", "amount": worth})
    return Source(path, line, date.fromisoformat(day), told)
