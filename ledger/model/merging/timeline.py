"""Free texts and entries of a file merged and put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import NamedTuple

from ledger.model.merging import bodies
from ledger.model.merging.document import Dated, Free
from ledger.model.merging.headings import heading
from ledger.model.merging.matching import keyed
from ledger.model.merging.order import woven
from ledger.model.merging.ways import Part, Way, plain
from ledger.model.merging.words import said, spaced

Block = Free | Dated
Side = Mapping[Hashable, Block]


class Merged(NamedTuple):
    """A block of the result with the blank lines behind it; `dated` for an entry."""

    parts: list[Part]
    tail: str
    dated: bool


def merged(base: Sequence[Block] | None, ours: Sequence[Block], theirs: Sequence[Block]) -> list[Merged]:
    """The blocks of both sides, each once, with the blank lines between them that were there or are usual."""
    sides = _sides(base or (), ours, theirs)
    old, mine, other = sides
    found: dict[Hashable, list[Part]] = {}
    for key in {key: None for side in sides for key in side}:
        parts = _block(old.get(key), mine.get(key), other.get(key))
        if parts is not None:
            found[key] = parts
    keys = woven(sides, kept=found, before=_by_date(sides))
    return list(_spread(keys, found, sides))


def _sides(*versions: Sequence[Block]) -> list[dict[Hashable, Block]]:
    base, ours, theirs = ([block for block in version if isinstance(block, Dated)] for version in versions)
    dated = keyed(base, ours, theirs)
    found: list[dict[Hashable, Block]] = []
    for version, keys in zip(versions, dated, strict=True):
        names: dict[int, Hashable] = {id(entry): key for key, entry in keys.items()}
        found.append({_key(block, names): block for block in version})
    return found


def _key(block: Block, names: Mapping[int, Hashable]) -> Hashable:
    return ("free", block.key) if isinstance(block, Free) else ("entry", names[id(block)])


def _block(base: Block | None, ours: Block | None, theirs: Block | None) -> list[Part] | None:
    """What becomes of a block; None where it is gone."""
    if ours is not None and theirs is not None:
        return _both(base, ours, theirs)
    there = ours or theirs
    if base is None or there is None:
        return None if there is None else plain([there.raw])
    if said(base.raw) == said(there.raw):
        return None
    return plain([Way(base.raw, ours and ours.raw, theirs and theirs.raw, clash=True)])


def _both(base: Block | None, ours: Block, theirs: Block) -> list[Part]:
    if ours.raw == theirs.raw or (base is not None and base.raw in (ours.raw, theirs.raw)):
        return plain([theirs.raw if base is not None and base.raw == ours.raw else ours.raw])
    if isinstance(ours, Dated) and isinstance(theirs, Dated):
        old = base if isinstance(base, Dated) else None
        top = heading(old and old.heading, ours.heading, theirs.heading)
        return plain([*top, *bodies.merged(old and old.units(), ours.units(), theirs.units())])
    return bodies.merged(base and base.units(), ours.units(), theirs.units())


def _by_date(sides: Sequence[Side]) -> Callable[[Hashable, Hashable], bool]:
    """Whether an added block stands before another one: by date where the file is in the order of dates."""
    directions = {found for side in sides if (found := _direction(side)) is not None}
    rising = directions.pop() if len(directions) == 1 else None
    blocks = {key: block for side in sides for key, block in side.items()}

    def before(new: Hashable, there: Hashable) -> bool:
        one, other = blocks[new], blocks[there]
        if not isinstance(one, Dated) or not isinstance(other, Dated):
            # A heading of free text ends the entries of the one above it.
            return isinstance(one, Dated)
        mine, its = _moment(one), _moment(other)
        return rising is not None and (mine < its if rising else mine > its)

    return before


def _moment(entry: Dated) -> tuple[date, time]:
    return (entry.day, entry.at or time.max)


def _direction(side: Side) -> bool | None:
    """Whether the entries of a file rise in time (True) or fall (False); None if neither, or if there is only one day."""
    days = [block.day for block in side.values() if isinstance(block, Dated)]
    if len(set(days)) < 2:
        return None
    if all(one <= other for one, other in pairwise(days)):
        return True
    return False if all(one >= other for one, other in pairwise(days)) else None


def _spread(keys: Sequence[Hashable], found: Mapping[Hashable, list[Part]], sides: Sequence[Side]) -> Iterator[Merged]:
    """The blocks in order with the blank lines behind each."""
    shown = [key for key in keys if found[key] or any(side[key].tail for side in sides if key in side)]
    lasts = [next(reversed(side), None) for side in sides]
    usual = _usual(sides)
    for number, key in enumerate(shown):
        last = number == len(shown) - 1
        tails = [side[key].tail if key in side and (lasts[n] == key) == last else None for n, side in enumerate(sides)]
        if last and tails[1:] == [None, None]:
            tails = [None if place is None else side[place].tail for side, place in zip(sides, lasts, strict=True)]
        if tails[1:] != [None, None]:
            tail = spaced(tails[0], tails[1], tails[2])
        else:
            tail = usual if found[key] and not last else ""
        yield Merged(found[key], tail, any(isinstance(side.get(key), Dated) for side in sides))


def _usual(sides: Sequence[Side]) -> str:
    """The blank lines that mostly part the blocks of a file."""
    tails = Counter(block.tail for side in sides[1:] for block in list(side.values())[:-1] if block.raw)
    return max(tails, key=lambda tail: (tails[tail], len(tail))) if tails else "\n"
