"""Lines that the ledger needs in .gitattributes and .gitignore, added and taken away one by one."""

from __future__ import annotations

import os

from ledger.operations.sharing.clone import Clone
from ledger.store.files import read
from ledger.store.git_objects import contents, files_of
from ledger.store.replace import create, update


def has(clone: Clone, path: str, line: str) -> bool:
    """Whether a file holds a line."""
    return os.path.lexists(clone.root / path) and line.encode() in _lines(read(clone.root, path))


def add(clone: Clone, path: str, lines: tuple[str, ...]) -> None:
    """Put lines at the end of a file, where they count most; those that are there already stay where they are."""

    def added(old: bytes) -> bytes:
        end = b"\r\n" if b"\r\n" in old else b"\n"
        missing = [line.encode() for line in lines if line.encode() not in _lines(old)]
        start = old + end if old and not old.endswith(b"\n") else old
        return start + b"".join(line + end for line in missing) if missing else old

    if os.path.lexists(clone.root / path):
        update(clone.root, path, added)
    else:
        create(clone.root, path, added(b""))


def take_away(clone: Clone, path: str, lines: tuple[str, ...]) -> bool:
    """Take lines out of a file, unless they are committed and so everybody's; tells whether something was done."""
    wanted = {line.encode() for line in lines}
    if not os.path.lexists(clone.root / path) or wanted & set(_lines(_committed(clone, path))):
        return False

    def without(old: bytes) -> bytes:
        return b"\n".join(part for part in old.split(b"\n") if part.rstrip(b"\r") not in wanted)

    old, new = update(clone.root, path, without)
    return old != new


def is_committed(clone: Clone, path: str, line: str) -> bool:
    """Whether a line is part of the last commit."""
    return line.encode() in _lines(_committed(clone, path))


def _committed(clone: Clone, path: str) -> bytes:
    git, head = clone.repository.git, clone.repository.head()
    blob = files_of(git, head, path).get(path) if head is not None else None
    return contents(git, [blob.oid])[blob.oid] if blob is not None else b""


def _lines(content: bytes) -> list[bytes]:
    return [line.rstrip(b"\r") for line in content.split(b"\n")]
