"""Three versions of a customer file to one: what either side changed, and places where both changed the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.model.fields import Reading
from ledger.model.merging import fronts, timeline
from ledger.model.merging.conflicts import Conflict, conflicts
from ledger.model.merging.document import Dated, Document, document
from ledger.model.merging.fronts import Front
from ledger.model.merging.plain_lines import says_same
from ledger.model.merging.spelling import plain, spelt
from ledger.model.merging.timeline import Merged as Block
from ledger.model.merging.ways import Part, Way, rendered
from ledger.model.merging.ways import plain as plain_parts
from ledger.model.merging.words import by_lines
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.text.conflicts import places, sure

_MARKS = re.compile(r"^(?:<{7,}|\|{7,}|>{7,})(?=[ \t\r]|$)", re.MULTILINE)

__all__ = ["Conflict", "Merged", "merge"]


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text, with markers around each of the conflicts."""

    text: str
    conflicts: tuple[Conflict, ...]


def merge(
    base: str | None, ours: str, theirs: str, vocabulary: Vocabulary, settings: Settings, *, size: int = 7
) -> Merged:
    """What both sides made of the base (None: both added the file).

    A text that git would merge by lines into the same meaning is merged by lines. `size` is the length of markers.
    Never fails: a file that can't be taken apart is merged line by line.
    """
    if ours == theirs or base == ours:
        return _told(theirs, size)
    if base == theirs:
        return _told(ours, size)
    if base is not None and places(base):
        base = sure(base)
    # git gives an empty file where both sides added one.
    old = plain(base) if base is not None and base.strip() else None
    mine, other = plain(ours), plain(theirs)
    parts = _parts(old, mine, other, Reading(vocabulary, settings.currency))
    size = _longer(size, mine, other)
    return _told(spelt(rendered(parts, size), base, ours, theirs), size)


def merge_lines(base: str | None, ours: str, theirs: str, *, size: int = 7) -> Merged:
    """The same line by line, as git does it, whatever the texts are."""
    if ours == theirs or base == ours:
        return _told(theirs, size)
    if base == theirs:
        return _told(ours, size)
    old, mine, other = plain(base or ""), plain(ours), plain(theirs)
    size = _longer(size, mine, other)
    return _told(spelt(rendered(by_lines(old, mine, other), size), base, ours, theirs), size)


def _longer(size: int, *sides: str) -> int:
    """Markers longer than what looks like one in the texts."""
    return max([size, *(len(run) + 1 for side in sides for run in _MARKS.findall(side))])


def _told(text: str, size: int) -> Merged:
    return Merged(text, conflicts(text, size))


def _parts(base: str | None, ours: str, theirs: str, reading: Reading) -> list[Part]:
    by_line = by_lines(base or "", ours, theirs)
    if _MARKS.search(ours) or _MARKS.search(theirs):
        return by_line
    mine, other = document(ours, reading), document(theirs, reading)
    old = None if base is None else document(base, reading)
    front = fronts.merged(Front("") if old is None else old.front, mine.front, other.front, reading)
    blocks = timeline.merged(None if old is None else old.blocks, mine.blocks, other.blocks)
    parts = plain_parts([*front, *(part for block in blocks for part in (*block.parts, block.tail))])
    if not _clashes(by_line) and base is not None:
        text = _text(by_line)
        if _agrees(document(text, reading), parts, reading):
            return [text]
    fields = mine.front.fields is not None and other.front.fields is not None
    if _whole(parts, blocks, reading, fields=fields):
        return parts
    return by_line if _clashes(by_line) else [Way(base, ours, theirs, clash=True)]


def _clashes(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, Way) for part in parts)


def _text(parts: Sequence[Part], side: int = 1) -> str:
    """The result with one side wherever there is a clash: 0 the old text, 1 ours, 2 theirs."""
    return "".join(part if isinstance(part, str) else (part.old, part.mine, part.theirs)[side] or "" for part in parts)


def _agrees(by_line: Document, parts: Sequence[Part], reading: Reading) -> bool:
    """Whether a merge by lines says what the merge by meaning says; texts may be merged where only these clash."""
    if not _clashes(parts):
        return says_same(by_line, document(_text(parts), reading), reading)
    if any(conflict.what != "text" for conflict in conflicts(rendered(parts))):
        return False
    return all(says_same(by_line, document(_text(parts, side), reading), reading, texts=False) for side in (1, 2))


def _whole(parts: Sequence[Part], blocks: Sequence[Block], reading: Reading, *, fields: bool) -> bool:
    """Whether the result reads as what was put into it: nothing swallows what follows it, no marker is one too many."""
    if len(conflicts(rendered(parts))) != sum(isinstance(part, Way) for part in parts):
        return False
    for side in (0, 1, 2) if _clashes(parts) else (1,):
        found = document(_text(parts, side), reading)
        entries = Counter(block.raw.rstrip() for block in found.blocks if isinstance(block, Dated))
        said = [_text(block.parts, side).rstrip() for block in blocks if block.dated]
        wanted = Counter(text for text in said if text)
        if entries != wanted or (fields and found.front.fields is None):
            return False
    return True
