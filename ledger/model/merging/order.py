"""The order of things that both sides hold: ours, with theirs where theirs stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Before = Callable[[Key, Key], bool]
"""Whether a key that was added stands before one that is there."""


def woven(sides: Sequence[Collection[Key]], kept: Collection[Key], before: Before[Key] | None = None) -> list[Key]:
    """The kept keys of base, ours and theirs in our order, or in theirs where only they changed it; what the other side has stands as there.

    Between its neighbours an added key stands where `before` says, else behind what we added. Every kept key has to
    be in `ours` or `theirs` (or, kept against a deletion on both sides, in `base`); none may be twice in one of them.
    """
    in_base, first, second = ([key for key in side if key in kept] for side in sides)
    if _in_order(first, in_base) and not _in_order(second, in_base):
        first, second = second, first
    result = list(first)
    for other in (second, in_base):
        _weave(result, other, before)
    return result


def _in_order(keys: Sequence[Key], base: Sequence[Key]) -> bool:
    """Whether what both have is in the same order."""
    one, other = frozenset(keys), frozenset(base)
    return [key for key in keys if key in other] == [key for key in base if key in one]


def _weave(result: list[Key], other: Sequence[Key], before: Before[Key] | None) -> None:
    """Put the keys of `other` that are missing into `result`, each between the neighbours that it has there."""
    there = set(result)
    if there.issuperset(other):
        return
    fixed = there.intersection(other)
    previous: Key | None = None
    for number, key in enumerate(other):
        if key not in there:
            at = result.index(previous) + 1 if previous is not None else 0
            following = next((each for each in other[number + 1 :] if each in fixed), None)
            end = result.index(following) if following is not None else len(result)
            while at < end and result[at] not in fixed and not (before is not None and before(key, result[at])):
                at += 1
            result.insert(at, key)
            there.add(key)
        previous = key
