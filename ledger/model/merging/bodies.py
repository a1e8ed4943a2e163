"""The lines of an entry or of free text merged: fields by field, tasks by task, other lines line by line."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence

from ledger.model.merging import task_lines
from ledger.model.merging.aligned import Change
from ledger.model.merging.regions import Region, Who, regions
from ledger.model.merging.units import Unit, keyed
from ledger.model.merging.ways import Part, Way, changed, either, joined, part, plain, sure, whole
from ledger.model.merging.words import clash, common, said, spaced

_FIELD = re.compile(r"(?P<key>[^:：\n]*(?:::|：|:))(?P<value>[^\n]*\n?)")


def merged(base: Sequence[Unit] | None, ours: Sequence[Unit], theirs: Sequence[Unit]) -> list[Part]:
    """The units of both sides as one text."""
    mine, other = _raw(ours), _raw(theirs)
    if mine == other or (base is not None and _raw(base) == other):
        return plain([mine])
    if base is not None and _raw(base) == mine:
        return plain([other])
    return _Merge(base, ours, theirs).parts()


def _raw(units: Sequence[Unit]) -> str:
    return "".join(unit.raw for unit in units)


class _Merge:
    """One merge of units."""

    def __init__(self, base: Sequence[Unit] | None, ours: Sequence[Unit], theirs: Sequence[Unit]) -> None:
        self.base, self.ours, self.theirs = keyed([base or (), ours, theirs])
        self.order = [list(map(_token, side)) for side in (self.base, self.ours, self.theirs)]
        if base is None:
            self.order[0] = common(self.order[1], self.order[2])
        self.keys = [list(side) for side in (self.base, self.ours, self.theirs)]
        self.without_base = base is None
        self.emitted: set[Hashable] = set()
        self.ways = dict(self._ways())

    def _ways(self) -> Iterator[tuple[Hashable, Way]]:
        """What becomes of each unit that is known by more than its line."""
        for side in (self.ours, self.theirs, self.base):
            for key, unit in side.items():
                if unit.kind != "line":
                    yield key, self._way(self.base.get(key), self.ours.get(key), self.theirs.get(key))

    def _way(self, base: Unit | None, ours: Unit | None, theirs: Unit | None) -> Way:
        if ours is not None and theirs is not None:
            return _both(base, ours, theirs)
        there = ours or theirs
        if base is None or there is None:
            return sure(None if there is None else there.raw)
        if said(base.raw) == said(there.raw):
            return sure(None)
        return Way(base.raw, ours and ours.raw, theirs and theirs.raw, clash=True)

    def parts(self) -> list[Part]:
        """The result."""
        found: list[Part] = []
        for region in regions(self.order[0], self.order[1], self.order[2], self._apart):
            found += self._region(region)
        left = [key for key, way in self.ways.items() if key not in self.emitted and way != sure(None)]
        return plain([*found, *(part(self.ways[key]) for key in left)])

    def _apart(self, ours: Change, theirs: Change) -> bool:
        """Whether two changes that touch have nothing to do with each other."""
        old, mine, other = self.order
        one, two = mine[ours.new_start : ours.new_end], other[theirs.new_start : theirs.new_end]
        if _has_made(one, two, before=ours.start < theirs.start) or _has_made(
            two, one, before=theirs.start < ours.start
        ):
            return False
        for tokens in ((*old[ours.start : ours.end], *one), (*old[theirs.start : theirs.end], *two)):
            if all(token == "" or not isinstance(token, str) for token in tokens):
                return True
        return all(change.end - change.start == change.new_end - change.new_start for change in (ours, theirs))

    def _region(self, region: Region) -> Iterator[Part]:
        base = [] if self.without_base else self.keys[0][region.base]
        ours, theirs = self.keys[1][region.ours], self.keys[2][region.theirs]
        if region.who is Who.CLASH:
            yield from self._clash(base, ours, theirs)
        elif region.who is Who.NOBODY:
            for number, key in enumerate(ours):
                old = None if self.without_base else self.base[base[number]].raw
                spelt = spaced(old, self.ours[key].raw, self.theirs[theirs[number]].raw)
                yield from self._emit([key], {key: spelt})
        else:
            chosen, side, others = (
                (theirs, self.theirs, (*base, *ours))
                if region.who is Who.THEIRS
                else (ours, self.ours, (*base, *theirs))
            )
            yield from self._emit(chosen, {key: side[key].raw for key in chosen})
            yield from self._emit([key for key in others if key in self.ways and key not in side], {})

    def _emit(self, keys: Sequence[Hashable], lines: Mapping[Hashable, str]) -> Iterator[Part]:
        """Units by what became of them, once each; lines as they are."""
        for key in keys:
            if key not in self.ways:
                yield lines[key]
            elif key not in self.emitted:
                self.emitted.add(key)
                if self.ways[key] != sure(None):
                    yield part(self.ways[key])

    def _clash(self, base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> Iterator[Part]:
        """What both sides did in one place: lines clash, what is known by itself does not."""
        loose = self._loose(base, ours, theirs)
        sides = (self.base, self.ours, self.theirs)
        old, mine, other = (
            "".join(side[key].raw for key in keys if key in loose)
            for side, keys in zip(sides, (base, ours, theirs), strict=True)
        )
        self.emitted.update(key for key in loose if key in self.ways)
        lines = self._loose_lines(old, mine, other)
        for keys in (ours, theirs, base):
            for key in keys:
                if key in loose:
                    yield from lines
                    lines = []
                else:
                    yield from self._emit([key], {})

    def _loose(self, base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> set[Hashable]:
        """What clashes as text: lines, and list items too where both sides replaced one."""
        every = {*base, *ours, *theirs}
        loose = {key for key in every if key not in self.ways}
        items = [key for key in every - loose if isinstance(key, tuple) and key[0] == "item"]
        gone = [key for key in items if key in self.base and key not in self.ours and key not in self.theirs]
        one_sided = [key for key in items if (key in self.ours) != (key in self.theirs)]
        half = [key for key in one_sided if key in self.base]
        new = [key for key in one_sided if key not in self.base]
        if (gone and new) or (half and new):
            loose.update(gone, new, half)
        return loose

    def _loose_lines(self, old: str, mine: str, other: str) -> list[Part]:
        if said(mine) == said(old):
            return plain([other if said(other) != said(old) or mine == old else mine])
        if said(other) == said(old):
            return plain([mine])
        more = _added_to(said(old), said(mine), said(other))
        return clash(old, mine, other) if more is None else plain([mine if more else other])


def _token(key: Hashable) -> Hashable:
    """What is compared of a unit: a line's own text, else its key."""
    return str(key[1]) if isinstance(key, tuple) and key[0] == "line" else key


def _both(base: Unit | None, ours: Unit, theirs: Unit) -> Way:
    """A unit that both sides have."""
    way = either(base and base.raw, ours.raw, theirs.raw)
    if not way.clash:
        return way
    old = None if base is None else base.first
    first = (
        task_lines.first_line(old, ours.first, theirs.first)
        if ours.kind == "task"
        else _first(old, ours.first, theirs.first)
    )
    if first.clash:
        return Way(base and base.raw, ours.raw, theirs.raw, clash=True)
    below = whole(merged(None if base is None else base.nested, ours.nested, theirs.nested))
    if below.clash:
        return changed(below, f"{first.mine}{{}}".format)
    return sure(f"{first.mine}{below.mine or ''}")


def _first(base: str | None, ours: str, theirs: str) -> Way:
    """The line of a field or another item: how its key is written and its value are looked at by themselves."""
    way = either(base, ours, theirs)
    if not way.clash:
        return way
    if ours.split() == theirs.split():
        return sure(max(ours, theirs, key=lambda line: (len(line), line)))
    old, mine, other = (None if line is None else _FIELD.fullmatch(line) for line in (base, ours, theirs))
    if old is None or mine is None or other is None:
        return way
    key, value = (either(old[n], mine[n], other[n]) for n in ("key", "value"))
    return way if value.clash else joined([sure(mine["key"]) if key.clash else key, value])


def _has_made(new: Sequence[Hashable], also: Sequence[Hashable], *, before: bool) -> bool:
    """Whether a change made the one that touches it too: what it put there ends, or begins, with the same."""
    there = new[-len(also) :] if before else new[: len(also)]
    return len(new) > len(also) > 0 and list(there) == list(also)


def _added_to(old: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> bool | None:
    """Whether we (True) or they made the same of old lines and then added some before or behind; else None."""
    longer, shorter = (mine, theirs) if len(mine) > len(theirs) else (theirs, mine)
    if not len(longer) > len(shorter) >= len(old) > 0:
        return None
    same = shorter in (longer[: len(shorter)], longer[-len(shorter) :])
    return longer is mine if same else None
