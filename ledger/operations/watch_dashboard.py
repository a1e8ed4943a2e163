"""The dashboard as a page that follows the ledger while it is watched."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from ledger.operations.watch_beside import Beside

QUIET = 1.0
"""Seconds of rest after a change before the page is made anew."""
BETWEEN = 5.0
"""Seconds between two pages at least, however much is saved."""
_NEVER = float("inf")


class Dashboard:
    """Makes the page at `place` some time after each change, and once a day; `place` is absolute."""

    def __init__(self, root: Path, place: Path, language: str) -> None:
        self._beside = Beside(root)
        self._command = ("report", "dashboard", "--html", str(place), "--lang", language)
        self._due = time.monotonic()
        self._made: tuple[float, date | None] = (-BETWEEN, None)

    def changed(self) -> None:
        """Something was saved."""
        self._due = time.monotonic() + QUIET

    def due(self) -> float:
        """When the page is to be made anew; on another day at once."""
        made, day = self._made
        if day is not None and day != date.today():  # noqa: DTZ011 (only whether it is another one)
            return 0.0
        return max(self._due, made + BETWEEN)

    def make(self) -> None:
        """Begin to make it, unless that goes on still."""
        now = time.monotonic()
        self._made = now, date.today()  # noqa: DTZ011
        if self._beside.is_running:
            return
        self._due = _NEVER
        self._beside.begin(self._command)

    def close(self) -> None:
        """End what still runs."""
        self._beside.close()
