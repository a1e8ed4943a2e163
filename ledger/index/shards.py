"""Which shards of the text index there are: folders beside the catalog, each listed in it once it is complete."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.index.catalog import Catalog
from ledger.index.texts import document

if TYPE_CHECKING:
    from ledger.index.engine import Document
    from ledger.index.fulltext_whoosh import State

_PLACE = "text"
_NAME = re.compile("[0-9a-f]{32}")
_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Shard:
    """Some documents in a Whoosh index of their own: customers' numbers and lengths of texts by place, files by name."""

    name: str
    numbers: array[int]
    lengths: array[int]
    files: dict[str, State]

    @property
    def size(self) -> int:
        """Bytes on disk, of the files that are read."""
        return sum(size for size, _, _ in self.files.values())


def file_of(catalog: Catalog) -> Path | None:
    """The file of a catalog; None for one in memory."""
    file = next((row[2] for row in catalog.connection.execute("PRAGMA database_list") if row[1] == "main"), "")
    return Path(file) if file else None


def place(catalog: Catalog) -> Path | None:
    """The folder of a catalog's shards; None for a catalog in memory."""
    file = file_of(catalog)
    return file.parent / _PLACE if file else None


def made_place(catalog: Catalog) -> Path | None:
    """As `place`, made if missing; None where it can't be trusted or written."""
    folder = place(catalog)
    if folder is None:
        return None
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder if is_ours(folder) and os.access(folder, os.W_OK | os.X_OK) else None


def is_ours(folder: Path) -> bool:
    """Whether it is a real folder (no link) of this user in which nobody else may write."""
    import stat

    try:
        found = os.lstat(folder)
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    return sys.platform == "win32" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)


def names(connection: sqlite3.Connection) -> frozenset[str]:
    """The names of all shards."""
    return frozenset(name for (name,) in connection.execute("SELECT name FROM shards"))


def listed(connection: sqlite3.Connection) -> Iterator[Shard]:
    """All shards."""
    for name, numbers, lengths, files in connection.execute("SELECT name, numbers, lengths, files FROM shards"):
        states = {file: (size, mtime, inode) for file, (size, mtime, inode) in json.loads(files).items()}
        yield Shard(name, array("I", numbers), array("I", lengths), states)


def swap(catalog: Catalog, new: Iterable[Shard], old: Iterable[str] = ()) -> None:
    """List new shards instead of old ones, at one go."""
    now = int(time.time())
    rows = [(s.name, s.numbers.tobytes(), s.lengths.tobytes(), json.dumps(s.files), now) for s in new]
    with catalog.writing():
        catalog.connection.executemany("INSERT INTO shards VALUES (?, ?, ?, ?, ?)", rows)
        catalog.connection.executemany("DELETE FROM shards WHERE name = ?", [(name,) for name in old])


class Making:
    """A shard that is being made in the shards' folder; nobody sees it before it is listed."""

    def __init__(self, folder: Path) -> None:
        from ledger.index.fulltext_whoosh import Inverted

        self._folder = folder
        self._inverted = Inverted()

    def __len__(self) -> int:
        """How many documents it has so far."""
        return len(self._inverted.numbers)

    def add(self, document: Document) -> None:
        """Take in a document."""
        self._inverted.add(document)

    def finish(self) -> Shard:
        """Write it; raises OSError, and leaves nothing behind."""
        name = os.urandom(16).hex()
        (self._folder / name).mkdir(mode=0o700)
        try:
            written = self._inverted.write(self._folder / name)
        except BaseException:
            remove(self._folder, name)
            raise
        return Shard(name, written.numbers, written.lengths, written.files)


def remove(folder: Path, name: str) -> None:
    """Delete a shard that is listed no more; who still reads it may go on where the system allows that."""
    from shutil import rmtree

    if is_ours(folder / name):
        rmtree(folder / name, ignore_errors=True)


def documents(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[Document]:
    """The kept texts of customers as the text index takes them; those that are gone meanwhile are left out."""
    ask = "SELECT customer, text FROM texts WHERE customer IN (SELECT value FROM json_each(?)) ORDER BY customer"
    for start in range(0, len(numbers), _TOGETHER):
        for number, text in connection.execute(ask, (json.dumps(numbers[start : start + _TOGETHER]),)):
            yield document(number, text)


def sweep(catalog: Catalog, folder: Path) -> None:
    """Delete what is not listed, as a build that was killed leaves it; what isn't named like ours is left alone.

    Only for who keeps all others from building.
    """
    kept = names(catalog.connection)
    with suppress(OSError):
        for name in os.listdir(folder):
            if _NAME.fullmatch(name) and name not in kept:
                remove(folder, name)
