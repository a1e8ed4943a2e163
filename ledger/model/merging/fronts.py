"""Front matter merged field by field."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from ledger.model.fields import Reading
from ledger.model.merging.order import woven
from ledger.model.merging.pieces import Hard, Piece, top_level
from ledger.model.merging.values import kept, placed
from ledger.model.merging.ways import Part, part, plain
from ledger.model.merging.words import by_lines, spaced
from ledger.text import fences, frontmatter

_TORN = frozenset(
    {
        *("front-matter-line", "yaml-broken", "yaml-unclosed", "yaml-limit", "front-matter-too-many"),
        *("conflict-marker", "duplicate-key", "scalar-too-long"),
    }
)


class Front(NamedTuple):
    """Front matter as text; `fields` is None where it can only be taken line by line."""

    text: str
    opening: str = ""
    fields: dict[Hashable, Piece] | None = None
    rest: str = ""


def front(text: str, reading: Reading) -> Front:
    """The front matter that a text starts with; empty where it has none."""
    found = fences.find(text)
    if found is None:
        return Front("")
    start, end = found.inner
    whole = text[: found.whole.end]
    if not found.sound or text.startswith("{", start):
        return Front(whole)
    read = frontmatter.read(text, found)
    if any(fault.code in _TORN for fault in read.faults):
        return Front(whole)
    try:
        pieces = top_level(text, start, end, read.pairs, reading)
    except Hard:
        return Front(whole)
    last = pieces[-1].end if pieces else start
    return Front(whole, text[:start], {piece.key: piece for piece in pieces}, text[last : found.whole.end])


def merged(base: Front, ours: Front, theirs: Front, reading: Reading) -> list[Part]:
    """The three as one, field by field where each can be read so."""
    if ours.text == theirs.text or base.text == ours.text:
        return plain([theirs.text])
    if base.text == theirs.text:
        return plain([ours.text])
    old = base.fields if base.text else {}
    mine, other = ours.fields, theirs.fields
    if old is None or mine is None or other is None:
        return by_lines(base.text, ours.text, theirs.text)
    sides = (old, mine, other)
    keys = woven(sides, kept=kept(sides, reading))
    before = base if base.text else None
    ways = [placed(old.get(key), mine.get(key), other.get(key), 0, reading) for key in keys]
    opening = spaced(before and before.opening, ours.opening, theirs.opening)
    parts: list[Part] = [opening, *map(part, ways)]
    if "#" in f"{ours.rest}{theirs.rest}":
        return plain([*parts, *by_lines(before.rest if before else "---\n", ours.rest, theirs.rest)])
    return plain([*parts, spaced(before and before.rest, ours.rest, theirs.rest)])
