"""Playbooks turned into open tasks: an entry in the customer's file with what is to be done, each step on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ledger.errors import NotFound
from ledger.messages import say
from ledger.model.customer import Customer, Entry, Task
from ledger.model.intervals import add
from ledger.model.names import fold, nearest
from ledger.model.policies import Playbook
from ledger.model.revise import NewEntry, append_entry
from ledger.model.values import Interval
from ledger.model.vocabulary import written
from ledger.operations.asked_entry import Asked, Checked, check
from ledger.operations.writing import Draft, Revision, look, one_more_entry, revise
from ledger.reports.playbooks import playbooks_for, values_of
from ledger.session import Session
from ledger.text.edits import Edit


@dataclass(frozen=True, slots=True)
class Started:
    """What became of playbooks: the entry with the new tasks (None: none was new), and the tasks that were open already."""

    playbooks: tuple[Playbook, ...]
    revision: Revision
    entry: Entry | None
    tasks: tuple[Task, ...]
    known: tuple[str, ...]


def playbooks_of(session: Session, number: int, path: str) -> tuple[Playbook, ...]:
    """The playbooks that fit a customer of the catalog, in the order of ledger.yaml."""
    from ledger.facts.compute import compute_on
    from ledger.reports.health import health

    customer = look(session, path).customer
    facts = compute_on(customer, session.vocabulary, session.settings, session.today)
    stands = health(facts, session.settings, session.today)
    return playbooks_for(session.settings, values_of(session, number, customer, stands))


def named(session: Session, name: str) -> Playbook:
    """The playbook of a name, for whomever it is; raises NotFound."""
    books = session.settings.policies.playbooks
    found = next((book for book in books if fold(book.name) == fold(name)), None)
    if found is not None:
        return found
    near = nearest(name, [book.name for book in books])
    if not books:
        hint = say("`playbooks` in ledger.yaml would hold them; docs/playbooks.md says how.")
    elif near is not None:
        hint = say("Did you mean “{nearest}”?", nearest=near)
    else:
        hint = say("There are: {names}.", names=tuple(book.name for book in books))
    raise NotFound(say("There is no playbook “{name}”; nothing was written.", name=name), hint)


def start(session: Session, path: str, books: Sequence[Playbook], *, dry_run: bool = False) -> Started:
    """Append the tasks of playbooks to a customer's file under a note of today.

    A task of the same text that is open already is not written again; where all are, nothing is written. Raises what
    `writing.revise` raises; then nothing was written.
    """
    known: list[str] = []

    def wish(draft: Draft) -> list[Edit]:
        new = _new_tasks(books, draft.customer, known)
        return [append_entry(draft.text, _entry(session, books, new).entry)] if new else []

    def expected(before: Customer, after: Customer) -> bool:
        count = len(_new_tasks(books, before, []))
        if not count:
            return before.entries == after.entries
        more = [task for task in after.tasks if task.entry == len(after.entries) - 1 and not task.done]
        return one_more_entry(before, after) and len(more) == count

    done = revise(session, path, wish, expected, dry_run=dry_run)
    if not done.changed:
        return Started(tuple(books), done, None, (), tuple(known))
    place = len(done.new.entries) - 1
    tasks = tuple(task for task in done.new.tasks if task.entry == place)
    return Started(tuple(books), done, done.new.entries[place], tasks, tuple(known))


def _new_tasks(books: Sequence[Playbook], customer: Customer, known: list[str]) -> list[tuple[str, Interval | None]]:
    """The tasks that are not open yet, each once; the others are put into `known`."""
    seen = {fold(task.text) for task in customer.tasks if not (task.done or task.cancelled)}
    known.clear()
    new = []
    for text, after in (task for book in books for task in book.tasks):
        if fold(text) in seen:
            known.append(text)
        else:
            seen.add(fold(text))
            new.append((text, after))
    return new


def _entry(session: Session, books: Sequence[Playbook], tasks: Sequence[tuple[str, Interval | None]]) -> Checked:
    language = session.settings.language
    note = written(session.vocabulary.kinds["note"], language)
    names = ("、" if language == "zh" else ", ").join(
        book.name for book in books if any(task in tasks for task in book.tasks)
    )
    checked = check(session, Asked(note, title=names))
    steps = tuple(text if after is None else f"{add(session.today, after).isoformat()} {text}" for text, after in tasks)
    entry: NewEntry = replace(checked.entry, next_steps=steps)
    return replace(checked, entry=entry)
