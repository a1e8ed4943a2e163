"""Getting a task done: its tick, and the entry that tells what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.facts.dues.follow_up import open_follow_up
from ledger.facts.story import tell
from ledger.messages import Message
from ledger.model.customer import Customer, Entry, Task
from ledger.model.revise import append_entry, tick, tick_occurrence
from ledger.operations.asked_entry import Checked
from ledger.operations.log import fitted, logged, says
from ledger.operations.open_tasks import OpenTask, again, open_tasks
from ledger.operations.writing import Draft, Revision, revise, task_changed
from ledger.session import Session
from ledger.text.edits import Edit


@dataclass(frozen=True, slots=True)
class Done:
    """A task as it stands now, and the entry that was added, if one was.

    `line` is the line that says so: the task's own, or the one below a repeating task. `following` is the next day of
    a repeating task, None where it has ended or never repeats.
    """

    revision: Revision
    task: Task
    line: int
    following: date | None
    entry: Entry | None
    entry_tasks: tuple[Task, ...]
    understood: tuple[Message, ...]
    notes: tuple[Message, ...]


def done(
    session: Session,
    path: str,
    chosen: OpenTask,
    day: date,
    *,
    result: str = "",
    checked: Checked | None = None,
    dry_run: bool = False,
) -> Done:
    """Tick a task on a day; a repeating one gets the occurrence noted below it, with the result.

    With `checked` that entry is added at the end. Raises ChangedMeanwhile if the task isn't open any more.
    """
    said: list[Message] = []
    places: list[OpenTask] = []

    def wish(draft: Draft) -> list[Edit]:
        said.clear()
        found = again(draft.customer, chosen)
        places[:] = [found]
        edits = _ticked(draft.text, found, day, result)
        if checked is not None:
            edits.append(append_entry(draft.text, fitted(session, draft.customer, checked, said)))
        return edits

    def expected(before: Customer, after: Customer) -> bool:
        here = places[0]
        return (
            task_changed(here.index, logged=checked is not None)(before, after)
            and _is_ticked(after.tasks[here.index], here, day)
            and (checked is None or says(session, after, checked))
        )

    typed = result or (checked.entry.text if checked is not None else "")
    revision = revise(session, path, wish, expected, dry_run=dry_run, recovery=typed)
    told = None if checked is None else logged(session, revision, checked, said)
    here = places[0]
    return Done(
        revision,
        revision.new.tasks[here.index],
        first_changed_line(revision),
        following(revision.new, here.index),
        None if told is None else told.entry,
        () if told is None else told.tasks,
        () if told is None else told.understood,
        () if told is None else told.notes,
    )


def _ticked(text: str, found: OpenTask, day: date, result: str) -> list[Edit]:
    if found.occurrence is not None:
        return tick_occurrence(text, found.task, found.occurrence, day, result)
    return tick(text, found.task, day)


def _is_ticked(task: Task, before: OpenTask, day: date) -> bool:
    if before.occurrence is None:
        return task.done and task.done_on == day and task.text == before.task.text
    ticked = sorted((*before.task.occurrences, (before.occurrence, day)))
    return sorted(task.occurrences) == ticked and task.date == before.task.date


def following(customer: Customer, index: int) -> date | None:
    """The day on which the task of that index is due next, or None."""
    return next((one.day for one in open_tasks(customer) if one.index == index), None)


def first_changed_line(revision: Revision) -> int:
    """The number of the first line that differs; that of the last one if none does."""
    before, after = (text.split("\n") for text in (revision.before, revision.after))
    pairs = zip(before, after, strict=False)
    same = next((number for number, (old, new) in enumerate(pairs) if old.rstrip("\r") != new.rstrip("\r")), None)
    return (min(len(before), len(after) - 1) if same is None else same) + 1


def planned_follow_up(session: Session, customer: Customer) -> date | None:
    """The day of a follow-up that no contact has met yet."""
    return open_follow_up(tell(customer, session.vocabulary, session.settings))
