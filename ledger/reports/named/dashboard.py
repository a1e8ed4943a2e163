"""All that matters on one page: key figures, what is due, sales, pipeline, money, complaints, risks and the team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module

from ledger.messages import say
from ledger.reports.asked import Asked
from ledger.reports.due import due
from ledger.reports.due_names import WHATS
from ledger.reports.table import Column, Report, Row, Table
from ledger.session import Session

DEFAULT = "12m"
MOST = 10
"""Rows of a list on the page, where --limit says nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """Tables of another report: their names (the first one if there are none), and which of their rows."""

    report: str
    tables: tuple[str, ...] = ()
    period: str = DEFAULT
    by: tuple[str, ...] = ()


PARTS = (
    Part("kpi", period="this-quarter"),
    Part("sales", by=("month",)),
    Part("pipeline"),
    Part("receivables", ("ageing",)),
    Part("complaints"),
    Part("satisfaction"),
    Part("churn"),
    Part("lifecycle"),
    Part("team", period="this-quarter"),
)


def report(session: Session, asked: Asked) -> Report:
    """The first tables of the reports that matter, each cut to a few rows; the key figures come first, then what is due."""
    tables = [*_tables(session, asked)]
    tables.insert(1, _due(session, asked))
    return Report("dashboard", say("Dashboard"), session.today, tuple(tables), query=asked.query)


def _tables(session: Session, asked: Asked) -> Iterator[Table]:
    for part in PARTS:
        question = Asked(
            asked.query, period=asked.over(part.period, session.today), by=part.by, limit=asked.limit or MOST
        )
        made: Report = import_module(f"ledger.reports.named.{part.report}").report(session, question)
        wanted = [table for table in made.tables if table.name in part.tables] or made.tables[:1]
        for table in wanted:
            yield _short(replace(table, name=f"{part.report}-{table.name}"), question.limit or MOST)


def _short(table: Table, most: int) -> Table:
    """A table with so many rows; stretches of time are few, and all of them belong on a chart."""
    if table.columns[0].type == "month" or len(table.rows) <= most:
        return table
    return replace(table, rows=table.rows[:most], left_out=table.left_out + len(table.rows) - most)


def _due(session: Session, asked: Asked) -> Table:
    """What needs attention: how much in each group, the most urgent first."""
    found = due(session, query=asked.query or None, most=asked.limit or MOST)
    columns = (
        Column("day", say("day"), "day"),
        Column("name", say("customer"), wide=True),
        Column("what", say("what")),
        Column("text", say("text"), wide=True),
        Column("owner", say("owner"), "choice", values="people"),
    )
    rows = tuple(
        Row(
            (row.date, row.name, WHATS[row.what], row.text or None, row.owner or None),
            row.customer,
            row.path,
            row.line,
            _mark(row.group),
        )
        for row in found.rows
        if row.date is not None and row.date <= session.today + timedelta(days=found.days)
    )
    notes = (
        say(
            "{overdue} overdue, {today} today, {ahead} in the days ahead.",
            overdue=found.counts["overdue"],
            today=found.counts["today"],
            ahead=found.counts["ahead"],
        ),
    )
    return Table("due", say("Due"), columns, rows, notes=notes, empty=say("Nothing is due."))


def _mark(group: str) -> str:
    return "urgent" if group == "overdue" else ""
