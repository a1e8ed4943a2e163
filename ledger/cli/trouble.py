"""What keeps an answer from being whole, said beside it."""

from __future__ import annotations

from ledger.cli.context import Surface
from ledger.display.page import Style
from ledger.messages import say, say_many
from ledger.model.problem import Severity
from ledger.model.problems import severity


def tell(surface: Surface) -> None:
    """Say that settings have no effect, or that something in customers/ could not be read."""
    session = surface.session()
    if any(severity(one) is not Severity.NOTICE for one in session.notes):
        told = say("ledger.yaml has problems, so not all of its settings count: ledger check ledger.yaml")
        surface.output.talk(told, Style.WARNING)
    unread = session.fresh().obstacles
    if unread:
        told = say_many(
            "{n} file or folder can't be read, so customers may be missing here: ledger check",
            "{n} files or folders can't be read, so customers may be missing here: ledger check",
            unread,
        )
        surface.output.talk(told, Style.WARNING)
