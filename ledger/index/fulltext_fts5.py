"""The text index in SQLite's own FTS5."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from ledger.index.catalog import Catalog
from ledger.index.engine import Damaged, Document
from ledger.index.fts5_table import add, distrust, fill, is_amiss, lacking, last, make, row
from ledger.query.tokens import Wanted

# So many take less than a second, and others may write between two slices.
_SLICE = 500
# Nobody waits for another's writing just to say that the table is damaged.
_PATIENCE_MS = 100
# Whatever is asked of a table that lacks parts, it complains.
_PROBE = Wanted(("a",))


class Fts5:
    """The table as a text index."""

    name = "fts5"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self) -> range:
        """The numbers it can answer for: all up to one."""
        with self._trusting():
            return range(1, (last(self._connection) or 0) + 1)

    def candidates(self, wanted: Wanted) -> Mapping[int, float]:
        """Who has all of it, and how well by BM25, roughly."""
        terms = [*map(_quoted, wanted.whole), *(f"{_quoted(token)} *" for token in wanted.begins)]
        return dict(self._matching(" AND ".join(terms)))

    def ranked(self, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Who has any of the tokens, best first by BM25."""
        asked = " OR ".join(map(_quoted, dict.fromkeys(tokens)))
        return self._matching(asked, "ORDER BY 2 DESC, 1 LIMIT ?", limit) if asked else []

    def add(self, documents: Iterable[Document]) -> None:
        """Take in documents with new numbers, in their order."""
        with self._trusting():
            add(self._connection, [row(document) for document in documents])

    def remove(self, numbers: Iterable[int]) -> None:
        """Nothing: the catalog takes customers out as it forgets them."""

    def held(self) -> Iterator[tuple[int, str, float]]:
        """All it holds, in parts to be added up: a number, a token and a weight; for comparing it with the texts."""
        columns = "CASE col WHEN 'eights' THEN 8.0 WHEN 'fours' THEN 4.0 WHEN 'twos' THEN 2.0 ELSE 1.0 END"
        with self._trusting():
            self._connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            self._connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, words, instance)")
            try:
                yield from self._connection.execute(f"SELECT doc, term, {columns} FROM temp.held")  # noqa: S608
            finally:
                self._connection.execute("DROP TABLE temp.held")

    @contextmanager
    def _trusting(self) -> Iterator[None]:
        """Whatever SQLite complains of is Damaged; where it is the table, nobody asks it until it is built anew."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if is_amiss(error):
                self._distrust()
            raise Damaged(str(error)) from error

    def _distrust(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            try:
                distrust(self._connection)
            finally:
                self._connection.execute("PRAGMA busy_timeout = 5000")

    def _matching(self, asked: str, rest: str = "", *params: int) -> list[tuple[int, float]]:
        ask = f"SELECT rowid, -bm25(words, 8, 4, 2, 1) FROM words WHERE words MATCH ? {rest}"  # noqa: S608 (`rest` is ours)
        with self._trusting():
            return self._connection.execute(ask, (asked, *params)).fetchall()


def bring_up_to_date(
    catalog: Catalog, on_progress: Callable[[int, int], None] | None = None, *, seconds: float | None = None
) -> int:
    """Give the table what it lacks, in slices that are transactions; how many customers it took in.

    With `seconds` it ends after about that time, and what it lacks is looked through until the next one. The table is
    made if there is none, and made anew if it is damaged. `on_progress` is told of customers done and in all. Nothing
    happens where this SQLite has no FTS5.
    """
    until = math.inf if seconds is None else time.monotonic() + seconds
    with suppress(Damaged):
        if last(catalog.connection) is not None:
            Fts5(catalog.connection).candidates(_PROBE)
    try:
        return _filled(catalog, on_progress, until)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        distrust(catalog.connection)
        return _filled(catalog, on_progress, until)


def _filled(catalog: Catalog, on_progress: Callable[[int, int], None] | None, until: float) -> int:
    total = lacking(catalog.connection)
    if not total and last(catalog.connection) is not None:
        return 0
    done, taken = 0, _SLICE
    while taken == _SLICE and time.monotonic() < until:
        with catalog.writing():
            if last(catalog.connection) is None and not make(catalog.connection):
                return 0
            taken = fill(catalog.connection, _SLICE)
        done += taken
        if on_progress is not None and taken:
            on_progress(done, max(total, done))
    return done


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
