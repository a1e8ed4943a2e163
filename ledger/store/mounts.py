"""On which sort of file system a ledger lies: some tell nobody that a file was changed elsewhere."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

# Shared with other machines, with a host system, or made by a program: changes behind the mount raise no events.
_ODD = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "9p",
        "ncpfs",
        "afs",
        "coda",
        "ceph",
        "glusterfs",
        "lustre",
        "beegfs",
        "orangefs",
        "gfs2",
        "ocfs2",
        "gpfs",
        "davfs",
        "vboxsf",
        "vmhgfs",
        "prl_fs",
        "drvfs",
        "wslfs",
        "virtiofs",
        "acfs",
        "webdav",
    }
)
_MOUNTS = "/proc/self/mountinfo"


def odd_mount(folder: Path) -> str:
    """The type of a network or synthetic file system that a folder, or a part of it, lies on; empty if there is none.

    Where the system doesn't tell, nothing is suspected, but for Windows' own names of network folders.
    """
    place = os.path.realpath(folder)
    if sys.platform == "win32":
        return "UNC" if place.startswith("\\\\") and not place.startswith("\\\\?\\") else ""
    own, below = "", []
    longest = -1
    for point, kind in mounts():
        if _under(point, place) and len(point) >= longest:
            own, longest = kind, len(point)
        elif _under(place, point):
            below.append(kind)
    return next((kind for kind in (own, *below) if is_odd(kind)), "")


def is_odd(kind: str) -> bool:
    """Whether a type of file system is one whose events can't be relied on."""
    return kind in _ODD or kind.startswith("fuse")


def mounts() -> list[tuple[str, str]]:
    """The mount points and their types, later ones over earlier ones; none where the system doesn't tell."""
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as text:
            lines = text.read().split("\n")
    except OSError:
        return []
    return [found for line in lines if (found := _mount(line)) is not None]


def _mount(line: str) -> tuple[str, str] | None:
    before, dash, after = line.partition(" - ")
    columns = before.split(" ")
    if not dash or len(columns) < 5:
        return None
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), columns[4]), after.split(" ")[0]


def _under(folder: str, place: str) -> bool:
    return place == folder or place.startswith(folder.rstrip("/") + "/")
