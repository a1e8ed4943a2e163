"""What the actions of `ledger survey` share: reading what was given, asking, and telling programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import BadValue, NotFound, Refused
from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.cli.context import Surface


def text(value: object) -> str:
    """An option's text; empty where it was not given."""
    return value if isinstance(value, str) else ""


def content(place: str) -> bytes:
    """The bytes of a file that somebody named; raises NotFound, BadValue."""
    try:
        return Path(place).expanduser().read_bytes()
    except FileNotFoundError:
        raise NotFound(say("There is no file {path}; nothing was written.", path=place)) from None
    except OSError as error:
        raise BadValue(
            say("{path} can't be read: {reason}. Nothing was written.", path=place, reason=error.strerror or str(error))
        ) from None


def can_ask() -> None:
    """Raise Refused where nobody sits who could be asked."""
    from ledger.cli.typing import on_terminal

    if not on_terminal():
        raise Refused(say("Nothing was written."), say("--yes does it without asking, --dry-run only shows it."))


def agreed(surface: Surface, question: Message) -> bool:
    """Whether the user says yes; raises Refused where nobody can be asked."""
    from ledger.cli.typing import agrees

    can_ask()
    return agrees(surface, question)


def tell_json(surface: Surface, told: dict[str, object]) -> None:
    """Answer with a JSON object."""
    from ledger.display.machine import object_json

    surface.output.raw([object_json(told, surface.speaker.say)])
