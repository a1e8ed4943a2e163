"""The catalog: what is known of every file, in SQLite; a cache that any doubt rebuilds."""

from __future__ import annotations

import marshal
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.index import fts5_table, schema

if TYPE_CHECKING:
    from ledger.index.rows import Row, Rows
    from ledger.store.scan import State

FILE = "catalog.db"
_SEEN = "files"
_SINCE = "since"
_MANY = 300
_LONG = 8_000_000
_NEXT = "next"
# Rows that one statement adds: fewer calls for many rows. SQLite may know no more than 999 question marks.
_TOGETHER = 16


class Doubtful(Exception):
    """A catalog can't be used as it is; it has to be built anew. `damage` tells that SQLite couldn't read it."""

    def __init__(self, reason: str, *, damage: bool = False) -> None:
        super().__init__(reason)
        self.damage = damage


class Catalog:
    """An open catalog. Reading goes on while one process writes.

    `connection` gives rows as tuples. `in_memory` tells that nothing is kept, because index/ can't be used.
    """

    def __init__(self, connection: sqlite3.Connection, *, in_memory: bool = False) -> None:
        self.connection = connection
        self.in_memory = in_memory

    @classmethod
    def open(cls, folder: Path, stamp: str) -> Catalog:
        """Open the catalog in a folder; raises Doubtful if it is damaged, of another version or another `stamp`."""
        place = folder / FILE
        if not place.exists():
            raise Doubtful("none yet")
        try:
            catalog = cls(_connect(str(place)))
            catalog.settle()
            if catalog.note("stamp") != stamp:
                raise Doubtful("made with other settings")
        except sqlite3.Error as error:
            raise Doubtful(str(error), damage=not isinstance(error, sqlite3.OperationalError)) from None
        return catalog

    @classmethod
    def make(cls, folder: Path | None, stamp: str) -> Catalog:
        """A new, empty catalog in a folder, or in memory."""
        if folder is not None:
            for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
                (folder / name).unlink(missing_ok=True)
        catalog = cls(_connect(":memory:" if folder is None else str(folder / FILE)), in_memory=folder is None)
        # Until it is complete nobody trusts it, so nothing is spent on making it safe.
        catalog.connection.execute("PRAGMA journal_mode = OFF")
        catalog.connection.execute("PRAGMA synchronous = OFF")
        for statement in schema.statements():
            catalog.connection.execute(statement)
        return catalog

    def complete(self, stamp: str) -> None:
        """Make a new catalog one that others may open."""
        for statement in schema.INDEXES:
            self.connection.execute(statement)
        self.remember("stamp", stamp)

    def settle(self) -> None:
        """From now on readers and one writer share the file, and a crash costs no more than the last commits."""
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")

    def tidy(self) -> None:
        """Take what was written lately over into the file itself, once that is much; a reader of old rows prevents it."""
        place = self.connection.execute("PRAGMA database_list").fetchone()[2]
        with suppress(OSError):
            if place and os.stat(f"{place}-wal").st_size > _LONG:
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def note(self, name: str) -> str:
        """What was remembered under a name; empty if nothing."""
        found = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def remember(self, name: str, value: str) -> None:
        """Keep a note."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it or nothing."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def files(self) -> dict[str, State]:
        """The files as last seen, by path."""
        kept = self.connection.execute("SELECT value FROM meta WHERE name = ?", (_SEEN,)).fetchone()
        try:
            found = dict(marshal.loads(kept[0])) if kept else self._files()  # noqa: S302 (index/ is our own)
            for path, state in self._since().items():
                if state is None:
                    found.pop(path, None)
                else:
                    found[path] = state
        except (ValueError, EOFError, TypeError):
            # Another Python wrote it.
            return self._files()
        return found

    def _files(self) -> dict[str, State]:
        found = self.connection.execute("SELECT path, size, mtime, ctime, inode FROM files")
        return {path: (size, mtime, ctime, inode) for path, size, mtime, ctime, inode in found}

    def _since(self) -> dict[str, State | None]:
        kept = self.connection.execute("SELECT value FROM meta WHERE name = ?", (_SINCE,)).fetchone()
        return dict(marshal.loads(kept[0])) if kept else {}  # noqa: S302 (index/ is our own)

    def seen(self, files: Mapping[str, State]) -> None:
        """Keep the states of all files once more in one piece, which every command reads many times faster."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_SEEN, marshal.dumps(dict(files))))
        self.connection.execute("DELETE FROM meta WHERE name = ?", (_SINCE,))

    def seen_since(self, states: Mapping[str, State | None]) -> None:
        """Keep the states of a few files beside that piece (None for one that is gone), whatever its size."""
        try:
            since = self._since()
        except (ValueError, EOFError, TypeError):
            self.seen(self._files())
            return
        since.update(states)
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_SINCE, marshal.dumps(since)))
        if len(since) > _MANY:
            self.seen(self.files())

    def state(self, path: str) -> tuple[State, str] | None:
        """The state and the digest of one file as it was last read; None if it is not known."""
        ask = "SELECT size, mtime, ctime, inode, digest FROM files WHERE path = ?"
        found = self.connection.execute(ask, (path,)).fetchone()
        return (found[:4], found[4]) if found else None

    def touch(self, path: str, state: State) -> None:
        """Note that a file has another state and says the same."""
        self.connection.execute(
            "UPDATE files SET size = ?, mtime = ?, ctime = ?, inode = ? WHERE path = ?", (*state, path)
        )

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digests of files as last read."""
        wanted = "SELECT digest FROM files WHERE path = ?"
        found = {path: self.connection.execute(wanted, (path,)).fetchone() for path in paths}
        return {path: row[0] for path, row in found.items() if row}

    def next_number(self) -> int:
        """The number for the next new customer; none is used twice, so that a number is one version of one file."""
        return int(self.note(_NEXT) or 1)

    def forget(self, paths: Sequence[str]) -> None:
        """Remove the rows of files."""
        wanted = "SELECT customer FROM files WHERE path = ?"
        numbers = [row for path in paths if (row := self.connection.execute(wanted, (path,)).fetchone())]
        fts5_table.forget(self.connection, (number for (number,) in numbers))
        for table in schema.TABLES:
            self.connection.executemany(f"DELETE FROM {table} WHERE customer = ?", numbers)  # noqa: S608
        self.connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])

    def insert(self, found: Rows) -> None:
        """Add the rows of new customers."""
        for table, rows in found.items():
            if table == fts5_table.TABLE:
                fts5_table.add(self.connection, rows)
            elif rows:
                self._add(f"INSERT INTO {table} VALUES ", rows)  # noqa: S608

    def _add(self, into: str, rows: Sequence[Row]) -> None:
        values = f"({','.join('?' * len(rows[0]))})"
        # A long statement takes a while to prepare.
        together = len(rows) - len(rows) % _TOGETHER if len(rows) > _MANY else 0
        if together:
            joined = (
                tuple(chain.from_iterable(rows[start : start + _TOGETHER])) for start in range(0, together, _TOGETHER)
            )
            self.connection.executemany(into + ",".join([values] * _TOGETHER), joined)
        self.connection.executemany(into + values, rows[together:])

    def see(self, states: Mapping[str, State], digests: Mapping[str, str], numbers: Mapping[str, int]) -> None:
        """Note the files whose rows were added."""
        rows = [(path, *states[path], digests[path], number) for path, number in numbers.items()]
        self.connection.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?)", rows)
        self.remember(_NEXT, str(max(numbers.values(), default=self.next_number() - 1) + 1))


def _connect(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=5, isolation_level=None)
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection
