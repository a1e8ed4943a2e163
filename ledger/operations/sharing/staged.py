"""What is about to be committed: what became of each customer, and the problems that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.model.changes import Change
from ledger.model.parse import parse
from ledger.model.problem import Problem, Severity
from ledger.model.problems import severity
from ledger.model.settings_reader import load
from ledger.operations.check import files
from ledger.operations.check.run import Located, located
from ledger.operations.check.sheet import Checking
from ledger.operations.sharing.versions import is_customer, joined, versions
from ledger.session import SETTINGS_FILE, Session
from ledger.store.git import Repository
from ledger.store.git_objects import FileChange, blobs, staged
from ledger.text import limits
from ledger.text.source import Encoding, decode


@dataclass(frozen=True, slots=True)
class Checked:
    """The problems of what is staged, by path and place, and how many files were looked at."""

    found: tuple[Located, ...]
    files: int

    @property
    def errors(self) -> tuple[Located, ...]:
        """Those that something can't be read for."""
        return tuple(one for one in self.found if severity(one.problem) is Severity.ERROR)


def staged_changes(repository: Repository) -> list[FileChange]:
    """The files of the ledger that the next commit changes, as they are staged, wherever they lie in it."""
    return staged(repository.git, repository.head() or repository.empty_tree(), under="")


def customers_staged(session: Session, repository: Repository) -> tuple[Change, ...]:
    """What the next commit makes of customers, by path."""
    with versions(session, repository.git) as read:
        found = [one for one in staged_changes(repository) if is_customer(one.after) or is_customer(one.before)]
        return tuple(sorted(read.changes(joined(read, found)), key=lambda change: change.path))


def check_staged(session: Session, repository: Repository, language: str = "") -> Checked:
    """Check the files that the next commit changes, as they are staged and not as they lie in the work tree.

    What is between files (an id that stands twice) is not looked for: it would take all of them.
    """
    checking = Checking(session.vocabulary, session.settings, session.today, language or session.language)
    wanted = [one for one in staged_changes(repository) if one.new is not None and one.new.is_file]
    chosen = [one for one in wanted if one.after == SETTINGS_FILE or is_customer(one.after)]
    found: list[Located] = []
    with blobs(repository.git) as reader:
        oids = [one.new.oid for one in chosen if one.new is not None]
        for one, (_, content) in zip(chosen, reader.each(oids, limits.file_bytes), strict=True):
            found += _problems(one.after, content, checking)
    return Checked(tuple(found), len(chosen))


def _problems(path: str, content: bytes, checking: Checking) -> Iterator[Located]:
    if len(content) > limits.file_bytes:
        return iter((Located(path, Problem("file-too-large", args={"limit": "2 MiB"})),))
    source = decode(content)
    if path == SETTINGS_FILE:
        problems = load(source.text)[1] if source.encoding is not Encoding.OPAQUE else (Problem("file-not-text"),)
        return iter(located(path, source.text, problems))
    customer = parse(path, source, checking.vocabulary, checking.settings)
    return iter(located(path, source.text, files.problems(files.opened(source.text, customer, checking))))
