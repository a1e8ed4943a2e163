"""Whose business something due is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.errors import NotFound
from ledger.index.dues import owners
from ledger.messages import say
from ledger.query.fold import fold
from ledger.reports.due_rows import DueRow
from ledger.session import Session


def of_person(session: Session, written: str, rows: Sequence[DueRow]) -> list[DueRow]:
    """The rows that name the person, and those that name nobody of customers who are theirs.

    The person may be written by any name of theirs in ledger.yaml. Raises NotFound for one whom neither ledger.yaml
    nor a customer nor a row knows.
    """
    names = names_of(session, written)
    theirs = [row for row in rows if _any_of(row.people or (row.owner,), names)]
    if not theirs and not _is_known(session, names, rows):
        raise _unknown(session, written)
    return theirs


def names_of(session: Session, written: str) -> frozenset[str]:
    """Everything, folded, that a person of ledger.yaml is called; the name itself for anybody else."""
    wanted = fold(written.removeprefix("@"))
    for name, person in session.settings.people.items():
        called = frozenset(fold(each) for each in (name, person.email, *person.aliases) if each)
        if wanted in called:
            return called
    return frozenset({wanted})


def _any_of(people: Iterable[str], names: frozenset[str]) -> bool:
    return any(fold(name) in names for name in people)


def _is_known(session: Session, names: frozenset[str], rows: Iterable[DueRow]) -> bool:
    return (
        _any_of(session.settings.people, names)
        or any(_any_of(row.people, names) for row in rows)
        or _any_of(owners(session.fresh().catalog), names)
    )


def _unknown(session: Session, written: str) -> NotFound:
    known = dict.fromkeys((*session.settings.people, *owners(session.fresh().catalog)))
    near = session.vocabulary.nearest(written, known)
    said = say("Nobody here is called “{name}”, and no customer is theirs.", name=written)
    if near:
        return NotFound(said, say("Did you mean “{nearest}”?", nearest=near))
    return NotFound(said, say("`people` in ledger.yaml says who works here, and by what other names."))
