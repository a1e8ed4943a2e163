"""The word that ledger.yaml, and not the clock, says which day it is."""

from __future__ import annotations

from ledger.cli.context import Surface
from ledger.display.page import Style
from ledger.messages import say


def tell(surface: Surface) -> None:
    """Say beside the answer which day was taken as today, if ledger.yaml pins it."""
    session = surface.session()
    if session.pinned:
        told = say("As of {date}: ledger.yaml says that this is today.", date=session.today.isoformat())
        surface.output.talk(told, Style.MUTED)
