"""Runs of lines merged line by line."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from ledger.model.merging.aligned import Change, changes
from ledger.model.merging.regions import Who, regions
from ledger.model.merging.ways import Part, Way, plain, sure, whole


def lines_of(text: str) -> list[str]:
    """The lines of a text with their line breaks; only LF ends a line."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def by_lines(base: str, ours: str, theirs: str) -> list[Part]:
    """Three texts merged as git does it, changes that touch being a clash."""
    if base == ours or ours == theirs:
        return plain([theirs])
    if base == theirs:
        return plain([ours])
    old, mine, other = lines_of(base), lines_of(ours), lines_of(theirs)
    found: list[Part] = []
    for region in regions(old, mine, other):
        if region.who is Who.CLASH:
            found += clash("".join(old[region.base]), "".join(mine[region.ours]), "".join(other[region.theirs]))
        else:
            found.append("".join(other[region.theirs] if region.who is Who.THEIRS else mine[region.ours]))
    return plain(found)


def clash(old: str, mine: str, theirs: str) -> list[Part]:
    """A place that both sides changed, without the lines at its ends that both have alike."""
    if said(mine) == said(theirs):
        return plain([mine if len(mine) >= len(theirs) else theirs])
    first, last, one, other, before = "", "", lines_of(mine), lines_of(theirs), lines_of(old)
    while one and other and one[0] == other[0]:
        if before and before[0] == one[0]:
            before.pop(0)
        first += one.pop(0)
        other.pop(0)
    while one and other and one[-1] == other[-1]:
        if before and before[-1] == one[-1]:
            before.pop()
        last = one.pop() + last
        other.pop()
    return plain([first, Way("".join(before) or None, "".join(one) or None, "".join(other) or None, clash=True), last])


def said(text: str) -> list[str]:
    """What the lines say, however they are spaced."""
    return [words for line in text.split("\n") if (words := " ".join(line.split()))]


def is_blank(lines: Sequence[str]) -> bool:
    """Whether lines say nothing."""
    return not any(line.strip() for line in lines)


def common(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> list[Hashable]:
    """What both sides have, in order: the base of texts that have none."""
    found: list[Hashable] = []
    at = 0
    for change in (*changes(ours, theirs), Change(len(ours), len(ours), 0, 0)):
        found += ours[at : change.start]
        at = change.end
    return found


def spaced(base: str | None, ours: str | None, theirs: str | None) -> str:
    """Blank lines or another text without words: what the one side that changed it has, else the longer one."""
    if ours is None or theirs is None:
        return ours if ours is not None else theirs or ""
    if ours in (base, theirs):
        return theirs
    return ours if theirs == base or (len(ours), ours) > (len(theirs), theirs) else theirs


def settled_lines(base: str | None, ours: str, theirs: str) -> Way:
    """Three texts merged by lines, as one way."""
    return whole(by_lines(base or "", ours, theirs)) if base != ours else sure(theirs)
