"""The text of a customer file to a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from ledger.model import entries, fields, plain_body, plain_front, tasks
from ledger.model.customer import Customer, Entry, Field, Link
from ledger.model.fields import Reading
from ledger.model.headings import leading_date
from ledger.model.plain_body import Body
from ledger.model.problem import Problem
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.text import blocks, conflicts, fences, frontmatter, limits
from ledger.text.conflicts import Place
from ledger.text.fences import Fences
from ledger.text.nodes import Pair
from ledger.text.places import Fault, Span
from ledger.text.source import Encoding, Source

_LINK = re.compile(r"\[\[([^\[\]\n|#]{1,200})(?:[|#][^\[\]\n]{0,200})?\]\]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: [^\n]*)?\r?$|^={7}\r?$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def parse(path: str, source: Source, vocabulary: Vocabulary, settings: Settings, *, plainly: bool = True) -> Customer:
    """The customer in a file. Never fails: what can't be understood is kept with its problem.

    `path` is relative to the ledger's root, with forward slashes. `plainly` takes the short way where a file is as plain
    as most are; the answer is the same without it.
    """
    if source.encoding is Encoding.OPAQUE:
        return unread(path, "file-not-text")
    if not source.text.strip():
        return unread(path, "file-empty")
    return _Parse(path, source, Reading(vocabulary, settings.currency), plainly).customer()


def unread(path: str, code: str, **args: str) -> Customer:
    """A customer of whom only the file is known, for a reason."""
    stem = stem_of(path)
    return Customer(path, stem, stem, {}, (), (), (), "", (Problem(code, args=args),))


def stem_of(path: str) -> str:
    """What a file is called without its folder and its ending."""
    name = PurePosixPath(path).name
    return name[:-3] if name.lower().endswith(".md") else name


class _Parse:
    """One file being read."""

    def __init__(self, path: str, source: Source, reading: Reading, plainly: bool) -> None:
        self.path = path
        self.text = source.text
        self.conflicts: tuple[Place, ...] = ()
        if "<<<<<<<" in source.text:
            self.conflicts = conflicts.places(source.text)
            self.text = conflicts.readable(source.text, self.conflicts)
        self.reading = reading
        self.faults: list[Fault] = []
        self.notes: list[Problem] = []
        self.has_front_matter = True
        self.code: tuple[Span, ...] = ()
        self.plainly = plainly
        if source.encoding is Encoding.GB18030:
            self.notes.append(Problem("file-gb18030"))

    def customer(self) -> Customer:
        text = self.text
        found = fences.find(text)
        values: dict[str, Field] = {}
        body_start = 0
        if found is None:
            self.has_front_matter = False
            self.notes.append(Problem("front-matter-missing"))
        else:
            values = self._front(found)
            body_start = found.whole.end
        line = text.count("\n", 0, body_start) + 1
        plain = plain_body.read(text, body_start, line, self.reading) if self.plainly else None
        read = self._body(body_start, line) if plain is None else plain
        happened = read.entries
        self._whole_text()
        name = self._name(values, read.titles)
        identity = self._identity(values)
        return Customer(
            path=self.path,
            id=identity,
            name=name,
            fields=values,
            entries=happened,
            tasks=read.tasks,
            links=tuple(self._links(self.code)) if "[[" in text else (),
            body=_free_text(text, body_start, happened),
            problems=tuple(self._problems()),
        )

    def _front(self, found: Fences) -> dict[str, Field]:
        """The fields of the front matter."""
        if self.plainly and found.sound and not found.faults:
            line = self.text.count("\n", 0, found.inner.start) + 1
            values = plain_front.read(self.text, found.inner, line, self.reading)
            if values is not None:
                return values
        front = frontmatter.read(self.text, found)
        self.faults.extend(front.faults)
        values = dict(self._fields(front.pairs))
        self.has_front_matter = bool(values) or not front.faults
        return values

    def _body(self, start: int, line: int) -> Body:
        """Any body, by its blocks."""
        text, faults = self.text, self.faults
        parts = blocks.scan(text, start, line)
        self.code = parts.code
        faults.extend(parts.faults)
        said = list(entries.sections(text, parts, self.reading, faults))
        happened = tuple(entries.entry(text, section, self.reading, faults) for section in said)
        spans = [entry.span for entry in happened]
        found = tuple(tasks.read(text, parts.list_items, spans, faults)) if "[" in text else ()
        titles = (text[slice(*heading.content)].strip() for heading in parts.headings if heading.level == 1)
        return Body(happened, found, tuple(titles))

    def _fields(self, pairs: Iterable[Pair]) -> Iterator[tuple[str, Field]]:
        line, counted = 1, 0
        seen: set[str] = set()
        for pair in pairs:
            line += self.text.count("\n", counted, pair.key_span.start)
            counted = pair.key_span.start
            field = fields.read(pair, line, self.reading, self.faults)
            if field.name in seen:
                self.faults.append(Fault("duplicate-key", pair.key_span, {"key": pair.key}))
                continue
            seen.add(field.name)
            yield field.name, field

    def _name(self, values: dict[str, Field], titles: Sequence[str]) -> str:
        field = values.get("name")
        if field is not None and isinstance(field.value, str) and field.value.strip():
            return field.value.strip()
        # What begins with a date is an entry typed with too few marks, not a name.
        name = next((title for title in titles if title and leading_date(title) is None), "") or stem_of(self.path)
        if self.has_front_matter:
            self.notes.append(Problem("name-missing", args={"name": name}))
        return name

    def _identity(self, values: dict[str, Field]) -> str:
        field = values.get("id")
        if field is not None and field.text.strip():
            return field.text.strip()
        stem = stem_of(self.path)
        # Of a file without front matter, that there is none is all there is to say.
        if self.has_front_matter:
            self.notes.append(Problem("id-missing", args={"id": stem}))
        return stem

    def _links(self, code: tuple[Span, ...]) -> Iterator[Link]:
        places = _Places(self.text)
        number = 0
        for found in _LINK.finditer(self.text):
            at = found.start()
            while number < len(code) and code[number].end <= at:
                number += 1
            if number == len(code) or at < code[number].start:
                yield Link(found.group(1).strip(), *places.at(at))

    def _whole_text(self) -> None:
        """Faults that can stand anywhere in the file."""
        text = self.text
        self.faults.extend(Fault("conflict-marker", place.marker) for place in self.conflicts)
        if "<<<<<<<" in text or ">>>>>>>" in text:
            marks = [found for found in _CONFLICT.finditer(text) if found.group()[0] != "="]
            known = {fault.span.start for fault in self.faults if fault.code == "conflict-marker"}
            self.faults.extend(
                Fault("conflict-marker", Span(*found.span())) for found in marks if found.start() not in known
            )
        control = None if text.isprintable() else _CONTROL.search(text)
        if control is not None:
            self.faults.append(Fault("control-character", Span(*control.span())))
        if len(text) > limits.line_characters:
            self._long_lines()

    def _long_lines(self) -> None:
        start = 0
        while start < len(self.text):
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
            if end - start > limits.line_characters:
                args = {"limit": str(limits.line_characters)}
                self.faults.append(Fault("line-too-long", Span(start, start + 20), args))
            start = end + 1

    def _problems(self) -> Iterator[Problem]:
        found = list(self.notes)
        places = _Places(self.text)
        for fault in sorted(self.faults, key=lambda fault: fault.span.start):
            line, column = places.at(fault.span.start)
            found.append(Problem(fault.code, line, column, fault.span.end - fault.span.start, fault.args))
        return iter(sorted(found, key=lambda problem: (problem.line, problem.column)))


class _Places:
    """Lines and columns, from 1, of offsets in rising order: no line is counted twice."""

    __slots__ = ("counted", "line", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.counted = 0
        self.start = 0

    def at(self, offset: int) -> tuple[int, int]:
        """The place of an offset."""
        self.line += self.text.count("\n", self.counted, offset)
        self.start = max(self.start, self.text.rfind("\n", self.counted, offset) + 1)
        self.counted = offset
        return self.line, offset - self.start + 1


def _free_text(text: str, start: int, happened: tuple[Entry, ...]) -> str:
    """What stands outside front matter and entries."""
    parts = []
    for entry in happened:
        parts.append(text[start : entry.span[0]])
        start = entry.span[1]
    parts.append(text[start:])
    return "".join(parts).strip()
