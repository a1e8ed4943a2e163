"""The open tasks of a customer, numbered as they are listed, and the one that somebody means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.errors import Ambiguous, ChangedMeanwhile, NotFound
from ledger.messages import say
from ledger.model.customer import Customer, Task
from ledger.model.names import fold
from ledger.model.repeats import next_occurrence, put_off


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is open: its `number` in the list (from 1), its `index` among the file's tasks.

    `day` is when it is due (None: any day), `occurrence` the day of a repeating one before it was put off.
    """

    number: int
    index: int
    task: Task
    day: date | None
    occurrence: date | None = None

    def __str__(self) -> str:
        people = "".join(f" @{name}" for name in self.task.people)
        day = "" if self.day is None else f"{self.day.isoformat()} "
        return f"{self.number}. {day}{self.task.text}{people}"


def open_tasks(customer: Customer) -> tuple[OpenTask, ...]:
    """The open tasks, earliest day first, those without a day last; equal ones in the order of the file."""
    found = [
        one for index, task in enumerate(customer.tasks) if (one := _open(customer.tasks, index, task)) is not None
    ]
    found.sort(key=lambda one: (one.day is None, one.day or date.min, one.task.line))
    return tuple(
        OpenTask(number, one.index, one.task, one.day, one.occurrence) for number, one in enumerate(found, start=1)
    )


def _open(tasks: Sequence[Task], index: int, task: Task) -> OpenTask | None:
    if task.cancelled:
        return None
    if task.repeat is None or task.date is None:
        return None if task.done else OpenTask(0, index, task, task.date)
    if task.done and _taken_over(tasks, task):
        return None
    own = next_occurrence(task.date, task.repeat, task.occurrences, task.moved, task.done, task.done_on)
    return None if own is None else OpenTask(0, index, task, put_off(own, task.moved), own)


def _taken_over(tasks: Sequence[Task], task: Task) -> bool:
    """Whether a later line of the same words and rhythm goes on with the series."""
    same = (other for other in tasks if (other.text, other.repeat) == (task.text, task.repeat))
    return any(other.date is not None and task.date is not None and other.date > task.date for other in same)


def matching(customer: Customer, word: str) -> tuple[OpenTask, ...]:
    """The open tasks that a word means: the number in the list, else a day, a whole text, or a part of one."""
    tasks = open_tasks(customer)
    if not word.strip():
        return tasks
    if word.isdecimal() and 1 <= int(word) <= len(tasks):
        return (tasks[int(word) - 1],)
    wanted = fold(word.strip())
    whole = tuple(one for one in tasks if fold(one.task.text) == wanted)
    return whole or tuple(one for one in tasks if wanted in fold(str(one).partition(" ")[2]))


def no_such_task(customer: Customer, word: str) -> NotFound:
    """The refusal where no open task fits."""
    tasks = open_tasks(customer)
    if not tasks:
        return NotFound(
            say("{customer} has no open task; nothing was written.", customer=customer.name),
            say("`ledger log` with --next writes one."),
        )
    return NotFound(
        say("{customer} has no open task “{task}”; nothing was written.", customer=customer.name, task=word),
        say("Name one by its number or a part of its text."),
        candidates=tuple(map(str, tasks)),
    )


def which_task(customer: Customer, found: Sequence[OpenTask]) -> Ambiguous:
    """The refusal where several open tasks fit."""
    return Ambiguous(
        say("Which task of {customer} is it? Nothing was written.", customer=customer.name),
        say("Name it by its number or a part of its text."),
        candidates=tuple(map(str, found)),
    )


def again(customer: Customer, chosen: OpenTask) -> OpenTask:
    """The chosen task in the file as it is now; raises ChangedMeanwhile if it isn't open there any more."""
    same = [
        one
        for one in open_tasks(customer)
        if (one.task.text, one.day, one.task.repeat) == (chosen.task.text, chosen.day, chosen.task.repeat)
    ]
    if not same:
        raise ChangedMeanwhile(
            say("{path} changed in the meantime. Nothing was written.", path=customer.path),
            say("Look at the file and try again."),
        )
    return min(same, key=lambda one: abs(one.task.line - chosen.task.line))
