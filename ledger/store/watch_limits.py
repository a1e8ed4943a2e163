"""Whether the system really watches every folder: asked of the kernel, since libraries start with too few in silence."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass

_WATCH = re.compile(r"^inotify wd:[0-9a-f]+ ino:([0-9a-f]+) ", re.M)


@dataclass(frozen=True, slots=True)
class Folders:
    """The inodes of a folder (`top`) and of all below it that hold customers; `linked` where links lead out of them."""

    top: int
    inodes: frozenset[int]
    linked: bool


def folders(top: str) -> Folders:
    """Walk the folders that hold customers; hidden ones are passed over. What can't be read is not there."""
    seen: list[int] = []
    linked, waiting = os.path.islink(top), [top]
    while waiting:
        place = waiting.pop()
        try:
            inode = os.stat(place).st_ino
            with os.scandir(place) as entries:
                below = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError:
            continue
        seen.append(inode)
        linked = linked or any(entry.is_symlink() for entry in below if not entry.name.startswith(("~", "#")))
        waiting += [entry.path for entry in below if entry.is_dir(follow_symlinks=False)]
    return Folders(seen[0] if seen else 0, frozenset(seen), linked)


def unwatched(wanted: Folders) -> int:
    """How many of these folders this process does not watch; 0 where the system has no such limits."""
    if not sys.platform.startswith("linux"):
        return 0
    watched = _watched()
    if watched is None or wanted.top in watched:
        return len(wanted.inodes - set(watched or wanted.inodes))
    # A file system whose inodes the kernel counts otherwise than it tells programs: the root's own watch is one more.
    return max(0, len(wanted.inodes) + 1 - len(watched))


def _watched() -> list[int] | None:
    """The inodes that this process watches, as the kernel has them; None where /proc doesn't tell."""
    found: list[int] = []
    try:
        handles = os.listdir("/proc/self/fd")
    except OSError:
        return None
    for handle in handles:
        try:
            if os.readlink(f"/proc/self/fd/{handle}") == "anon_inode:inotify":
                with open(f"/proc/self/fdinfo/{handle}", encoding="ascii") as text:
                    found += [int(inode, 16) for inode in _WATCH.findall(text.read())]
        except OSError:
            continue
    return found
