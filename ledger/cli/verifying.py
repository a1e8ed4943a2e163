"""Asking about a profile value by value on a terminal: keep, change, clear, skip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from ledger.cli.context import Surface
from ledger.cli.typing import agrees, ask
from ledger.display.page import Style
from ledger.display.safe import safe_text
from ledger.errors import LedgerError
from ledger.messages import say
from ledger.operations.checking import ANYWAY
from ledger.operations.leaves import Leaf, leaves
from ledger.operations.verify import Answers, try_change
from ledger.operations.writing import Draft
from ledger.session import Session

_LONGEST = 60


class Wish(Enum):
    """What somebody wants besides a value."""

    SKIP = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Round:
    """What was shown of a profile and said of it."""

    shown: tuple[Leaf, ...]
    answers: Answers


def how(surface: Surface) -> None:
    """Say once what can be typed."""
    surface.output.talk(
        say(
            "Enter keeps a value, a new text changes it, - clears it. s skips the customer, q ends. A value with ？ is "
            "confirmed by Enter; ? leaves it in doubt."
        ),
        Style.MUTED,
    )
    surface.output.talk(say("=s writes the letter s; so does = with any other text."), Style.MUTED)


def ask_about(surface: Surface, session: Session, draft: Draft, *, force: bool) -> Round | Wish:
    """Ask about every value of a profile; nothing is written. Raises click.Abort at the input's end."""
    shown = leaves(session, draft, surface.speaker.language)
    changed: dict[str, str] = {}
    doubtful: set[str] = set()
    for leaf in shown:
        answer = _answer(surface, session, draft, leaf, force=force)
        if isinstance(answer, Wish):
            return answer
        if answer == "?" and leaf.doubt:
            doubtful.add(leaf.key)
        elif answer is not None:
            changed[leaf.key] = answer
    return Round(shown, Answers(changed, frozenset(doubtful)))


def _answer(surface: Surface, session: Session, draft: Draft, leaf: Leaf, *, force: bool) -> str | Wish | None:
    """The new value of one leaf, an empty one to clear it, `?` to leave a doubt, None to keep it."""
    while True:
        typed = ask(surface, say("{label} [{value}]", label=_label(leaf), value=_shown(leaf)))
        if not typed and not leaf.doubt:
            return None
        if typed.lower() in ("s", "q"):
            return Wish.SKIP if typed.lower() == "s" else Wish.QUIT
        if typed in ("?", "？") and leaf.doubt:
            return "?"
        if typed == "-":
            if leaf.missing:
                return None
            if not agrees(surface, say("Clear {label}? (y/n)", label=_label(leaf))):
                continue
        value = leaf.value if not typed else "" if typed == "-" else typed.removeprefix("=").strip()
        if value == leaf.value and not leaf.doubt:
            return None
        try:
            notes = try_change(session, draft, leaf, value, force=force)
        except LedgerError as error:
            surface.output.talk(error.message, Style.WARNING)
            if error.hint is not None and error.hint != ANYWAY:
                surface.output.talk(error.hint)
            continue
        for note in notes:
            surface.output.talk(note)
        return None if value == leaf.value else value


def _label(leaf: Leaf) -> str:
    return safe_text(" ".join(leaf.label))


def _shown(leaf: Leaf) -> str:
    if leaf.missing:
        return "–"
    text = safe_text(leaf.value, _LONGEST)
    return f"{text} ？" if leaf.doubt else text
