"""The files of a ledger as a commit has them, read from git's store without touching the work tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger.errors import Broken, NotFound
from ledger.messages import say
from ledger.store.files import MAX_BYTES, Reader
from ledger.store.git_log import Commit
from ledger.store.git_objects import Blob, blobs, files_of
from ledger.store.git_run import Git
from ledger.store.scan import Scan, State, names_customer


@dataclass(frozen=True, slots=True)
class Past:
    """A ledger at a commit: its files by path from the ledger's root."""

    git: Git
    commit: Commit
    files: Mapping[str, Blob] = field(repr=False, compare=False)

    @classmethod
    def at(cls, git: Git, commit: Commit, others: Sequence[str] = ()) -> Past:
        """The customers of a commit, and `others` that it may hold."""
        found = files_of(git, commit.oid)
        for path in others:
            found |= files_of(git, commit.oid, path)
        return cls(git, commit, {path: blob for path, blob in found.items() if blob.is_file})

    def scan(self) -> Scan:
        """The customer files, as a look at the disk would give them; links are not followed."""
        moment = int(self.commit.committed.timestamp()) * 1_000_000_000
        state: State = (0, moment, moment, 0)
        return Scan({path: state for path in self.files if _is_customer(path)})

    def reader(self, root: Path, ahead: Sequence[str] = ()) -> Reader:
        """What reads these files; those named `ahead` are read at once."""
        return PastReader(root, self, ahead)


class PastReader(Reader):
    """Reads the files of a commit."""

    def __init__(self, root: Path, past: Past, ahead: Sequence[str]) -> None:
        super().__init__(root)
        self._past = past
        self._read = self._contents([path for path in ahead if path in past.files])

    def read(self, path: str | Path) -> bytes:
        """The bytes of a file; raises NotFound or Broken."""
        name = str(path)
        if name not in self._past.files:
            raise NotFound(say("There was no file {path} then.", path=name))
        content = self._read.pop(name, None)
        if content is None:
            content = self._contents([name])[name]
        if len(content) > MAX_BYTES:
            raise Broken(say("{path} is larger than 2 MiB and is not read.", path=name))
        return content

    def _contents(self, paths: Sequence[str]) -> dict[str, bytes]:
        if not paths:
            return {}
        with blobs(self._past.git) as reader:
            each = reader.each((self._past.files[path].oid for path in paths), MAX_BYTES)
            return {path: content for path, (_, content) in zip(paths, each, strict=True)}


def _is_customer(path: str) -> bool:
    folders, _, name = path.rpartition("/")
    return folders.startswith("customers") and names_customer(name) and "/." not in folders
