"""Who owes what since when, how it is chased, and how much of what was billed came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.messages import Message, say, say_many
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.chasing import Steps, next_step, steps
from ledger.reports.collecting import COLUMNS, EACH, Figures, Grouped, billed, by_dimensions, figures
from ledger.reports.dimensions import TIMES, Dimension
from ledger.reports.money import rank
from ledger.reports.named.receivables_lists import CUSTOMER, OWNER, credits_table, limits_table, written_off_table
from ledger.reports.named.receivables_why import why, why_row
from ledger.reports.owed import BANDS, DISPUTED, LABELS, UNDATED, Ages, Owed, ages, limits, owed
from ledger.reports.scope import Scope, Sums, add, money, scope
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Table
from ledger.session import Session

__all__ = ["report", "why", "why_row"]

DEFAULT = "12m"
_LOWEST, _ALL = 20, 100
_GRAVE = 60
"""From the day after so many days late on an invoice is marked: a formal letter is due."""
_OPEN = (
    CUSTOMER,
    Column("ref", say("invoice")),
    Column("date", say("date"), "day", wide=True),
    Column("due", say("to be paid by"), "day"),
    Column("late", say("days overdue"), "days"),
    Column("amount", say("amount"), "money", wide=True),
    Column("paid", say("paid so far"), "money", wide=True),
    Column("open", say("open"), "money"),
    Column("age", say("age band")),
    Column("status", say("status"), "choice", values="invoice_status", wide=True),
    Column("steps", say("times chased"), "count"),
    Column("last_step", say("last chased"), "day", wide=True),
    Column("next", say("next step")),
    Column("next_on", say("next step on"), "day", wide=True),
    OWNER,
)
_AGES = (
    Column("invoices", say("invoices"), "count"),
    *(Column(name, label, "money") for name, _, label in BANDS),
    Column(UNDATED, LABELS[UNDATED], "money", wide=True),
    Column("total", say("total"), "money"),
    Column("overdue", say("overdue"), "money"),
    Column("disputed", say("of it disputed"), "money", wide=True),
)


def report(session: Session, asked: Asked) -> Report:
    """Open invoices, oldest first, their ages, the collection rate, credit limits, credits, and what was written off.

    What is open is as of today, the rest about the period (12m by default). With --by ages and rates are told apart by
    that and stand first; with --compare there is only what is about a period.
    """
    found, period = scope(session, asked), asked.over(DEFAULT, session.today)
    all_owed = owed(found)
    invoices = [one for one in all_owed if one.open > 0]
    open_table = _open(invoices, steps(found, invoices))
    by_age = _ages(found, by_dimensions(found, asked.by, "s.date"), invoices)
    rates = _rates(found, period, asked)
    rest = (limits_table(limits(found, all_owed)), credits_table(one for one in all_owed if one.open < 0))
    lost = written_off_table(found, period)
    if asked.compare:
        # What is open is known as of today only.
        tables: tuple[Table, ...] = (*rates, lost)
    elif asked.by:
        tables = (by_age, *rates, open_table, *rest, lost)
    else:
        tables = (open_table, by_age, *rates, *rest, lost)
    return Report(
        "receivables", say("Receivables"), session.today, tables, period, asked.query, _notes(session, invoices)
    )


def _notes(session: Session, invoices: Iterable[Owed]) -> tuple[Message, ...]:
    undated = sum(one.due is None for one in invoices)
    if not undated:
        return ()
    return (
        say_many(
            "{n} open invoice names no day to pay by: it is not overdue on any day. Write `due` into it, or "
            "`payment_terms` into the customer's file.",
            "{n} open invoices name no day to pay by: they are not overdue on any day. Write `due` into them, or "
            "`payment_terms` into the customers' files.",
            undated,
        ),
    )


def _open(invoices: Sequence[Owed], taken: Steps) -> Table:
    rows = tuple(_open_row(one, taken) for one in invoices)
    totals: dict[str, Sums] = {"amount": {}, "paid": {}, "open": {}}
    for one in invoices:
        for name, amount in (("amount", one.amount), ("paid", one.amount - one.open), ("open", one.open)):
            add(totals[name], {one.currency: amount})
    cells: tuple[Cell, ...] = tuple(money(totals[each.name]) if each.name in totals else None for each in _OPEN)
    return Table(
        "open",
        say("Open invoices"),
        _OPEN,
        rows,
        cells if rows else None,
        keys=2,
        empty=say("Nothing is open: all that was billed is paid."),
    )


def _open_row(one: Owed, taken: Steps) -> Row:
    done = taken.get((one.customer, one.n), ())
    after = next_step(one, done)
    cells: tuple[Cell, ...] = (
        one.name,
        one.called,
        one.day,
        one.due,
        None if one.late is None else max(one.late, 0),
        (Money(one.amount, one.currency),),
        money({one.currency: one.amount - one.open}),
        (Money(one.open, one.currency),),
        LABELS[one.band],
        one.status or None,
        len(done),
        done[-1].day if done else None,
        after.what,
        after.day,
        one.owner or None,
    )
    return Row(cells, one.id, one.path, one.line, _mark(one), key=(one.customer, one.n))


def _mark(one: Owed) -> str:
    if one.status == DISPUTED:
        return "doubt"
    return "urgent" if one.late is not None and one.late > _GRAVE else ""


def _ages(found: Scope, by: Sequence[Dimension], invoices: Sequence[Owed]) -> Table:
    groups = ages(found, by, invoices)
    columns = tuple(each.column for each in by) or (Column("currency", say("currency")),)
    ordered = sorted(groups.items(), key=lambda item: _in_order(item[0])) if by else list(groups.items())
    rows = tuple(
        Row((*_key_cells(key), *_age_cells(group)), key=tuple((one.customer, one.n) for one in group.invoices))
        for key, group in ordered
    )
    whole = Ages()
    for one in invoices:
        whole.take(one)
    totals = (None, *[None] * (len(columns) - 1), *_age_cells(whole)) if len(rows) > 1 else None
    bands = (*(name for name, _, _ in BANDS), UNDATED)
    return Table(
        "ageing",
        say("What is open, by days past the day to pay by"),
        (*columns, *_AGES),
        rows,
        totals,
        keys=len(columns),
        charts=(Chart("stacked", say("Open by age"), columns[0].name, bands),) if rows else (),
        empty=say("Nothing is open."),
    )


def _age_cells(group: Ages) -> tuple[Cell, ...]:
    bands = (*(name for name, _, _ in BANDS), UNDATED)
    return (
        len(group.invoices),
        *(money(group.sums.get(name, {})) for name in bands),
        money(group.total),
        money(group.overdue),
        money(group.disputed),
    )


def _rates(found: Scope, period: Period, asked: Asked) -> tuple[Table, ...]:
    """The collection rate by month, owner and customer, or by what --by says."""
    title = say("Collection rate")
    if asked.by:
        (grouped,) = figures(found, period, (asked.by,))
        return (_rate_table(found, "collection", title, asked.by, grouped),)
    month, owner = figures(found, period, (("month",), ("owner",)))
    for each in _months(period, month):
        month.setdefault((each,), Figures())
    return (
        _rate_table(found, "collection", say("Collection rate by month"), ("month",), month),
        _rate_table(found, "owners", say("Collection rate by owner"), ("owner",), owner),
        _lowest(found, period),
    )


def _months(period: Period, known: Mapping[tuple[Any, ...], Figures]) -> Iterable[str]:
    """The months of a period, from the first of which anything is known."""
    first = f"{max(period.first, date(1900, 1, 1)):%Y-%m}"
    earliest = min((str(key[0]) for key in known), default=first)
    start = earliest if period.first == date.min else first
    number, last = int(start[:4]) * 12 + int(start[5:]) - 1, period.last.year * 12 + period.last.month - 1
    return (f"{month // 12:04}-{month % 12 + 1:02}" for month in range(number, last + 1)) if known else ()


def _rate_table(found: Scope, name: str, title: Message, by: Sequence[str], grouped: Grouped) -> Table:
    settings = found.session.settings
    columns = tuple(each.column for each in by_dimensions(found, by, "s.date"))
    ordered = sorted(grouped.items(), key=lambda item: _in_order(item[0]))
    rows = tuple(Row((*_key_cells(key), *each.cells(settings)), key=each) for key, each in ordered)
    in_time = columns[0].name in TIMES
    charts = (
        Chart("line" if in_time else "bar", say("Collection rate"), columns[0].name, ("rate",)),
        Chart("bar", say("Billed and collected"), columns[0].name, ("billed", "collected")),
    )
    return Table(
        name, title, (*columns, *COLUMNS), rows, keys=len(columns), charts=charts if rows else (),
        empty=say("Nothing was billed and nothing came in."),
    )  # fmt: skip


def _lowest(found: Scope, period: Period) -> Table:
    """The customers of whose bills the least was collected."""
    settings = found.session.settings
    # Who has nothing open and lost nothing paid all of it.
    uneven = ((key, each) for key, each in billed(found, period, (EACH,)).items() if each.has_left)
    rated = [(each.rate(settings), key, each) for key, each in uneven]
    lowest = sorted(
        (one for one in rated if one[0] is not None and one[0] < _ALL),
        key=lambda one: (one[0], -rank(money(one[2].uncollected), settings), one[1]),
    )[:_LOWEST]
    numbers = ", ".join(str(number) for _, (number,), _ in lowest)
    known = {
        number: rest
        for number, *rest in found.rows(f"SELECT customer, id, name, path FROM scope WHERE customer IN ({numbers})")
    }
    (whole,) = figures(found, period, ((EACH,),), known)
    rows = []
    for _, (number,), _ in lowest:
        (id_, name, path), each = known[number], whole[number,]
        rows.append(Row((name, *each.cells(settings)), id_, path, key=each))
    left = sum(rate is not None and rate < _ALL for rate, _, _ in rated) - len(rows)
    note = say_many(
        "… and {n} more customer; --by customer shows all.",
        "… and {n} more customers; --by customer shows all.",
        left,
    )
    return Table(
        "customers", say("Customers with the lowest collection rate"), (CUSTOMER, *COLUMNS), tuple(rows),
        notes=(note,) if left else (), empty=say("All that was billed in the period is collected."),
    )  # fmt: skip


def _key_cells(key: Sequence[Any]) -> tuple[Cell, ...]:
    """The cells of a group; what has no value is nothing."""
    return tuple(None if value == "" else value for value in key)


def _in_order(key: Sequence[Any]) -> tuple[tuple[bool, str], ...]:
    return tuple((value in (None, ""), str(value)) for value in key)
