"""The catalog of a ledger as it was at a commit, kept beside the one of today for the next question."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from ledger.errors import LedgerError
from ledger.index.catalog import Catalog, Doubtful
from ledger.index.past_copy import copy_known
from ledger.index.reading import Reading
from ledger.index.refresh import Compared, Fresh, Watch, keep_last, stamp_of, write
from ledger.store import state
from ledger.store.git_past import Past
from ledger.store.lock import lock
from ledger.store.scan import Changes, without_collector

_NAME = "as-of-"


def fresh_past(reading: Reading, past: Past, *, on_progress: Watch | None = None, in_memory: bool = False) -> Fresh:
    """The catalog of a commit, made if need be. Nothing can change in it, so that it is never compared with anything."""
    stamp = f"{stamp_of(reading)}/{past.commit.oid}"
    folder = None if in_memory else _folder(reading.root, past)
    if folder is not None:
        with suppress(sqlite3.Error, OSError, LedgerError):
            return _kept(reading, past, folder, stamp, on_progress)
    return _filled(reading, past, Catalog.make(None, stamp), stamp, on_progress)


def _folder(root: Path, past: Past) -> Path | None:
    index = state.index_folder(root)
    if index is None:
        return None
    place = index / f"{_NAME}{past.commit.oid}"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return place


def _kept(reading: Reading, past: Past, folder: Path, stamp: str, on_progress: Watch | None) -> Fresh:
    os.utime(folder)
    try:
        return Fresh(Catalog.open(folder, stamp), reading.root, _seen=past.scan())
    except Doubtful:
        with lock(folder):
            with suppress(Doubtful):
                # Somebody else was quicker.
                return Fresh(Catalog.open(folder, stamp), reading.root, _seen=past.scan())
            made = _filled(reading, past, Catalog.make(folder, stamp), stamp, on_progress)
    keep_last(folder, _NAME)
    return made


def _filled(reading: Reading, past: Past, catalog: Catalog, stamp: str, on_progress: Watch | None) -> Fresh:
    seen = past.scan()
    now = None if catalog.in_memory else state.index_folder(reading.root)
    known = frozenset[str]() if now is None else copy_known(catalog, past, now, stamp_of(reading))
    with without_collector():
        found = Compared(seen, Changes(added=tuple(sorted(seen.files.keys() - known))), seen.files)
        return Fresh(catalog, reading.root, write(reading, catalog, stamp, found, on_progress), _seen=seen)
