"""The text index in SQLite's own FTS5."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ledger.index.engine import Damaged, Document
from ledger.index.fts5_table import add, last, row
from ledger.query.tokens import Wanted


class Fts5:
    """The table as a text index."""

    name = "fts5"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def known(self) -> range:
        """The numbers it can answer for: all up to one."""
        with _damage():
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
        with _damage():
            add(self._connection, [row(document) for document in documents])

    def remove(self, numbers: Iterable[int]) -> None:
        """Nothing: the catalog takes customers out as it forgets them."""

    def held(self) -> Iterator[tuple[int, str, float]]:
        """All it holds, in parts to be added up: a number, a token and a weight; for comparing it with the texts."""
        columns = "CASE col WHEN 'eights' THEN 8.0 WHEN 'fours' THEN 4.0 WHEN 'twos' THEN 2.0 ELSE 1.0 END"
        with _damage():
            self._connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
            self._connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, words, instance)")
            try:
                yield from self._connection.execute(f"SELECT doc, term, {columns} FROM temp.held")  # noqa: S608
            finally:
                self._connection.execute("DROP TABLE temp.held")

    def _matching(self, asked: str, rest: str = "", *params: int) -> list[tuple[int, float]]:
        ask = f"SELECT rowid, -bm25(words, 8, 4, 2, 1) FROM words WHERE words MATCH ? {rest}"  # noqa: S608 (`rest` is ours)
        with _damage():
            return self._connection.execute(ask, (asked, *params)).fetchall()


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from None
