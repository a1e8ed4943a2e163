"""Sharing one's work and getting that of others: check, commit, fetch, merge, push; all of it or nothing."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from itertools import islice

from ledger.errors import Refused
from ledger.messages import Message, say
from ledger.model.changes import Change
from ledger.operations.sharing.clone import Clone, clone_of
from ledger.operations.sharing.committing import NotShared, Phrases, commit, finish_merge
from ledger.operations.sharing.compared import Pair, compared
from ledger.operations.sharing.exchange import (
    Conflicting,
    distance,
    fetch,
    push,
    remote_of,
    take_in,
    theirs,
)
from ledger.operations.sharing.versions import is_customer
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_objects import changes_between
from ledger.store.lock import lock

__all__ = ["ATTEMPTS", "Conflicting", "NotShared", "Phrases", "Synced", "sync"]

ATTEMPTS = 5
"""How often it is tried again when somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of it.

    `own` is what was committed by this call, `commit` the id of its last commit (empty: nothing to commit), `received`
    what became of customers by the work of others, `sent` how many commits went out, `remote` where to (empty: there
    is none); of customers received at most so many as were asked for are told of, `more` counts the others. `offline` says why the others could not be reached; then the work is committed and waits: `ahead`
    commits. `others` is how many of theirs are known and not taken in (dry run).
    """

    own: tuple[Change, ...] = ()
    commit: str = ""
    received: tuple[Change, ...] = ()
    more: int = 0
    sent: int = 0
    remote: str = ""
    offline: Message | None = None
    ahead: int = 0
    others: int = 0


def sync(
    session: Session,
    phrases: Phrases,
    *,
    message: str = "",
    stay: bool = False,
    dry_run: bool = False,
    most: int | None = None,
) -> Synced:
    """Commit what changed in the ledger and bring this clone and its remote to the same state.

    `most` bounds the customers received of whom it is told what became of them. With `stay` a merge that has conflicts is left for `ledger resolve`, else it is undone. Raises Refused or Broken
    where something is in the way; then the files and git's staging area are as they were, but for what was committed
    by then. Nobody to talk to is no error. The ledger is locked while it is committed and merged, not while others
    are asked.
    """
    clone = clone_of(session)
    repository = clone.repository
    _refuse_odd_states(repository)
    if dry_run:
        return _planned(session, repository)
    remote = remote_of(repository)
    with lock(session.root):
        merged = finish_merge(session, repository)
        done = Synced(commit=merged) if merged else _committed(session, repository, phrases, message, Synced())
    try:
        return (
            _exchange(session, clone, phrases, replace(done, remote=remote), stay=stay, most=most) if remote else done
        )
    finally:
        session.stale()


def _refuse_odd_states(repository: Repository) -> None:
    for oddity in repository.oddities():
        if oddity.blocks and oddity.code != "merge":
            raise Refused(oddity.message, oddity.advice)


def _planned(session: Session, repository: Repository) -> Synced:
    """What would be committed and sent, as far as is known without asking anybody."""
    head, remote = repository.head(), remote_of(repository)
    pair = Pair(None if head is None else repository.commit(head), None)
    others, ahead = distance(repository, theirs(repository, remote) if remote else None)
    return Synced(own=tuple(compared(session, repository, pair)), remote=remote, ahead=ahead, others=others)


def _committed(session: Session, repository: Repository, phrases: Phrases, message: str, done: Synced) -> Synced:
    own = commit(session, repository, phrases, message)
    return done if own is None else replace(done, own=(*done.own, *own), commit=repository.head() or "")


def _exchange(
    session: Session, clone: Clone, phrases: Phrases, result: Synced, *, stay: bool, most: int | None
) -> Synced:
    """Fetch, merge and push, again and again while others are faster."""
    repository, remote = clone.repository, result.remote
    for attempt in range(ATTEMPTS):
        unreachable = fetch(repository, remote)
        other = theirs(repository, remote)
        if unreachable is not None:
            return replace(result, offline=unreachable, ahead=distance(repository, other)[1])
        if other is not None:
            with lock(session.root):
                # What was typed while we asked goes out, too, rather than being in the way.
                result = _committed(session, repository, phrases, "", result)
                before = repository.head()
                take_in(session, clone, other, phrases, stay=stay)
            received, more = _between(session, repository, before, most)
            result = replace(result, received=(*result.received, *received), more=result.more + more)
        sent = distance(repository, other)[1]
        if repository.head() is None or (other is not None and not sent):
            return result
        pushed = push(repository, remote)
        if isinstance(pushed, Message):
            return replace(result, offline=pushed, ahead=sent)
        if pushed:
            return replace(result, sent=sent)
        time.sleep(random.uniform(0.05, 0.3) * (attempt + 1))  # noqa: S311 (so that two don't meet again)
    raise Refused(
        say("Others were faster {n} times in a row; your work is committed here and not sent yet.", n=ATTEMPTS),
        say("Call `ledger sync` again in a moment."),
    )


def _between(
    session: Session, repository: Repository, start: str | None, most: int | None
) -> tuple[tuple[Change, ...], int]:
    """What became of customers by what was taken in, and how many more there are."""
    head = repository.head()
    if head is None or head == start:
        return (), 0
    old = None if start is None else repository.commit(start)
    found = tuple(islice(compared(session, repository, Pair(old, repository.commit(head))), most))
    if most is None or len(found) < most:
        return found, 0
    changes = changes_between(repository.git, start or repository.empty_tree(), head)
    return found, sum(is_customer(one.after or one.before) for one in changes) - len(found)
