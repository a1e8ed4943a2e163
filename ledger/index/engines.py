"""The text index that a ledger has chosen."""

from __future__ import annotations

from ledger.index import fts5_table
from ledger.index.catalog import Catalog
from ledger.index.engine import Engine
from ledger.index.words import Words


def engine_of(catalog: Catalog, name: str) -> Engine | None:
    """The text index of a catalog by the name that ledger.yaml gives; None where texts are looked through."""
    if name == "fts5" and fts5_table.last(catalog.connection) is not None:
        from ledger.index.fulltext_fts5 import Fts5

        return Fts5(catalog.connection)
    if name == "whoosh" and not catalog.in_memory:
        from ledger.index.sharded import Whoosh

        return Whoosh(catalog)
    return None


def words_of(catalog: Catalog, name: str) -> Words:
    """Words looked for with that text index."""
    return Words(catalog, engine_of(catalog, name))
