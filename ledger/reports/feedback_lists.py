"""Lists of feedback: what waits for an answer, and what became of the rest."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.messages import say, say_many
from ledger.reports.asked import Asked
from ledger.reports.case_lists import (
    AGE,
    CONTACT,
    NAME,
    OPENED,
    PERSON,
    PRODUCT,
    REF,
    TITLE,
    TONE,
    TOPIC,
    contact_since,
    day_of,
    days_open,
    limited,
    listed,
    open_cases,
    row,
)
from ledger.reports.scope import Scope
from ledger.reports.table import Column, Period, Table


def waiting_table(scope: Scope, kinds: Sequence[str], days: int, asked: Asked) -> Table:
    """Feedback that nobody has answered for more than so many days, oldest first."""
    today = scope.session.today
    columns = (NAME, REF, TITLE, OPENED, AGE, TONE, TOPIC, PRODUCT, PERSON, CONTACT)
    rows = [
        row(
            found,
            (
                found.name, found.ref, found.title, day_of(found.date), age, found.tone, found.topic,
                found.product, found.person, contact_since(found),
            ),
            mark="urgent" if found.answer == "late" else "",
        )
        for found in open_cases(scope, kinds, waiting=True)
        if (age := days_open(found, today)) > days
    ]  # fmt: skip
    title = say_many("Unanswered for more than {n} day", "Unanswered for more than {n} days", days)
    return limited(Table("waiting", title, columns, tuple(rows), keys=2, empty=say("None waits for so long.")), asked)


def handled_table(scope: Scope, kinds: Sequence[str], period: Period, asked: Asked) -> Table:
    """Feedback of a period that was handled or declined, newest first, with where that is written down."""
    marks = ", ".join("?" * len(kinds))
    found = listed(
        scope,
        f"WHERE s.kind IN ({marks}) AND s.closed AND s.date BETWEEN ? AND ?"
        " ORDER BY ifnull(s.solved, s.opened) DESC, c.name, s.line",
        (*kinds, period.first.isoformat(), period.last.isoformat()),
    )
    columns = (
        NAME, REF, TITLE, OPENED, TONE, TOPIC, PERSON,
        Column("status", say("became of it"), "choice", values="feedback_status"),
        Column("done", say("done on"), "day"), Column("handled_by", say("handled in"), wide=True),
    )  # fmt: skip
    rows = [
        row(
            each,
            (
                each.name, each.ref, each.title, day_of(each.date), each.tone, each.topic, each.person,
                each.status, day_of(each.solved), each.handled_by,
            ),
        )
        for each in found
    ]  # fmt: skip
    title = say("What became of it")
    return limited(Table("handled", title, columns, tuple(rows), keys=2, empty=say("None was handled.")), asked)
