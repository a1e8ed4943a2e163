"""What git has stored: the files of a commit, of the staging area and of a conflict, and their contents in bulk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from ledger.store.git_run import Git, GitFailed, Running

NONE = "0" * 40
"""The id of no object: a side on which there is no file, or one of the work tree that git has not looked into."""
LINK, MODULE = "120000", "160000"

# So many ids fit into a pipe together, so that neither side waits for the other.
_AHEAD = 400


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as git has stored it: mode (`100644`, `100755`, `120000` a link, `160000` a submodule) and id."""

    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file."""
        return self.mode.startswith("100")

    @property
    def is_stored(self) -> bool:
        """Whether git has its content; a file of the work tree that nobody has stored has the id NONE."""
        return self.oid.strip("0") != ""


@dataclass(frozen=True, slots=True)
class Stages:
    """The versions of a file in conflict: what both began with, ours, theirs; None where it isn't there."""

    base: Blob | None = None
    ours: Blob | None = None
    theirs: Blob | None = None


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs; paths are from the ledger's root.

    `how` is A, M, D, R or T as git has it; `before` is empty for an added file, `after` for one that is gone.
    `old` and `new` are the contents; the id NONE of a `new` is that of a work tree's file that nobody has stored.
    """

    how: str
    before: str
    after: str
    old: Blob | None
    new: Blob | None


def files_of(git: Git, commit: str, under: str = "customers") -> dict[str, Blob]:
    """The files of a commit below a folder of the ledger, by path from the ledger's root."""
    words = ("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit, *git.inside(under))
    found: dict[str, Blob] = {}
    for part in git.stream(*words):
        meta, _, name = part.partition(b"\t")
        mode, _, oid = meta.split(b" ")
        if (path := git.outside(os.fsdecode(name))) is not None:
            found[path] = Blob(mode.decode(), oid.decode())
    return found


def unmerged(git: Git) -> dict[str, Stages]:
    """The files of the ledger that are in conflict, with their versions, by path."""
    done = git.run("ls-files", "-z", "--unmerged", "--full-name", "--", *git.inside())
    found: dict[str, dict[int, Blob]] = {}
    for part in done.parts:
        meta, _, name = part.partition("\t")
        mode, oid, stage = meta.split(" ")
        if (path := git.outside(name)) is not None:
            found.setdefault(path, {})[int(stage)] = Blob(mode, oid)
    return {path: Stages(sides.get(1), sides.get(2), sides.get(3)) for path, sides in found.items()}


def changes_between(git: Git, old: str, new: str, under: str = "customers") -> list[FileChange]:
    """How the files of one commit differ from those of another, renames found."""
    return _raw(git, "diff-tree", "-r", "--end-of-options", old, new, "--", *git.inside(under))


def staged(git: Git, base: str, under: str = "customers") -> list[FileChange]:
    """How what is staged differs from a commit."""
    return _raw(git, "diff-index", "--cached", "--end-of-options", base, "--", *git.inside(under))


def unstored(git: Git, base: str, under: str = "customers") -> list[FileChange]:
    """How the work tree differs from a commit, new files that nobody has added included."""
    inside = git.inside(under)
    # The porcelain command, as it looks into files that have only another time.
    found = _raw(git, "diff", "--no-ext-diff", "--no-textconv", "--end-of-options", base, "--", *inside)
    known = {change.after for change in found}
    words = ("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--", *inside)
    for name in git.run(*words).parts:
        path = git.outside(name)
        if path is not None and path not in known and not name.endswith("/"):
            found.append(FileChange("A", "", path, None, Blob("100644", NONE)))
    return found


def _raw(git: Git, *words: str) -> list[FileChange]:
    command, *rest = words
    stream = git.stream(command, "-z", "-M", "--raw", "--no-abbrev", *rest)
    return list(raw_changes(git, stream))


def raw_changes(git: Git, parts: Iterable[bytes]) -> Iterator[FileChange]:
    """The changes that git lists with `--raw -z`, for the files of the ledger."""
    parts = iter(parts)
    for meta in parts:
        change = raw_change(git, meta, parts)
        if change is not None:
            yield change


def raw_change(git: Git, meta: bytes, parts: Iterator[bytes]) -> FileChange | None:
    """One change from the words before its paths; None if it lies outside the ledger, or is still in conflict."""
    old_mode, new_mode, old, new, how = meta.decode().lstrip("\n:").split(" ")
    first = os.fsdecode(next(parts))
    second = os.fsdecode(next(parts)) if how[0] in "RC" else first
    before, after = git.outside(first), git.outside(second)
    was = Blob(old_mode, old) if old_mode != "000000" and before is not None else None
    now = Blob(new_mode, new) if new_mode != "000000" and after is not None else None
    # A file in conflict is listed once more by what it is in the work tree, if that is asked for.
    if how[0] == "U" or (was is None and now is None):
        return None
    return FileChange(how[0], before if was and before else "", after if now and after else "", was, now)


class Blobs:
    """Reads contents from one process that stays."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def read(self, oid: str) -> bytes:
        """The content of one object."""
        return next(self.each((oid,)))[1]

    def each(self, oids: Iterable[str], most: int | None = None) -> Iterator[tuple[str, bytes]]:
        """Contents in order, asked for ahead; with `most` those that are larger come cut to so many bytes and one."""
        waiting = iter(oids)
        asked: list[str] = []
        place = 0
        while True:
            if len(asked) - place <= _AHEAD // 2:
                more = list(islice(waiting, _AHEAD // 2))
                if more:
                    self._running.write("".join(f"{oid}\n" for oid in more).encode())
                asked = asked[place:] + more
                place = 0
            if place == len(asked):
                return
            yield asked[place], self._next(most)
            place += 1

    def _next(self, most: int | None) -> bytes:
        head = self._running.line().split(b" ")
        if len(head) != 3:
            raise GitFailed(0, b" ".join(head).decode("utf-8", "replace"))
        size = int(head[2])
        if most is None or size <= most:
            return self._running.exactly(size + 1)[:-1]
        kept = self._running.exactly(most + 1)
        left = size + 1 - len(kept)
        while left:
            left -= len(self._running.exactly(min(left, 1 << 20)))
        return kept


@contextmanager
def blobs(git: Git) -> Iterator[Blobs]:
    """A reader of contents by one process, which ends with the block."""
    with git.open("cat-file", "--batch", talks=True) as running:
        yield Blobs(running)


def contents(git: Git, oids: Sequence[str]) -> dict[str, bytes]:
    """The contents of some objects."""
    with blobs(git) as reader:
        return dict(reader.each(oids))
