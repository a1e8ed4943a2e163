"""Which entry of one version is which of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from ledger.model.merging.aligned import alike
from ledger.model.merging.document import Dated
from ledger.model.pairs import paired

_LEAST_ALIKE = 0.6
_MOST = 200


def _same_text(entry: Dated) -> Hashable:
    return tuple(entry.raw.split())


_KEYS: tuple[Callable[[Dated], Hashable], ...] = (
    lambda entry: tuple(entry.heading.split()),
    lambda entry: (entry.day, entry.kind, entry.ref) if entry.ref else None,
    lambda entry: (entry.day, entry.at, entry.kind) if entry.at else None,
    lambda entry: (entry.day, entry.title) if entry.title else None,
)


def keyed(base: Sequence[Dated], ours: Sequence[Dated], theirs: Sequence[Dated]) -> list[dict[Hashable, Dated]]:
    """The entries of the three versions by keys that are the same for the same entry, in their order.

    An entry of the base is known again by its text, its heading, its day and record, or because it is much like one
    and no other. One that both sides have and the base has not is the same only if its text is.
    """
    same = [paired(base, side, (_same_text,)) for side in (ours, theirs)]
    _, *new = paired(same[0][2], same[1][2], (_same_text,))
    numbers: list[dict[int, Hashable]] = [{id(one): number for number, one in enumerate(base)}]
    for (pairs, gone, _), come in zip(same, new, strict=True):
        more, left, rest = paired(gone, come, _KEYS)
        numbers.append({id(one): numbers[0][id(old)] for old, one in (*pairs, *more, *_near(left, rest))})
    seen: list[Counter[Hashable]] = [Counter(), Counter(), Counter()]
    found: list[dict[Hashable, Dated]] = []
    for which, side in enumerate((base, ours, theirs)):
        keys: dict[Hashable, Dated] = {}
        for one in side:
            key = numbers[which].get(id(one))
            if key is None:
                said = _same_text(one)
                seen[which][said] += 1
                key = (said, seen[which][said])
            keys[key] = one
        found.append(keys)
    return found


def _near(gone: Sequence[Dated], come: Sequence[Dated]) -> list[tuple[Dated, Dated]]:
    """Entries that were changed so much that only likeness tells, each the only one like the other."""
    if not gone or not come or len(gone) * len(come) > _MOST * _MOST:
        return []
    like = [(old, new) for old in gone for new in come if _is_near(old, new)]
    olds, news = Counter(id(old) for old, _ in like), Counter(id(new) for _, new in like)
    return [(old, new) for old, new in like if olds[id(old)] == news[id(new)] == 1]


def _is_near(old: Dated, new: Dated) -> bool:
    """Whether an entry may be another one changed: of that day or kind, with a title and a text much like its."""
    if (old.ref and new.ref and old.ref != new.ref) or (old.day != new.day and old.kind != new.kind):
        return False
    titles = old.title == new.title or alike(old.title, new.title) >= _LEAST_ALIKE
    return titles and alike(_told(old), _told(new)) >= _LEAST_ALIKE


def _told(entry: Dated) -> str:
    """What an entry tells apart from its day and kind."""
    return " ".join(entry.raw.split()[4 if entry.at else 3 :])
