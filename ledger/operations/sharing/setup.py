"""Giving a clone what it needs to share a ledger, taking that back, and telling what it has."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.errors import LedgerError
from ledger.messages import Message, say
from ledger.operations.sharing import lines
from ledger.operations.sharing.clone import Clone
from ledger.operations.sharing.needs import ATTRIBUTE_LINES, ATTRIBUTES, IGNORE, IGNORE_LINES, NEEDS, Need
from ledger.store.git_state import Oddity


@dataclass(frozen=True, slots=True)
class Item:
    """One need of a clone and how it stands. `how`: met, lacking, done, undone, wanted (a dry run would do it), refused.

    `reason` says why something was refused, `advice` what to do by hand.
    """

    code: str
    what: Message
    how: str
    optional: bool = False
    reason: Message | None = None
    advice: Message | None = None

    @property
    def is_lacking(self) -> bool:
        """Whether somebody has to do something."""
        return self.how in ("lacking", "refused") and not self.optional


@dataclass(frozen=True, slots=True)
class State:
    """What a clone has of what it needs, and what is unusual about it."""

    items: tuple[Item, ...]
    oddities: tuple[Oddity, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing lacks."""
        return not any(item.is_lacking for item in self.items)


def state(clone: Clone) -> State:
    """What a clone has, item by item."""
    return State(tuple(_seen(clone, need) for need in NEEDS), clone.repository.oddities())


def _seen(clone: Clone, need: Need) -> Item:
    if need.is_met(clone):
        return Item(need.code, need.what, "met", need.optional)
    words = "ledger git setup --message" if need.code == "message" else "ledger git setup"
    advice = need.advice or say("`{command}` does it.", command=words)
    return Item(need.code, need.what, "lacking", need.optional, advice=advice)


def setup(clone: Clone, *, message: bool = False, dry_run: bool = False) -> tuple[Item, ...]:
    """Give a clone what it lacks; with `message` the hook for messages too. Done twice, the second time does nothing."""
    return tuple(_met(clone, need, dry_run=dry_run) for need in NEEDS if message or need.code != "message")


def _met(clone: Clone, need: Need, *, dry_run: bool) -> Item:
    seen = _seen(clone, need)
    if seen.how == "met" or need.meet is None:
        return seen
    if dry_run:
        return Item(need.code, need.what, "wanted", need.optional)
    try:
        need.meet(clone)
        if need.is_met(clone):
            return Item(need.code, need.what, "done", need.optional)
    except LedgerError as refused:
        return Item(need.code, need.what, "refused", need.optional, refused.message, refused.hint)
    return Item(need.code, need.what, "refused", need.optional, _OVERRULED, _LOOK)


_OVERRULED = say("Something else in git's settings or files says otherwise.")
_LOOK = say("`git config --list --show-origin` and `git check-attr -a customers/x.md` show what.")


def undo(clone: Clone, *, dry_run: bool = False) -> tuple[Item, ...]:
    """Take back what setup did in this clone; lines that are committed belong to everybody and stay."""
    found = []
    for need in NEEDS:
        committed = {"attributes": ATTRIBUTES, "ignores": IGNORE}.get(need.code)
        if committed and need.is_met(clone) and _is_shared(clone, need.code, committed):
            kept = say("{path} is committed and so everybody's; it stays.", path=committed)
            found.append(Item(need.code, need.what, "met", need.optional, reason=kept))
        elif dry_run:
            found += [Item(need.code, need.what, "wanted", need.optional)] if need.is_met(clone) and need.meet else []
        elif need.undo(clone):
            found.append(Item(need.code, need.what, "undone", need.optional))
    return tuple(found)


def _is_shared(clone: Clone, code: str, path: str) -> bool:
    return lines.is_committed(clone, path, (ATTRIBUTE_LINES if code == "attributes" else IGNORE_LINES)[-1])
