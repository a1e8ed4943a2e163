"""Sharing one's work and getting that of others: check, commit, fetch, merge, push; all of it or nothing."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.errors import Broken, LedgerError, Refused
from ledger.messages import Message, say, say_many
from ledger.model.changes import Change
from ledger.operations.check.run import Located
from ledger.operations.sharing.clone import Clone, clone_of
from ledger.operations.sharing.compared import Pair, compared
from ledger.operations.sharing.needs import driver
from ledger.operations.sharing.staged import check_staged, customers_staged
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_run import GitFailed
from ledger.store.lock import lock

ATTEMPTS = 5
"""How often it is tried again when somebody else was faster."""

_FASTER = ("[rejected]", "fetch first", "non-fast-forward", "[remote rejected]", "cannot lock ref")

Compose = Callable[[Sequence[Change]], str]


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of it.

    `own` is what was committed by this call, `commit` its id (empty: nothing to commit), `received` what became of
    customers by the work of others, `sent` how many commits went out, `remote` where to (empty: there is none).
    `offline` says why the others could not be reached; then the work is committed and waits. `ahead` commits wait.
    """

    own: tuple[Change, ...] = ()
    commit: str = ""
    received: tuple[Change, ...] = ()
    sent: int = 0
    remote: str = ""
    offline: Message | None = None
    ahead: int = 0
    others: int = 0


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


class Conflicting(Refused):
    """The work of others contradicts ours at some places; everything is as it was before the merge."""

    code = "sync-conflict"


def sync(session: Session, compose: Compose, *, message: str = "", stay: bool = False, dry_run: bool = False) -> Synced:
    """Commit what changed in the ledger and bring this clone and its remote to the same state.

    `compose` makes a commit's message where none is given. With `stay` a merge that has conflicts is left for
    `ledger resolve`, else it is undone. Raises Refused or Broken where something is in the way; then the files and
    git's staging area are as they were, but for what was committed by then. Nobody to talk to is no error.
    """
    clone = clone_of(session)
    repository = clone.repository
    _refuse_odd_states(repository)
    if dry_run:
        return _planned(session, repository)
    with lock(session.root):
        finished = _finish_merge(session, repository)
        done = finished if finished is not None else _commit(session, repository, compose, message)
        remote = _remote(repository)
        if not remote:
            return done
        result = _exchange(session, clone, remote, done, stay=stay)
    session.stale()
    return result


def _refuse_odd_states(repository: Repository) -> None:
    for oddity in repository.oddities():
        if oddity.blocks and oddity.code != "merge":
            raise Refused(oddity.message, oddity.advice)


def _planned(session: Session, repository: Repository) -> Synced:
    """What would be committed and sent, as far as is known without asking anybody."""
    head = repository.head()
    pair = Pair(None if head is None else repository.commit(head), None)
    upstream = repository.upstream()
    others, ahead = _distance(repository, upstream) if upstream and head else (0, 0)
    own = tuple(compared(session, repository, pair))
    return Synced(own=own, remote=_remote(repository), ahead=ahead, others=others)


def _remote(repository: Repository) -> str:
    """The remote to talk to: that of the branch, else `origin`, else the only one."""
    branch = repository.branch()
    told = repository.setting(f"branch.{branch}.remote") if branch else None
    remotes = repository.remotes()
    if told in remotes:
        return told or ""
    return "origin" if "origin" in remotes else remotes[0] if len(remotes) == 1 else ""


# Committing


def _finish_merge(session: Session, repository: Repository) -> Synced | None:
    """Commit a merge that was left for settling, once everything is settled; None if none is under way."""
    if repository.under_way() != "merge":
        return None
    left = sorted(repository.unmerged())
    if left:
        raise Refused(
            say("These are still in conflict: {paths}", paths=tuple(left)),
            say("`ledger resolve` settles them one by one; `git merge --abort` gives the merge up."),
        )
    with _staging(repository):
        _stage(repository)
        _checked(session, repository)
        repository.run("commit", "--quiet", "--no-edit", acts=True)
    return Synced(commit=repository.head() or "")


def _commit(session: Session, repository: Repository, compose: Compose, message: str) -> Synced:
    """Commit everything in the ledger that changed; nothing is staged or committed if that is refused."""
    if not repository.status():
        return Synced()
    with _staging(repository):
        _stage(repository)
        if not repository.run("diff", "--cached", "--name-only", "-z", *_inside(repository)).parts:
            return Synced()
        _checked(session, repository)
        own = customers_staged(session, repository)
        text = message or compose(own)
        words = ("commit", "--quiet", "--cleanup=whitespace", "--file=-", *_inside(repository))
        repository.run(*words, given=text.encode(), acts=True)
    return Synced(own=own, commit=repository.head() or "")


def _stage(repository: Repository) -> None:
    repository.run("add", "--all", *_inside(repository), acts=True)


def _checked(session: Session, repository: Repository) -> None:
    if errors := check_staged(session, repository).errors:
        raise NotShared(errors)


def _inside(repository: Repository) -> tuple[str, ...]:
    """What is not in the ledger's folder is nobody's business here."""
    return ("--", *repository.git.inside()) if repository.prefix else ()


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


# Exchanging


def _exchange(session: Session, clone: Clone, remote: str, done: Synced, *, stay: bool) -> Synced:
    """Fetch, merge and push, again and again while others are faster."""
    repository = clone.repository
    start = repository.head()
    result = replace(done, remote=remote)
    for attempt in range(ATTEMPTS):
        try:
            repository.run("fetch", "--quiet", remote, acts=True)
        except LedgerError as error:
            return _offline(repository, result, error)
        theirs = _theirs(repository, remote)
        if theirs is not None and repository.head() is None:
            repository.run("merge", "--ff-only", "--quiet", theirs, acts=True)
        elif theirs is not None:
            _merge(clone, theirs, stay=stay)
        head = repository.head()
        if head is None:
            return result
        result = replace(result, received=_received(session, repository, start, result))
        sent = _distance(repository, theirs)[1] if theirs is not None else _count(repository, head)
        if theirs is not None and not sent:
            return result
        if _push(repository, remote):
            return replace(result, sent=sent)
        time.sleep(random.uniform(0.05, 0.3) * (attempt + 1))  # noqa: S311 (so that two don't meet again)
    raise Refused(
        say("Others were faster {n} times in a row; your work is committed here and not sent yet.", n=ATTEMPTS),
        say("Call `ledger sync` again in a moment."),
    )


def _offline(repository: Repository, result: Synced, error: LedgerError) -> Synced:
    theirs = _theirs(repository, result.remote)
    head = repository.head()
    ahead = 0 if head is None else _distance(repository, theirs)[1] if theirs else _count(repository, head)
    return replace(result, offline=error.message, ahead=ahead)


def _theirs(repository: Repository, remote: str) -> str | None:
    """The id of the remote's last commit of our branch, as last fetched."""
    upstream = repository.upstream()
    return repository.find_oid(upstream or f"refs/remotes/{remote}/{repository.branch()}")


def _distance(repository: Repository, theirs: str) -> tuple[int, int]:
    """How many commits they have and we don't, and the other way round."""
    counts = repository.run("rev-list", "--left-right", "--count", f"{theirs}...HEAD").text.split()
    return int(counts[0]), int(counts[1])


def _count(repository: Repository, head: str) -> int:
    return int(repository.run("rev-list", "--count", head).text)


def _merge(clone: Clone, theirs: str, *, stay: bool) -> None:
    """Take in their work; with conflicts it is undone again unless it is to stay."""
    repository = clone.repository
    behind, _ = _distance(repository, theirs)
    if not behind:
        return
    # A clone that was never set up merges by meaning all the same.
    words = ("-c", f"merge.ledger.driver={driver(clone)}", "merge", "--quiet", "--no-edit", theirs)
    done = repository.run(*words, acts=True, allowed=(0, 1, 2, 128), extra={"GIT_MERGE_AUTOEDIT": "no"})
    if not done.status:
        return
    left = sorted(repository.unmerged())
    if not left:
        if repository.under_way() == "merge":
            repository.run("merge", "--abort", acts=True)
        raise GitFailed(done.status, done.words or done.text)
    if stay:
        raise Conflicting(
            say("Both sides changed the same in these: {paths}", paths=tuple(left)),
            say("`ledger resolve` settles them one by one; then `ledger sync` goes on."),
        )
    repository.run("merge", "--abort", acts=True)
    raise Conflicting(
        say("Both sides changed the same in these; your work is committed, and not merged: {paths}", paths=tuple(left)),
        say("`ledger sync --stay` merges and leaves the conflicts for `ledger resolve`."),
    )


def _received(session: Session, repository: Repository, start: str | None, result: Synced) -> tuple[Change, ...]:
    """What became of customers since we began, our own commit left out."""
    head = repository.head()
    if head is None or head == start:
        return result.received
    old = None if start is None else repository.commit(start)
    return tuple(compared(session, repository, Pair(old, repository.commit(head))))


def _push(repository: Repository, remote: str) -> bool:
    """Send our branch; False where somebody else was faster."""
    branch = repository.branch()
    target = repository.setting(f"branch.{branch}.merge") or f"refs/heads/{branch}"
    upstream = () if repository.upstream() else ("--set-upstream",)
    done = repository.run("push", "--quiet", *upstream, remote, f"HEAD:{target}", acts=True, allowed=(0, 1, 128))
    if not done.status:
        return True
    if any(sign in done.words for sign in _FASTER) and "hook declined" not in done.words:
        return False
    raise GitFailed(done.status, done.words)
