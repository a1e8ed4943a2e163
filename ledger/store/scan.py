"""What lies in customers/ now, and how that differs from what was seen before."""

from __future__ import annotations

import gc
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ledger.store.copies import conflict_of
from ledger.store.files import TEMPORARY, forbidden

# (size in bytes, mtime in ns, ctime in ns, inode): plain tuples, as there are 100,000 of them.
State = tuple[int, int, int, int]

_SUFFIXES = (".md", ".MD", ".Md", ".mD")
_PASSED_OVER = (".", "~", "#")
_HINTS = ("onflict", "ONFLICT", "冲突", "衝突")
_BY_HANDLE = os.scandir in os.supports_fd

_FINE_TICK = 20_000_000
_COARSE_TICK = 2_000_000_000
_SKEW = 86_400_000_000_000


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in customers/ that can't be taken for a customer, and why.

    `code`: folder-unreadable, name-undecodable, link-outside, link-broken, not-a-file, not-downloaded.
    """

    path: str
    code: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """Customer files by path (posix, from the root), sync services' copies, obstacles, and unfinished files of ours.

    `started_ns` is the clock before the first look, to be kept for the next `diff`.
    """

    files: Mapping[str, State]
    copies: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    leftovers: tuple[str, ...] = ()
    started_ns: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths that differ, each sorted. A renamed file is removed and added.

    `doubtful` look the same but were changed so shortly before the last look that the clock can't tell: their
    content has to be compared.
    """

    added: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.modified or self.removed or self.doubtful)


def scan(root: Path) -> Scan:
    """Look at every `customers/**/*.md`; never fails because of what it finds. No customers/ is an empty scan."""
    walk = _Walk(os.path.realpath(root))
    started = time.time_ns()
    with without_collector():
        walk.everything()
    return Scan(walk.files, tuple(sorted(walk.copies)), tuple(walk.unread), tuple(sorted(walk.leftovers)), started)


def diff(disk: Mapping[str, State], known: Mapping[str, State], scanned_ns: int = 0) -> Changes:
    """How the files on disk differ from the known ones; `scanned_ns` is `started_ns` of the scan that these are from.

    States are compared by `!=`: a restored or synced file may well be older. What changed within a clock tick of
    `scanned_ns` (20 ms; 2 s where the file system counts whole seconds) is doubtful, git's "racily clean".
    """
    floor = scanned_ns - _COARSE_TICK
    recent = [path for path, state in disk.items() if state[1] >= floor or state[2] >= floor]
    doubtful = tuple(sorted(path for path in recent if _racy(disk[path], scanned_ns) and known.get(path) == disk[path]))
    if disk == known:
        return Changes(doubtful=doubtful)
    added = tuple(sorted(disk.keys() - known.keys()))
    removed = tuple(sorted(known.keys() - disk.keys()))
    modified = tuple(sorted(path for path, state in disk.items() if known.get(path, state) != state))
    return Changes(added, modified, removed, doubtful)


def _racy(state: State, scanned_ns: int) -> bool:
    # A time in the far future says nothing about when the change was made.
    return any(scanned_ns - _tick(moment) <= moment <= scanned_ns + _SKEW for moment in state[1:3])


def _tick(moment: int) -> int:
    return _FINE_TICK if moment % 1_000_000_000 else _COARSE_TICK


@contextmanager
def without_collector() -> Iterator[None]:
    """Spare the garbage collector looking at a growing heap of tuples: a sixth of the time."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


@dataclass(slots=True)
class _Walk:
    """One look at the whole tree, gathering as it goes."""

    root: str
    files: dict[str, State] = field(default_factory=dict)
    copies: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)

    def everything(self) -> None:
        start = os.path.join(self.root, "customers")
        if os.path.islink(start):
            self._link("customers", start)
        elif os.path.isdir(start):
            self._tree(start, "customers/")
        elif os.path.lexists(start):
            self.unread.append(Unread("customers", "not-a-file"))

    def _tree(self, folder: str, prefix: str) -> None:
        """Gather a folder and all below it; `prefix` is its path from the root with a slash."""
        waiting = [(folder, prefix)]
        while waiting:
            place, path = waiting.pop()
            try:
                waiting += self._folder(place, path)
            except OSError as error:
                self.unread.append(Unread(path.rstrip("/"), "folder-unreadable", error.strerror or ""))

    def _folder(self, place: str, prefix: str) -> list[tuple[str, str]]:
        """Gather the files of one folder; gives the folders in it."""
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)) if _BY_HANDLE else None
        try:
            rest = self._customers(place if handle is None else handle, prefix)
        finally:
            if handle is not None:
                os.close(handle)
        folders = []
        for name, is_folder in rest:
            if is_folder and decodable(name):
                folders.append((os.path.join(place, name), f"{prefix}{name}/"))
            else:
                self._odd(name, os.path.join(place, name), prefix, is_folder=is_folder)
        return folders

    def _customers(self, place: str | int, prefix: str) -> list[tuple[str, bool]]:
        """Gather plain customer files, the inner loop; gives the rest by name and whether it is a folder."""
        files, rest = self.files, []
        with os.scandir(place) as found:
            entries = list(found)
        # Odd names are looked for in all of a folder's names at once, as this is the program's longest loop.
        careful = not _plain("/".join([entry.name for entry in entries]))
        for entry in entries:
            name = entry.name
            if not name.endswith(_SUFFIXES) or name.startswith(_PASSED_OVER) or (careful and not _customer(name)):
                rest.append((name, entry.is_dir(follow_symlinks=False)))
                continue
            try:
                state = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if state.st_mode & 0o170000 == 0o100000:
                files[prefix + name] = (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
            else:
                rest.append((name, stat.S_ISDIR(state.st_mode)))
        return [one for one in rest if not (one[1] and one[0].startswith("."))]

    def _odd(self, name: str, place: str, prefix: str, *, is_folder: bool) -> None:
        """What is no plain customer file: a link, a copy, a name that can't be written down, or nothing of ours."""
        path = prefix + name
        if name.endswith(TEMPORARY):
            self.leftovers.append(path)
        elif name.startswith(".") and name.lower().endswith(".md.icloud"):
            self.unread.append(Unread(f"{prefix}{name[1:-7]}", "not-downloaded"))
        elif name.startswith(_PASSED_OVER):
            return
        elif not decodable(name):
            if is_folder or name.endswith(_SUFFIXES):
                shown = os.fsencode(path).decode("utf-8", "backslashreplace")
                self.unread.append(Unread(shown, "name-undecodable"))
        elif os.path.islink(place):
            self._link(path, place)
        elif name.endswith(_SUFFIXES):
            (self.copies.append(path) if conflict_of(name) else self.unread.append(Unread(path, "not-a-file")))

    def _link(self, path: str, place: str) -> None:
        """Follow a link to another place of the ledger; what lies in customers/ is met under its own name."""
        real = os.path.realpath(place)
        inner = os.path.relpath(real, self.root)
        if not path.endswith(_SUFFIXES) and not os.path.isdir(real):
            return
        if real == self.root or inner.startswith(os.pardir) or os.path.isabs(inner) or forbidden(inner):
            self.unread.append(Unread(path, "link-outside", real))
        elif not os.path.exists(real):
            self.unread.append(Unread(path, "link-broken", inner))
        elif real in self.linked or inner.split(os.sep)[0] == "customers":
            return
        elif os.path.isdir(real):
            self.linked.add(real)
            self._tree(real, path + "/")
        else:
            self._linked_file(path, real)

    def _linked_file(self, path: str, real: str) -> None:
        self.linked.add(real)
        try:
            found = os.stat(real)
        except OSError:
            return
        if stat.S_ISREG(found.st_mode):
            self.files[path] = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        else:
            self.unread.append(Unread(path, "not-a-file"))


def names_customer(name: str) -> bool:
    """Whether a plain file of this name in customers/ is a customer's: no editor's, no sync service's copy."""
    return name.endswith(_SUFFIXES) and not name.startswith(_PASSED_OVER) and _customer(name)


def _plain(names: str) -> bool:
    """Whether names are certainly decodable, and no sync service's copies."""
    return not any(hint in names for hint in _HINTS) and decodable(names)


def _customer(name: str) -> bool:
    return _plain(name) or (decodable(name) and conflict_of(name) is None)


def decodable(name: str) -> bool:
    """Whether a name is UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
