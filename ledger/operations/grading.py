"""Writing the levels that the rules make: only those that differ, never one that was set by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import LedgerError
from ledger.operations.assignments import Assignment
from ledger.operations.fields import set_fields
from ledger.operations.handover import HalfDone
from ledger.operations.writing import Revision
from ledger.reports.asked import Asked
from ledger.reports.grading import Grades
from ledger.reports.named.grades import judged
from ledger.reports.potential import points
from ledger.reports.scope import scope
from ledger.session import Session

LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Change:
    """A level that would be written: `was` is empty where the file has none."""

    customer: str
    name: str
    path: str
    was: str
    becomes: str
    points: Decimal | None


def changes(session: Session, asked: Asked) -> Sequence[Change]:
    """The levels that the rules would write, in the order of the report; nothing is written."""
    found = scope(session, asked)
    grades = Grades(found, asked.over(str(session.settings.policies.grading.within), session.today))
    places = {number: row for number, *row in found.rows("SELECT customer, id, path FROM scope")}
    return tuple(
        Change(*_place(places[number], name), grade.level, grade.grade, points(grade.points))
        for number, name, grade, _ in judged(found, grades)
        if grade.changes
    )


def _place(row: Sequence[str], name: str) -> tuple[str, str, str]:
    return row[0], name, row[1]


def preview(session: Session, planned: Iterable[Change]) -> Sequence[Revision]:
    """What each file would become; raises what writing would be refused with."""
    return tuple(_write(session, one, dry_run=True) for one in planned)


def apply(session: Session, planned: Sequence[Change]) -> int:
    """Write the levels, each file by itself from its newest text; how many were changed.

    Raises HalfDone where a file refuses after others were written.
    """
    done: list[str] = []
    written = 0
    for place, one in enumerate(planned):
        try:
            written += _write(session, one, dry_run=False).changed
        except LedgerError as reason:
            if not done:
                raise
            raise HalfDone(reason, done, [each.path for each in planned[place:]]) from reason
        done.append(one.path)
    return written


def _write(session: Session, one: Change, *, dry_run: bool) -> Revision:
    return set_fields(session, one.path, [Assignment(LEVEL, "=", one.becomes)], dry_run=dry_run).revision
