"""The table of the catalog in which SQLite's own FTS5 looks words up; it changes in the same transaction as all others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.index.engine import Document

TABLE = "words"
# A token stands in those columns whose worth adds up to its weight, so that FTS5's own BM25 counts as every engine does.
# Its tokenizer parts at blanks only, as tokens come ready. Positions are of no use, but BM25 finds nothing without them.
_MAKE = """
    CREATE VIRTUAL TABLE words USING fts5(eights, fours, twos, ones, content = '', tokenize = "ascii tokenchars '#'")"""
_ADD = "INSERT INTO words (rowid, eights, fours, twos, ones) VALUES (?, ?, ?, ?, ?)"
_REMOVE = "INSERT INTO words (words, rowid, eights, fours, twos, ones) VALUES ('delete', ?, ?, ?, ?, ?)"

# What SQLite says of an FTS5 table that lacks parts, as if the question were wrong; that of damage is another error.
_AMISS = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA})

Row = tuple[int, str, str, str, str]


def row(document: Document) -> Row:
    """A document as a row of the table: its number, and the tokens of each column joined by blanks."""
    eights: list[str] = []
    fours: list[str] = []
    twos: list[str] = []
    ones: list[str] = []
    for token, summed in document.words.items():
        weight = int(summed)
        if weight > 7:
            eights += [token] * (weight >> 3)
        if weight & 4:
            fours.append(token)
        if weight & 2:
            twos.append(token)
        if weight & 1:
            ones.append(token)
    return document.number, " ".join(eights), " ".join(fours), " ".join(twos), " ".join(ones)


def rows(texts: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """The rows for rows of the table `texts`."""
    # Commands that change nothing do without what makes tokens.
    from ledger.index.texts import document

    return (row(document(number, text)) for number, text, *_ in texts)


def is_amiss(error: sqlite3.DatabaseError) -> bool:
    """Whether an error means that the table itself can't be used, and not that the disk is full or others write."""
    return not isinstance(error, sqlite3.OperationalError) or error.sqlite_errorcode & 0xFF in _AMISS


@contextmanager
def _as_damage() -> Iterator[None]:
    """What is wrong with the table is an error that means damage, so that a catalog is built anew."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if is_amiss(error):
            raise sqlite3.DatabaseError(str(error)) from error
        raise


def make(connection: sqlite3.Connection) -> bool:
    """Make the table, empty, instead of one that nobody trusts; False where this SQLite has no FTS5."""
    if not connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone():
        return False
    with _as_damage():
        connection.execute("DROP TABLE IF EXISTS words")
        connection.execute(_MAKE)
    _reach(connection, 0)
    return True


def drop(connection: sqlite3.Connection) -> None:
    """Remove the table, if there is one."""
    distrust(connection)
    with _as_damage():
        connection.execute("DROP TABLE IF EXISTS words")


def distrust(connection: sqlite3.Connection) -> None:
    """From now on nobody asks the table; it is made anew when somebody builds."""
    connection.execute("DELETE FROM meta WHERE name = ?", (TABLE,))


def last(connection: sqlite3.Connection) -> int | None:
    """The number up to which all customers are in the table; None where there is no table."""
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (TABLE,)).fetchone()
    return int(found[0]) if found else None


def takes(connection: sqlite3.Connection, number: int) -> bool:
    """Whether the customer with that number is the next for the table; else it is filled later."""
    return last(connection) == number - 1


def add(connection: sqlite3.Connection, found: Sequence[Sequence[Any]]) -> None:
    """Add rows of new customers, in the order of their numbers, if the table has all before them."""
    if found and takes(connection, found[0][0]):
        with _as_damage():
            connection.executemany(_ADD, found)
        _reach(connection, found[-1][0])


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take customers out, while their texts are still kept: FTS5 has to be told what it forgets."""
    reached = last(connection)
    if not reached:
        return
    for number in numbers:
        if number <= reached:
            kept = connection.execute("SELECT customer, text FROM texts WHERE customer = ?", (number,))
            with _as_damage():
                connection.executemany(_REMOVE, rows(kept.fetchall()))


def fill(connection: sqlite3.Connection, many: int) -> int:
    """Take in so many of the kept texts that the table lacks, within a transaction; gives how many it took."""
    reached = last(connection) or 0
    ask = "SELECT customer, text FROM texts WHERE customer > ? ORDER BY customer LIMIT ?"
    kept = connection.execute(ask, (reached, many)).fetchall()
    with _as_damage():
        connection.executemany(_ADD, rows(kept))
    if len(kept) < many:
        # The newest customers may be gone already: their numbers are passed too.
        newest = connection.execute("SELECT value FROM meta WHERE name = 'next'").fetchone()
        _reach(connection, int(newest[0]) - 1 if newest else 0)
    else:
        _reach(connection, kept[-1][0])
    return len(kept)


def lacking(connection: sqlite3.Connection) -> int:
    """How many customers the table lacks."""
    ask = "SELECT count(*) FROM texts WHERE customer > ?"
    return int(connection.execute(ask, (last(connection) or 0,)).fetchone()[0])


def size(connection: sqlite3.Connection) -> int:
    """How many bytes the table's rows take."""
    if last(connection) is None:
        return 0
    return int(connection.execute("SELECT total(length(block)) FROM words_data").fetchone()[0])


def tidy(connection: sqlite3.Connection) -> None:
    """Bring the table into its smallest and quickest form."""
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def _reach(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (TABLE, str(number)))
