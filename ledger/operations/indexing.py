"""Building, comparing and tidying what is in index/, and telling what is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.index.reading import Reading
from ledger.session import Session
from ledger.store import state

if TYPE_CHECKING:
    from ledger.index.catalog import Catalog
    from ledger.index.comparison import Difference

Watch = Callable[[int, int], None]
"""Is told of customers done and of all there are to do."""

SCAN = "scan"
"""Instead of an engine: the texts themselves are looked through."""


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
    from ledger.index.maintenance import anew_if_damaged, refusals

    with refusals():
        return anew_if_damaged(session.root, lambda: _brought(session, on_reading, on_words))


def rebuild(session: Session, on_reading: Watch, on_words: Watch) -> Brought:
    """Forget the index and build it from nothing, in a folder with a new name; refusals as `bring_up_to_date`."""
    session.stale()
    state.renew_index_folder(session.root)
    return bring_up_to_date(session, on_reading, on_words)


def status(session: Session) -> Status:
    """What is in index/ now, without bringing anything up to date."""
    from ledger.index.damage import is_damage
    from ledger.index.maintenance import look

    known = Status("unusable", session.settings.engine, watcher=_watcher_runs(session))
    folder = state.index_folder(session.root)
    if folder is None:
        return known
    found, catalog = look(_reading(session), folder)
    known = replace(known, state=found, folder=str(folder.relative_to(session.root.resolve())))
    if catalog is None:
        return known
    try:
        return _of_catalog(session, catalog, folder, known)
    except Exception as error:
        if not is_damage(error):
            raise
        return replace(known, state="damaged")
    finally:
        catalog.close()


def verify(session: Session, on_reading: Watch, on_comparing: Watch) -> Verified:
    """Build a second catalog from nothing beside the first one, compare the two, and the text index with its texts.

    What differs only as files change meanwhile is not told: it has to differ twice. Raises Unwritable where there is
    no index to compare, or no room for a second one.
    """
    from ledger.index.maintenance import differing, folder_of, refusals

    folder_of(session.root)
    with refusals():
        found = differing(_reading(session), session.fresh().catalog, on_reading, on_comparing)
        unreadable = {one for one in found if not one.path}
        if found != unreadable:
            session.stale()
            found &= differing(_reading(session), session.fresh().catalog, on_reading, on_comparing)
        customers = _count(session.fresh().catalog)
        session.stale()
        return Verified(customers, tuple(sorted(found | unreadable)))


def optimize(session: Session, on_reading: Watch, on_words: Watch) -> Tidied:
    """Bring everything up to date, then into its smallest and quickest form; refusals as `bring_up_to_date`."""
    from ledger.index.maintenance import folder_of, on_disk, refusals, shrink
    from ledger.index.upkeep import tidy

    bring_up_to_date(session, on_reading, on_words)
    folder = folder_of(session.root)
    before = _bytes(folder)
    with refusals():
        catalog, _ = on_disk(_reading(session), on_reading)
        try:
            tidy(catalog, session.settings.engine)
            shrink(catalog)
        finally:
            catalog.close()
    return Tidied(before, _bytes(folder))


def _reading(session: Session) -> Reading:
    return Reading(session.root, session.vocabulary, session.settings)


def _brought(session: Session, on_reading: Watch, on_words: Watch) -> Brought:
    from ledger.index.building import catch_up
    from ledger.index.engines import words_of
    from ledger.index.maintenance import on_disk
    from ledger.index.upkeep import drop_others

    started = time.monotonic()
    catalog, read = on_disk(_reading(session), on_reading)
    try:
        drop_others(catalog, session.settings.engine)
        indexed = catch_up(catalog, session.settings.engine, on_progress=on_words).done
        words = words_of(catalog, session.settings.engine)
        lacking = len(words.unknown())
        answering = words.engine.name if words.engine is not None else SCAN
        return Brought(answering, _count(catalog), read, indexed, lacking, time.monotonic() - started)
    finally:
        catalog.close()


def _of_catalog(session: Session, catalog: Catalog, folder: Path, known: Status) -> Status:
    from ledger.index.catalog import FILE
    from ledger.index.engines import words_of
    from ledger.index.refresh import compare
    from ledger.index.upkeep import text_bytes

    changes = compare(_reading(session), catalog).changes
    words = words_of(catalog, session.settings.engine)
    customers, lacking = _count(catalog), len(words.unknown())
    built, seconds = _built(catalog)
    in_table, in_files = text_bytes(catalog)
    return replace(
        known,
        customers=customers,
        indexed=customers - lacking,
        changed=len(changes.added) + len(changes.modified) + len(changes.removed),
        lacking=lacking,
        catalog_bytes=sum(path.stat().st_size for path in folder.glob(f"{FILE}*")) - in_table,
        text_bytes=in_table + in_files,
        built=built,
        seconds=seconds,
    )


def _built(catalog: Catalog) -> tuple[datetime | None, float | None]:
    """When the catalog was built from nothing, and how long that took."""
    begun, _, seconds = catalog.note("built").partition(" ")
    return (datetime.fromtimestamp(float(begun)).astimezone(), float(seconds)) if seconds else (None, None)


def _watcher_runs(session: Session) -> bool:
    from ledger.store import ping

    return ping.ask(session.root, {"ask": "status"}, patience=1.0) is not None


def _count(catalog: Catalog) -> int:
    return int(catalog.connection.execute("SELECT count(*) FROM customers").fetchone()[0])


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
