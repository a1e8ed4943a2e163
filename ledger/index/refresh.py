"""The catalog made equal to the files on disk; doing so twice changes nothing more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError
from ledger.index import fts5_table, schema
from ledger.index.catalog import Catalog, Doubtful
from ledger.index.reading import Reading
from ledger.release import __version__
from ledger.store import state
from ledger.store.files import Reader
from ledger.store.lock import lock
from ledger.store.scan import Changes, Scan, diff, scan, without_collector
from ledger.text.source import digest

_MANY = 300


@dataclass(frozen=True, slots=True)
class Fresh:
    """A catalog that equals the files, what was found on the way, and how much had to be read."""

    catalog: Catalog
    scan: Scan
    read: int


Watch = Callable[[int, int], None]


def fresh(reading: Reading, *, on_progress: Watch | None = None, in_memory: bool = False) -> Fresh:
    """Open the ledger's catalog, make it if need be, and read what has changed on disk since.

    Falls back to a catalog in memory where index/ can't be written or locked, so that an answer is never wrong.
    `on_progress` is told of files done and files to do when there are many. With `in_memory` index/ is not looked at.
    """
    stamp = "/".join((str(schema.VERSION), __version__, reading.vocabulary.digest, reading.settings.digest))
    folder = None if in_memory else state.index_folder(reading.root)
    if folder is not None:
        try:
            return _on_disk(reading, folder, stamp, on_progress)
        except (sqlite3.OperationalError, OSError, LedgerError):
            pass
        except sqlite3.DatabaseError:
            return _anew(reading, stamp, on_progress)
    return _in_memory(reading, stamp, on_progress)


def _on_disk(reading: Reading, folder: Path, stamp: str, on_progress: Watch | None) -> Fresh:
    try:
        catalog = Catalog.open(folder, stamp)
    except Doubtful:
        with lock(folder):
            catalog = _open_or_make(folder, stamp)
            return _update(reading, catalog, stamp, on_progress)
    # Two states of every file come into being here, and live until the end: nothing for the collector to find.
    with without_collector():
        scanned = catalog.note("scanned")
        seen = scan(reading.root)
        changes = _changes(reading, catalog, seen)
    if not changes:
        return Fresh(catalog, seen, 0)
    with lock(folder):
        if catalog.note("scanned") != scanned:  # somebody else was quicker
            return _update(reading, catalog, stamp, on_progress)
        return _write(reading, catalog, stamp, seen, changes, on_progress)


def _open_or_make(folder: Path, stamp: str) -> Catalog:
    """Another process may have made it while we waited for the lock."""
    try:
        return Catalog.open(folder, stamp)
    except Doubtful:
        return Catalog.make(folder, stamp)


def _anew(reading: Reading, stamp: str, on_progress: Watch | None) -> Fresh:
    """Instead of a damaged catalog, one made from nothing under another name."""
    folder = state.renew_index_folder(reading.root)
    if folder is None:
        return _in_memory(reading, stamp, on_progress)
    return _on_disk(reading, folder, stamp, on_progress)


def _in_memory(reading: Reading, stamp: str, on_progress: Watch | None) -> Fresh:
    return _update(reading, Catalog.make(None, stamp), stamp, on_progress)


def _changes(reading: Reading, catalog: Catalog, seen: Scan) -> Changes:
    """What differs from the catalog; doubtful files count as modified if their content differs."""
    found = diff(seen.files, catalog.files(), int(catalog.note("scanned") or 0))
    if not found.doubtful:
        return found
    known = catalog.digests(found.doubtful)
    reader = Reader(reading.root)
    changed = [path for path in found.doubtful if _digest(reader, path) != known.get(path)]
    return Changes(found.added, (*found.modified, *changed), found.removed)


def _digest(reader: Reader, path: str) -> str:
    try:
        return digest(reader.read(path))
    except LedgerError:
        return ""


def _update(reading: Reading, catalog: Catalog, stamp: str, on_progress: Watch | None) -> Fresh:
    """Look at the files and read what differs."""
    seen = scan(reading.root)
    return _write(reading, catalog, stamp, seen, _changes(reading, catalog, seen), on_progress)


def _write(
    reading: Reading, catalog: Catalog, stamp: str, seen: Scan, changes: Changes, on_progress: Watch | None
) -> Fresh:
    """Read what differs, in one transaction; a new catalog gets its stamp only when it is complete."""
    wanted = (*changes.added, *changes.modified)
    first_build = not catalog.note("stamp")
    with catalog.writing(), without_collector():
        if first_build and reading.settings.engine == "fts5" and not catalog.in_memory:
            fts5_table.make(catalog.connection)
        catalog.forget((*changes.modified, *changes.removed))
        _read(reading, catalog, seen, wanted, on_progress)
        catalog.remember("scanned", str(seen.started_ns))
        catalog.seen(seen.files)
        if first_build:
            catalog.complete(stamp)
    if first_build:
        catalog.settle()
    return Fresh(catalog, seen, len(wanted))


def _read(reading: Reading, catalog: Catalog, seen: Scan, wanted: tuple[str, ...], on_progress: Watch | None) -> None:
    if not wanted:
        return
    from ledger.index.build import batches

    first = catalog.next_number()
    done = 0
    for batch in batches(reading, wanted, first, words=fts5_table.takes(catalog.connection, first)):
        paths = wanted[done : done + len(batch.digests)]
        catalog.insert(batch.rows)
        numbers = {path: first + done + place for place, path in enumerate(paths)}
        catalog.see(seen.files, dict(zip(paths, batch.digests, strict=True)), numbers)
        done += len(paths)
        if on_progress is not None and len(wanted) >= _MANY:
            on_progress(done, len(wanted))
