"""What reports of sales are read with, and sales of generated customers added up without any of the program's own sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.model.customer import Customer
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.table import Cell, Report, Table
from ledger.session import Session


def asked(session: Session, over: str = "", **more: object) -> Asked:
    """A question about a period as typed."""
    return Asked(period=period(over, session.today) if over else None, **more)  # type: ignore[arg-type]


def shown(cell: Cell) -> str:
    """A cell as a test writes it: sums with a plus between, nothing as a dash."""
    if cell is None:
        return "-"
    return " + ".join(map(str, cell)) or "0" if isinstance(cell, tuple) else str(cell)


def cells(table: Table, *names: str) -> list[tuple[str, ...]]:
    """Some columns of all rows."""
    return [tuple(shown(row.cells[table.column(name)]) for name in names) for row in table.rows]


def totals(table: Table, *names: str) -> tuple[str, ...]:
    assert table.totals is not None
    return tuple(shown(table.totals[table.column(name)]) for name in names)


def table_of(report: Report, name: str) -> Table:
    return next(table for table in report.tables if table.name == name)


@dataclass(frozen=True)
class Ordered:
    """An order or a refund (negative, of no product) of a generated customer."""

    customer: Customer
    date: date
    amount: Decimal
    currency: str
    cost: Decimal
    product: str | None
    quantity: Decimal | None


def ordered(customers: tuple[Customer, ...]) -> Iterator[Ordered]:
    """The sales of generated customers: every order has all fields; a refund is taken off where its currency was ordered in."""
    for customer in customers:
        orders = [entry for entry in customer.entries if entry.kind == "order"]
        for entry in orders:
            amount, cost, (product,) = (entry.fields[name] for name in ("amount", "cost", "product"))  # type: ignore[misc]
            assert isinstance(amount, Money)
            assert isinstance(cost, Money)
            quantity = entry.fields["quantity"]
            assert isinstance(quantity, Decimal)
            yield Ordered(customer, entry.date, amount.amount, amount.currency, cost.amount, str(product), quantity)
        currencies = {entry.fields["amount"].currency for entry in orders}  # type: ignore[union-attr]
        for entry in customer.entries:
            if entry.kind == "refund":
                paid = entry.fields["amount"]
                assert isinstance(paid, Money)
                if paid.currency in currencies:
                    yield Ordered(customer, entry.date, -paid.amount, paid.currency, Decimal(0), None, None)
