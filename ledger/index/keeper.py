"""A catalog that is kept equal to the files from one change to the next, by whoever is told of changes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError, Unwritable
from ledger.index.catalog import Catalog
from ledger.index.reading import Reading
from ledger.index.refresh import (
    Compared,
    Watch,
    being_saved,
    compare,
    digest_of,
    open_or_make,
    stamp_of,
    take_turn,
    write,
)
from ledger.messages import say
from ledger.store import state
from ledger.store.files import Reader
from ledger.store.glance import glance
from ledger.store.lock import lock
from ledger.store.scan import State
from ledger.text.source import digest

_NOTHING = digest(b"")
_PART = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """What differed: paths that changed, and those that are being saved and have to be looked at again soon.

    `anew` tells that the catalog was built from nothing, so that nobody knows what changed.
    """

    changed: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    anew: bool = False


class Keeper:
    """Keeps one ledger's catalog. Whatever fails is raised: sqlite3.Error, OSError, LedgerError; nothing is half done.

    `obstacles` is the number of things in customers/ that can't be read, as of the last look at everything.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.stamp = stamp_of(reading)
        self.obstacles = 0
        self._catalog: Catalog | None = None
        self._folder: Path | None = None
        self._file: tuple[int, int] | None = None

    @property
    def folder(self) -> str:
        """The name of the folder in index/ that the catalog is in."""
        return self._folder.name if self._folder is not None else ""

    @property
    def is_open(self) -> bool:
        """Whether there is a catalog to ask."""
        return self._catalog is not None

    @property
    def catalog(self) -> Catalog:
        """The open catalog."""
        if self._catalog is None:
            raise Unwritable(say("The ledger's catalog is not open."))
        return self._catalog

    def is_current(self) -> bool:
        """Whether the catalog is still the one that commands open: anybody may delete index/ at any time."""
        if self._catalog is None or self._folder is None:
            return False
        return state.index_folder(self.reading.root) == self._folder and _file(self._folder) == self._file

    def count(self) -> int:
        """How many files are known."""
        return int(self.catalog.connection.execute("SELECT count(*) FROM files").fetchone()[0])

    def everything(self, on_progress: Watch | None = None) -> Kept:
        """Look at all files and read those that differ; opens the catalog, or makes it, where that has to be."""
        try:
            return self._everything(on_progress)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            # Damaged: one made from nothing under another name.
            self.close()
            state.renew_index_folder(self.reading.root)
            return self._everything(on_progress)

    def some(self, paths: Iterable[str]) -> Kept | None:
        """Look at some paths and read those files that differ, at a cost that doesn't depend on the others.

        None if something lies there that only a look at everything can judge.
        """
        found = glance(self.reading.root, paths)
        if found.odd or self._folder is None:
            return None
        with lock(self._folder):
            return self._compared(found.files, found.gone)

    def close(self) -> None:
        """Let go of the catalog."""
        if self._catalog is not None:
            self._catalog.close()
        self._catalog = self._folder = self._file = None

    def _everything(self, on_progress: Watch | None) -> Kept:
        folder = state.index_folder(self.reading.root)
        if folder is None:
            raise Unwritable(
                say("index/ or your own state folder can't be written, so there is nothing to keep fresh."),
                say("Commands answer without it; `ledger watch` is of no use here."),
            )
        if not self.is_current():
            self.close()
            with lock(folder):
                self._catalog, self._folder = open_or_make(folder, self.stamp), folder
                if not self.catalog.note("stamp"):
                    found = compare(self.reading, self.catalog)
                    write(self.reading, self.catalog, self.stamp, found, on_progress)
                    self.obstacles = len(found.scan.unread)
                    self._file = _file(folder)
                    return Kept(held=found.held, anew=True)
            self._file = _file(folder)
        found = compare(self.reading, self.catalog)
        kept = self._in_parts(found, folder, on_progress)
        self.obstacles = len(found.scan.unread)
        with lock(folder), self.catalog.writing():
            self.catalog.remember("scanned", str(found.scan.started_ns))
            take_turn(self.catalog)
        return Kept(kept.changed, (*found.held, *kept.held))

    def _in_parts(self, found: Compared, folder: Path, on_progress: Watch | None) -> Kept:
        """Read files a part at a time, so that commands which write need not wait long for their turn."""
        removed, wanted = found.changes.removed, (*found.changes.added, *found.changes.modified)
        changed: list[str] = []
        held: list[str] = []
        for start in range(0, len(removed) + len(wanted), _PART):
            gone = removed[start : start + _PART]
            some = wanted[max(start - len(removed), 0) : max(start + _PART - len(removed), 0)]
            with lock(folder):
                kept = self._compared({path: found.states[path] for path in some}, gone)
            changed += kept.changed
            held += kept.held
            if on_progress is not None:
                on_progress(min(start + _PART, len(removed) + len(wanted)), len(removed) + len(wanted))
        return Kept(tuple(changed), tuple(held))

    def _compared(self, files: dict[str, State], gone: tuple[str, ...]) -> Kept:
        catalog = self.catalog
        reader = Reader(self.reading.root)
        removed = tuple(path for path in gone if catalog.state(path) is not None)
        wanted, touched, held = [], [], []
        for path, now in files.items():
            known = catalog.state(path)
            if known is None:
                wanted.append(path)
            elif known[0] != now and being_saved(now, known[0]):
                held.append(path)
            elif digest_of(reader, path) != known[1] or (not known[1] and known[0] != now):
                wanted.append(path)
            elif known[0] != now:
                touched.append(path)
        if removed or wanted or touched:
            late = self._write(catalog, files, removed, wanted, touched)
            held += late
            wanted = [path for path in wanted if path not in late]
        return Kept((*removed, *wanted), tuple(held))

    def _write(
        self,
        catalog: Catalog,
        files: dict[str, State],
        removed: Sequence[str],
        wanted: Sequence[str],
        touched: Sequence[str],
    ) -> list[str]:
        """Replace the rows of some files, in one transaction; gives those that turned out to be emptied just now."""
        with catalog.writing():
            catalog.forget(removed)
            late = [path for path in wanted if not self._read(catalog, path, files[path])]
            for path in touched:
                catalog.touch(path, files[path])
            now: dict[str, State | None] = {path: files[path] for path in (*wanted, *touched) if path not in late}
            catalog.seen_since({**dict.fromkeys(removed), **now})
            take_turn(catalog)
        return late

    def _read(self, catalog: Catalog, path: str, seen: State) -> bool:
        """Replace the rows of one file; False if it was emptied since it was seen, and what it said before stays."""
        from ledger.index import fts5_table
        from ledger.index.build import batches

        number = catalog.next_number()
        (batch,) = batches(self.reading, (path,), number, words=fts5_table.takes(catalog.connection, number))
        if batch.digests[0] == _NOTHING and seen[0]:
            return False
        catalog.forget((path,))
        catalog.insert(batch.rows)
        catalog.see({path: seen}, {path: batch.digests[0]}, {path: number})
        return True


def retrying(error: Exception) -> bool:
    """Whether trying again later may help: others hold the lock, the disk is full or away for a moment."""
    return isinstance(error, sqlite3.Error | OSError | LedgerError)


def _file(folder: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(folder / "catalog.db")
    except OSError:
        return None
    return found.st_dev, found.st_ino
