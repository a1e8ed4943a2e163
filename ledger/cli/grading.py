"""Writing levels by the rules at the command line: shown first, then asked, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli.typing import agrees, on_terminal
from ledger.errors import WrongUsage
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.operations.grading import Change
    from ledger.reports.asked import Asked
    from ledger.session import Session


def apply(surface: Surface, session: Session, asked: Asked, *, sure: bool, dry_run: bool = False) -> int:
    """Show what would be written and write it once the user agrees; 1 where nothing is written."""
    from ledger.operations.grading import apply as write
    from ledger.operations.grading import changes, preview

    planned = changes(session, asked)
    if not planned:
        surface.output.talk(say("Every level is as the rules have it, or set by hand; nothing was written."))
        return 1
    preview(session, planned)
    _show(surface, planned)
    if dry_run:
        return 0
    question = say_many("Write {n} level? [y/N]", "Write {n} levels? [y/N]", len(planned))
    if not may_write(surface, question, sure=sure):
        return 1
    written = write(session, planned)
    surface.output.talk(say_many("{n} level was written.", "{n} levels were written.", written))
    return 0


def may_write(surface: Surface, question: Message, *, sure: bool) -> bool:
    """Whether the user agrees, or is `sure` already; raises WrongUsage where nobody can be asked."""
    if sure:
        return True
    if not on_terminal():
        raise WrongUsage(say("Nobody is there to ask; nothing was written."), say("--yes writes without a question."))
    if agrees(surface, question):
        return True
    surface.output.talk(say("Nothing was written."))
    return False


def _show(surface: Surface, planned: Sequence[Change]) -> None:
    from ledger.display.page import Column, Grid, Page, Style

    rows = [
        (one.name, one.was or "–", "→", one.becomes, "" if one.points is None else str(one.points)) for one in planned
    ]
    shape = (
        Column(style=Style.STRONG, least=10, most=40, shrink=1),
        Column(),
        Column(style=Style.MUTED),
        Column(style=Style.MARK),
        Column(align="right", style=Style.MUTED),
    )
    surface.output.answer(Page((Grid(shape, rows),)))
