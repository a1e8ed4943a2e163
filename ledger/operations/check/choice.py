"""Which files somebody wants to be checked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import Refused
from ledger.messages import say
from ledger.operations import who
from ledger.session import SETTINGS_FILE, Session


@dataclass(frozen=True, slots=True)
class Choice:
    """Files and folders by their path from the ledger's root; all of it where none is named."""

    paths: frozenset[str] = frozenset()
    folders: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is the whole ledger."""
        return not self.paths and not self.folders

    def takes(self, path: str) -> bool:
        """Whether a file belongs to it."""
        return self.whole or path in self.paths or any(path.startswith(folder) for folder in self.folders)


def choose(session: Session, words: Iterable[str]) -> Choice:
    """The choice that paths of files, of folders, or words for customers make; raises as `who.get` does.

    Paths are taken from the folder in which the command runs, then from the ledger's root.
    """
    paths: set[str] = set()
    folders: list[str] = []
    for word in words:
        found = _path(session, word)
        if found is None:
            paths.add(who.get(session, word).path)
        elif found == ".":
            return Choice()
        elif (session.root / found).is_dir():
            folders.append(f"{found}/")
        else:
            paths.add(_known(session, word, found))
    return Choice(frozenset(paths), tuple(folders))


def _path(session: Session, word: str) -> str | None:
    """The path from the root of something that is there, or None for a word."""
    for start in (Path.cwd(), session.root):
        place = os.path.abspath(start / Path(word).expanduser())  # noqa: PTH100 (links stay as they are)
        if os.path.lexists(place):
            for root in (session.root, Path(os.path.realpath(session.root))):
                if Path(place).is_relative_to(root):
                    return Path(place).relative_to(root).as_posix()
    return None


def _known(session: Session, word: str, path: str) -> str:
    scan = session.fresh().scan
    others = (*scan.copies, *scan.leftovers, *(one.path for one in scan.unread))
    if path in scan.files or path == SETTINGS_FILE or path in others:
        return path
    raise Refused(
        say("{path} is no customer file, so there is nothing to check in it.", path=word),
        say("Customer files lie in customers/ and end in .md."),
    )
