"""What is said and asked when a new customer may be in the ledger already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli.typing import agrees, on_terminal
from ledger.display.page import Page, Style, line
from ledger.errors import Refused
from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.twins import Twin


def may_be_new(surface: Surface, name: str, twins: tuple[Twin, ...], *, force: bool) -> bool:
    """Whether to go on although there are likely doubles: asks on a terminal, else refuses unless `force`."""
    if not twins:
        return True
    if not force and not on_terminal():
        raise Refused(_likely(name), say("--force writes a new file all the same."), candidates=shown(surface, twins))
    tell_twins(surface, name, twins)
    return force or confirmed(surface)


def confirmed(surface: Surface) -> bool:
    """Whether the user wants a new file in spite of likely doubles; no unless they say yes."""
    return agrees(surface, say("Write a new file all the same? [y/N]"))


def tell_twins(surface: Surface, name: str, twins: tuple[Twin, ...]) -> None:
    """Say who a new customer may be already."""
    surface.output.talk_page(Page((line(surface.speaker.say(_likely(name)), Style.WARNING),)))
    surface.output.talk_page(Page(tuple(line(one, indent=2) for one in shown(surface, twins))))


def shown(surface: Surface, twins: tuple[Twin, ...]) -> tuple[str, ...]:
    """Likely doubles as candidates, each with the reason."""
    return tuple(f"{one.shown}  ({surface.speaker.say(one.why)})" for one in twins[:10])


def _likely(name: str) -> Message:
    return say("“{name}” may be in the ledger already.", name=name)
