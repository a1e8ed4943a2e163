"""The catalog on disk built, looked at, compared and made smaller, for those who want to know how that goes."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

from ledger.errors import Busy, LedgerError, Unwritable
from ledger.index.catalog import FILE, Catalog, Doubtful
from ledger.index.comparison import Difference, differences, integrity, misheld
from ledger.index.engine import Damaged
from ledger.index.engines import engine_of
from ledger.index.reading import Reading
from ledger.index.refresh import Watch, compare, open_or_make, stamp_of, write
from ledger.messages import say
from ledger.store import state
from ledger.store.lock import lock

Done = TypeVar("Done")
State = Literal["none", "other", "damaged", "ready"]

_BESIDE = "compared"
# Below this share of free pages it isn't worth writing the whole file anew.
_WORTH_VACUUM = 0.1


def folder_of(root: Path) -> Path:
    """The folder of a ledger's index; raises Unwritable where it can't be had."""
    folder = state.index_folder(root)
    if folder is None:
        raise _unusable()
    return folder


def on_disk(reading: Reading, on_reading: Watch) -> tuple[Catalog, int]:
    """The catalog made equal to the files, and how many were read; nothing falls back to memory."""
    folder, stamp = folder_of(reading.root), stamp_of(reading)
    with lock(folder):
        catalog = open_or_make(folder, stamp)
        try:
            found = compare(reading, catalog)
            if not found.changes and catalog.note("stamp"):
                return catalog, 0
            return catalog, write(reading, catalog, stamp, found, on_reading)
        except BaseException:
            catalog.close()
            raise


def anew_if_damaged(root: Path, work: Callable[[], Done]) -> Done:
    """Do something with the catalog; if it turns out to be damaged, do it once more with one built from nothing."""
    try:
        return work()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        state.renew_index_folder(root)
        return work()


def look(reading: Reading, folder: Path) -> tuple[State, Catalog | None]:
    """The catalog in a folder as it is, or why there is none to be opened."""
    if not (folder / FILE).exists():
        return "none", None
    try:
        return "ready", Catalog.open(folder, stamp_of(reading))
    except Doubtful:
        return ("other" if _is_readable(folder / FILE) else "damaged"), None


def _is_readable(place: Path) -> bool:
    """Whether SQLite can make anything of a file."""
    connection = sqlite3.connect(place)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def differing(reading: Reading, found: Catalog, on_reading: Watch, on_comparing: Watch) -> set[Difference]:
    """What differs between a catalog and one built from nothing beside it, and between the text index and the texts."""
    try:
        if not integrity(found.connection):
            return {Difference("", "catalog")}
        with _built_beside(reading, on_reading) as right:
            held_back = compare(reading, found).held
            told = {one for one in differences(found, right, on_comparing) if one.path not in held_back}
        return told | set(_misheld(found, reading.settings.engine))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return {Difference("", "catalog")}


@contextmanager
def _built_beside(reading: Reading, on_reading: Watch) -> Iterator[Catalog]:
    """A catalog of the files as they are now, in a folder as private as the first one's; removed afterwards."""
    place = Path(tempfile.mkdtemp(prefix=f"{_BESIDE}-", dir=folder_of(reading.root)))
    try:
        # What FTS5 holds is compared with the texts themselves.
        plain = replace(reading, settings=replace(reading.settings, engine="whoosh"))
        catalog = Catalog.make(place, _BESIDE)
        try:
            write(plain, catalog, _BESIDE, compare(plain, catalog), on_reading)
            yield catalog
        finally:
            catalog.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _misheld(catalog: Catalog, name: str) -> Iterator[Difference]:
    engine = engine_of(catalog, name)
    if engine is None:
        return
    try:
        known = engine.known()
        known = known if isinstance(known, range) else frozenset(known)
        for path in misheld(catalog, known.__contains__, engine.held()):
            yield Difference(path, "words")
    except Damaged:
        yield Difference("", "words")


def shrink(catalog: Catalog) -> None:
    """Give back what the catalog's file no longer needs."""
    connection = catalog.connection
    pages, free = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    if free > pages * _WORTH_VACUUM:
        connection.execute("VACUUM")
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def refusals() -> Iterator[None]:
    """What SQLite or the system refuses while building, as a refusal that says so."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise Busy(say("Another process writes the index just now."), say("Try again in a moment.")) from error
        raise _not_written(str(error)) from error
    except LedgerError:
        raise
    except OSError as error:
        raise _not_written(error.strerror or str(error)) from error


def _not_written(reason: str) -> Unwritable:
    return Unwritable(
        say("The index can't be written: {reason}.", reason=reason),
        say("Every answer stays right without it; it only takes longer."),
    )


def _unusable() -> Unwritable:
    return Unwritable(
        say("index/ or your own state folder can't be written, so no index is kept."),
        say("Every answer stays right without it; it only takes longer."),
    )
