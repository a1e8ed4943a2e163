"""The commits of a repository, newest first, each with the files of the ledger that it changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from ledger.store.git_objects import FileChange, raw_change, raw_changes
from ledger.store.git_run import Git, Running

_FIELDS = ("%H", "%P", "%aN", "%aE", "%aI", "%cN", "%cE", "%cI", "%B")
_FORMAT = f"--format=tformat:{'%x00'.join(_FIELDS)}"


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a commit, as git says (and .mailmap corrects)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: who wrote it and when, who committed it and when, in their own time zones."""

    oid: str
    parents: tuple[str, ...]
    author: Author
    moment: datetime
    committer: Author
    committed: datetime
    message: str

    @property
    def subject(self) -> str:
        """The message's first line."""
        return self.message.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class Logged:
    """A commit with what it changed in the ledger, renames found; nothing is listed for a merge (see `Merges`)."""

    commit: Commit
    changes: tuple[FileChange, ...]


def log(
    git: Git,
    revisions: Sequence[str] = ("HEAD",),
    *,
    under: str = "customers",
    since: datetime | None = None,
    until: datetime | None = None,
    limited: bool = False,
) -> Iterator[Logged]:
    """Commits of these revisions (`HEAD`, `A..B`), children before their parents, else newest first, as git finds them.

    `since` and `until` (both included) compare when it was committed. With `limited` only commits that touch `under`
    and the merges that join them are given, which spares work; without, all are.
    """
    words = ["log", "-z", _FORMAT, "--raw", "--no-abbrev", "-M", "--date-order", "--no-ext-diff", "--no-textconv"]
    if limited:
        words.append("--full-history")
    words += [f"--since={int(since.timestamp())}"] if since else []
    words += [f"--until={int(until.timestamp())}"] if until else []
    words += ["--end-of-options", *revisions, "--"]
    words += git.inside(under) if limited else ()
    return _logged(git, git.stream(*words))


def commits(git: Git, *words: str) -> list[Commit]:
    """Some commits without their changes: `-1 HEAD`, or whatever else `git log` takes."""
    parts = git.stream("log", "-z", _FORMAT, "--no-patch", *words)
    return [one.commit for one in _logged(git, parts)]


def _logged(git: Git, parts: Iterator[bytes]) -> Iterator[Logged]:
    commit: Commit | None = None
    changes: list[FileChange] = []
    for part in parts:
        if part.startswith((b":", b"\n:")):
            change = raw_change(git, part, parts)
            changes += [change] if change is not None else []
        else:
            if commit is not None:
                yield Logged(commit, tuple(changes))
            commit, changes = _commit(part, parts), []
    if commit is not None:
        yield Logged(commit, tuple(changes))


def _commit(first: bytes, parts: Iterator[bytes]) -> Commit:
    oid, parents, name, email, moment, by, by_email, committed, message = (
        os.fsdecode(part) for part in (first, *(next(parts) for _ in _FIELDS[1:]))
    )
    return Commit(
        oid=oid.lstrip("\n"),
        parents=tuple(parents.split()),
        author=Author(name, email),
        moment=datetime.fromisoformat(moment),
        committer=Author(by, by_email),
        committed=datetime.fromisoformat(committed),
        message=message.strip("\n"),
    )


class Merges:
    """Compares commits pair by pair, by one process that stays."""

    def __init__(self, git: Git, running: Running) -> None:
        self._git = git
        self._running = running

    def between(self, old: str, new: str) -> list[FileChange]:
        """How the ledger's customers in a commit differ from those in another."""
        # A line that names no commit is given back as it is, when all before it is done.
        self._running.write(f"{new} {old}\nend\n".encode())
        found = bytearray()
        while not found.endswith(b"\0end\n") and found != b"end\n":
            found += self._running.read_some() or self._over()
        parts = iter(bytes(found[:-4]).split(b"\0")[:-1])
        if next(parts, None) is None:
            return []
        return list(raw_changes(self._git, parts))

    def _over(self) -> bytes:
        self._running.finish()
        raise EOFError


@contextmanager
def merges(git: Git, under: str = "customers") -> Iterator[Merges]:
    """What tells how commits differ from each other, as long as the block lasts."""
    words = ("diff-tree", "--stdin", "-z", "-r", "-M", "--raw", "--no-abbrev", "--", *git.inside(under))
    with git.open(*words, talks=True) as running:
        yield Merges(git, running)
