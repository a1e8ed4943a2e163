"""The heading of an entry merged: people and tags that end it as sets, the rest whole."""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.model.merging.order import woven
from ledger.model.merging.ways import Part, Way, either

_MARK = re.compile(r"(?<![ \t])[ \t]+[@#][^\s@#]+")


class _Heading(NamedTuple):
    """The line in parts: what it says, the marks that end it, and the blanks and line end behind these."""

    rest: str
    marks: str
    end: str


def heading(base: str | None, ours: str, theirs: str) -> list[Part]:
    """The line of the heading, or a place where it clashes."""
    way = either(base, ours, theirs)
    if not way.clash:
        return [way.mine or ""]
    if ours.split() == theirs.split():
        return [max(ours, theirs, key=lambda line: (len(line), line))]
    old, mine, other = (_parted(line or "") for line in (base, ours, theirs))
    rest = either(None if base is None else old.rest, mine.rest, other.rest)
    if rest.clash and mine.rest.split() != other.rest.split():
        return [Way(base, ours, theirs, clash=True)]
    before, first, second = (list(dict.fromkeys(found.marks.split())) for found in (old, mine, other))
    kept = {mark for mark in (*first, *second) if (mark in first and mark in second) or mark not in before}
    marks = "".join(f" {mark}" for mark in woven((before, first, second), kept))
    return [f"{rest.mine}{marks}{mine.end}"]


def _parted(line: str) -> _Heading:
    body = line.removesuffix("\n").rstrip(" \t\r")
    start = len(body)
    for mark in reversed(list(_MARK.finditer(body))):
        if mark.end() != start:
            break
        start = mark.start()
    return _Heading(body[:start], body[start:], line[len(body) :])
