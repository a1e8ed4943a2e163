"""What a file says of being a key account: added or taken off, on which day, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledger.model.vocabulary import Vocabulary

FIELD = "key_account"


class Said(NamedTuple):
    """One word on it: `yes 2026-03-01 their founder knows ours`; the yes may be left out, as may day and reason."""

    is_key: bool
    day: date | None
    reason: str


def said(members: Iterable[str], vocabulary: Vocabulary) -> Sequence[Said]:
    """What the members of the field say, by day; those without a day come first.

    A member that has neither yes nor no nor a day goes on with the reason before it: a comma may have parted them.
    """
    found: list[Said] = []
    for member in members:
        one = _read(member.strip(), vocabulary)
        if one.day is None and one.reason == member.strip() and found:
            last = found.pop()
            one = last._replace(reason=f"{last.reason}, {one.reason}" if last.reason else one.reason)
        found.append(one)
    return sorted(found, key=lambda one: one.day or date.min)


def _read(member: str, vocabulary: Vocabulary) -> Said:
    is_key, day, rest = True, None, member
    for _ in range(2):
        first, _, more = rest.partition(" ")
        known = vocabulary.value(FIELD, first) if first else None
        if known in ("yes", "no"):
            is_key, rest = known == "yes", more.strip()
        elif day is None and (read := _day(first)) is not None:
            day, rest = read, more.strip()
    return Said(is_key, day, rest)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word) if len(word) == len("2026-03-01") else None
    except ValueError:
        return None


def by_hand(members: Iterable[str], vocabulary: Vocabulary, today: date) -> Said | None:
    """The last word up to a day; None where nothing is said."""
    happened = [one for one in said(members, vocabulary) if one.day is None or one.day <= today]
    return happened[-1] if happened else None
