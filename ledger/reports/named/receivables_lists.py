"""The lists beside what is owed: credit limits, credits of customers, and what was written off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from ledger.messages import say, say_many
from ledger.model.values import Money
from ledger.reports.collecting import written_off
from ledger.reports.owed import Limit, Owed
from ledger.reports.scope import Scope
from ledger.reports.table import Column, Period, Row, Table

CUSTOMER = Column("customer", say("customer"), wide=True)
OWNER = Column("owner", say("owner"), "choice", values="people")
_LIMITS = (
    CUSTOMER,
    Column("limit", say("credit limit"), "money"),
    Column("open", say("open"), "money"),
    Column("used", say("used"), "percent", "%"),
    OWNER,
)
_CREDITS = (
    CUSTOMER,
    Column("ref", say("invoice")),
    Column("date", say("date"), "day"),
    Column("credit", say("credit"), "money"),
    OWNER,
)


def limits_table(found: Sequence[Limit]) -> Table:
    """Credit limits that are exceeded or nearly used up, the most used first."""
    near = [one for one in found if one.near]
    rows = tuple(
        Row(
            (one.name, (one.limit,), (one.open,), one.used, one.owner or None),
            one.id,
            one.path,
            mark="urgent" if one.exceeded else "doubt" if one.partly else "",
            key=(one.customer, None),
        )
        for one in near
    )
    partly = sum(one.partly for one in found)
    note = say_many(
        "Of {n} customer, what is open in another currency without a rate in ledger.yaml is not counted.",
        "Of {n} customers, what is open in another currency without a rate in ledger.yaml is not counted.",
        partly,
    )
    return Table(
        "limits", say("Credit limits exceeded, or used by 80 % and more"), _LIMITS, rows,
        notes=(note,) if partly else (), empty=say("No credit limit is exceeded, or nearly so."),
    )  # fmt: skip


def credits_table(found: Iterable[Owed]) -> Table:
    """Invoices of which a negative amount is open."""
    rows = tuple(
        Row(
            (one.name, one.called, one.day, (Money(-one.open, one.currency),), one.owner or None),
            one.id,
            one.path,
            one.line,
            key=(one.customer, one.n),
        )
        for one in found
    )
    return Table(
        "credits", say("Credits of customers: credit notes not used up, and what was paid too much"), _CREDITS, rows,
        keys=2, empty=say("No customer has a credit."),
    )  # fmt: skip


def written_off_table(found: Scope, period: Period) -> Table:
    """What was given up in a period, the oldest first."""
    columns = (
        CUSTOMER,
        Column("ref", say("invoice")),
        Column("date", say("written off on"), "day"),
        Column("amount", say("amount"), "money"),
        OWNER,
    )
    rows = tuple(
        Row(
            (name, ref, date.fromisoformat(day), (Money(Decimal(amount), currency),), owner),
            id_, path, line, key=(customer, n),
        )
        for customer, id_, name, path, owner, line, day, ref, amount, currency, n in written_off(found, period)
    )  # fmt: skip
    return Table(
        "written_off", say("Written off in the period"), columns, rows, keys=2, empty=say("Nothing was written off.")
    )
