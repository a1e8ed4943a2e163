"""What differs between two commits, or between one and the files as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import say
from ledger.model.changes import Change
from ledger.operations.sharing.moments import commit_of
from ledger.operations.sharing.versions import is_customer, joined, versions
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_log import Commit
from ledger.store.git_objects import changes_between, unstored

_BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class Pair:
    """Two states: `old` is None before the first commit, `new` is None for the files as they are now."""

    old: Commit | None
    new: Commit | None


def pair_of(session: Session, repository: Repository, named: str) -> Pair:
    """The states that `A..B`, `A` or nothing means: two commits, one and now, the last and now; raises NotFound.

    A side left out of `A..B` is the last commit.
    """
    if "..." in named:
        raise BadValue(say("Write A..B with two dots: what B has that A has not."))
    old, between, new = named.partition(_BETWEEN)
    if not between:
        return Pair(commit_of(session, repository, named) if named else _last(repository), None)
    return Pair(commit_of(session, repository, old or "HEAD"), commit_of(session, repository, new or "HEAD"))


def _last(repository: Repository) -> Commit | None:
    head = repository.head()
    return None if head is None else repository.commit(head)


def compared(session: Session, repository: Repository, pair: Pair, path: str = "") -> Iterator[Change]:
    """What became of customers from the old state to the new one, by path; with `path` only of that one."""
    git = repository.git
    old = pair.old.oid if pair.old is not None else repository.empty_tree()
    found = unstored(git, old) if pair.new is None else changes_between(git, old, pair.new.oid)
    chosen = [one for one in found if is_customer(one.after) or is_customer(one.before)]
    with versions(session, git) as read:
        if pair.new is None:
            chosen = joined(read, chosen)
        wanted = [one for one in chosen if not path or path in (one.after, one.before)]
        yield from read.changes(sorted(wanted, key=lambda one: one.after or one.before))
