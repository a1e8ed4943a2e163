"""Conditions on what is worked out, in SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from ledger.index.catalog import Catalog
from ledger.index.functions import names, register, remembered
from ledger.index.sql import NEVER, Sql, any_of, edge_of, in_range
from ledger.index.standing import STANDINGS
from ledger.model.values import Money
from ledger.query.fold import fold
from ledger.query.match import text_fits, within
from ledger.query.tree import Condition, Has, Operator, Range, Starts

_DATES = ("last_contact", "last_entry", "last_order", "next_due", "next_order")
_NUMBERS = (
    "contacts_made",
    "talk_rhythm",
    "order_rhythm",
    "orders",
    "completeness",
    "open_complaints",
    "problems",
    "churn_points",
)
_CHOICES = ("churn", "stage_by_rules", "value_tier", "segment", "level_by_rules")
_MONEY = ("revenue", "open_amount")


def computed(catalog: Catalog, tree: Has | Condition, today: date) -> Sql:
    """Whether a worked-out value is there, or fits one of the values."""
    if isinstance(tree, Has):
        return _has(catalog, tree.field, today)
    return any_of(_fits(catalog, tree, operand, today) for operand in tree.values)


def expression(name: str, today: date) -> str:
    """The column that holds a worked-out value; sums per currency are JSON objects, lists JSON arrays."""
    if name == "days_silent":
        return f"CAST(julianday('{today.isoformat()}') - julianday(c.last_contact) AS INTEGER)"
    if name == "overdue_amount":
        return _overdue(today)
    for table, columns in STANDINGS.items():
        if name in columns:
            return f"(SELECT w.{name} FROM temp.{table} w WHERE w.customer = c.customer)"  # noqa: S608
    return f"c.{name}"


def _overdue(today: date) -> str:
    """The open amounts of invoices past their day, as a JSON list of amounts and currencies; `[]` if there are none."""
    return (
        "(SELECT json_group_array(json_array(b.open, b.currency)) FROM bills b WHERE b.customer = c.customer"  # noqa: S608
        f" AND b.due < '{today.isoformat()}' AND CAST(b.open AS REAL) > 0)"
    )


def sums(name: str, held: str) -> dict[str, Decimal]:
    """The sums per currency that such a column holds."""
    found = json.loads(held)
    if name != "overdue_amount":
        return {currency: Decimal(amount) for currency, amount in found.items()}
    added: dict[str, Decimal] = {}
    for amount, currency in found:
        added[currency or ""] = added.get(currency or "", Decimal(0)) + Decimal(amount)
    return added


def _has(catalog: Catalog, name: str, today: date) -> Sql:
    at = expression(name, today)
    if name in _DATES or name in _CHOICES:
        return Sql(f"{at} IS NOT NULL")
    if name in _NUMBERS or name == "days_silent":
        return Sql(f"ifnull({at}, 0) <> 0")
    if name == "path":
        return Sql("1")
    if name == "missing":
        return Sql(f"{at} <> '[]'")
    return _judged(catalog, name, at, lambda held: any(sums(name, held).values()))


def _judged(catalog: Catalog, name: str, at: str, judge: Callable[[str], bool]) -> Sql:
    """A judgement on JSON; what most customers have, nothing, is judged once."""
    empty = "[]" if name == "overdue_amount" else "{}"
    called = register(catalog.connection, remembered(judge))
    return Sql(f"CASE {at} WHEN '{empty}' THEN {int(judge(empty))} ELSE {called}({at}) END")


def _fits(catalog: Catalog, tree: Condition, operand: str | Starts | Range, today: date) -> Sql:
    name, at = tree.field, expression(tree.field, today)
    if not isinstance(operand, Range):
        return _text(catalog, name, at, tree.operator, operand)
    edge = edge_of(operand)
    if isinstance(edge, Money) and name in (*_MONEY, "overdue_amount"):
        return _judged(catalog, name, at, lambda held: _money(sums(name, held), operand, today))
    if isinstance(edge, date) and name in _DATES:
        return _between_days(at, operand)
    if isinstance(edge, Decimal) and name in (*_NUMBERS, "days_silent"):
        return Sql(f"ifnull({in_range(at, operand).text}, 0)", in_range(at, operand).params)
    return NEVER


def _between_days(at: str, wanted: Range) -> Sql:
    low, high = (end.isoformat() if isinstance(end, date) else None for end in (wanted.low, wanted.high))
    parts = [f"{at} >= ?" if low else "", f"{at} <= ?" if high else ""]
    text = " AND ".join(part for part in parts if part)
    return Sql(f"ifnull({text}, 0)", tuple(end for end in (low, high) if end))


def _money(held: dict[str, Decimal], wanted: Range, today: date) -> bool:
    """Sums in the range's currency, where none is 0; in any currency for a bare zero."""
    edges = (edge for edge in (wanted.low, wanted.high) if isinstance(edge, Money))
    currency = next((edge.currency for edge in edges), "")
    if currency:
        return within(Money(held.get(currency, Decimal(0)), currency), wanted, today)
    amounts = [Money(amount, code) for code, amount in held.items()] or [Money(Decimal(0), "")]
    return any(within(amount, wanted, today) for amount in amounts)


def _text(catalog: Catalog, name: str, at: str, operator: Operator, operand: str | Starts) -> Sql:
    if name in _CHOICES and isinstance(operand, str):
        return Sql(f"ifnull({at} = ?, 0)", (operand,))
    if name not in ("missing", "path"):
        return NEVER

    def judge(held: str) -> bool:
        return text_fits(operator, operand, [held] if name == "path" else names(held))

    called = register(catalog.connection, remembered(judge))
    if name == "path" and isinstance(operand, str) and operand.isascii():
        # Most paths lack the text in any case, which SQL sees faster.
        return Sql(f"(instr(lower({at}), ?) AND {called}({at}))", (fold(operand).strip(),))
    return Sql(f"{called}({at})")
