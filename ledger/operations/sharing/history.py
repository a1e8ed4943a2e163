"""What changed in customers and when, by the commits of git, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from ledger.model.changes import Change
from ledger.model.field_changes import FieldChanged, field_changes
from ledger.operations.sharing.following import Names
from ledger.operations.sharing.merged import own_changes, sides
from ledger.operations.sharing.moments import day_of, start_of
from ledger.operations.sharing.people import is_by
from ledger.operations.sharing.versions import Versions, is_customer, joined, versions
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_log import Commit, Logged, Merges, log, merges
from ledger.store.git_objects import FileChange, unstored

MOST = 50
"""Customers of one commit that are told of where nobody asked for a certain one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes: of the customer in a file (by its path now, or its last), of a field by canonical name, by somebody.

    Days are those of the ledger, both included. `most` customers of one commit are told of.
    """

    path: str = ""
    field: str = ""
    since: date | None = None
    until: date | None = None
    by: str = ""
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Step:
    """What a commit made of customers, by path, and how many more it changed; without a commit: what is not committed."""

    commit: Commit | None
    changes: tuple[Change, ...]
    left: int = 0


def history(session: Session, repository: Repository, asked: Asked) -> Iterator[Step]:
    """The steps that are asked for: first what is not committed, then commits, children before parents, newest first.

    A merge is told of only for what it says that neither side has said. Steps come as git finds them.
    """
    with ExitStack() as stack:
        read = stack.enter_context(versions(session, repository.git))
        telling = _Telling(session, repository, asked, read, stack.enter_context(merges(repository.git)))
        yield from telling.uncommitted()
        if repository.head() is not None:
            yield from telling.committed()


@dataclass(slots=True)
class _Telling:
    session: Session
    repository: Repository
    asked: Asked
    read: Versions
    compare: Merges
    names: Names | None = None

    def uncommitted(self) -> Iterator[Step]:
        head = self.repository.head()
        found = unstored(self.repository.git, head or self.repository.empty_tree())
        found = joined(self.read, [one for one in found if _of_customers(one)])
        if self.asked.path:
            found = [one for one in found if self.asked.path in (one.after, one.before)]
            before = next((one.before for one in found if one.before and one.after == self.asked.path), self.asked.path)
            self.names = Names(head or "", before)
        if self.asked.by or self.asked.until or (self.asked.since and self.asked.since > self.session.today):
            return
        step = self._step(None, found)
        if step is not None:
            yield step

    def committed(self) -> Iterator[Step]:
        since = start_of(self.session, self.asked.since) if self.asked.since else None
        # Names are followed from child to parent, so that no commit between them may be missing; and git leaves out a
        # merge that throws one side away. Only where most of a repository is none of the ledger's is that worth it.
        limited = self.names is None and bool(self.repository.prefix)
        for logged in log(self.repository.git, since=since, limited=limited):
            step = self._of(logged)
            if step is not None:
                yield step

    def _of(self, logged: Logged) -> Step | None:
        commit = logged.commit
        if len(commit.parents) > 1:
            return self._of_merge(commit)
        changes = [one for one in logged.changes if _of_customers(one)]
        if self.names is not None:
            changes = self.names.passed(commit, changes)
        return self._step(commit, changes) if changes and self._is_wanted(commit) else None

    def _of_merge(self, commit: Commit) -> Step | None:
        path = ""
        if self.names is not None:
            if not self.names.knows(commit):
                return None
            differing = [self.compare.between(parent, commit.oid) for parent in commit.parents]
            path = self.names.passed_merge(commit, differing)
            if not any(path in (one.after, one.before) for changes in differing for one in changes):
                return None
        if not self._is_wanted(commit):
            return None
        found = sides(self.repository, self.compare, commit)
        own = own_changes(self.read, found, self.session.vocabulary, path)
        return self._told(commit, own, 0)

    def _is_wanted(self, commit: Commit) -> bool:
        asked, settings = self.asked, self.session.settings
        if asked.since or asked.until:
            day = day_of(self.session, commit.moment)
            if (asked.since and day < asked.since) or (asked.until and day > asked.until):
                return False
        return not asked.by or is_by(settings, commit.author, asked.by)

    def _step(self, commit: Commit | None, found: Sequence[FileChange]) -> Step | None:
        ordered = sorted(found, key=lambda one: one.after or one.before)
        if self.asked.field:
            return self._told(commit, self._of_field(ordered), 0)
        return self._told(commit, self.read.changes(ordered[: self.asked.most]), max(len(ordered) - self.asked.most, 0))

    def _told(self, commit: Commit | None, changes: Iterator[Change], left: int) -> Step | None:
        if self.asked.field:
            changes = (found for one in changes if (found := _field_alone(one, self.asked.field)) is not None)
        told = tuple(islice(changes, self.asked.most))
        return Step(commit, told, left) if told else None

    def _of_field(self, found: Sequence[FileChange]) -> Iterator[Change]:
        """What became of the field; its first value in a new file counts, and its last in one that goes."""
        definitions = self.session.vocabulary.fields
        name = self.asked.field
        for one in found:
            before, after = self.read.of(one.before, one.old), self.read.of(one.after, one.new)
            known = after or before
            if known is not None:
                old, new = ({name: side.fields.get(name)} if side is not None else {} for side in (before, after))
                doubted = tuple(side.doubted if side is not None else frozenset[str]() for side in (before, after))
                differing = tuple(field_changes(old, new, definitions, (doubted[0], doubted[1])))
                if differing:
                    yield Change(known.path, known.id, known.name, differing)


def _field_alone(change: Change, name: str) -> Change | None:
    kept = tuple(one for one in change.differences if isinstance(one, FieldChanged) and one.name == name)
    return replace(change, differences=kept) if kept else None


def _of_customers(one: FileChange) -> bool:
    return is_customer(one.after) or is_customer(one.before)
