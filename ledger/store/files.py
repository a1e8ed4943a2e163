"""Reading inside a ledger's folder, and the only calls by which anything is written to the disk."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import time
from pathlib import Path

from ledger.errors import Broken, NotFound, Refused
from ledger.messages import Message, say

MAX_BYTES = 2 * 1024 * 1024
TEMPORARY = ".ledger-tmp"

_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_GUARD = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF})
_IN_USE = frozenset({errno.EACCES, errno.EBUSY})

# What systems say most often, so that it is said in the reader's language.
_REASONS = {
    errno.EACCES: say("Permission denied"),
    errno.EPERM: say("Operation not permitted"),
    errno.ENOSPC: say("No space left on device"),
    errno.EDQUOT: say("Disk quota exceeded"),
    errno.EROFS: say("Read-only file system"),
    errno.EIO: say("Input/output error"),
    errno.EBUSY: say("Device or resource busy"),
    errno.ENOENT: say("No such file or directory"),
    errno.ENOTDIR: say("Not a directory"),
    errno.EISDIR: say("Is a directory"),
    errno.ENAMETOOLONG: say("File name too long"),
}


def digest(content: bytes) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def why(error: OSError) -> Message | str:
    """What the system says about a failure, for a sentence: `No space left on device`."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


class Reader:
    """Reads files of one ledger in one pass, looking at each folder's real place only once.

    Make a new one for every pass: a folder may be replaced by a link to elsewhere between two.
    """

    def __init__(self, root: Path) -> None:
        self._given = os.path.abspath(root)
        self._root = os.path.realpath(root)
        self._folders: dict[str, str] = {}

    def place(self, path: str | Path) -> str:
        """The real place of a file that may or may not exist, relative to the root in `path` or absolute.

        Raises Refused for a place outside the ledger, or reached by a link into a hidden folder or index/.
        """
        folder, name = os.path.split(self._written(path))
        real = self._folder(folder)
        found = os.path.join(real, name)
        if not os.path.islink(found):
            return found
        return self._allowed(os.path.realpath(found), os.fspath(path))

    def read(self, path: str | Path) -> bytes:
        """The bytes of one regular file of at most 2 MiB; raises NotFound, Refused or Broken."""
        try:
            handle = os.open(self.place(path), _READ | _GUARD)
        except FileNotFoundError:
            raise NotFound(say("There is no file {path}.", path=os.fspath(path))) from None
        except OSError as error:
            raise Broken(_unreadable(path, error)) from error
        try:
            return _content(handle, os.fspath(path))
        except OSError as error:
            raise Broken(_unreadable(path, error)) from error
        finally:
            os.close(handle)

    def _written(self, path: str | Path) -> str:
        """`path` as an absolute path under the real root, without `..`; links are not looked at yet."""
        text = os.fspath(path)
        full = os.path.abspath(os.path.join(self._root, text))
        if _under(self._given, full) and not _under(self._root, full):
            full = os.path.join(self._root, os.path.relpath(full, self._given))
        if "\0" in text or not _under(self._root, full):
            raise Refused(_outside(text))
        return full

    def _folder(self, folder: str) -> str:
        real = self._folders.get(folder)
        if real is None:
            real = os.path.realpath(folder)
            if real != folder:
                self._allowed(real, os.path.relpath(folder, self._root))
            self._folders[folder] = real
        return real

    def _allowed(self, real: str, path: str) -> str:
        if not _under(self._root, real):
            raise Refused(_outside(path))
        if real != self._root and forbidden(os.path.relpath(real, self._root)):
            raise Refused(say("{path} is a link into a folder that no link may lead to; it is left alone.", path=path))
        return real


def forbidden(relative: str) -> bool:
    """Whether links may not lead to this place of a ledger: git's and other hidden folders, index/ and ledger.yaml.

    A link pulled from a teammate would otherwise let an entry's text be written into a git hook, or the settings.
    """
    parts = relative.split(os.sep)
    return parts[0] in ("index", "ledger.yaml") or any(part.startswith(".") for part in parts)


def read(root: Path, path: str | Path) -> bytes:
    """The bytes of one file of the ledger at `root`; see Reader.read."""
    return Reader(root).read(path)


def place(root: Path, path: str | Path) -> str:
    """The real place of one file of the ledger at `root`; see Reader.place."""
    return Reader(root).place(path)


def _under(root: str, full: str) -> bool:
    return full == root or full.startswith(root.rstrip(os.sep) + os.sep)


def _content(handle: int, path: str) -> bytes:
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode):
        raise Broken(say("{path} is not a file of text.", path=path))
    if state.st_size > MAX_BYTES:
        raise Broken(say("{path} is larger than 2 MiB and is not read.", path=path))
    parts = []
    left = MAX_BYTES + 1
    while left > 0 and (part := os.read(handle, min(left, max(state.st_size + 1, 4096)))):
        parts.append(part)
        left -= len(part)
    if left == 0:
        raise Broken(say("{path} is larger than 2 MiB and is not read.", path=path))
    return b"".join(parts)


def _outside(path: str) -> Message:
    return say("{path} lies outside the ledger's folder; it is neither read nor written.", path=path)


def _unreadable(path: str | Path, error: OSError) -> Message:
    return say("{path} can't be read: {reason}.", path=os.fspath(path), reason=why(error))


def temporary(target: str) -> str:
    """A new name beside `target` that no scan takes for a customer."""
    folder, name = os.path.split(target)
    # 255 bytes is what most file systems allow a name to have.
    short = name.encode("utf-8", "surrogateescape")[:180].decode("utf-8", "ignore")
    return os.path.join(folder, f".{short}.{os.urandom(6).hex()}{TEMPORARY}")


def write_new(path: str, content: bytes, mode: int = 0o644, *, like: str = "") -> None:
    """Write a file that must not exist yet, whole and synced; nothing is left of it after a failure.

    `mode` is subject to the umask. With `like` it gets that file's owner, attributes and mode instead.
    """
    handle = os.open(path, _NEW, 0o600 if like else mode)
    try:
        try:
            write_all(handle, content)
            if like:
                _dress(path, like)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        remove(path)
        raise


def write_all(handle: int, content: bytes) -> None:
    """Write all bytes, however few the system takes at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _dress(path: str, like: str) -> None:
    """Give a file the owner, extended attributes and mode of another one, as far as the system lets us."""
    wanted, own = os.stat(like), os.stat(path)
    if (own.st_uid, own.st_gid) != (wanted.st_uid, wanted.st_gid):
        _chown(path, wanted)
    if sys.platform == "linux":
        _copy_attributes(like, path)
    os.chmod(path, stat.S_IMODE(wanted.st_mode))


def _chown(path: str, like: os.stat_result) -> None:
    if sys.platform == "win32":
        return
    # Who may not give a file away may often still set its group.
    for owner in (like.st_uid, -1):
        try:
            os.chown(path, owner, like.st_gid)
        except PermissionError:
            continue
        return


def _copy_attributes(source: str, target: str) -> None:
    if sys.platform == "linux":
        try:
            for name in os.listxattr(source):
                os.setxattr(target, name, os.getxattr(source, name))
        except OSError:
            return


def rename(source: str, target: str) -> None:
    """Put `source` in the place of `target`; a target that another program holds open is waited for, half a second."""
    for attempt in range(10):
        try:
            os.replace(source, target)
        except OSError as error:
            if error.errno not in _IN_USE or attempt == 9:
                raise
            time.sleep(0.05)
        else:
            return


def appear(source: str, target: str) -> None:
    """Give the finished file `source` the name `target`; raises FileExistsError and never overwrites."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError as error:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from error
        # A file system without hard links; the caller's lock keeps other writers of ours away.
        os.rename(source, target)
    else:
        os.unlink(source)


def remove(path: str) -> None:
    """Remove a file of ours, if it can be."""
    try:
        os.unlink(path)
    except OSError:
        return


def sync_folder(folder: str) -> None:
    """Make names in a folder durable, where the system knows of that; raises OSError."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
    finally:
        os.close(handle)


def make_folders(folder: str) -> None:
    """Make a folder and what is missing above it, each made durable in the one above."""
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder)
    make_folders(above)
    try:
        os.mkdir(folder)
    except FileExistsError:
        return
    sync_folder(above)
