"""Hints that something changed in a ledger, from the system's own events by way of watchdog; never the truth."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from ledger.store.glance import matters

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

MANY = 200
"""More paths than this at once: it is quicker, and surer, to look at everything."""

_LINUX = sys.platform.startswith("linux")
# What is neither opening nor reading: those would be our own.
_KINDS = ("Created", "Deleted", "Modified", "Moved", "Attrib", "Closed")
_FILTER = [
    found
    for kind in _KINDS
    for what in ("File", "Dir")
    if (found := getattr(events, f"{what}{kind}Event", None)) is not None
]
_PASSED_OVER = frozenset({"opened", "closed_no_write"})


@dataclass(frozen=True, slots=True)
class Hints:
    """What may have changed since the last time: `paths` (posix, from the root), or `everything`.

    `open` are those among the paths that somebody was seen writing and not yet closing. `doubt` tells that events
    were lost or folders went elsewhere, so that watching has to begin anew; `settings` that ledger.yaml may differ;
    `marked` that the mark has come through behind all the others.
    """

    paths: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    everything: bool = False
    doubt: bool = False
    settings: bool = False
    marked: bool = False

    def __bool__(self) -> bool:
        return bool(self.paths or self.everything or self.doubt or self.settings)


@dataclass(slots=True)
class _Gathering:
    """What has come in and was not taken yet; `on_hint` is called from other threads when it begins to fill."""

    root: str
    on_hint: Callable[[], None]
    lock: threading.Lock = field(default_factory=threading.Lock)
    paths: dict[str, bool] = field(default_factory=dict)
    everything: bool = False
    doubt: bool = False
    settings: bool = False
    marked: bool = False
    mark: str = ""

    def take(self) -> Hints:
        with self.lock:
            still_open = frozenset(path for path, is_open in self.paths.items() if is_open)
            hints = Hints(
                frozenset(self.paths), still_open, self.everything, self.doubt, self.settings, self.marked
            )  # fmt: skip
            self.paths = {}
            self.everything = self.doubt = self.settings = self.marked = False
        return hints

    def all(self, *, doubt: bool = False) -> None:
        with self.lock:
            self.everything = True
            self.doubt = self.doubt or doubt
            self.paths.clear()
        self.on_hint()

    def file(self, place: str, kind: str) -> None:
        if place == self.mark:
            if kind == "closed":
                with self.lock:
                    self.marked = True
                self.on_hint()
            return
        path = place[len(self.root) + 1 :].replace(os.sep, "/")
        if not matters(path):
            return
        if not _LINUX:
            # Their events come merged, late, out of order, or under a name in another normal form.
            self.all()
            return
        with self.lock:
            if not self.everything:
                self.paths[path] = kind == "modified" or (kind == "attrib" and self.paths.get(path, False))
                if len(self.paths) > MANY:
                    self.everything = True
                    self.paths.clear()
        self.on_hint()


class _InCustomers(FileSystemEventHandler):
    """Takes the events of customers/ and all below."""

    def __init__(self, gathering: _Gathering, top: str) -> None:
        self._gathering = gathering
        self._top = top

    def dispatch(self, event: FileSystemEvent) -> None:
        if event.event_type in _PASSED_OVER:
            return
        for place in (event.src_path, event.dest_path):
            if place and event.is_directory:
                self._folder(os.fsdecode(place), event.event_type)
            elif place:
                self._gathering.file(os.fsdecode(place), event.event_type)

    def _folder(self, place: str, kind: str) -> None:
        # A folder is "modified" whenever something in it is, which has an event of its own.
        if kind == "modified" or "/." in place[len(self._top) :].replace(os.sep, "/"):
            return
        # What was moved is still known to watchdog under its old name.
        self._gathering.all(doubt=kind not in ("created", "attrib") or place == self._top)


class _InRoot(FileSystemEventHandler):
    """Takes the events of what lies directly in the ledger's folder."""

    def __init__(self, gathering: _Gathering) -> None:
        self._gathering = gathering

    def dispatch(self, event: FileSystemEvent) -> None:
        if event.event_type in _PASSED_OVER:
            return
        names = {os.path.basename(os.fsdecode(place)) for place in (event.src_path, event.dest_path) if place}
        if "ledger.yaml" in names:
            with self._gathering.lock:
                self._gathering.settings = True
            self._gathering.on_hint()
        if event.is_directory and event.event_type in ("created", "deleted", "moved"):
            gone = os.fsdecode(event.src_path) == self._gathering.root
            if gone or "customers" in names:
                self._gathering.all(doubt=True)


class _Complaints(logging.Handler):
    """Takes what watchdog only logs: that the system dropped events."""

    def __init__(self, gathering: _Gathering) -> None:
        super().__init__(logging.WARNING)
        self._gathering = gathering

    def emit(self, record: logging.LogRecord) -> None:
        self._gathering.all(doubt=True)


class Watcher:
    """Watches customers/ with all below it, and the ledger's folder itself. Raises OSError where the system can't.

    `on_hint` is called from another thread, often; it has to be quick.
    """

    def __init__(self, root: str, on_hint: Callable[[], None]) -> None:
        self.root = root
        self.top = os.path.join(root, "customers")
        self._gathering = _Gathering(root, on_hint)
        self._complaints = _Complaints(self._gathering)
        self._mark: int | None = None
        before = set(threading.enumerate())
        self._observer = self._started()
        self._threads = [thread for thread in threading.enumerate() if thread not in before]
        with contextlib.suppress(OSError):
            self._mark = self._unnamed_file()

    def take(self) -> Hints:
        """What has come in since the last call."""
        return self._gathering.take()

    def is_alive(self) -> bool:
        """Whether every thread that should bring hints still runs."""
        return all(thread.is_alive() for thread in self._threads) and self._observer.is_alive()

    def send_mark(self) -> bool:
        """Make an event that comes through behind all those that were before it; False where that is not possible.

        Nothing is written and no name appears: a file without a name, which nobody else can open, is closed once more.
        """
        if self._mark is None:
            return False
        try:
            os.close(os.open(f"/proc/self/fd/{self._mark}", os.O_WRONLY | os.O_CLOEXEC))
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Watch no more."""
        logging.getLogger("watchdog").removeHandler(self._complaints)
        if self._mark is not None:
            os.close(self._mark)
            self._mark = None
        with contextlib.suppress(Exception):
            self._observer.stop()
            self._observer.join(5)

    def _started(self) -> BaseObserver:
        log = logging.getLogger("watchdog")
        log.propagate = False
        log.addHandler(self._complaints)
        _hurry()
        # It minds being told of a folder again that was renamed; as an error that would end its thread.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        observer = None
        try:
            observer = Observer()
            observer.schedule(_InRoot(self._gathering), self.root, recursive=False, event_filter=_FILTER)
            if os.path.isdir(self.top):
                in_customers = _InCustomers(self._gathering, self.top)
                observer.schedule(in_customers, self.top, recursive=True, event_filter=_FILTER)
            observer.start()
        except BaseException:
            log.removeHandler(self._complaints)
            with contextlib.suppress(Exception):
                if observer is not None:
                    observer.stop()
            raise
        return observer

    def _unnamed_file(self) -> int | None:
        """A file in customers/ that has no name, whose events only this process can make; Linux only."""
        if not hasattr(os, "O_TMPFILE") or not _tells_of_loss():
            return None
        handle = os.open(self.top, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        self._gathering.mark = os.path.join(self.top, f"#{os.fstat(handle).st_ino}")
        return handle


def _tells_of_loss() -> bool:
    """Whether this watchdog says when the system dropped events; older ones (before 7.1) don't."""
    try:
        from watchdog.observers.inotify import InotifyWatchGroup
    except ImportError:
        return False
    return hasattr(InotifyWatchGroup, "on_queue_overflow")


def _hurry() -> None:
    """Both halves of a rename are hints alike: a half without the other isn't waited for, as long as half a second."""
    with contextlib.suppress(ImportError):
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

        InotifyMoveEventGrouper.delay = 0.02
