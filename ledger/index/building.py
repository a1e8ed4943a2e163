"""The text index of a ledger brought up to date, whichever it has chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ledger.index.catalog import Catalog
from ledger.index.sharding import Progress

if TYPE_CHECKING:
    from ledger.session import Session

Watch = Callable[[int, int], None]


def bring_up_to_date(session: Session, *, seconds: float | None = None, on_progress: Watch | None = None) -> Progress:
    """As `catch_up`, for a session."""
    return catch_up(session.fresh().catalog, session.settings.engine, seconds=seconds, on_progress=on_progress)


def catch_up(
    catalog: Catalog, engine: str, *, seconds: float | None = None, on_progress: Watch | None = None
) -> Progress:
    """Take into the text index whom it lacks: for about so many seconds, or to the end.

    `on_progress` is told of customers done and to do. FTS5 changes with the catalog and has no slices. Nothing is done
    for a catalog in memory.
    """
    if catalog.in_memory:
        return Progress(0, 0)
    if engine == "whoosh":
        from ledger.index import sharding

        return sharding.bring_up_to_date(catalog, seconds=seconds, on_progress=on_progress)
    if engine == "fts5" and seconds is None:
        from ledger.index import fulltext_fts5

        return Progress(fulltext_fts5.bring_up_to_date(catalog, on_progress), 0)
    return Progress(0, 0)
