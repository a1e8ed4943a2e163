"""The bare loops that a cold text index is held against: the same tokens, ready-made, one document after the other.

python benchmarks/baseline_texts.py DIR [--engine fts5]

DIR is a ledger whose catalog is fresh. Tokens are made outside of the time that is printed, in seconds; with it go the
number of documents and of tokens. With Whoosh it is one document after the other by its own writer, with FTS5 one row after the other.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh import analysis, fields, formats, index

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from ledger.index.engine import Document

_MANY = 500
_MEGABYTES = 512


def documents(root: str) -> Iterator[list[Document]]:
    """All customers of a ledger with their tokens, so many at a time."""
    from ledger.index.texts import document
    from ledger.session import open_session

    kept = open_session(root).fresh().catalog.connection.execute("SELECT customer, text FROM texts ORDER BY customer")
    while rows := kept.fetchmany(_MANY):
        yield [document(number, text) for number, text in rows]


class Ready(fields.FieldType):  # type: ignore[misc]
    """A field that takes tokens with their weights as they are."""

    def index(self, value: Any, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh asks of a field: each token, how often, its weight, its positions (none)."""
        return ((token.encode(), 1, weight, b"") for token, weight in value.items())


class Clock:
    """Adds up the time of some calls."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, work: Callable[..., Any], *words: Any) -> Any:
        """Call something, and add the time it took."""
        start = time.perf_counter()
        try:
            return work(*words)
        finally:
            self.seconds += time.perf_counter() - start


def whoosh_loop(root: str, folder: str) -> tuple[float, int, int]:
    """One writer of Whoosh's own, one field without positions whose tokens and weights are handed over as they are."""
    clock = Clock()
    field = Ready(formats.Existence(), analysis.IDAnalyzer(), scorable=True)
    made = index.create_in(folder, fields.Schema(number=fields.STORED(), text=field))
    writer = clock(lambda: made.writer(limitmb=_MEGABYTES))
    count = tokens = 0

    def add(batch: Sequence[Document]) -> None:
        for one in batch:
            writer.add_document(number=one.number, text=one.words)

    for batch in documents(root):
        clock(add, batch)
        count += len(batch)
        tokens += sum(len(one.words) for one in batch)
    clock(writer.commit)
    return clock.seconds, count, tokens


def fts5_loop(root: str, folder: str) -> tuple[float, int, int]:
    """One table with one column that keeps no text; each token once, joined by blanks."""
    connection = sqlite3.connect(Path(folder) / "texts.db", isolation_level=None)
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5(text, content = '', tokenize = 'ascii')")
    clock = Clock()
    count = tokens = 0
    clock(connection.execute, "BEGIN")
    for batch in documents(root):
        rows = [(one.number, " ".join(one.words)) for one in batch]
        clock(connection.executemany, "INSERT INTO texts (rowid, text) VALUES (?, ?)", rows)
        count += len(batch)
        tokens += sum(len(one.words) for one in batch)
    clock(connection.execute, "COMMIT")
    connection.close()
    return clock.seconds, count, tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger")
    parser.add_argument("--engine", choices=("whoosh", "fts5"), default="whoosh")
    wish = parser.parse_args()
    loop = whoosh_loop if wish.engine == "whoosh" else fts5_loop
    with tempfile.TemporaryDirectory() as folder:
        print(*loop(wish.ledger, folder))


if __name__ == "__main__":
    main()
