"""One writer at a time in a ledger: a lock that the system frees when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.errors import Busy, Unwritable
from ledger.messages import say
from ledger.store.files import make_folders, why
from ledger.store.holder import leave_note, read_note

# Below three seconds together with the start of a command.
PATIENCE = 2.5
LONGEST = 30.0

_held = threading.local()
_TAKEN = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK})


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """Keep all other writers out of the ledger at `root`; may be nested within a thread.

    What is locked is the ledger's folder itself: it is there for everyone who may write, whatever happens to
    index/ or to a user's own folders, and nobody deletes it as "a stale lock". Where a folder can't be locked
    (Windows, NFS) `index/.lock` is. Waits while the holders change, at most 30 seconds, but no longer than about
    3 seconds for one holder; then raises Busy. Raises Unwritable where the file system has no locks.
    """
    place = os.path.realpath(root)
    held: set[str] = _held.__dict__.setdefault("places", set())
    if place in held:
        yield
        return
    handle = _acquire(place)
    held.add(place)
    try:
        yield
    finally:
        held.discard(place)
        os.close(handle)


def seize(folder: Path) -> int | None:
    """A handle that holds the lock on a folder until it is closed, or None at once where somebody else has it.

    Raises Unwritable where the file system has no locks.
    """
    return _attempt(os.path.realpath(folder))


@contextlib.contextmanager
def lock_if_free(root: Path) -> Iterator[bool]:
    """As `lock`, but without waiting: gives False where somebody else has it. Raises Unwritable as that does."""
    handle = _attempt(os.path.realpath(root))
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _acquire(place: str) -> int:
    queue = _Queue(place)
    while (handle := _attempt(place)) is None:
        queue.wait()
    leave_note(place)
    return handle


def _attempt(place: str) -> int | None:
    """A handle that holds the lock of a folder, or None while another one has it."""
    try:
        if sys.platform != "win32":
            with contextlib.suppress(_NeedsFile):
                return _try(place, _open_folder)
        return _try(_lock_file(place), _open_file)
    except OSError as error:
        raise _unlockable(place, error) from error


class _NeedsFile(Exception):
    """NFS turns the lock into one that needs a file open for writing: every client of it comes here."""


class _Queue:
    """Waiting behind others: patient while they take turns, not with one who holds on."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._seen = read_note(place)
        self._started = self._changed = time.monotonic()

    def wait(self) -> None:
        """Sleep a moment, or raise Busy where waiting has no hope."""
        now, present = time.monotonic(), read_note(self._place)
        if present != self._seen:
            self._seen, self._changed = present, now
        # Holders who can leave no note look alike: then only the longest wait counts.
        if now - self._started > LONGEST or (present and now - self._changed > PATIENCE):
            raise _busy(present.partition("\n")[0])
        # Not all at the same moment, and less often the longer it takes: a crowd that looks all the time leaves the
        # holder no processor to finish on.
        longest = min(0.2, 0.02 + (now - self._started) / 10)
        time.sleep(0.002 + longest * os.urandom(1)[0] / 255)


def _busy(holder: str) -> Busy:
    later = say("Wait until it is done, or end it, and try again.")
    if not holder:
        return Busy(say("Another program is writing to this ledger. Nothing was written."), later)
    return Busy(say("Another program is writing to this ledger: {holder}. Nothing was written.", holder=holder), later)


def _try(target: str, opened: Callable[[str], int]) -> int | None:
    """A handle that holds the lock, or None while another process has it; raises OSError where there are no locks."""
    handle = opened(target)
    try:
        _lock_at_once(handle)
        if os.path.samestat(os.fstat(handle), os.stat(target)):
            return handle
    except (BlockingIOError, FileNotFoundError):
        # Taken; or deleted while we waited, and what we hold is not what others will lock.
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _open_folder(target: str) -> int:
    return os.open(target, os.O_RDONLY)


def _open_file(target: str) -> int:
    make_folders(os.path.dirname(target))
    return os.open(target, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)


if sys.platform == "win32":
    import msvcrt

    def _lock_at_once(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise (BlockingIOError() if error.errno in _TAKEN else error) from error

else:
    import fcntl

    def _lock_at_once(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise (_NeedsFile() if error.errno == errno.EBADF else error) from error


def _lock_file(place: str) -> str:
    return os.path.join(place, "index", ".lock")


def _unlockable(place: str, error: OSError) -> Unwritable:
    sentence = "The ledger can't be locked on {mount}: {reason}. Nothing was written."
    return Unwritable(
        say(sentence, mount=mount_of(place), reason=why(error)),
        say("Keep the ledger on a disk that knows file locks, and share it with git."),
    )


def mount_of(place: str) -> str:
    """The mount that a place lies on, with its type where the system tells it: `/mnt/share (nfs4)`."""
    point = os.path.abspath(place)
    while not os.path.ismount(point):
        point = os.path.dirname(point)
    kind = ""
    with contextlib.suppress(OSError), open("/proc/self/mounts", encoding="utf-8", errors="replace") as mounts:
        for line in mounts:
            columns = line.split(" ")
            if columns[1] == point:
                kind = columns[2]
    return f"{point} ({kind})" if kind else point
