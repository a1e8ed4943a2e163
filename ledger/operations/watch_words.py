"""Keeping the text index near the catalog while a ledger is watched, out of everybody's way."""

from __future__ import annotations

from pathlib import Path

from ledger.index.building import catch_up
from ledger.index.catalog import Catalog
from ledger.index.sharding import WORTH_A_SLICE
from ledger.operations.watch_beside import Beside

SLICE = 0.05
"""Seconds for which the text index is worked at before anything else is looked at again."""
MANY = 1_000
"""Customers from which on another process does the work: it takes both cores, and this one goes on listening."""


class TextIndexing:
    """Work at one ledger's text index, a slice at a time; few changes are left to be looked through by searches."""

    def __init__(self, root: Path) -> None:
        self._beside = Beside(root)
        self._changed = WORTH_A_SLICE

    def changed(self, count: int, *, anew: bool = False) -> None:
        """So many files have changed; with `anew` all of them may have."""
        self._changed += WORTH_A_SLICE if anew else count

    @property
    def is_wanted(self) -> bool:
        """Whether there is enough to do."""
        return self._changed >= WORTH_A_SLICE and not self._beside.is_running

    def slice(self, catalog: Catalog, engine: str) -> None:
        """Work for a moment, or begin to let another process work."""
        made = catch_up(catalog, engine, seconds=SLICE)
        if made.left >= MANY:
            self._beside.begin(("index",))
        if made.left < WORTH_A_SLICE or made.left >= MANY or not made.done:
            self._changed = 0

    def close(self) -> None:
        """End what still runs; shards that are not complete are nobody's."""
        self._beside.close()
