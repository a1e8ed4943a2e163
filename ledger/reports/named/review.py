"""The figures of a period for a review, with those of the period before beside them, and what asks for action."""

from __future__ import annotations

from dataclasses import replace

from ledger.messages import say
from ledger.reports.asked import Asked
from ledger.reports.registry import known
from ledger.reports.shaping import shaped
from ledger.reports.table import Report, Table
from ledger.session import Session

DEFAULT = "last-month"
_PARTS = (("receivables", ""), ("complaints", ""), ("churn", ""), ("quality", "list"))
"""Reports whose first table, or the one named, says what asks for action."""
_FEW = 5


def report(session: Session, asked: Asked) -> Report:
    """The key figures (last month by default) compared with the period before, the goals, and a few rows of what is open."""
    period = asked.over(DEFAULT, session.today)
    figures = shaped(session, Asked(asked.query, period, compare=asked.compare or "previous"), known("kpi"))
    tables = [
        table for table in figures.tables if table.name in ("kpi", "goals") and (table.rows or table.name == "kpi")
    ]
    for name, wanted in _PARTS:
        made = shaped(session, Asked(asked.query, limit=_FEW), known(name))
        found = next((table for table in made.tables if table.name == wanted), made.tables[0])
        tables.append(_first(found, f"{name}-{found.name}"))
    return Report("review", say("Review"), session.today, tuple(tables), period, asked.query, figures.notes)


def _first(table: Table, name: str) -> Table:
    left = max(len(table.rows) - _FEW, 0)
    return replace(table, name=name, rows=table.rows[:_FEW], left_out=table.left_out + left, charts=())
