"""How large text indexes are, and how those that nobody needs or that have become scattered are tidied."""

from __future__ import annotations

from ledger.index import fts5_table, shards
from ledger.index.catalog import Catalog


def text_bytes(catalog: Catalog) -> tuple[int, int]:
    """How many bytes text indexes take in the catalog's own file, and beside it."""
    return fts5_table.size(catalog.connection), sum(shard.size for shard in shards.listed(catalog.connection))


def drop_others(catalog: Catalog, engine: str) -> None:
    """Remove what text indexes that are no longer chosen have left."""
    if engine != "fts5" and fts5_table.last(catalog.connection) is not None:
        with catalog.writing():
            fts5_table.drop(catalog.connection)
    listed = shards.names(catalog.connection)
    folder = shards.place(catalog)
    if engine != "whoosh" and listed and folder is not None:
        shards.swap(catalog, (), listed)
        shards.sweep(catalog, folder)


def tidy(catalog: Catalog, engine: str) -> None:
    """Bring the text index into its smallest and quickest form."""
    drop_others(catalog, engine)
    if engine == "whoosh":
        from ledger.index import sharding

        sharding.bring_up_to_date(catalog, whole=True)
    elif fts5_table.last(catalog.connection) is not None:
        with catalog.writing():
            fts5_table.tidy(catalog.connection)
