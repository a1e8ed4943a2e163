"""What is compared between two versions of a customer: small plain values without places in the file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.model.customer import Customer, Entry, Task
from ledger.model.plain import Plain, plain
from ledger.model.repeats import next_occurrence, put_off
from ledger.model.values import Repeat
from ledger.text.source import digest

UNREAD = ("file-unreadable", "file-too-large", "file-not-text", "file-empty")
"""Codes of problems that leave nothing of a file but its name."""

# A line of a task, or of a day that a repeating one was put off to: tasks are compared by themselves.
_OF_TASK = re.compile(
    r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[.?\]|\d{4}-\d{2}-\d{2}\s*(?:→|->|=>|改到|推迟到)\s*\d{4}-\d{2}-\d{2}$)"
)


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry; `fields` are plain values by canonical name, `text` is the digest of what else it says."""

    date: dt.date
    kind: str
    time: dt.time | None = None
    ref: str = ""
    title: str = ""
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Plain] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task; `state` is open, done or cancelled, `repeats` how it comes again, `next` the day on which it then is open.

    `ticked` counts the days done of a repeating one, where that is known. `entry` is the index of the entry that it
    stands under (-1: none); tasks that differ in nothing else are the same.
    """

    text: str
    date: dt.date | None = None
    state: str = "open"
    done_on: dt.date | None = None
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    repeats: str = ""
    next: dt.date | None = None
    ticked: int = 0
    entry: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    """One version of a customer.

    `fields` are plain values (see model.plain) by canonical name, `doubted` the names of those marked as not
    confirmed, `text` the digest of the free text, `digest` that of the whole file; an empty digest is unknown.
    `unread` is the code of what made the file unreadable. `exact` tells that it was worked out from the file itself;
    texts of an exact version and one that is not can't be compared.
    """

    path: str
    id: str
    name: str
    fields: Mapping[str, Plain] = field(default_factory=dict)
    entries: tuple[KnownEntry, ...] = ()
    tasks: tuple[KnownTask, ...] = ()
    doubted: frozenset[str] = frozenset()
    text: str = ""
    digest: str = ""
    unread: str = ""
    exact: bool = True


def known(customer: Customer, mark: str = "") -> Known:
    """What is compared of a customer; `mark` tells two contents of its file apart (a digest of the bytes, a blob's id)."""
    latest = _latest(customer.tasks)
    return Known(
        path=customer.path,
        id=customer.id,
        name=customer.name,
        fields={name: plain(each.value) for name, each in customer.fields.items()},
        entries=tuple(map(_entry, customer.entries)),
        tasks=tuple(_task(task, latest) for task in customer.tasks),
        doubted=frozenset(name for name, each in customer.fields.items() if each.unconfirmed),
        text=_words(customer.body, customer.name),
        digest=mark,
        unread=next((found.code for found in customer.problems if found.code in UNREAD), ""),
    )


def text_mark(text: str) -> str:
    """By what a text is known; an empty text has an empty mark."""
    return digest(text.encode("utf-8", "surrogatepass"))[:24] if text else ""


def _words(text: str, name: str = "") -> str:
    """The mark of a text without its tasks and a heading that is the customer's name, however its lines are spaced."""
    heading = f"# {' '.join(name.split())}"
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return text_mark("\n".join(line for line in lines if line and line != heading and not _OF_TASK.match(line)))


def _entry(entry: Entry) -> KnownEntry:
    return KnownEntry(
        date=entry.date,
        kind=entry.kind,
        time=entry.time.replace(second=0, microsecond=0) if entry.time else None,
        ref=entry.ref,
        title=entry.title,
        people=entry.people,
        tags=entry.tags,
        fields={name: plain(value) for name, value in entry.fields.items()},
        text=_words(entry.text),
    )


def _task(task: Task, latest: Mapping[tuple[str, Repeat], dt.date]) -> KnownTask:
    return KnownTask(
        text=task.text,
        date=task.date,
        state="cancelled" if task.cancelled else "done" if task.done else "open",
        done_on=task.done_on,
        people=task.people,
        tags=task.tags,
        repeats="" if task.repeat is None else f"{task.repeat.every}{' when done' if task.repeat.chained else ''}",
        next=_next(task, latest),
        ticked=len(task.occurrences),
        entry=task.entry,
    )


def _latest(tasks: tuple[Task, ...]) -> dict[tuple[str, Repeat], dt.date]:
    """The latest day written for each series: a ticked line gives way to a later one of the same words and rhythm."""
    latest: dict[tuple[str, Repeat], dt.date] = {}
    for task in tasks:
        if task.repeat is not None and task.date is not None:
            series = (task.text, task.repeat)
            latest[series] = max(task.date, latest.get(series, task.date))
    return latest


def _next(task: Task, latest: Mapping[tuple[str, Repeat], dt.date]) -> dt.date | None:
    """The day on which a repeating task is open, None for any other task."""
    if task.repeat is None or task.date is None or task.cancelled:
        return None
    if task.done and latest[task.text, task.repeat] > task.date:
        return None
    day = next_occurrence(task.date, task.repeat, task.occurrences, task.moved, task.done, task.done_on)
    return None if day is None else put_off(day, task.moved)
