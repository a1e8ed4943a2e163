"""What became of the tasks of a customer between two versions."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date

from ledger.model.known import Known, KnownTask
from ledger.model.pairs import paired


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """A task. `how`: added, removed, done, cancelled, reopened, moved (to another day), changed."""

    how: str
    before: KnownTask | None
    after: KnownTask | None


_TASK_KEYS: tuple[Callable[[KnownTask], Hashable], ...] = (
    lambda task: task,
    lambda task: (task.text, task.date, task.repeats),
    lambda task: (task.text, task.state),
    lambda task: task.text,
    lambda task: (task.date, task.people, task.state),
)


def task_changes(before: Known, after: Known) -> list[TaskChanged]:
    """The tasks that came, went or differ, by day."""
    pairs, removed, added = paired(before.tasks, after.tasks, _TASK_KEYS)
    unlike = [(old, new) for old, new in pairs if not _alike(old.text, new.text)]
    pairs = [pair for pair in pairs if pair not in unlike]
    removed += [old for old, _ in unlike]
    added += [new for _, new in unlike]
    found = [TaskChanged(_how(old, new), old, new) for old, new in pairs if old != new]
    found += [TaskChanged("removed", old, None) for old in removed]
    found += [TaskChanged("added", None, new) for new in added]
    return sorted(found, key=_task_order)


def _alike(old: str, new: str) -> bool:
    """Whether two texts are one that was worded anew: they share at least a third of their pairs of characters."""
    if old == new:
        return True
    one, other = ({text[n : n + 2] for n in range(len(text) - 1)} for text in (old, new))
    return 3 * len(one & other) >= len(one | other) > 0


def _how(old: KnownTask, new: KnownTask) -> str:
    if old.state != new.state:
        return "reopened" if new.state == "open" else new.state
    if new.ticked > old.ticked:
        return "done"
    return "moved" if (old.text, old.repeats) == (new.text, new.repeats) and _day(old) != _day(new) else "changed"


def _day(task: KnownTask) -> date | None:
    return task.next or task.date


def _task_order(found: TaskChanged) -> tuple[date, str, str]:
    task = found.after or found.before
    assert task is not None
    return (_day(task) or date.max, task.text, found.how)


def tasks_differ(before: Known, after: Known, old: int, new: int) -> bool:
    """Whether the tasks under two entries (by their index) differ."""
    return sorted(repr(replace(task, entry=-1)) for task in before.tasks if task.entry == old) != sorted(
        repr(replace(task, entry=-1)) for task in after.tasks if task.entry == new
    )
