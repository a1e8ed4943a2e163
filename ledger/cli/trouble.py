"""What keeps an answer from being whole, said beside it."""

from __future__ import annotations

from ledger.cli.context import Surface
from ledger.display.page import Style
from ledger.messages import Message, say, say_many
from ledger.model.problem import Severity
from ledger.model.problems import severity
from ledger.session import Session


def tell(surface: Surface) -> None:
    """Say that settings have no effect, that there is no index to be used, or that files could not be read."""
    session = surface.session()
    if any(severity(one) is not Severity.NOTICE for one in session.notes):
        told = say("ledger.yaml has problems, so not all of its settings count: ledger check ledger.yaml")
        surface.output.talk(told, Style.WARNING)
    told_of_index = _of_index(session)
    if told_of_index is not None:
        surface.output.talk(told_of_index, Style.WARNING)
    unread = session.fresh().obstacles
    if unread:
        told = say_many(
            "{n} file or folder can't be read, so customers may be missing here: ledger check",
            "{n} files or folders can't be read, so customers may be missing here: ledger check",
            unread,
        )
        surface.output.talk(told, Style.WARNING)


def _of_index(session: Session) -> Message | None:
    """What was wrong with the index; the answer is right all the same."""
    fresh = session.fresh()
    if session.without_index:
        return say("The index was damaged, so all files were read for this; the next command builds it anew.")
    if fresh.catalog.in_memory:
        return say("The index can't be written, so all files were read for this: ledger index")
    return say("The index was damaged and has been built anew.") if fresh.mended else None
