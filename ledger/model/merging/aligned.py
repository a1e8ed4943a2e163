"""Which parts of two sequences are the same: the histogram way of git, and Myers' where too much repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

_COMMON = 64
_COST = 4_000_000


class Change(NamedTuple):
    """`old[start:end]` became `new[new_start:new_end]`."""

    start: int
    end: int
    new_start: int
    new_end: int


def changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Change]:
    """What to change in `old` to get `new`, in order; between two changes at least one member stays."""
    first, last = 0, 0
    most = min(len(old), len(new))
    while first < most and old[first] == new[first]:
        first += 1
    while last < most - first and old[-1 - last] == new[-1 - last]:
        last += 1
    if first + last == len(old) == len(new):
        return []
    numbers: dict[Hashable, int] = {}
    ours = [numbers.setdefault(one, len(numbers)) for one in old[first : len(old) - last]]
    theirs = [numbers.setdefault(one, len(numbers)) for one in new[first : len(new) - last]]
    kept = _kept(ours, theirs)
    found = _between(kept, len(ours), len(theirs))
    return _slid(old, new, [Change(*(place + first for place in change)) for change in found])


def _between(kept: Sequence[tuple[int, int]], old: int, new: int) -> list[Change]:
    """The changes between members that stay, given as pairs of their places."""
    found = []
    i = j = 0
    for at, to in (*kept, (old, new)):
        if at > i or to > j:
            found.append(Change(i, at, j, to))
        i, j = at + 1, to + 1
    return found


def _slid(old: Sequence[Hashable], new: Sequence[Hashable], found: Sequence[Change]) -> list[Change]:
    """The changes with those that only add or only remove moved down as far as they go, as git shows them."""
    slid: list[Change] = []
    for number, change in enumerate(found):
        last = number + 1 == len(found)
        stop = len(old) if last else found[number + 1].start - 1
        new_stop = len(new) if last else found[number + 1].new_start - 1
        by = 0
        if change.start == change.end:
            while change.end + by < stop and new[change.new_start + by] == old[change.end + by]:
                by += 1
        elif change.new_start == change.new_end:
            while change.new_end + by < new_stop and old[change.start + by] == new[change.new_end + by]:
                by += 1
        slid.append(Change(*(place + by for place in change)) if by else change)
    return slid


def _kept(old: list[int], new: list[int]) -> list[tuple[int, int]]:
    """The members that stay, as pairs of places in rising order."""
    kept: list[tuple[int, int]] = []
    parts = [(0, len(old), 0, len(new))]
    while parts:
        start, end, new_start, new_end = parts.pop()
        while start < end and new_start < new_end and old[start] == new[new_start]:
            kept.append((start, new_start))
            start, new_start = start + 1, new_start + 1
        while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
            end, new_end = end - 1, new_end - 1
            kept.append((end, new_end))
        if start == end or new_start == new_end:
            continue
        block = _rarest(old, new, start, end, new_start, new_end)
        if block is None:
            kept += _myers(old, new, start, end, new_start, new_end)
        elif block[2]:
            at, to, length = block
            kept += ((at + n, to + n) for n in range(length))
            parts += ((start, at, new_start, to), (at + length, end, to + length, new_end))
    return sorted(kept)


def _rarest(
    old: list[int], new: list[int], start: int, end: int, new_start: int, new_end: int
) -> tuple[int, int, int] | None:
    """The longest common block of the rarest members: its places and length (0: nothing is common).

    None where all that is common is too common.
    """
    places: defaultdict[int, list[int]] = defaultdict(list)
    for at in range(start, end):
        places[old[at]].append(at)
    best = (0, 0, 0)
    rarest, common = _COMMON + 1, False
    to = new_start
    while to < new_end:
        after = to + 1
        where = places.get(new[to])
        if where is not None:
            common = True
            if len(where) <= rarest:
                done = start
                for at in where:
                    if at < done:
                        continue
                    low, high, count = at, at + 1, len(where)
                    while low > start and to - (at - low) > new_start and old[low - 1] == new[to - (at - low) - 1]:
                        low -= 1
                        count = min(count, len(places[old[low]]))
                    while high < end and to + high - at < new_end and old[high] == new[to + high - at]:
                        count = min(count, len(places[old[high]]))
                        high += 1
                    after = max(after, to + high - at)
                    if high - low > best[2] or count < rarest:
                        best, rarest = (low, to - (at - low), high - low), count
                    done = high
        to = after
    if common and rarest > _COMMON:
        return None
    return best


def _myers(old: list[int], new: list[int], start: int, end: int, new_start: int, new_end: int) -> list[tuple[int, int]]:
    """A longest common subsequence as pairs of places; none where that would take too long."""
    width, height = end - start, new_end - new_start
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    cost = 0
    for step in range(width + height + 1):
        trace.append(dict(reach))
        cost += step + 1
        if cost > _COST:
            return []
        for k in range(-step, step + 1, 2):
            down = k == -step or (k != step and reach.get(k - 1, -1) < reach.get(k + 1, -1))
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < width and y < height and old[start + x] == new[new_start + y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= width and y >= height:
                return _walked(trace, k, step, width, height, start, new_start)
    return []


def _walked(
    trace: Sequence[dict[int, int]], k: int, step: int, x: int, y: int, start: int, new_start: int
) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for depth in range(step, -1, -1):
        reach = trace[depth]
        down = k == -depth or (k != depth and reach.get(k - 1, -1) < reach.get(k + 1, -1))
        before = k + 1 if down else k - 1
        before_x = reach[before] if depth else 0
        before_y = before_x - before if depth else 0
        while x > before_x and y > before_y and x > 0 and y > 0:
            x, y = x - 1, y - 1
            kept.append((start + x, new_start + y))
        x, y, k = before_x, before_y, before
    kept.reverse()
    return kept


def alike(old: str, new: str) -> float:
    """How much two texts share, from 0 to 1: twice their common pairs of characters by all of them."""
    one, other = (Counter(text[n : n + 2] for n in range(len(text) - 1)) for text in (old, new))
    every = one.total() + other.total()
    return 2 * (one & other).total() / every if every else 0.0
