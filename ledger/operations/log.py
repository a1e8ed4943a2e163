"""Logging: one more entry at the end of a customer's file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.errors import Refused
from ledger.messages import Message, say
from ledger.model import problems
from ledger.model.customer import Customer, Entry, Task
from ledger.model.parse import parse
from ledger.model.problem import Severity
from ledger.model.revise import NewEntry, append_entry
from ledger.operations.asked_entry import Checked, check_heading
from ledger.operations.refs import ref_for, unknown_refs
from ledger.operations.writing import Draft, Revision, one_more_entry, revise
from ledger.session import Session
from ledger.text.edits import Edit
from ledger.text.source import Encoding, Source


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it stands in the file now (or would, after a dry run), its open tasks, and what is to be said of it."""

    revision: Revision
    entry: Entry
    tasks: tuple[Task, ...]
    understood: tuple[Message, ...]
    notes: tuple[Message, ...]


def log(session: Session, path: str, checked: Checked, *, dry_run: bool = False) -> Logged:
    """Append a checked entry to a file and touch no other byte of it.

    Raises Ambiguous, BadValue, Broken, and what `writing.revise` raises; then nothing was written.
    """
    said: list[Message] = []

    def wish(draft: Draft) -> list[Edit]:
        said.clear()
        entry = fitted(session, draft.customer, checked, said)
        return [append_entry(draft.text, entry)]

    def expected(before: Customer, after: Customer) -> bool:
        return one_more_entry(before, after) and says(session, after, checked)

    done = revise(session, path, wish, expected, dry_run=dry_run, recovery=checked.entry.text)
    return logged(session, done, checked, said)


def fitted(session: Session, customer: Customer, checked: Checked, said: list[Message]) -> NewEntry:
    """The entry as it fits into a file: with its REF. Adds what is to be said to `said`."""
    entry = replace(checked.entry, ref=ref_for(session, customer, checked, said))
    check_heading(session, checked.kind, entry)
    _check_text(session, checked)
    said.extend(unknown_refs(session, customer, checked.values))
    return entry


def _check_text(session: Session, checked: Checked) -> None:
    """Raise Refused where the text has a field that is given apart from it as well."""
    text = checked.entry.text
    if not checked.values or not any(colon in text for colon in ":："):
        return
    alone = replace(checked.entry, fields={}, next_steps=())
    source = Source(append_entry("", alone).text, Encoding.UTF8, "")
    for entry in parse("", source, session.vocabulary, session.settings).entries:
        twice = entry.fields.keys() & checked.values.keys()
        if twice:
            raise Refused(
                say("{field} is given twice, in the text and apart from it; nothing was written.", field=min(twice))
            )


def says(session: Session, after: Customer, checked: Checked) -> bool:
    """Whether the last entry of a file says what was asked for."""
    if not after.entries:
        return False
    found, wanted = after.entries[-1], checked.entry
    steps = [task for task in after.tasks if task.entry == len(after.entries) - 1 and not task.done]
    return (
        (found.date, found.time, found.kind) == (wanted.date, wanted.time, checked.kind.name)
        and (not wanted.ref or found.ref == wanted.ref)
        and set(wanted.people) <= set(found.people)
        and set(wanted.tags) <= set(found.tags)
        and checked.values.keys() <= found.fields.keys()
        and len(steps) >= len(wanted.next_steps)
    )


def logged(session: Session, done: Revision, checked: Checked, said: list[Message]) -> Logged:
    """What became of a checked entry that a revision appended."""
    entry = done.new.entries[-1]
    tasks = tuple(task for task in done.new.tasks if task.entry == len(done.new.entries) - 1)
    odd = (
        say("Line {line}: {problem}.", line=problem.line, problem=problems.message(problem))
        for problem in done.new.problems
        if problem.line >= entry.line and problems.severity(problem) is not Severity.NOTICE
    )
    return Logged(done, entry, tasks, checked.understood, (*checked.notes, *said, *odd))
