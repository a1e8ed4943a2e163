"""The catalog made equal to the files on disk; doing so twice changes nothing more."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ledger.errors import LedgerError
from ledger.index import fts5_table, schema
from ledger.index.catalog import Catalog, Doubtful
from ledger.index.reading import Reading
from ledger.release import __version__
from ledger.store import ping, state
from ledger.store.files import Reader
from ledger.store.lock import lock
from ledger.store.scan import Changes, Scan, State, diff, scan, without_collector
from ledger.text.source import digest

SAVING = 2.0
"""Seconds for which a file that has just become empty counts as one that is being saved: many editors empty it first."""

KEPT = 3
"""So many catalogs of other days or of commits stay, those asked last."""
_DAY = "on-"
_MANY = 300
_FEW = 100


@dataclass(slots=True)
class Fresh:
    """A catalog that equals the files, and how much had to be read for it.

    `obstacles` is the number of things in customers/ that can't be read. `mended` tells that the catalog was damaged
    and has been built anew. What was made of it lies in `kept`, for as long as the same catalog is asked.
    """

    catalog: Catalog
    root: Path
    read: int = 0
    obstacles: int = 0
    _seen: Scan | None = field(default=None, repr=False)
    mended: bool = False
    kept: dict[str, object] = field(default_factory=dict, repr=False)

    @property
    def scan(self) -> Scan:
        """What lies in customers/: what was found on the way, or found now where a watcher spared looking."""
        if self._seen is None:
            self._seen = scan(self.root)
        return self._seen


@dataclass(frozen=True, slots=True)
class Compared:
    """The files as they are, how they differ from the catalog, and what is to be kept of their states.

    `held` are files that are being saved: the catalog goes on with what they said before.
    """

    scan: Scan
    changes: Changes
    states: Mapping[str, State]
    held: tuple[str, ...] = ()


Watch = Callable[[int, int], None]


def fresh(reading: Reading, *, on_progress: Watch | None = None, in_memory: bool = False) -> Fresh:
    """Open the ledger's catalog, make it if need be, and read what has changed on disk since.

    Where a watcher runs and says that it has seen to everything, no file is looked at. Falls back to a catalog in
    memory where index/ can't be written or locked, so that an answer is never wrong. `on_progress` is told of files
    done and files to do when there are many. With `in_memory` index/ is not looked at.
    """
    stamp = stamp_of(reading)
    folder = None if in_memory else state.index_folder(reading.root)
    if folder is not None and reading.until is not None:
        return _on_a_day(reading, folder / f"{_DAY}{reading.until}", stamp, on_progress)
    if folder is not None:
        try:
            return _watched(reading, folder, stamp) or _on_disk(reading, folder, stamp, on_progress)
        except (sqlite3.OperationalError, OSError, LedgerError):
            pass
        except sqlite3.DatabaseError:
            return _anew(reading, stamp, on_progress)
    return _in_memory(reading, stamp, on_progress)


def _on_a_day(reading: Reading, folder: Path, stamp: str, on_progress: Watch | None) -> Fresh:
    """The catalog of what had happened by a day, kept beside that of today for the next question."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.utime(folder)
        found = _on_disk(reading, folder, stamp, on_progress)
    except (sqlite3.Error, OSError, LedgerError):
        return _in_memory(reading, stamp, on_progress)
    keep_last(folder, _DAY)
    return found


def keep_last(folder: Path, prefix: str) -> None:
    """Remove the folders beside one that begin so, but for the few that were asked for last and the one itself."""
    from shutil import rmtree

    with suppress(OSError):
        # Times alone can't tell: closing an older catalog changes that of its folder.
        others = [one for one in folder.parent.iterdir() if one.name.startswith(prefix) and one != folder]
        for old in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[KEPT - 1 :]:
            rmtree(old, ignore_errors=True)


def stamp_of(reading: Reading) -> str:
    """What a catalog is made by: another stamp, another catalog."""
    until = () if reading.until is None else (reading.until.isoformat(),)
    return "/".join((str(schema.VERSION), __version__, reading.vocabulary.digest, reading.settings.digest, *until))


def _watched(reading: Reading, folder: Path, stamp: str) -> Fresh | None:
    """The catalog as the watcher keeps it, if one runs that has worked off everything before now."""
    answer = ping.ask(reading.root, {"ask": "trust"})
    if answer is None or (answer.get("trusted"), answer.get("folder"), answer.get("stamp")) != (
        True,
        folder.name,
        stamp,
    ):
        return None
    try:
        return Fresh(Catalog.open(folder, stamp), reading.root, obstacles=int(str(answer.get("obstacles", 0))))
    except (Doubtful, ValueError):
        return None


def _on_disk(reading: Reading, folder: Path, stamp: str, on_progress: Watch | None) -> Fresh:
    try:
        catalog = Catalog.open(folder, stamp)
    except Doubtful as doubt:
        with lock(folder):
            catalog = open_or_make(folder, stamp)
            anew = _update(reading, catalog, stamp, on_progress)
        anew.mended = doubt.damage
        return anew
    # Two states of every file come into being here, and live until the end: nothing for the collector to find.
    with without_collector():
        turn = catalog.note("turn")
        found = compare(reading, catalog)
    if not found.changes:
        return _fresh(reading, catalog, found, 0)
    with lock(folder):
        if catalog.note("turn") != turn:  # somebody else was quicker
            return _update(reading, catalog, stamp, on_progress)
        return _fresh(reading, catalog, found, write(reading, catalog, stamp, found, on_progress))


def open_or_make(folder: Path, stamp: str) -> Catalog:
    """The catalog in a folder, or a new and empty one; under lock, as another process may have made it meanwhile."""
    try:
        return Catalog.open(folder, stamp)
    except Doubtful:
        return Catalog.make(folder, stamp)


def _anew(reading: Reading, stamp: str, on_progress: Watch | None) -> Fresh:
    """Instead of a damaged catalog, one made from nothing under another name."""
    folder = state.renew_index_folder(reading.root)
    if folder is None:
        return _in_memory(reading, stamp, on_progress)
    found = _on_disk(reading, folder, stamp, on_progress)
    found.mended = True
    return found


def _in_memory(reading: Reading, stamp: str, on_progress: Watch | None) -> Fresh:
    return _update(reading, Catalog.make(None, stamp), stamp, on_progress)


def _update(reading: Reading, catalog: Catalog, stamp: str, on_progress: Watch | None) -> Fresh:
    """Look at the files and read what differs."""
    found = compare(reading, catalog)
    return _fresh(reading, catalog, found, write(reading, catalog, stamp, found, on_progress))


def _fresh(reading: Reading, catalog: Catalog, found: Compared, read: int) -> Fresh:
    return Fresh(catalog, reading.root, read, len(found.scan.unread), found.scan)


def compare(reading: Reading, catalog: Catalog) -> Compared:
    """Look at all files and compare them with the catalog; doubtful ones differ if their content does."""
    seen = scan(reading.root)
    known = catalog.files()
    found = diff(seen.files, known, int(catalog.note("scanned") or 0))
    modified = (*found.modified, *_really(reading, catalog, found.doubtful))
    held = tuple(path for path in modified if being_saved(seen.files[path], known[path]))
    states = {**seen.files, **{path: known[path] for path in held}} if held else seen.files
    kept = tuple(path for path in modified if path not in held) if held else modified
    return Compared(seen, Changes(found.added, kept, found.removed), states, held)


def being_saved(now: State, before: State) -> bool:
    """Whether a file has become empty so lately that its new text is probably on its way."""
    return now[0] == 0 < before[0] and -1 < time.time() - max(now[1], now[2]) / 1e9 < SAVING


def _really(reading: Reading, catalog: Catalog, doubtful: tuple[str, ...]) -> list[str]:
    """Those of some files whose content differs from what was read before."""
    known = catalog.digests(doubtful)
    reader = Reader(reading.root)
    return [path for path in doubtful if digest_of(reader, path) != known.get(path)]


def digest_of(reader: Reader, path: str) -> str:
    """The digest of a file's bytes; empty where they can't be read."""
    try:
        return digest(reader.read(path))
    except LedgerError:
        return ""


def write(reading: Reading, catalog: Catalog, stamp: str, found: Compared, on_progress: Watch | None = None) -> int:
    """Read what differs, in one transaction, and tell how many files that were.

    A new catalog gets its stamp only when it is complete. Call under lock.
    """
    changes = found.changes
    wanted = (*changes.added, *changes.modified)
    first_build = not catalog.note("stamp")
    started = time.time()
    with catalog.writing(), without_collector():
        if first_build and reading.settings.engine == "fts5" and not catalog.in_memory:
            fts5_table.make(catalog.connection)
        catalog.forget((*changes.modified, *changes.removed))
        _read(reading, catalog, found.states, wanted, on_progress)
        catalog.remember("scanned", str(found.scan.started_ns))
        take_turn(catalog)
        if first_build or len(wanted) + len(changes.removed) > _FEW:
            catalog.seen(found.states)
        else:
            gone: dict[str, State | None] = dict.fromkeys(changes.removed)
            catalog.seen_since({**gone, **{path: found.states[path] for path in wanted}})
        if first_build:
            catalog.remember("built", f"{started:.3f} {time.time() - started:.3f}")
            catalog.complete(stamp)
    if first_build:
        catalog.settle()
    return len(wanted)


def take_turn(catalog: Catalog) -> None:
    """Note that the catalog is another one, for those who compared files with it before."""
    catalog.remember("turn", str(int(catalog.note("turn") or 0) + 1))


def _read(
    reading: Reading, catalog: Catalog, states: Mapping[str, State], wanted: tuple[str, ...], on_progress: Watch | None
) -> None:
    if not wanted:
        return
    from ledger.index.build import batches

    first = catalog.next_number()
    done = 0
    for batch in batches(reading, wanted, first, words=fts5_table.takes(catalog.connection, first)):
        paths = wanted[done : done + len(batch.digests)]
        catalog.insert(batch.rows)
        numbers = {path: first + done + place for place, path in enumerate(paths)}
        catalog.see(states, dict(zip(paths, batch.digests, strict=True)), numbers)
        done += len(paths)
        if on_progress is not None and len(wanted) >= _MANY:
            on_progress(done, len(wanted))
