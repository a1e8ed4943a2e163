"""Making a new ledger in a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.errors import LedgerError, Refused, Unwritable
from ledger.messages import Message, say
from ledger.operations.demo import demo
from ledger.operations.sharing.needs import durable
from ledger.operations.templates import starting_files
from ledger.store import files
from ledger.store.git import Repository, looks_like_one
from ledger.store.replace import create

_GIT_IGNORE = b"# What Ledger works out from the files; it may be deleted at any time.\n/index/*\n!/index/.gitignore\n.*.ledger-tmp\n"
_INDEX_IGNORE = b"# Made by Ledger. Nothing here needs keeping.\n*\n!.gitignore\n"
_GIT_ATTRIBUTES = b"""# Customer files are kept to the byte: git turns neither CRLF into LF nor LF into CRLF.
customers/**    -text diff=markdown
templates/**    -text
# Customer files are merged by what they mean; `ledger git setup` tells each clone how.
customers/**/*.md merge=ledger diff=ledger
"""
# These say nothing about customers; where somebody has them already they stay as they are.
_WELCOME = (".gitignore", ".gitattributes", "index/.gitignore")
_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Made:
    """A new ledger: its folder, the files written (paths from its root), and those that were there and left alone.

    `in_git` tells that it lies in a repository.
    """

    root: Path
    written: tuple[str, ...]
    left: tuple[str, ...]
    in_git: bool = False


def init(folder: Path, *, business: str = "b2b", language: str = "zh", sample: date | None = None) -> Made:
    """Make a ledger in a folder, which may be there or not; with `sample` the sample ledger around that day.

    Raises Refused, and writes nothing, if any of its files is there already; a .gitignore of the user's stays.
    """
    wanted = dict(_files(business, language, sample))
    # ledger.yaml is what people know a ledger by: name it first.
    there = sorted((path for path in wanted if os.path.lexists(folder / path)), key=lambda path: path != "ledger.yaml")
    clashes = tuple(path for path in there if path not in _WELCOME)[:_CANDIDATES]
    if clashes:
        raise Refused(
            _there(folder, clashes), say("`ledger init DIR` makes a ledger in another folder."), candidates=clashes
        )
    _make(folder, {path: content for path, content in wanted.items() if path not in there})
    return Made(folder, tuple(path for path in wanted if path not in there), tuple(there), _told_git(folder))


def _told_git(folder: Path) -> bool:
    """Tell the repository around a new ledger, if there is one, not to lose the last minutes when the power fails."""
    with suppress(LedgerError):
        repository = Repository.find(folder) if looks_like_one(folder) else None
        if repository is not None:
            for name, value in durable(repository).items():
                repository.set(name, value)
            return True
    return False


def _there(folder: Path, clashes: tuple[str, ...]) -> Message:
    if "ledger.yaml" in clashes:
        return say("There is a ledger in {folder} already. Nothing was written.", folder=str(folder.absolute()))
    return say(
        "{folder} has files already that a new ledger would need. Nothing was written.", folder=str(folder.absolute())
    )


def _files(business: str, language: str, sample: date | None) -> Iterator[tuple[str, bytes]]:
    """All files of a new ledger. ledger.yaml comes last, so that a folder is a ledger only when it is complete."""
    start = dict(starting_files(business, language))
    if sample is not None:
        start |= demo(sample)
        start["ledger.yaml"] = _speaking(start["ledger.yaml"], language)
    settings = start.pop("ledger.yaml")
    yield ".gitignore", _GIT_IGNORE
    yield ".gitattributes", _GIT_ATTRIBUTES
    yield "index/.gitignore", _INDEX_IGNORE
    yield from start.items()
    yield "ledger.yaml", settings


def _speaking(settings: bytes, language: str) -> bytes:
    return re.sub(rb"(?m)^language: \w+", b"language: " + language.encode(), settings, count=1)


def _make(folder: Path, wanted: dict[str, bytes]) -> None:
    """Write the files; after a failure those written are taken away again."""
    done: list[Path] = []
    try:
        files.make_folders(str(folder.absolute()))
        files.make_folders(str((folder / "customers").absolute()))
        for path, content in wanted.items():
            create(folder, path, content)
            done.append(folder / path)
    except OSError as error:
        raise Unwritable(
            say(
                "{folder} can't be written: {reason}. Nothing was written.", folder=str(folder), reason=files.why(error)
            )
        ) from error
    except LedgerError:
        for made in done:
            with suppress(OSError):
                made.unlink()
        raise
