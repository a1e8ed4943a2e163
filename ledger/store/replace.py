"""The only ways by which a ledger's files change: replace, update and create, each whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import (
    Ambiguous,
    BadValue,
    Broken,
    ChangedMeanwhile,
    LedgerError,
    NotFound,
    Refused,
    Unwritable,
    WrongUsage,
)
from ledger.messages import say
from ledger.store import files
from ledger.store.files import digest, why
from ledger.store.lock import lock
from ledger.store.recovery import keep

Change = Callable[[bytes], bytes]

# How often an update starts again when an editor saves the same file at the same moment.
_ATTEMPTS = 20


def replace(root: Path, path: str | Path, content: bytes, *, expected: str, recovery: bytes | None = None) -> None:
    """Give a file new content if its sha256 (hexadecimal) is still `expected`, what the caller read.

    `recovery` is what the user typed: if the write fails it is kept in the user's state folder and the error
    says where. Raises ChangedMeanwhile, Busy, Refused, NotFound, Broken or Unwritable; then nothing was written.
    """
    name = os.fspath(path)

    def same(old: bytes) -> bytes:
        if digest(old) != expected:
            raise _changed(name)
        return content

    with _kept(recovery, name), lock(root):
        _update(root, name, same, attempts=1)


def update(root: Path, path: str | Path, change: Change, *, recovery: bytes | None = None) -> tuple[bytes, bytes]:
    """Read a file under the lock, call `change` with its bytes and write what that returns; gives (old, new).

    Equal bytes touch nothing, not even a time. `change` may be called again, if an editor saves in between;
    what it raises ends the update. Errors and `recovery` as in `replace`.
    """
    name = os.fspath(path)
    with _kept(recovery, name), lock(root):
        return _update(root, name, change, attempts=_ATTEMPTS)


def create(root: Path, path: str | Path, content: bytes, *, recovery: bytes | None = None) -> None:
    """Write a new file, with the folders that it needs; raises Refused if one is there, and never overwrites."""
    name = os.fspath(path)
    with _kept(recovery, name), lock(root):
        try:
            files.make_folders(_folder(root, name))
            target = os.path.join(_folder(root, name), os.path.basename(name))
            fresh = files.temporary(target)
            files.write_new(fresh, content)
            try:
                files.appear(fresh, target)
            except BaseException:
                files.remove(fresh)
                raise
        except FileExistsError:
            raise Refused(say("{path} is there already; nothing was written.", path=name)) from None
        except OSError as error:
            raise _unwritable(name, error) from error
        _sync_folder(target, name)


def _folder(root: Path, path: str) -> str:
    """The real folder of a file to be made; a link in the file's own place is not followed."""
    return files.place(root, os.path.dirname(path) or os.curdir)


def check_writable(root: Path, path: str | Path) -> None:
    """Raise Unwritable now if a file (or a new one of that name) can't be written, before anybody types a text."""
    target = files.place(root, path)
    folder = os.path.dirname(target)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unwritable(say("The folder {path} can't be written. Nothing was written.", path=folder))
    if os.path.lexists(target):
        _target(root, os.fspath(path))


def sweep(root: Path, leftovers: Iterable[str]) -> int:
    """Remove unfinished temporary files (`Scan.leftovers`) that killed writers left; gives their number."""
    with lock(root):
        # Under the lock no writer lives that could still need one.
        places = [files.place(root, path) for path in leftovers if path.endswith(files.TEMPORARY)]
        for place in places:
            files.remove(place)
    return len(places)


def _update(root: Path, path: str, change: Change, attempts: int) -> tuple[bytes, bytes]:
    for attempt in range(attempts):
        old = _settled(root, path)
        new = change(old)
        try:
            _write_if(root, path, old, new)
        except ChangedMeanwhile:
            if attempt + 1 == attempts:
                raise
        else:
            return old, new
    raise _changed(path)


def _settled(root: Path, path: str) -> bytes:
    """A file's bytes; one that is missing or has just become empty may be in the middle of an editor's save."""
    for _ in range(15):
        try:
            content = files.read(root, path)
            if content or time.time() - os.stat(files.place(root, path)).st_mtime > 2:
                return content
        except (NotFound, FileNotFoundError):
            pass
        time.sleep(0.02)
    return files.read(root, path)


def _write_if(root: Path, path: str, old: bytes, new: bytes) -> None:
    """Write `new` if the file still holds `old`; the lock must be held."""
    if old == new:
        return
    if len(new) > files.MAX_BYTES:
        raise Refused(say("{path} would grow larger than 2 MiB. Nothing was written.", path=path))
    target, before = _target(root, path)
    if files.read(root, path) != old:
        raise _changed(path)
    fresh = files.temporary(target)
    try:
        files.write_new(fresh, new, like=target)
        try:
            if not _untouched(before, target):
                raise _changed(path)
            files.rename(fresh, target)
        except BaseException:
            files.remove(fresh)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
    _sync_folder(target, path)


def _target(root: Path, path: str) -> tuple[str, os.stat_result]:
    """The real place of a file that may be replaced, and its present state; a link stays and leads there."""
    target = files.place(root, path)
    try:
        state = os.lstat(target)
    except FileNotFoundError:
        raise NotFound(say("There is no file {path}.", path=path)) from None
    if state.st_nlink > 1 and not _drop_twin(target, state):
        raise Refused(
            say("{path} has several names on this disk (hard links), and writing would part them.", path=path),
            say("Make it a file of its own: copy it, and put the copy in its place."),
        )
    if not os.access(target, os.W_OK):
        raise Unwritable(say("{path} is write-protected. Nothing was written.", path=path))
    return target, os.lstat(target)


def _drop_twin(target: str, state: os.stat_result) -> bool:
    """Remove the second name that a writer killed while creating the file left; False if there are others."""
    folder = os.path.dirname(target)
    with os.scandir(folder) as entries:
        twins = [
            entry.path for entry in entries if entry.name.endswith(files.TEMPORARY) and entry.inode() == state.st_ino
        ]
    for twin in twins:
        files.remove(twin)
    return os.lstat(target).st_nlink == 1


def _untouched(before: os.stat_result, target: str) -> bool:
    try:
        now = os.lstat(target)
    except FileNotFoundError:
        return False
    return (now.st_ino, now.st_size, now.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)


def _sync_folder(target: str, path: str) -> None:
    try:
        files.sync_folder(os.path.dirname(target))
    except OSError as error:
        sentence = "{path} was saved, but the disk did not confirm it: {reason}."
        raise Unwritable(
            say(sentence, path=path, reason=why(error)), say("Look at the file before you go on.")
        ) from error


@contextmanager
def _kept(recovery: bytes | None, path: str) -> Iterator[None]:
    """Keep what the user typed if the disk, the file or another writer stands in the way of it."""
    try:
        yield
    except LedgerError as error:
        if not recovery or isinstance(error, BadValue | Ambiguous | WrongUsage):
            raise
        raise keep(error, recovery, os.path.basename(path)) from error


def _changed(path: str) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        say("{path} changed in the meantime. Nothing was written.", path=path), say("Look at the file and try again.")
    )


def _unwritable(path: str, error: OSError) -> LedgerError:
    if isinstance(error, IsADirectoryError):
        return Broken(say("{path} is a folder. Nothing was written.", path=path))
    return Unwritable(say("{path} can't be written: {reason}. Nothing was written.", path=path, reason=why(error)))
