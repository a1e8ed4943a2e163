"""Tasks that are open: each on its day, repeating ones on their next open occurrence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ledger.facts.story import Story
from ledger.facts.values import Due
from ledger.messages import Message, say
from ledger.model.customer import Task
from ledger.model.repeats import next_occurrence, put_off
from ledger.model.values import Repeat

_PRIORITIES = frozenset({"high", "highest"})
_TAGS = frozenset({"urgent", "紧急", "加急", "急"})


def tasks(story: Story) -> tuple[Due, ...]:
    """The open tasks in the order of the file; one without a day can be done any day.

    A repeating task whose own line is ticked goes on with its next day, unless another line of the same words and
    rhythm has taken over with a later day.
    """
    found = story.customer.tasks
    if not found:
        return ()
    latest = _latest(found) if any(task.repeat for task in found) else {}
    return tuple(due for task in found if (due := _due(task, latest)) is not None)


def _latest(tasks_of_file: Iterable[Task]) -> dict[tuple[str, Repeat], date]:
    """The latest day written for each series, by words and rhythm."""
    latest: dict[tuple[str, Repeat], date] = {}
    for task in tasks_of_file:
        if task.repeat is not None and task.date is not None:
            series = (task.text, task.repeat)
            latest[series] = max(task.date, latest.get(series, task.date))
    return latest


def _due(task: Task, latest: Mapping[tuple[str, Repeat], date]) -> Due | None:
    if task.cancelled:
        return None
    if task.repeat is not None and task.date is not None:
        replaced = task.done and latest[task.text, task.repeat] > task.date
        return None if replaced else _repeating(task, task.repeat, task.date)
    if task.done:
        return None
    why = say("A task for {date}.", date=task.date) if task.date else say("A task without a day.")
    return _task(task, why, task.date)


def _repeating(task: Task, repeat: Repeat, anchor: date) -> Due | None:
    own = next_occurrence(anchor, repeat, task.occurrences, task.moved, task.done, task.done_on)
    if own is None:
        return None
    if repeat.chained:
        why = say(
            "A task that comes again {every} after it was last done; now on {date}.", every=repeat.every, date=own
        )
    else:
        why = say(
            "A task that comes every {every} from {anchor}; now on {date}.", every=repeat.every, anchor=anchor, date=own
        )
    day = put_off(own, task.moved)
    return _task(task, why if day == own else say("{why} Put off to {day}.", why=why, day=day), day)


def _task(task: Task, why: Message, day: date | None) -> Due:
    urgent = task.priority in _PRIORITIES or any(tag in _TAGS for tag in task.tags)
    return Due("task", task.text, task.line, why, day, people=task.people, urgent=urgent)
