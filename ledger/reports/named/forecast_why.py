"""Why an order is expected when it is: the gaps, and the orders behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.messages import Message, say
from ledger.model.values import Money
from ledger.reports.expected import LEAST, NEWEST, Expected, expect, later
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Row, Source, Why

_RULE = say(
    "The last order plus the median of the gaps between the newest {newest} days with an order; as a rule it comes between "
    "the quartiles of these gaps. The amount is the median of the newest {newest} orders. At least {least} days with an "
    "order are needed.",
    newest=NEWEST,
    least=LEAST,
)


def of_customer(scope: Scope, customer: int, product: str = "") -> Why:
    """Why a customer's next order (of a product) is expected when it is."""
    if product:
        rows = scope.rows(
            "SELECT s.date, s.amount, s.currency, s.quantity, t.line, t.ref, c.path FROM now_sold s"
            " JOIN now_sales t ON t.customer = s.customer AND t.n = s.sale JOIN scope c ON c.customer = s.customer"
            " WHERE s.what = 'order' AND s.customer = ? AND s.product = ? ORDER BY s.date, s.n",
            (customer, product),
        )
    else:
        rows = scope.rows(
            "SELECT s.date, s.amount, s.currency, NULL, s.line, s.ref, c.path FROM now_sales s"
            " JOIN scope c ON c.customer = s.customer WHERE s.what = 'order' AND s.customer = ? ORDER BY s.date, s.n",
            (customer,),
        )
    today = scope.session.today
    found = expect(customer, product, [row[:4] for row in rows], today, scope.session.settings.policies.lifecycle)
    sources = tuple(
        Source(path, line, date.fromisoformat(day), _told(ref, amount, currency))
        for day, amount, currency, _, line, ref, path in reversed(rows)
    )
    what = say("Next order of {product}", product=product) if product else say("Next order")
    days = len({row[0] for row in rows})
    if found is None:
        few: tuple[tuple[Message, Cell], ...] = ((say("days with an order"), days),)
        return Why(what, None, _RULE, few, sources)
    value: Cell = None if found.given_up else found.day
    return Why(what, value, _RULE, _numbers(found, today), sources)


def of_row(scope: Scope, row: Row) -> Why:
    """Why the order of a row is expected when it is; of a group nothing more can be said than its orders."""
    key = row.key if isinstance(row.key, tuple) else ()
    if len(key) == 2 and isinstance(key[0], int) and row.customer:
        return of_customer(scope, key[0], str(key[1]))
    return Why(say("Orders expected"), row.cells[-1], _RULE)


def _numbers(found: Expected, today: date) -> tuple[tuple[Message, Cell], ...]:
    numbers: list[tuple[Message, Cell]] = [
        (say("last order"), found.last),
        (say("days with an order"), len(found.days)),
        (say("usual gap in days"), found.gap),
        (say("as a rule from"), later(found.last, found.low)),
        (say("as a rule to"), later(found.last, found.high)),
    ]
    if found.amount is not None:
        numbers.append((say("expected amount"), (found.amount,)))
    if found.given_up:
        numbers.append((say("days since the last order, so many that it counts as lost"), (today - found.last).days))
    elif today > found.day:
        numbers.append((say("days overdue"), (today - found.day).days))
    return tuple(numbers)


def _told(ref: str | None, amount: str | None, currency: str | None) -> Message:
    worth = say("no amount") if amount is None else str(Money(Decimal(amount), currency or ""))
    return say("order {ref}: {amount}", ref=ref or "–", amount=worth)
