"""A body as nearly all are written to its entries and tasks, in one pass over its lines.

It leaves alone whatever it can't be sure of: blocks, entries and tasks know everything, and give the same answer where it
gives one. Headings and fields that were read before are known by their text, since people use the same words again.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import NamedTuple, TypeVar

from ledger.model import entries, headings, tasks
from ledger.model.customer import Entry, Task
from ledger.model.fields import Reading
from ledger.model.values import Value
from ledger.model.vocabulary import Vocabulary
from ledger.text.blocks import ListItem
from ledger.text.places import Fault

# Code, raw HTML and comments, other line breaks: where any of these stands, a line may not be what it seems.
_ODD = ("```", "~~~", "\r")
_HTML = re.compile(r"^ {0,3}<", re.MULTILINE)
# Other blanks, which matter in headings and items.
_BLANKS = re.compile("[\t\u3000]")
_ITEM = re.compile(r"( {0,3})(?:[-*+]|\d{1,9}[.)]) +(?:\[([ xX\-/√✓✔])\](?: +|(?=[0-9\u3400-\u9fff])))?")
_HEADING = re.compile(r"(#{1,6}) +(?=\S)")
_MAY_BE_MORE = frozenset("#-*+ \t0123456789")
_ENTRY_LEVELS = (2, 3, 4)
_MOST_KNOWN = 20_000
Kept = TypeVar("Kept")


class Body(NamedTuple):
    """The entries and tasks of a body, and its headings of the first level."""

    entries: tuple[Entry, ...]
    tasks: tuple[Task, ...]
    titles: tuple[str, ...]


class Words(NamedTuple):
    """What a heading says behind its date and time."""

    kind: str
    written: str
    ref: str
    title: str
    people: tuple[str, ...]
    tags: tuple[str, ...]


class Known:
    """What was read before: days, times, headings behind them, and the fields of each kind of entry by their lines."""

    __slots__ = ("days", "fields", "times", "words")

    def __init__(self) -> None:
        self.days: dict[str, date] = {}
        self.times: dict[str, time] = {}
        self.words: dict[str, Words] = {}
        self.fields: dict[str, dict[str, tuple[str, Value] | None]] = {}


class NotPlain(Exception):
    """The body has to be read by those who know everything."""


def read(text: str, start: int, line: int, reading: Reading) -> Body | None:
    """The body from `start` on, where the line with that number begins; None where it is not plain."""
    for mark in _ODD:
        if text.find(mark, start) >= 0:
            return None
    if text.find("<", start) >= 0 and _HTML.search(text, start):
        return None
    try:
        return _Pass(text, reading).body(start, line)
    except NotPlain:
        return None


class _Open:
    """The entry that is being read: its heading, its fields, the lines of its text."""

    __slots__ = ("at", "day", "fields", "level", "line", "lines", "text", "time", "words")

    def __init__(self, day: date, at_time: time | None, words: Words, level: int, at: int, line: int) -> None:
        self.day = day
        self.time = at_time
        self.words = words
        self.level = level
        self.at = at
        self.line = line
        self.fields: dict[str, Value] = {}
        self.lines: dict[str, int] = {}
        self.text: list[str] = []

    def entry(self, end: int) -> Entry:
        """The entry, which goes up to an offset."""
        kind, written, ref, title, people, tags = self.words
        return Entry(
            self.day, kind, self.line, (self.at, end), written, self.time, ref, title, people, tags, self.fields,
            self.lines, "\n".join(self.text).strip(),
        )  # fmt: skip


class _Pass:
    """One pass over the lines of a body."""

    __slots__ = ("entries", "known", "open", "reading", "tasks", "text", "titles")

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.reading = reading
        self.known = reading.vocabulary.remembered(reading.currency, Known)
        self.entries: list[Entry] = []
        self.tasks: list[Task] = []
        self.titles: list[str] = []
        self.open: _Open | None = None

    def body(self, start: int, first: int) -> Body:
        """All of it."""
        text, at = self.text, start
        # Looking for a single character is many times faster than any pattern.
        odd = text.find("\t", start) >= 0 or text.find("\u3000", start) >= 0
        for number, line in enumerate(text[start:].split("\n"), first):
            if not line or line[0] not in _MAY_BE_MORE:
                taken = False
            elif odd and _BLANKS.search(line):
                raise NotPlain
            elif line[0] == "#":
                taken = self._heading(line, at, number)
            else:
                taken = self._item(line, at, number)
            if not taken and self.open is not None:
                self.open.text.append(line)
            at += len(line) + 1
        self._close(len(text))
        return Body(tuple(self.entries), tuple(self.tasks), tuple(self.titles))

    def _close(self, end: int) -> None:
        if self.open is not None:
            self.entries.append(self.open.entry(end))
            self.open = None

    def _heading(self, line: str, at: int, number: int) -> bool:
        """Take a heading that starts or ends an entry; False for a line of text."""
        found = _HEADING.match(line)
        if found is None:
            if line.lstrip("#")[:1] in ("", " "):
                raise NotPlain
            return False
        level, content = found.end(1), line[found.end() :].rstrip()
        if content[-1] == "#":
            raise NotPlain
        if level in _ENTRY_LEVELS and content[:4].isdigit():
            self._close(at)
            self.open = self._entry(content, level, at, number)
            return True
        if level == 1:
            self.titles.append(content)
        if self.open is None or level > self.open.level:
            return False
        self._close(at)
        return True

    def _entry(self, content: str, level: int, at: int, number: int) -> _Open:
        """The entry that a heading opens; raises NotPlain unless it begins as usual."""
        known = self.known
        day = known.days.get(content[:10]) or _day(content, known)
        if content[13:14] == ":":
            moment = known.times.get(content[11:17]) or _time(content, known)
            rest = content[17:]
        else:
            moment, rest = None, content[11:]
        words = known.words.get(rest) or _words(content, rest, known, self.reading.vocabulary)
        return _Open(day, moment, words, level, at, number)

    def _item(self, line: str, at: int, number: int) -> bool:
        """Take the field of an entry, and note a task; False for a line of text, which a task is too."""
        found = _ITEM.match(line)
        if found is None:
            behind = line.lstrip(" ")
            if behind[:1] == "#" or (line.startswith("    ") and behind[:1] in _MAY_BE_MORE):
                raise NotPlain
            return False
        if found.group(2) is not None:
            self._task(_list_item(found, line, at, number))
            return False
        content = line[found.end() :]
        if content[:2] == "[]":
            raise NotPlain
        opened = self.open
        if opened is None or found.end(1) > 1:
            return False
        kind = opened.words.kind
        fields = self.known.fields.get(kind)
        if fields is None:
            fields = self.known.fields[kind] = {}
        if content not in fields:
            _remember(fields, content, self._field(_list_item(found, line, at, number), kind))
        field = fields[content]
        if field is None:
            return False
        name, value = field
        if name in opened.fields:
            raise NotPlain
        opened.fields[name] = value
        opened.lines[name] = number
        return True

    def _field(self, item: ListItem, kind: str) -> tuple[str, Value] | None:
        """The name and value of a field; None for an item that is none."""
        for member in entries.entry_fields(self.text, (item,), kind, self.reading):
            faults: list[Fault] = []
            definition = self.reading.vocabulary.entry_field(kind, member.key)
            value = entries.value(self.text, member, definition, (), self.reading, faults)
            if faults or not member.text:
                raise NotPlain
            return (definition.name if definition else member.key), value
        return None

    def _task(self, item: ListItem) -> None:
        faults: list[Fault] = []
        found = tasks.task_of(self.text, item, -1 if self.open is None else len(self.entries), faults)
        if faults or found.repeat is not None:
            raise NotPlain
        self.tasks.append(found)


def _list_item(found: re.Match[str], line: str, at: int, number: int) -> ListItem:
    box = found.group(2)
    start = 0 if box is None else at + found.start(2) - 1
    return ListItem(found.end(1), at, at + len(line), number, at + found.end(), box, start)


def _day(content: str, known: Known) -> date:
    """The day that a heading begins with."""
    written = content[:10]
    if not written.isascii() or written[4:5] != "-" or written[7:8] != "-" or content[10:11] not in ("", " "):
        raise NotPlain
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NotPlain from None
    _remember(known.days, written, day)
    return day


def _time(content: str, known: Known) -> time:
    """The time that stands behind a heading's day, with the blank behind it."""
    written = content[11:17]
    found = headings.CLOCK.fullmatch(written)
    if found is None:
        raise NotPlain
    made = time(int(found[1]), int(found[2]))
    _remember(known.times, written, made)
    return made


def _words(content: str, rest: str, known: Known, vocabulary: Vocabulary) -> Words:
    """What a heading says behind its date and time, if it is one of the usual ones."""
    said = headings.usual(content, vocabulary)
    if said is None:
        raise NotPlain
    words = Words(said.kind, said.kind_as_written, said.ref, said.title, said.people, said.tags)
    _remember(known.words, rest, words)
    return words


def _remember(kept: dict[str, Kept], key: str, value: Kept) -> None:
    """Keep a value; when there are too many, all are forgotten, and those that are used come back at once."""
    if len(kept) >= _MOST_KNOWN:
        kept.clear()
    kept[key] = value
