"""The place of the one watcher of a ledger: held by a lock, and where commands ask it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ledger.errors import Refused
from ledger.messages import say
from ledger.store.lock import seize
from ledger.store.ping import place_of
from ledger.store.ping_listener import Listener, Question


class Seat:
    """Taken until it is closed. Raises Refused where another watcher has it, or nobody could be asked there."""

    def __init__(self, root: Path) -> None:
        place = place_of(root)
        if place is None:
            raise Refused(
                say("Your own state folder can't be written, so nobody could ask the watcher."),
                say("LEDGER_STATE names another one."),
            )
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = seize(place)
        if handle is None:
            raise Refused(
                say("This ledger is being watched already: {folder}", folder=str(root)),
                say("`ledger watch --status` tells by whom."),
            )
        self._lock = handle
        if hasattr(os, "register_at_fork"):
            # Processes that read files must not keep the lock when this one is killed.
            os.register_at_fork(after_in_child=self._let_go)
        try:
            self._listener = Listener(place)
        except BaseException:
            self._let_go()
            raise

    def fileno(self) -> int:
        """For `select`."""
        return self._listener.fileno()

    def questions(self) -> Iterator[Question]:
        """The questions that wait."""
        return self._listener.questions()

    def close(self) -> None:
        """Let somebody else have it."""
        self._listener.close()
        self._let_go()

    def _let_go(self) -> None:
        handle, self._lock = self._lock, -1
        if handle >= 0:
            with suppress(OSError):
                os.close(handle)
