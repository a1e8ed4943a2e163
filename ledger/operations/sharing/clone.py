"""One clone of a shared ledger, and how it calls this program."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from ledger.model.settings import Settings
from ledger.session import Session
from ledger.store.git import Repository


@dataclass(frozen=True, slots=True)
class Clone:
    """The ledger's folder, the repository that it lies in, and the words by which git starts `ledger`."""

    root: Path
    repository: Repository
    program: tuple[str, ...]
    settings: Settings

    @property
    def command(self) -> str:
        """The program for this ledger as the shell is told, run at the top of the work tree."""
        return shlex.join((*self.program, "-C", self.repository.prefix or "."))

    def has_program(self) -> bool:
        """Whether the program that this clone calls is still there."""
        return Path(self.program[0]).is_file()


def clone_of(session: Session) -> Clone:
    """The clone that a ledger is; raises Refused where it lies in no repository."""
    return Clone(session.root, Repository.get(session.root), program(), session.settings)


def program() -> tuple[str, ...]:
    """How `ledger` was started, by absolute paths.

    Python is told not to look for modules where it is started: that is a work tree, whose files come from others.
    """
    script = Path(sys.argv[0])
    if script.stem == "ledger" and script.is_file():
        return (str(script.absolute()),)
    return (sys.executable, "-P", "-m", "ledger")
