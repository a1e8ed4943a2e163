"""Committing what changed in the ledger: checked before, each person's part under their name, all of it or nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import Broken, Refused
from ledger.messages import say, say_many
from ledger.model.changes import Change, FileChanged
from ledger.model.entry_changes import EntryChanged
from ledger.operations.check.run import Located
from ledger.operations.sharing.authors import makers
from ledger.operations.sharing.needs import durable
from ledger.operations.sharing.people import person_of, who_works
from ledger.operations.sharing.staged import check_staged, customers_staged
from ledger.session import Session
from ledger.store.git import Repository

# A merge that was killed leaves such files.
_LEFT_BY_GIT = re.compile(r"\.merge_file_\w{6}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The messages of commits: `changes` makes one from what became of customers, `merge` from the name of a branch."""

    changes: Callable[[Sequence[Change]], str]
    merge: Callable[[str], str]


class NotShared(Broken):
    """What is to be committed has errors: `found` are the problems, by place. Nothing was committed."""

    code = "not-shared"

    def __init__(self, found: tuple[Located, ...]) -> None:
        super().__init__(
            say_many(
                "{n} error stands in what is to be shared; nothing was committed.",
                "{n} errors stand in what is to be shared; nothing was committed.",
                len(found),
            ),
            say("Mend it and call `ledger sync` again."),
        )
        self.found = found


def lasting(repository: Repository) -> tuple[str, ...]:
    """The words by which git has on the disk what it says it has, also in a clone that was never set up."""
    return tuple(word for name, value in durable(repository).items() for word in ("-c", f"{name}={value}"))


def inside(repository: Repository) -> tuple[str, ...]:
    """The paths of the ledger for a command of git; what lies beside its folder is nobody's business here."""
    return ("--", *repository.git.inside()) if repository.prefix else ()


def finish_merge(session: Session, repository: Repository) -> str:
    """Commit a merge that was left for settling, once everything is settled; the commit's id, empty without a merge."""
    if repository.under_way() != "merge":
        return ""
    left = sorted(repository.unmerged())
    if left:
        raise Refused(
            say("These are still in conflict: {paths}", paths=tuple(left)),
            say("`ledger resolve` settles them one by one; `git merge --abort` gives the merge up."),
        )
    with _staging(repository):
        _stage(repository)
        _checked(session, repository)
        repository.run(*lasting(repository), "commit", "--quiet", "--no-edit", "--cleanup=strip", acts=True)
    return repository.head() or ""


def commit(session: Session, repository: Repository, phrases: Phrases, message: str = "") -> tuple[Change, ...] | None:
    """Commit everything in the ledger that changed: what became of customers, None if there was nothing to commit.

    Nothing is staged or committed if anything of it is refused.
    """
    if not repository.status():
        return None
    start = repository.head()
    with _staging(repository):
        _stage(repository)
        if not _is_staged(repository):
            return None
        _checked(session, repository)
        own = customers_staged(session, repository)
        parts = {} if start is None else _parts(session, own)
        try:
            for person, part in parts.items():
                paths = (repository.name(path) for change in part for path in _paths(change))
                _commit(repository, message or phrases.changes(part), "--only", f"--author={person}", "--", *paths)
            others = [change for part in parts.values() for change in part]
            rest = [change for change in own if change not in others]
            if rest or _is_staged(repository):
                author = _myself(session, repository)
                _commit(repository, message or phrases.changes(rest), *author, *inside(repository))
        except BaseException:
            if start is not None and repository.head() != start:
                repository.run("update-ref", "-m", "ledger sync: undone", "HEAD", start, acts=True)
            raise
    return own


def _is_staged(repository: Repository) -> bool:
    return bool(repository.run("diff", "--cached", "--name-only", "-z", *inside(repository)).parts)


def _commit(repository: Repository, text: str, *words: str) -> None:
    given = ("commit", "--quiet", "--cleanup=whitespace", "--file=-")
    repository.run(*lasting(repository), *given, *words, given=text.encode(), acts=True)


def _myself(session: Session, repository: Repository) -> tuple[str, ...]:
    """How git is told the author, where ledger.yaml knows who works here by another address than git."""
    person = session.settings.people.get(session.me)
    if person is None or not person.email or person_of(session.settings, repository.author()) == session.me:
        return ()
    return (f"--author={session.me} <{person.email}>",)


def _parts(session: Session, own: Sequence[Change]) -> dict[str, list[Change]]:
    """What others than the one who works here have made, by author as git writes it: files whose new entries are theirs."""
    found: dict[str, list[Change]] = {}
    settings, me = session.settings, who_works(session)
    for change in own if me else ():
        said = {
            name
            for one in change.differences
            if isinstance(one, EntryChanged) and one.before is None and one.after is not None
            for name in makers(settings, one.after)
        }
        if len(said) == 1 and me not in said:
            name = said.pop()
            if address := settings.people[name].email:
                found.setdefault(f"{name} <{address}>", []).append(change)
    return found


def _paths(change: Change) -> tuple[str, ...]:
    moved = [one.before for one in change.differences if isinstance(one, FileChanged) and one.how == "renamed"]
    return (change.path, *moved)


def _stage(repository: Repository) -> None:
    told = (*lasting(repository), "-c", "core.fsyncMethod=batch")
    repository.run(*told, "add", "--all", *inside(repository), acts=True)
    left = [one.path for one in repository.status() if one.staged == "A" and _LEFT_BY_GIT.fullmatch(one.path)]
    if left:
        repository.run("rm", "--quiet", "--cached", "--", *map(repository.name, left), acts=True)


def _checked(session: Session, repository: Repository) -> None:
    if errors := check_staged(session, repository).errors:
        raise NotShared(errors)


@contextmanager
def _staging(repository: Repository) -> Iterator[None]:
    """The staging area as it was, if what is done with it fails."""
    place = Path(repository.index_file)
    before = place.read_bytes() if place.exists() else None
    try:
        yield
    except BaseException:
        if before is None:
            place.unlink(missing_ok=True)
        else:
            spare = place.with_name(f"{place.name}.ledger-{os.getpid()}")
            spare.write_bytes(before)
            spare.replace(place)
        raise
