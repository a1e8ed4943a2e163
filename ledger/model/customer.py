"""A customer as read from one file: fields, entries, tasks, links, problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.model.problem import Problem
from ledger.model.values import Repeat, Value


@dataclass(frozen=True, slots=True)
class Field:
    """One front-matter field under its canonical name.

    `written` is the key as it stands in the file, `text` the scalar as typed (empty for lists and
    maps), `value` its typed value (the text where it can't be typed), `line` where the key stands.
    `unconfirmed` is true for a value that ends in a question mark of its own.
    """

    name: str
    written: str
    value: Value
    text: str
    line: int
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task item; `done_on` is the day of its tick if written, `open` unless ticked or cancelled.

    `date` is the anchor of a repeating task. `occurrences` are the days ticked below it, oldest first, each with
    the day it was done; `moved` maps an occurrence to the day it was put off to. `entry` is the index of the entry
    that it stands under (-1: none). `span` covers its first line without the line end.
    """

    text: str
    line: int
    span: tuple[int, int]
    date: dt.date | None = None
    done: bool = False
    cancelled: bool = False
    done_on: dt.date | None = None
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    repeat: Repeat | None = None
    occurrences: tuple[tuple[dt.date, dt.date], ...] = ()
    moved: Mapping[dt.date, dt.date] = field(default_factory=dict)
    priority: str = ""
    entry: int = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated entry; `kind` is canonical, `kind_as_written` the word in the heading (empty: a note without one).

    `fields` hold typed values under canonical names (unknown keys as written), `text` the rest without
    fields and heading, `span` the whole entry from its heading to before the next one.
    """

    date: dt.date
    kind: str
    line: int
    span: tuple[int, int]
    kind_as_written: str = ""
    time: dt.time | None = None
    ref: str = ""
    title: str = ""
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)
    field_lines: Mapping[str, int] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A `[[target]]` to another customer."""

    target: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer file; `id` is the file's stem where the file gives none. `entries` keep the file's order.

    `body` is the free text before the first entry (without the front matter), as searched and shown.
    """

    path: str
    id: str
    name: str
    fields: Mapping[str, Field]
    entries: tuple[Entry, ...]
    tasks: tuple[Task, ...]
    links: tuple[Link, ...]
    body: str
    problems: tuple[Problem, ...]

    def value(self, name: str) -> Value | None:
        """The typed value of a field, or None."""
        found = self.fields.get(name)
        return None if found is None else found.value

    def text(self, name: str) -> str:
        """The text of a scalar field, or an empty text."""
        found = self.fields.get(name)
        return "" if found is None else found.text

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list field; a lone scalar counts as a list of one."""
        value = self.value(name)
        if isinstance(value, tuple):
            return tuple(part for part in value if isinstance(part, str))
        return (value,) if isinstance(value, str) and value else ()
