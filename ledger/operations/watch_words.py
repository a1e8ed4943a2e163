"""Keeping the text index near the catalog while a ledger is watched, out of everybody's way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from ledger.index.building import catch_up
from ledger.index.catalog import Catalog
from ledger.index.sharding import WORTH_A_SLICE

SLICE = 0.05
"""Seconds for which the text index is worked at before anything else is looked at again."""
MANY = 1_000
"""Customers from which on another process does the work: it takes both cores, and this one goes on listening."""


class TextIndexing:
    """Work at one ledger's text index, a slice at a time; few changes are left to be looked through by searches."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._changed = WORTH_A_SLICE
        self._process: subprocess.Popen[bytes] | None = None

    def changed(self, count: int, *, anew: bool = False) -> None:
        """So many files have changed; with `anew` all of them may have."""
        self._changed += WORTH_A_SLICE if anew else count

    @property
    def is_wanted(self) -> bool:
        """Whether there is enough to do."""
        return self._changed >= WORTH_A_SLICE and not self._is_running()

    def slice(self, catalog: Catalog, engine: str) -> None:
        """Work for a moment, or begin to let another process work."""
        made = catch_up(catalog, engine, seconds=SLICE)
        if made.left >= MANY:
            self._begin()
        if made.left < WORTH_A_SLICE or made.left >= MANY or not made.done:
            self._changed = 0

    def close(self) -> None:
        """End what still runs; shards that are not complete are nobody's."""
        if self._process is not None and self._is_running():
            self._process.terminate()
            self._process.wait()

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _begin(self) -> None:
        nice = [found, "-n", "10"] if (found := shutil.which("nice")) else []
        # Python is told not to look for modules in the ledger's folder, whose files come from others.
        words = [*nice, sys.executable, "-P", "-m", "ledger", "-C", str(self._root), "-q", "index"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
