"""What lies at a few paths of customers/ now, by the same rules as a scan of everything."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ledger.store.scan import State, decodable, names_customer


@dataclass(frozen=True, slots=True)
class Glance:
    """The states of the paths at which customer files lie; `gone` are those at which nothing does.

    `odd` tells that something lies there which only a scan can judge: a link, a folder, a name that can't be written.
    """

    files: dict[str, State] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    odd: bool = False


def matters(path: str) -> bool:
    """Whether a change at a path (posix, from the root) can change what a scan finds."""
    folders, _, name = path.rpartition("/")
    if any(part.startswith(".") for part in folders.split("/")):
        return False
    return not name.startswith((".", "~", "#")) or name.lower().endswith(".md.icloud")


def glance(root: Path, paths: Iterable[str]) -> Glance:
    """Look at some paths (posix, from the root); never fails because of what it finds."""
    files: dict[str, State] = {}
    gone = []
    for path in paths:
        name = path.rpartition("/")[2]
        found = _state(os.path.join(root, path))
        if found is None:
            gone.append(path)
        elif stat.S_ISREG(found.st_mode) and names_customer(name):
            files[path] = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        elif not stat.S_ISREG(found.st_mode) or not decodable(name) or name.startswith("."):
            return Glance(odd=True)
    return Glance(files, tuple(gone))


def _state(place: str) -> os.stat_result | None:
    try:
        return os.lstat(place)
    except (OSError, ValueError):
        return None
