"""Building, comparing and tidying what is in index/, and telling what is there."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import Busy, LedgerError, Unwritable
from ledger.index.reading import Reading
from ledger.messages import say
from ledger.session import Session
from ledger.store import state
from ledger.store.lock import lock

if TYPE_CHECKING:
    from ledger.index.catalog import Catalog
    from ledger.index.comparison import Difference

Watch = Callable[[int, int], None]
"""Is told of customers done and of all there are to do."""

SCAN = "scan"
"""Instead of an engine: the texts themselves are looked through."""

_FILE = "catalog.db"
_BETWEEN = "compared"
# Below this share of a file's pages it isn't worth writing the whole file anew.
_WORTH_VACUUM = 0.1


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing the index up to date took.

    `engine` is who answers now ("scan" where there is no text index), `read` how many files were read, `indexed` how
    many customers were new to the text index, `lacking` how many it still lacks.
    """

    engine: str
    customers: int
    read: int
    indexed: int
    lacking: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Status:
    """What is in index/ as it is now; nothing was brought up to date for it.

    `state` is "none", "damaged", "other" (made by another release or with other settings), "unusable" (index/ can't
    be written) or "ready". `changed` are files that differ from the catalog, `lacking` customers the text index has not
    taken in. Sizes are in bytes, `seconds` how long the last build from nothing took.
    """

    state: str
    engine: str
    folder: str = ""
    customers: int = 0
    indexed: int = 0
    changed: int = 0
    lacking: int = 0
    catalog_bytes: int = 0
    text_bytes: int = 0
    built: datetime | None = None
    seconds: float | None = None
    watcher: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """How many customers were compared, and what differs from an index built from nothing."""

    customers: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Tidied:
    """The size of index/ before and after, in bytes."""

    before: int
    after: int


def bring_up_to_date(session: Session, on_reading: Watch, on_words: Watch) -> Brought:
    """Make the catalog equal to the files, and give the text index what it lacks.

    Raises Unwritable, saying why, where index/ can't be written, and Busy where another process writes it.
    """
    with _refusals():
        try:
            return _brought(session, on_reading, on_words)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            state.renew_index_folder(session.root)
            return _brought(session, on_reading, on_words)


def rebuild(session: Session, on_reading: Watch, on_words: Watch) -> Brought:
    """Forget the index and build it from nothing, in a folder with a new name; refusals as `bring_up_to_date`."""
    session.stale()
    if state.renew_index_folder(session.root) is None:
        raise _no_folder()
    return bring_up_to_date(session, on_reading, on_words)


def status(session: Session) -> Status:
    """What is in index/ now, without bringing anything up to date."""
    from ledger.index.catalog import Catalog, Doubtful
    from ledger.index.refresh import stamp_of

    engine, watcher = session.settings.engine, _watcher_runs(session)
    folder = state.index_folder(session.root)
    if folder is None:
        return Status("unusable", engine, watcher=watcher)
    known = Status("ready", engine, str(folder.relative_to(session.root.resolve())), watcher=watcher)
    if not (folder / _FILE).exists():
        return replace(known, state="none")
    try:
        catalog = Catalog.open(folder, stamp_of(_reading(session)))
    except Doubtful:
        return replace(known, state="other" if _is_whole(folder / _FILE) else "damaged")
    try:
        return _of_catalog(session, catalog, folder, known)
    except sqlite3.DatabaseError:
        return replace(known, state="damaged")
    finally:
        catalog.close()


def verify(session: Session, on_reading: Watch, on_comparing: Watch) -> Verified:
    """Build a second catalog from nothing beside the first one, compare the two, and the text index with its texts.

    What differs only as files change meanwhile is not told: it has to differ twice. Raises Unwritable where there is
    no index to compare, or no room for a second one.
    """
    if session.fresh().catalog.in_memory:
        raise _no_folder()
    with _refusals(), _room(session) as folder:
        found = _differences(session, folder, on_reading, on_comparing)
        if found:
            session.stale()
            found &= _differences(session, folder, on_reading, on_comparing)
        return Verified(_count(session.fresh().catalog), tuple(sorted(found)))


def optimize(session: Session, on_reading: Watch, on_words: Watch) -> Tidied:
    """Bring everything up to date, then into its smallest and quickest form; refusals as `bring_up_to_date`."""
    from ledger.index.upkeep import tidy

    bring_up_to_date(session, on_reading, on_words)
    folder = state.index_folder(session.root)
    if folder is None:
        raise _no_folder()
    before = _bytes(folder)
    with _refusals(), lock(folder):
        catalog, _ = _catalog(session, on_reading)
        tidy(catalog, session.settings.engine)
        connection = catalog.connection
        pages, free = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
        if free > pages * _WORTH_VACUUM:
            connection.execute("VACUUM")
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        catalog.close()
    return Tidied(before, _bytes(folder))


def _reading(session: Session) -> Reading:
    return Reading(session.root, session.vocabulary, session.settings)


def _catalog(session: Session, on_reading: Watch) -> tuple[Catalog, int]:
    """The catalog made equal to the files, and how many were read; nothing falls back to memory."""
    from ledger.index.refresh import compare, open_or_make, stamp_of, write

    folder = state.index_folder(session.root)
    if folder is None:
        raise _no_folder()
    reading = _reading(session)
    stamp = stamp_of(reading)
    with lock(folder):
        catalog = open_or_make(folder, stamp)
        found = compare(reading, catalog)
        if not found.changes and catalog.note("stamp"):
            return catalog, 0
        return catalog, write(reading, catalog, stamp, found, on_reading)


def _of_catalog(session: Session, catalog: Catalog, folder: Path, known: Status) -> Status:
    from ledger.index.engines import words_of
    from ledger.index.refresh import compare
    from ledger.index.upkeep import text_bytes

    changes = compare(_reading(session), catalog).changes
    words = words_of(catalog, session.settings.engine)
    lacking = len(words.unknown())
    customers = _count(catalog)
    built, seconds = _built(catalog)
    in_table, in_files = text_bytes(catalog)
    return replace(
        known,
        customers=customers,
        indexed=customers - lacking if words.engine is not None else 0,
        changed=len(changes.added) + len(changes.modified) + len(changes.removed),
        lacking=lacking if words.engine is not None else customers,
        catalog_bytes=_bytes_of(folder / _FILE) - in_table,
        text_bytes=in_table + in_files,
        built=built,
        seconds=seconds,
    )


def _built(catalog: Catalog) -> tuple[datetime | None, float | None]:
    """When the catalog was built from nothing, and how long that took."""
    begun, _, seconds = catalog.note("built").partition(" ")
    return (datetime.fromtimestamp(float(begun)).astimezone(), float(seconds)) if seconds else (None, None)


def _is_whole(place: Path) -> bool:
    """Whether SQLite can read a file at all."""
    connection = sqlite3.connect(place)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _watcher_runs(session: Session) -> bool:
    from ledger.store import ping

    return ping.ask(session.root, {"ask": "status"}, patience=1.0) is not None


def _differences(session: Session, folder: Path, on_reading: Watch, on_comparing: Watch) -> set[Difference]:
    from ledger.index.comparison import Difference, differences, integrity

    found = session.fresh().catalog
    try:
        if not integrity(found.connection):
            return {Difference("", "catalog")}
        right, held = _built_beside(session, found, folder, on_reading)
        try:
            differing = {one for one in differences(found, right, on_comparing) if one.path not in held}
        finally:
            right.close()
        return differing | set(_misheld(session, found))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return {Difference("", "catalog")}


def _built_beside(session: Session, found: Catalog, folder: Path, on_reading: Watch) -> tuple[Catalog, tuple[str, ...]]:
    """A catalog of the files as they are now; and those files that are being saved, as nobody knows their text yet."""
    from ledger.index.catalog import Catalog
    from ledger.index.refresh import compare, write

    # The words of texts are compared with the texts themselves.
    reading = replace(_reading(session), settings=replace(session.settings, engine="whoosh"))
    right = Catalog.make(folder, _BETWEEN)
    write(reading, right, _BETWEEN, compare(reading, right), on_reading)
    return right, compare(reading, found).held


def _misheld(session: Session, catalog: Catalog) -> Iterator[Difference]:
    from ledger.index.comparison import Difference, misheld
    from ledger.index.engine import Damaged
    from ledger.index.engines import engine_of
    from ledger.index.upkeep import held

    engine = engine_of(catalog, session.settings.engine)
    if engine is None:
        return
    try:
        known = engine.known()
        known = known if isinstance(known, range) else frozenset(known)
        for path in misheld(catalog, known.__contains__, held(catalog, engine)):
            yield Difference(path, "words")
    except Damaged:
        yield Difference("", "words")


@contextmanager
def _room(session: Session) -> Iterator[Path]:
    """A folder for a second catalog beside the first one, as private as that; removed afterwards."""
    folder = state.index_folder(session.root)
    if folder is None:
        raise _no_folder()
    place = Path(tempfile.mkdtemp(prefix=f"{_BETWEEN}-", dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _brought(session: Session, on_reading: Watch, on_words: Watch) -> Brought:
    from ledger.index.building import catch_up
    from ledger.index.engines import words_of
    from ledger.index.upkeep import drop_others

    started = time.monotonic()
    catalog, read = _catalog(session, on_reading)
    try:
        drop_others(catalog, session.settings.engine)
        indexed = catch_up(catalog, session.settings.engine, on_progress=on_words).done
        words = words_of(catalog, session.settings.engine)
        lacking = len(words.unknown())
        answering = words.engine.name if words.engine is not None else SCAN
        return Brought(answering, _count(catalog), read, indexed, lacking, time.monotonic() - started)
    finally:
        catalog.close()


def _count(catalog: Catalog) -> int:
    return int(catalog.connection.execute("SELECT count(*) FROM customers").fetchone()[0])


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _bytes_of(place: Path) -> int:
    """The size of a file; of a database together with what SQLite keeps beside it."""
    found = (place, *(place.with_name(f"{place.name}{end}") for end in ("-wal", "-shm")))
    return sum(path.stat().st_size for path in found if path.is_file())


@contextmanager
def _refusals() -> Iterator[None]:
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


def _no_folder() -> Unwritable:
    return Unwritable(
        say("index/ or your own state folder can't be written, so no index is kept."),
        say("Every answer stays right without it; it only takes longer."),
    )
