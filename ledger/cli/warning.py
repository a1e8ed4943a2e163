"""Writing warnings about customers at high risk at the command line: shown first, then asked, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli.grading import may_write
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.operations.warnings import Warned
    from ledger.reports.asked import Asked
    from ledger.session import Session


def apply(surface: Surface, session: Session, asked: Asked, *, sure: bool, dry_run: bool = False) -> int:
    """Append a warning with its signs to the file of each customer at high risk that has none open; 1 where there is none."""
    from ledger.display.speech import Speaker
    from ledger.operations.warnings import warn

    put = Speaker(session.settings.language).say
    planned = [one for one in warn(session, _paths(session, asked), put, dry_run=True) if one.logged is not None]
    if not planned:
        surface.output.talk(say("Nobody at high risk is without an open warning; nothing was written."))
        return 1
    _show(surface, planned)
    question = say_many("Write {n} warning? [y/N]", "Write {n} warnings? [y/N]", len(planned))
    if dry_run:
        return 0
    if not may_write(surface, question, sure=sure):
        return 1
    done = warn(session, [one.path for one in planned], put)
    written = sum(one.logged is not None for one in done)
    surface.output.talk(say_many("{n} warning was written.", "{n} warnings were written.", written))
    return 0


def _paths(session: Session, asked: Asked) -> list[str]:
    """The files of those at high risk, the highest first."""
    from ledger.reports.risks import risks, worst_first
    from ledger.reports.scope import scope

    found = scope(session, asked)
    paths = dict(found.rows("SELECT customer, path FROM scope"))
    worst = [each for each in worst_first(risks(found)) if each.level == "high"]
    return [paths[each.customer] for each in worst[: asked.limit]]


def _show(surface: Surface, planned: Sequence[Warned]) -> None:
    from ledger.display.page import Column, Grid, Page, Style

    say_it = surface.speaker.say
    rows = [
        (
            "" if one.logged is None else one.logged.revision.new.name,
            str(one.risk.points),
            say_it(say("{signs}", signs=tuple(part.message for part in one.risk.parts))),
        )
        for one in planned
    ]
    shape = (
        Column(style=Style.STRONG, least=10, most=40, shrink=1),
        Column(align="right", style=Style.OVERDUE),
        Column(style=Style.MUTED, wraps=True, least=20, shrink=2),
    )
    surface.output.answer(Page((Grid(shape, rows),)))
