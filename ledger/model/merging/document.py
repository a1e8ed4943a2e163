"""A customer file as parts that tile it: front matter, free text, entries."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, time
from typing import NamedTuple

from ledger.model import entries
from ledger.model.entries import Section
from ledger.model.fields import Reading
from ledger.model.merging.fronts import Front, front
from ledger.model.merging.units import Unit, units
from ledger.text import blocks
from ledger.text.blocks import ListItem
from ledger.text.places import next_line


class Dated(NamedTuple):
    """An entry: its heading's line, all its text without the blank lines behind it, and these (`tail`).

    `units` gives what stands below the heading; `ref` names its record, empty if it has none.
    """

    heading: str
    raw: str
    tail: str
    day: date
    at: time | None
    kind: str
    ref: str
    title: str
    units: Callable[[], list[Unit]]


class Free(NamedTuple):
    """Free text before entries, behind them or between them, by its first heading; the first has none."""

    key: Hashable
    raw: str
    tail: str
    units: Callable[[], list[Unit]]


class Document(NamedTuple):
    """One version of a file; `blocks` are its free texts and entries in order."""

    front: Front
    blocks: tuple[Free | Dated, ...]


def document(text: str, reading: Reading) -> Document:
    """The parts of a text whose lines end with LF."""
    head = front(text, reading)
    start = len(head.text)
    parts = blocks.scan(text, start)
    return Document(head, tuple(_blocks(text, start, parts, reading)))


def _blocks(text: str, start: int, parts: blocks.Blocks, reading: Reading) -> Iterator[Free | Dated]:
    seen: dict[str, int] = {}
    offset = start
    for section in (*entries.sections(text, parts, reading, []), None):
        stop = len(text) if section is None else section.heading.start
        if stop > offset or offset == start:
            yield _free(text, offset, stop, parts.list_items, seen, first=offset == start)
        if section is not None:
            yield _dated(text, section, reading)
            offset = section.end


def _free(text: str, start: int, stop: int, items: Sequence[ListItem], seen: dict[str, int], *, first: bool) -> Free:
    end = _end(text, start, stop)
    name = "" if first else text[start : next_line(text, start)].strip()
    seen[name] = seen.get(name, 0) + 1

    def inside() -> list[Unit]:
        low, high = (bisect_left(items, place, key=lambda item: item.start) for place in (start, end))
        return units(text, start, end, items[low:high], _nothing)

    return Free((name, seen[name]), text[start:end], text[end:stop], inside)


def _nothing(_item: ListItem) -> str | None:
    return None


def _end(text: str, start: int, stop: int) -> int:
    """Where a part ends, without the blank lines behind it."""
    words = text[start:stop].rstrip(" \t\r\n")
    return min(next_line(text, start + len(words)), stop) if words else start


def _dated(text: str, section: Section, reading: Reading) -> Dated:
    heading, said, stop, items = section
    below = min(next_line(text, heading.start), stop)
    end = max(_end(text, below, stop), below)

    def inside() -> list[Unit]:
        names = _names(text, section, reading) if items else {}
        return units(text, below, end, items, lambda item: names.get(item.start))

    assert said.day.day is not None
    day, raw = said.day.day, text[heading.start : end]
    return Dated(
        text[heading.start : below], raw, text[end:stop], day, said.time, said.kind, said.ref, said.title, inside
    )


def _names(text: str, section: Section, reading: Reading) -> dict[int, str]:
    """The canonical names of the fields of an entry by where their items start."""
    found: dict[int, str] = {}
    for member in entries.entry_fields(text, section.items, section.said.kind, reading):
        definition = reading.vocabulary.entry_field(section.said.kind, member.key)
        found[member.item.start] = member.key if definition is None else definition.name
    return found
