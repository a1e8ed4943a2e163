"""Versions of customers as git has stored them, and what became of them in words' values."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from ledger.errors import LedgerError
from ledger.model.changes import Change, Mark, change, moves
from ledger.model.customer import Customer
from ledger.model.known import Known, known
from ledger.model.parse import parse, unread
from ledger.session import Session
from ledger.store.files import Reader
from ledger.store.git_objects import Blob, Blobs, FileChange, blobs
from ledger.store.git_run import Git
from ledger.store.scan import names_customer
from ledger.text import limits
from ledger.text.source import decode

_KEPT = 4000
_AT_ONCE = 200


def is_customer(path: str) -> bool:
    """Whether a path of the ledger is that of a customer's file."""
    folders, _, name = path.rpartition("/")
    parts = folders.split("/")
    return parts[0] == "customers" and names_customer(name) and not any(part.startswith(".") for part in parts)


class Versions:
    """Reads versions of customers; those lately read are kept, as the old side of one commit is the new one of another."""

    def __init__(self, session: Session, reader: Blobs) -> None:
        self._session = session
        self._reader = reader
        self._disk = Reader(session.root)
        self._kept: OrderedDict[tuple[str, str], Known] = OrderedDict()

    def of(self, path: str, blob: Blob | None) -> Known | None:
        """A customer in a stored version, or for one that nobody has stored in the file on the disk; None without one."""
        if blob is None or not blob.is_file or not is_customer(path):
            return None
        if not blob.is_stored:
            return self._of_disk(path)
        self._fetch(((path, blob),))
        return self._kept[path, blob.oid]

    def customer(self, path: str, blob: Blob) -> Customer:
        """The whole customer in a stored version."""
        return self._parsed(path, self._reader.read(blob.oid))

    def changes(self, found: Iterable[FileChange]) -> Iterator[Change]:
        """What became of customers, in order; files that are no customers' are passed over."""
        waiting = iter(found)
        while part := list(islice(waiting, _AT_ONCE)):
            wanted = [side for one in part for side in ((one.before, one.old), (one.after, one.new))]
            self._fetch([(path, blob) for path, blob in wanted if blob is not None and is_customer(path)])
            for one in part:
                made = change(self.of(one.before, one.old), self.of(one.after, one.new), self._session.vocabulary)
                if made is not None:
                    yield made

    def _fetch(self, wanted: Sequence[tuple[str, Blob]]) -> None:
        keys = dict.fromkeys((path, blob.oid) for path, blob in wanted if blob.is_file and blob.is_stored)
        for key in keys:
            if key in self._kept:
                self._kept.move_to_end(key)
        missing = [key for key in keys if key not in self._kept]
        read = self._reader.each((oid for _, oid in missing), limits.file_bytes)
        for (path, oid), (_, content) in zip(missing, read, strict=True):
            self._kept[path, oid] = known(self._parsed(path, content), oid)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _parsed(self, path: str, content: bytes) -> Customer:
        if len(content) > limits.file_bytes:
            return unread(path, "file-too-large", limit="2 MiB")
        return parse(path, decode(content), self._session.vocabulary, self._session.settings)

    def _of_disk(self, path: str) -> Known | None:
        try:
            content = self._disk.read(path)
        except LedgerError as refused:
            if not os.path.lexists(self._session.root / path):
                return None
            return known(unread(path, "file-unreadable", reason=str(refused.message)))
        return known(self._parsed(path, content), blob_id(content))


def blob_id(content: bytes) -> str:
    """The id that git gives a content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@contextmanager
def versions(session: Session, git: Git) -> Iterator[Versions]:
    """A reader of versions, as long as the block lasts."""
    with blobs(git) as reader:
        yield Versions(session, reader)


def joined(read: Versions, found: Sequence[FileChange]) -> list[FileChange]:
    """Changes with a file that went and one that came taken for one that was renamed, where git couldn't see that.

    It knows no files that nobody has added; the same content or the same id tells.
    """
    gone = [one for one in found if one.new is None and is_customer(one.before)]
    come = [one for one in found if one.old is None and is_customer(one.after)]
    if not gone or not come:
        return list(found)
    old = {one.before: one for one in gone}
    new = {one.after: one for one in come}
    pairs = moves(_marks(read, gone), _marks(read, come))
    moved = {*pairs, *pairs.values()}
    rest = [
        one for one in found if (one.after or one.before) not in moved or (one.old is not None and one.new is not None)
    ]
    return rest + [FileChange("R", was, now, old[was].old, new[now].new) for now, was in pairs.items()]


def _marks(read: Versions, some: Iterable[FileChange]) -> Iterator[Mark]:
    for one in some:
        version = read.of(one.after or one.before, one.new or one.old)
        if version is not None:
            yield Mark(version.path, version.id, version.digest)
