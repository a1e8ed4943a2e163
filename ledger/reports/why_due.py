"""Why something is due with a customer: the rule of each item and the line that it comes from."""

from __future__ import annotations

from ledger.messages import say
from ledger.reports.due import due_among
from ledger.reports.table import Source, Why
from ledger.session import Session


def why(session: Session, customer: int) -> Why:
    """All that is due with a customer within reach, the most urgent first, each with its rule."""
    rows = due_among(session, frozenset({customer}))
    return Why(
        what=say("due"),
        value=len(rows),
        rule=say("Each of these has a rule of docs/due.md; its line in the file stands beside it."),
        parts=tuple(
            Why(
                say("{text}", text=row.text or row.what),
                row.date,
                row.why,
                sources=(Source(row.path, row.line, row.date, ""),),
            )
            for row in rows
        ),
    )
