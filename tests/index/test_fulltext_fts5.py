"""FTS5 as the text index: it finds what looking through the texts finds, and changes with the catalog."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ledger.index import fts5_table
from ledger.index.catalog import Catalog
from ledger.index.engine import Damaged, Document
from ledger.index.engines import engine_of, words_of
from ledger.index.fulltext_fts5 import Fts5
from ledger.index.texts import document
from ledger.query.tokens import Wanted, wanted, wanted_phone
from ledger.query.tree import Word
from ledger.session import Session
from ledger.store import state
from tests.index.comparing import open_fresh
from tests.index.conftest import Make
from tests.index.test_machine import Folder
from tests.index.test_words import CASES, FILES, named

FTS5 = "search: {engine: fts5}\n"
EMPTY_ZONES = "\x1d\x1d\x1d"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A database with the table and what it leans on."""
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    found.execute("CREATE TABLE texts (customer INTEGER PRIMARY KEY, text TEXT NOT NULL, length INTEGER NOT NULL)")
    assert fts5_table.make(found)
    yield found
    found.close()


def filled(connection: sqlite3.Connection, *words: dict[str, float]) -> Fts5:
    """An engine that knows documents numbered from 1."""
    engine = Fts5(connection)
    engine.add([Document(number, found, len(found)) for number, found in enumerate(words, 1)])
    return engine


def in_words(engine: Fts5) -> dict[int, dict[str, float]]:
    """What the table holds, by customer."""
    summed: dict[int, Counter[str]] = {}
    for number, token, weight in engine.held():
        summed.setdefault(number, Counter())[token] += weight  # type: ignore[assignment]
    return {number: dict(tokens) for number, tokens in summed.items()}


def in_texts(catalog: Catalog, last: int) -> dict[int, dict[str, float]]:
    """What it should hold."""
    kept = catalog.connection.execute("SELECT customer, text FROM texts WHERE customer <= ?", (last,))
    documents = (document(*row) for row in kept)
    return {found.number: dict(found.words) for found in documents if found.words}


def test_words_find_the_same_customers_as_without_it(ledger: Make) -> None:
    session = ledger(FILES, FTS5)
    engine = engine_of(session.fresh().catalog, "fts5")
    assert isinstance(engine, Fts5)
    assert {query: named(session, query, engine) for query, _ in CASES} == dict(CASES)


def test_all_customers_are_known_at_once(ledger: Make) -> None:
    session = ledger(FILES, FTS5)
    assert words_of(session.fresh().catalog, "fts5").unknown() == []
    (session.root / "customers" / "new.md").write_text("---\nname: 新客户\n---\n", "utf-8")
    (session.root / "customers" / "cafe.md").write_text("---\nname: Café\n---\n物流\n", "utf-8")
    session.stale()
    words = words_of(session.fresh().catalog, "fts5")
    assert words.unknown() == []
    assert named(session, "物流", words.engine) == {"Café", "云启科技", "金风贸易"}
    assert named(session, "新客户", words.engine) == {"新客户"}
    assert named(session, "bjornstjerne", words.engine) == set()


def test_it_holds_what_the_texts_say_and_nothing_of_files_that_are_gone(ledger: Make) -> None:
    session = ledger(FILES, FTS5)
    session.fresh()
    (session.root / "customers" / "cafe.md").unlink()
    (session.root / "customers" / "yunqi.md").write_text("---\nname: 云启\n---\n", "utf-8")
    session.stale()
    catalog = session.fresh().catalog
    assert in_words(Fts5(catalog.connection)) == in_texts(catalog, 99)


@pytest.mark.parametrize("word", ["13800", "0013800", "138 0013 8000"])
def test_digits_of_phones_are_apart_from_numbers_in_texts(connection: sqlite3.Connection, word: str) -> None:
    engine = filled(connection, {"#13800": 4.0, "#38001": 4.0, "#80013": 4.0}, {"13800": 1.0})
    engine.add([document(3, "\x1d\x1d\x1d\u066013800138000\x1d")])
    phone = wanted_phone(word)
    assert phone is not None
    assert 3 in engine.candidates(phone)
    assert 2 not in engine.candidates(phone)


def test_letters_that_are_not_ascii_are_taken_as_they_are(connection: sqlite3.Connection) -> None:
    engine = filled(connection, {"é": 1.0, "ß": 1.0}, {"e": 1.0}, {"かな": 1.0, "か": 1.0}, {"привет": 1.0})
    assert set(engine.candidates(Wanted(("é",)))) == {1}
    assert set(engine.candidates(Wanted(("e",)))) == {2}
    assert set(engine.candidates(Wanted((), ("か",)))) == {3}
    assert set(engine.candidates(Wanted((), ("прив",)))) == {4}


@pytest.mark.parametrize("token", ['"', "a OR b", "NOT", "near", "ones:x", "*", "-", "{}", "'"])
def test_no_token_is_read_as_a_query(connection: sqlite3.Connection, token: str) -> None:
    engine = filled(connection, {"a": 1.0, "b": 1.0, "x": 1.0})
    assert engine.candidates(Wanted((token,))) == {}
    assert engine.ranked([token], 5) == []


def test_whole_tokens_and_beginnings_all_have_to_be_there(connection: sqlite3.Connection) -> None:
    engine = filled(connection, {"acme": 1.0, "云启": 8.0}, {"acme": 1.0, "启云": 8.0}, {"acmes": 1.0, "云启": 1.0})
    assert set(engine.candidates(Wanted(("acme",), ("云",)))) == {1}
    assert set(engine.candidates(Wanted((), ("acme",)))) == {1, 2, 3}
    assert set(engine.candidates(Wanted((), ("acm", "启")))) == {2}


def test_many_tokens_are_no_trouble(connection: sqlite3.Connection) -> None:
    engine = filled(connection, {f"t{n}": 1.0 for n in range(3000)}, {"t7": 1.0})
    assert set(engine.candidates(Wanted(tuple(f"t{n}" for n in range(3000))))) == {1}
    assert {number for number, _ in engine.ranked([f"t{n}" for n in range(3000)], 9)} == {1, 2}


def test_a_word_in_a_name_counts_more_than_one_in_an_old_text(connection: sqlite3.Connection) -> None:
    others = [{f"x{n}": 1.0} for n in range(20)]
    engine = filled(connection, {"云启": 1.0}, {"云启": 2.0}, {"云启": 4.0}, {"云启": 8.0}, {"云启": 24.0}, *others)
    assert [number for number, _ in engine.ranked(["云启"], 9)] == [5, 4, 3, 2, 1]
    rough = engine.candidates(Wanted(("云启",)))
    assert sorted(rough, key=rough.__getitem__) == [1, 2, 3, 4, 5]
    assert [number for number, _ in engine.ranked(["云启", "x3"], 2)] == [9, 5]


@given(
    st.dictionaries(st.text("abé云启1", min_size=1, max_size=4), st.integers(1, 60).map(float), min_size=1, max_size=8)
)
@settings(max_examples=50, deadline=None)
def test_weights_are_kept(found: dict[str, float]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    fts5_table.make(connection)
    assert in_words(filled(connection, found)) == {1: found}
    connection.close()


def test_another_engine_does_not_read_the_files_again(ledger: Make) -> None:
    session = ledger(FILES)
    session.fresh()
    again = ledger({}, FTS5)
    assert again.settings.engine == "fts5"
    found = again.fresh()
    assert found.read == 0
    assert engine_of(found.catalog, "fts5") is None


def test_the_table_is_filled_in_slices_and_answers_are_right_meanwhile(ledger: Make) -> None:
    session = ledger(FILES)
    session.fresh()
    session = ledger({}, FTS5)
    catalog = session.fresh().catalog
    with catalog.writing():
        fts5_table.make(catalog.connection)
    for lacking in (4, 2, 0, 0):
        assert fts5_table.lacking(catalog.connection) == lacking
        words = words_of(catalog, "fts5")
        assert len(words.unknown()) == lacking
        assert named(session, "物流", words.engine) == {"云启科技", "金风贸易"}
        with catalog.writing():
            assert fts5_table.fill(catalog.connection, 2) == min(lacking, 2)
    assert in_words(Fts5(catalog.connection)) == in_texts(catalog, 99)


def test_a_table_left_behind_is_filled_from_where_it_stopped(ledger: Make) -> None:
    session = ledger(FILES, FTS5)
    session.fresh()
    with_whoosh = ledger({"cafe.md": "---\nname: 新\n---\n物流\n"}, "search: whoosh\n")
    catalog = with_whoosh.fresh().catalog
    with catalog.writing():
        fts5_table.drop(catalog.connection)
    with catalog.writing():
        fts5_table.make(catalog.connection)
        fts5_table.fill(catalog.connection, 2)
    ledger({"cafe.md": "---\nname: 新新\n---\n物流\n"}, FTS5).fresh()
    back = ledger({}, FTS5)
    words = words_of(back.fresh().catalog, "fts5")
    assert len(words.unknown()) == 2
    assert named(back, "物流", words.engine) == {"新新", "云启科技", "金风贸易"}
    catalog = back.fresh().catalog
    with catalog.writing():
        fts5_table.fill(catalog.connection, 9)
    assert in_words(Fts5(catalog.connection)) == in_texts(catalog, 99)


def damaged(session: Session) -> Catalog:
    """A catalog in whose file the table of words is spoiled."""
    connection = session.fresh().catalog.connection
    ask = (
        "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'words_data'"
    )
    (start,) = connection.execute(ask).fetchone()
    session.stale()
    folder = state.index_folder(session.root)
    assert folder is not None
    with (folder / "catalog.db").open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * 64)
    return session.fresh().catalog


def test_damage_is_told_as_such(ledger: Make) -> None:
    engine = Fts5(damaged(ledger(FILES, FTS5)).connection)
    asked = wanted("物流")
    assert asked is not None
    with pytest.raises(Damaged):
        engine.candidates(asked)
    with pytest.raises(Damaged):
        engine.ranked(["物流"], 5)
    with pytest.raises(Damaged):
        list(engine.held())


def test_answers_are_right_in_spite_of_damage(ledger: Make) -> None:
    session = ledger(FILES, FTS5)
    words = words_of(damaged(session), "fts5")
    assert len(words.hits(Word("物流")).texts) == 2
    assert words.trouble


def test_a_file_saved_after_damage_brings_a_catalog_built_anew(ledger: Make) -> None:
    session = ledger(FILES, FTS5)
    damaged(session)
    session = ledger({"cafe.md": "---\nname: 新\n---\n物流\n"}, FTS5)
    words = words_of(session.fresh().catalog, "fts5")
    assert named(session, "物流", words.engine) == {"新", "云启科技", "金风贸易"}
    assert not words.trouble


def test_a_catalog_in_memory_does_without(ledger: Make) -> None:
    session = ledger(FILES, FTS5).indexless()
    assert engine_of(session.fresh().catalog, "fts5") is None
    assert named(session, "物流", None) == {"云启科技", "金风贸易"}


def test_without_fts5_there_is_no_table() -> None:
    class Old(sqlite3.Connection):
        """An SQLite that was made without FTS5."""

        def execute(self, *asked: str) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute(asked[0].replace("'fts5'", "'fts9'"))

    connection = sqlite3.connect(":memory:", factory=Old)
    assert fts5_table.make(connection) is False
    connection.close()


class FolderWithFts5(Folder):
    """A ledger's folder as people change it, with one text index and then the other."""

    def settings(self, text: str) -> None:
        """Save the settings."""
        super().settings(text if "search" in text else text + FTS5)

    @rule()
    def another_engine(self) -> None:
        """Whoosh from now on, until the settings change again."""
        self.settings("ledger: 1\nsearch: whoosh\n")

    @rule()
    def fill(self) -> None:
        """A slice of what the table lacks."""
        catalog = open_fresh(self.root).catalog
        with catalog.writing():
            if fts5_table.last(catalog.connection) is None:
                fts5_table.make(catalog.connection)
            fts5_table.fill(catalog.connection, 2)
        catalog.close()

    def equals_one_built_from_nothing(self) -> None:
        """The table holds what the texts say up to some number."""
        if not hasattr(self, "root"):
            return
        catalog = open_fresh(self.root).catalog
        last = fts5_table.last(catalog.connection)
        if last is not None:
            assert in_words(Fts5(catalog.connection)) == in_texts(catalog, last)
        catalog.close()


TestFolder = FolderWithFts5.TestCase
TestFolder.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
