"""The message of a commit, made from what changed: `云启: 阶段 潜在 → 活跃; + 电话 2026-11-21`."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.display.change_words import change_text
from ledger.display.field_words import Words
from ledger.display.safe import safe_text
from ledger.messages import Message, say, say_many
from ledger.model.changes import Change

NAMED = 3
"""Customers that the first line names."""
MOST = 100
"""Customers that the lines below tell of."""
_EACH = 8


def commit_message(changes: Sequence[Change], words: Words) -> str:
    """The message for what became of some customers; of several, each on a line below. Empty for none."""
    if not changes:
        return ""
    if len(changes) == 1:
        return _shielded(change_text(changes[0], words, most=_EACH)) + "\n"
    below = [f"- {change_text(change, words, most=_EACH)}" for change in changes[:MOST]]
    left = len(changes) - MOST
    if left > 0:
        below.append(words.say(say_many("… and {n} more", "… and {n} more", left)))
    return "\n".join((_shielded(words.say(_subject(changes))), "", *below)) + "\n"


def _subject(changes: Sequence[Change]) -> Message:
    names = tuple(safe_text(change.name) for change in changes[:NAMED])
    left = len(changes) - NAMED
    if left <= 0:
        return say("{names}", names=names)
    return say_many("{names} and {n} more customer", "{names} and {n} more customers", left, names=names)


def _shielded(line: str) -> str:
    """A first line that git doesn't take for a comment."""
    return f" {line}" if line.startswith("#") else line
