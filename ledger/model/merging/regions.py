"""Three sequences to regions: what all have, what one side changed, what both did."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from ledger.model.merging.aligned import Change, changes


class Who(Enum):
    """Who changed a region; `BOTH` did the same, `CLASH` is what they did differently."""

    NOBODY = "nobody"
    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    CLASH = "clash"


class Region(NamedTuple):
    """A stretch of the three sequences, as slices."""

    who: Who
    base: slice
    ours: slice
    theirs: slice


Apart = Callable[[Change, Change], bool]
"""Whether two changes that touch but share no member of the base may both be made; the first is ours."""


def regions(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable], apart: Apart | None = None
) -> list[Region]:
    """The regions in order; they tile all three sequences. Without `apart` changes that touch clash, as with git."""
    mine, other = changes(base, ours), changes(base, theirs)
    if apart is not None:
        mine, other = list(_one_by_one(mine)), list(_one_by_one(other))
    found: list[Region] = []
    at = to = by = 0
    for first, second in _grouped(mine, other, apart or _never):
        start = min(change.start for change in (*first, *second))
        if start > at:
            found.append(Region(Who.NOBODY, slice(at, start), slice(to, to + start - at), slice(by, by + start - at)))
            at, to, by = start, to + start - at, by + start - at
        end = max(change.end for change in (*first, *second))
        region = Region(
            Who.CLASH, slice(at, end), slice(to, _after(first, at, to, end)), slice(by, _after(second, at, by, end))
        )
        found.append(region._replace(who=_who(first, second, ours[region.ours], theirs[region.theirs])))
        at, to, by = end, region.ours.stop, region.theirs.stop
    if at < len(base):
        found.append(Region(Who.NOBODY, slice(at, len(base)), slice(to, len(ours)), slice(by, len(theirs))))
    return found if apart is None else list(_together(found))


def _one_by_one(found: Iterable[Change]) -> Iterator[Change]:
    """The changes with those that put as many members in the place of others taken as so many changes."""
    for change in found:
        if change.end - change.start == change.new_end - change.new_start:
            for by in range(change.end - change.start):
                start, new = change.start + by, change.new_start + by
                yield Change(start, start + 1, new, new + 1)
        else:
            yield change


def _together(found: Iterable[Region]) -> Iterator[Region]:
    """The regions with clashes that follow each other as one."""
    last: Region | None = None
    for region in found:
        if last is not None and last.who is region.who is Who.CLASH:
            last = Region(
                Who.CLASH,
                slice(last.base.start, region.base.stop),
                slice(last.ours.start, region.ours.stop),
                slice(last.theirs.start, region.theirs.stop),
            )
            continue
        if last is not None:
            yield last
        last = region
    if last is not None:
        yield last


def _never(_first: Change, _second: Change) -> bool:
    return False


def _who(
    first: Sequence[Change], second: Sequence[Change], ours: Sequence[Hashable], theirs: Sequence[Hashable]
) -> Who:
    if not second:
        return Who.OURS
    if not first:
        return Who.THEIRS
    return Who.BOTH if ours == theirs else Who.CLASH


def _after(found: Sequence[Change], at: int, to: int, end: int) -> int:
    """Where a side stands when the base stands at `end`."""
    return to + end - at + sum((change.new_end - change.new_start) - (change.end - change.start) for change in found)


def _grouped(
    mine: Sequence[Change], other: Sequence[Change], apart: Apart
) -> Iterator[tuple[list[Change], list[Change]]]:
    """Changes of both sides that have to be looked at together, in order."""
    first: list[Change] = []
    second: list[Change] = []
    i = j = 0
    while i < len(mine) or j < len(other):
        ours_next = j == len(other) or (i < len(mine) and mine[i][:2] <= other[j][:2])
        change = mine[i] if ours_next else other[j]
        across = second if ours_next else first
        if (first or second) and not any(_joined(change, one, apart, ours=ours_next) for one in across):
            yield first, second
            first, second = [], []
        if ours_next:
            first.append(change)
            i += 1
        else:
            second.append(change)
            j += 1
    if first or second:
        yield first, second


def _joined(change: Change, before: Change, apart: Apart, *, ours: bool) -> bool:
    """Whether a change belongs together with one of the other side that starts no later."""
    if change.start > before.end:
        return False
    if change.start < before.end or change[:2] == before[:2]:
        return True
    return not (apart(change, before) if ours else apart(before, change))
