"""Which of two lists of things belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

One = TypeVar("One")


def paired(
    old: Sequence[One], new: Sequence[One], keys: Sequence[Callable[[One], Hashable]]
) -> tuple[list[tuple[One, One]], list[One], list[One]]:
    """The ones that belong together, by the first key that they share, in order; and those left alone on each side.

    A key of None fits nothing. Exchanging the sides exchanges the answer.
    """
    pairs: list[tuple[One, One]] = []
    for key in keys:
        waiting: defaultdict[Hashable, list[One]] = defaultdict(list)
        for one in reversed(old):
            waiting[key(one)].append(one)
        waiting.pop(None, None)
        left, taken = [], set()
        for other in new:
            if waiting.get(key(other)):
                one = waiting[key(other)].pop()
                pairs.append((one, other))
                taken.add(id(one))
            else:
                left.append(other)
        old, new = [one for one in old if id(one) not in taken], left
    return pairs, list(old), list(new)
