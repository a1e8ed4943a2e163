"""Headings and list items of a body to entries with their fields and text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.model import fields, headings
from ledger.model.customer import Entry
from ledger.model.definitions import FieldDefinition
from ledger.model.fields import Reading
from ledger.model.typed import parted, people
from ledger.model.values import Value
from ledger.text.blocks import Blocks, Heading, ListItem
from ledger.text.places import Fault, Span, next_line

_FIELD = re.compile(
    r"(?:\*\*|__)?([^\s:：*_`\[\]<>|\d][^:：`\[\]<>|\n]{0,38}?)(?:\*\*|__)?[ \t]*(::|：|:(?!//))(?:\*\*|__)?([ \t\u3000]*)(.*)$"
)
_LEVELS = (2, 3, 4)
_UNKNOWN_KEY = 20


class EntryField(NamedTuple):
    """A list item that is a field: key and value as written, their places."""

    key: str
    key_start: int
    text: str
    start: int
    item: ListItem

    @property
    def key_span(self) -> Span:
        """Where the key stands."""
        return Span(self.key_start, self.key_start + len(self.key))


class Section(NamedTuple):
    """An entry's heading with where the entry ends and the list items in it."""

    heading: Heading
    said: headings.EntryHeading
    end: int
    items: tuple[ListItem, ...]


def sections(text: str, blocks: Blocks, reading: Reading, faults: list[Fault]) -> Iterator[Section]:
    """The entries of a body as sections, in the order of the file."""
    open_heading: tuple[Heading, headings.EntryHeading] | None = None
    items = blocks.list_items
    number = 0
    for heading in (*blocks.headings, None):
        said = _said(text, heading, reading, faults) if heading is not None else None
        boundary = said is not None or heading is None or _ends(heading, open_heading) or _dated(text, heading)
        if not boundary:
            continue
        stop = len(text) if heading is None else heading.start
        if open_heading is not None:
            while number < len(items) and items[number].start < open_heading[0].start:
                number += 1
            first = number
            while number < len(items) and items[number].start < stop:
                number += 1
            yield Section(*open_heading, stop, items[first:number])
        real = said is not None and heading is not None and said.day.day is not None
        open_heading = (heading, said) if real and heading is not None and said is not None else None


def _dated(text: str, heading: Heading) -> bool:
    return heading.level in _LEVELS and headings.leading_date(text[slice(*heading.content)]) is not None


def _ends(heading: Heading, open_heading: tuple[Heading, headings.EntryHeading] | None) -> bool:
    return open_heading is not None and heading.level <= open_heading[0].level


def _said(text: str, heading: Heading, reading: Reading, faults: list[Fault]) -> headings.EntryHeading | None:
    if heading.level not in _LEVELS:
        return None
    content = text[heading.content.start : heading.content.end]
    said = headings.read(content, reading.vocabulary)
    if said is None:
        return None
    span = Span(heading.content.start, heading.content.start + said.day.end)
    if said.day.day is None:
        faults.append(Fault("entry-date-invalid", span, {"value": content[: said.day.end]}))
    elif not said.day.iso:
        faults.append(Fault("entry-date-format", span, {"date": said.day.day.isoformat()}))
    return said


def entry(text: str, section: Section, reading: Reading, faults: list[Fault]) -> Entry:
    """The entry of a section."""
    heading, said, end, items = section
    found = tuple(entry_fields(text, items, said.kind, reading)) if items else ()
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for member in found:
        definition = reading.vocabulary.entry_field(said.kind, member.key)
        name = definition.name if definition else member.key
        if name in values:
            faults.append(Fault("entry-field-twice", member.key_span, {"field": member.key}))
            continue
        values[name] = value(text, member, definition, items, reading, faults)
        lines[name] = member.item.line
    assert said.day.day is not None
    return Entry(
        date=said.day.day,
        kind=said.kind,
        line=heading.line,
        span=(heading.start, end),
        kind_as_written=said.kind_as_written,
        time=said.time,
        ref=said.ref,
        title=said.title,
        people=said.people,
        tags=said.tags,
        fields=values,
        field_lines=lines,
        text=_rest(text, heading.end, end, found),
    )


def entry_fields(text: str, items: Sequence[ListItem], kind: str, reading: Reading) -> Iterator[EntryField]:
    """The top-level list items of an entry that are `key: value`."""
    entry_field = reading.vocabulary.entry_field
    for item in items:
        if item.indent > 1 or item.box is not None:
            continue
        start = item.content
        content = text[start : item.end]
        key, colon, value = content.partition(": ")
        if colon and entry_field(kind, key) is not None:
            text_of = value.strip()
            yield EntryField(key, start, text_of, start + len(key) + 2 + value.find(text_of), item)
            continue
        found = _FIELD.match(content)
        if found is None:
            continue
        key = found.group(1).rstrip()
        if _is_field(key, found, kind, reading):
            yield EntryField(key, start + found.start(1), found.group(4).rstrip(), start + found.start(4), item)


def _is_field(key: str, found: re.Match[str], kind: str, reading: Reading) -> bool:
    if reading.vocabulary.entry_field(kind, key) is not None:
        return True
    glued = found.group(2) == ":" and not found.group(3) and found.group(4)
    return not glued and len(key) <= _UNKNOWN_KEY and key.count(" ") < 3


def value(
    text: str,
    member: EntryField,
    definition: FieldDefinition | None,
    items: Sequence[ListItem],
    reading: Reading,
    faults: list[Fault],
) -> Value:
    """The typed value of a field; what stands in the list below it where it has no text of its own."""
    if not member.text:
        below = _below(text, member.item, items)
        if definition is not None and definition.type == "people":
            below = tuple(name for part in below for name in people(part, reading.vocabulary))
        return below or ""
    if definition is None:
        return member.text
    if definition.type == "people":
        return people(member.text, reading.vocabulary)
    if definition.type == "list":
        return parted(member.text)
    if definition.type in ("map", "maps"):
        return member.text
    return fields.scalar(member.text, member.start, definition, member.key, reading, faults, [])


def _below(text: str, item: ListItem, items: Sequence[ListItem]) -> tuple[str, ...]:
    """The texts of the list items nested under one."""
    found = []
    number = bisect_right(items, item.start, key=lambda other: other.start)
    while number < len(items) and items[number].indent > item.indent:
        found.append(text[items[number].content : items[number].end].strip())
        number += 1
    return tuple(found)


def _rest(text: str, start: int, end: int, found: Sequence[EntryField]) -> str:
    """What an entry says apart from heading and fields."""
    parts = []
    for member in found:
        parts.append(text[start : member.item.start])
        start = next_line(text, member.item.end)
    parts.append(text[start:end])
    return "".join(parts).strip()
