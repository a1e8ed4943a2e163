"""Catalogs with kept texts and nothing else, for what is done with shards."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ledger.index import shards
from ledger.index.catalog import Catalog
from ledger.query.fold import fold

STAMP = "made for a test"


def empty_catalog(folder: Path) -> Catalog:
    """A complete catalog on disk that knows nobody."""
    place = folder / "index"
    place.mkdir(mode=0o700)
    catalog = Catalog.make(place, STAMP)
    catalog.complete(STAMP)
    catalog.settle()
    return catalog


def reopened(folder: Path) -> Catalog:
    """The catalog as another process sees it."""
    return Catalog.open(folder / "index", STAMP)


def keep(catalog: Catalog, first: int, *said: str) -> None:
    """Keep texts of customers numbered from `first`, who are called so."""
    rows = [(number, f"{fold(text)}\x1d\x1d\x1d\x1d", len(text)) for number, text in enumerate(said, first)]
    with catalog.writing():
        catalog.connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)


def gone(catalog: Catalog, numbers: Iterable[int]) -> None:
    """Forget customers."""
    with catalog.writing():
        catalog.connection.executemany("DELETE FROM texts WHERE customer = ?", [(number,) for number in numbers])


def folders(folder: Path) -> set[str]:
    """The shards on disk, listed or not."""
    place = folder / "index" / "text"
    return {path.name for path in place.iterdir()} if place.exists() else set()


def names(catalog: Catalog) -> set[str]:
    """The shards that are listed."""
    return set(shards.names(catalog.connection))
