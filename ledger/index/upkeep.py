"""What a text index takes, holds and leaves behind, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.index import fts5_table, shards
from ledger.index.catalog import Catalog
from ledger.index.engine import Damaged, Engine


def text_bytes(catalog: Catalog) -> tuple[int, int]:
    """How many bytes text indexes take in the catalog's own file, and beside it."""
    return fts5_table.size(catalog.connection), sum(shard.size for shard in shards.listed(catalog.connection))


def held(catalog: Catalog, engine: Engine) -> Iterator[tuple[int, str, float]]:
    """All that a text index holds, in parts to be added up: a customer's number, a token and a weight.

    Raises Damaged where it can't be read.
    """
    if engine.name == "fts5":
        from ledger.index.fulltext_fts5 import Fts5

        return Fts5(catalog.connection).held()
    return _in_shards(catalog)


def _in_shards(catalog: Catalog) -> Iterator[tuple[int, str, float]]:
    from ledger.index.fulltext_whoosh import Opened

    folder = shards.place(catalog)
    for shard in shards.listed(catalog.connection):
        try:
            assert folder is not None
            opened = Opened(folder / shard.name, shard.files)
            try:
                for token, found in opened.tokens():
                    for place, weight in zip(*opened.read(found), strict=True):
                        yield shard.numbers[place], token, weight
            finally:
                opened.close()
        except Exception as error:
            raise Damaged(str(error)) from error


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
