"""The text index that a ledger has chosen."""

from __future__ import annotations

from ledger.index.catalog import Catalog
from ledger.index.engine import Engine
from ledger.index.words import Words


def engine_of(catalog: Catalog, name: str) -> Engine | None:
    """The text index of a catalog by the name that ledger.yaml gives; None where texts are looked through."""
    return None


def words_of(catalog: Catalog, name: str) -> Words:
    """Words looked for with that text index."""
    return Words(catalog, engine_of(catalog, name))
