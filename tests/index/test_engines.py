"""All text indexes hold to one contract, and give the same answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.index import fts5_table
from ledger.index.engine import Engine
from ledger.index.engines import engine_of
from ledger.index.fulltext_fts5 import Fts5
from ledger.index.sharded import Whoosh
from tests.index.conftest import Make
from tests.index.engine_contract import EngineContract
from tests.index.sharding import empty_catalog
from tests.index.test_words import CASES, FILES, named


class TestWhoosh(EngineContract):
    """Shards that Whoosh writes."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:  # type: ignore[override]
        """An index without shards."""
        catalog = empty_catalog(tmp_path)
        engine = Whoosh(catalog)
        yield engine
        engine.close()
        catalog.close()


class TestFts5(EngineContract):
    """SQLite's own."""

    @pytest.fixture
    def engine(self) -> Iterator[Engine]:  # type: ignore[override]
        """An empty table."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        assert fts5_table.make(connection)
        yield Fts5(connection)
        connection.close()


@pytest.mark.parametrize("name", ["whoosh", "fts5"])
def test_words_find_the_same_customers_as_without_a_text_index(ledger: Make, name: str) -> None:
    from ledger.index.building import bring_up_to_date

    session = ledger(FILES, f"search: {{engine: {name}}}\n")
    bring_up_to_date(session)
    engine = engine_of(session.fresh().catalog, name)
    assert engine is not None
    assert engine.name == name
    assert {query: named(session, query, engine) for query, _ in CASES} == dict(CASES)
