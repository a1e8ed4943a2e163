"""Talking with a remote: getting what others shared, taking it in, and sending our own."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.errors import Busy, LedgerError, NotFound, Refused
from ledger.messages import Message, say
from ledger.operations.sharing.clone import Clone
from ledger.operations.sharing.committing import Phrases, lasting
from ledger.operations.sharing.needs import driver
from ledger.operations.sharing.together import NOT_YET, merge_unmerged
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_run import refusal

# What a push is refused with where somebody else has pushed since we looked.
_FASTER = (
    "(fetch first)", "(non-fast-forward)", "(stale info)", "cannot lock ref", "failed to lock", "failed to update ref",
    "unable to lock", "incorrect old value",
)  # fmt: skip
_UNREACHABLE = (
    "Could not read from remote repository", "unable to access", "Could not resolve", "does not appear to be a git repository",
    "Connection", "hung up unexpectedly", "early EOF", "Authentication failed", "could not read Username",
)  # fmt: skip


class Conflicting(Refused):
    """The work of others contradicts ours in files (`paths`)."""

    code = "sync-conflict"

    def __init__(self, message: Message, hint: Message, paths: tuple[str, ...]) -> None:
        super().__init__(message, hint)
        self.paths = paths


@dataclass(frozen=True, slots=True)
class Theirs:
    """The remote's branch that ours goes with: its name here (`origin/main`), and the id of its last known commit."""

    name: str
    oid: str


def remote_of(repository: Repository) -> str:
    """The remote to talk to: that of the branch, else `origin`, else the only one; empty without any.

    Raises NotFound where there are several and none is named.
    """
    branch = repository.branch()
    told = repository.setting(f"branch.{branch}.remote") if branch else None
    remotes = repository.remotes()
    if told in remotes:
        return told or ""
    if "origin" in remotes or len(remotes) < 2:
        return "origin" if "origin" in remotes else next(iter(remotes), "")
    raise NotFound(
        say("There are several remotes, and this branch follows none: {names}", names=remotes),
        say("`git push --set-upstream NAME HEAD` says once which one it is."),
    )


def fetch(repository: Repository, remote: str) -> Message | None:
    """Ask the remote what is new; why it could not be asked, None if it could. Raises where git itself is in the way."""
    try:
        repository.run(*lasting(repository), "fetch", "--quiet", "--", remote, acts=True)
    except Busy:
        raise
    except LedgerError as error:
        return error.message
    return None


def theirs(repository: Repository, remote: str) -> Theirs | None:
    """The remote's branch as last fetched; None if it has none yet."""
    name = repository.upstream() or f"{remote}/{repository.branch()}"
    oid = repository.find_oid(f"refs/remotes/{name}") or repository.find_oid(name)
    return None if oid is None else Theirs(name, oid)


def distance(repository: Repository, other: Theirs | None) -> tuple[int, int]:
    """How many commits they have and we don't, and the other way round."""
    head = repository.head()
    if head is None:
        return 0, 0
    if other is None:
        return 0, int(repository.run("rev-list", "--count", head, "--not", "--remotes").text)
    counts = repository.run("rev-list", "--left-right", "--count", f"{other.oid}...{head}").text.split()
    return int(counts[0]), int(counts[1])


def take_in(session: Session, clone: Clone, other: Theirs, phrases: Phrases, *, stay: bool) -> None:
    """Merge their work; with conflicts it is undone again unless it is to stay."""
    repository = clone.repository
    behind, ahead = distance(repository, other)
    if repository.head() is None:
        refused = _run_merge(repository, "", "--ff-only", other.oid)
        if refused is not None:
            raise refused
    if not behind:
        return
    bases = _refuse_unmergeable(repository, other) if ahead else 1
    try:
        left = _merged(session, clone, other, phrases.merge(other.name), bases)
    except BaseException:
        _give_up(repository)
        raise
    if not left:
        return
    if stay:
        raise Conflicting(
            say("Both sides changed the same in these: {paths}", paths=left),
            say("`ledger resolve` settles them one by one; then `ledger sync` goes on."),
            left,
        )
    _give_up(repository)
    raise Conflicting(
        say("Both sides changed the same in these; your work is committed, and not merged: {paths}", paths=left),
        say("`ledger sync --stay` merges and leaves the conflicts for `ledger resolve`."),
        left,
    )


def _merged(session: Session, clone: Clone, other: Theirs, message: str, bases: int) -> tuple[str, ...]:
    """Merge and commit that; the files that are in conflict, in which case nothing is committed."""
    repository = clone.repository
    # Files are merged by us in one go; only where the two sides parted more than once has git to merge on the way. In both
    # cases a clone that was never set up merges by meaning all the same.
    way = NOT_YET if bases == 1 else driver(clone)
    refused = _run_merge(repository, way, "-m", message, other.oid)
    if refused is None:
        return ()
    if not repository.unmerged():
        raise refused
    merge_unmerged(session, repository)
    left = tuple(sorted(repository.unmerged()))
    if not left:
        # As git by itself runs no check of what is merged without a conflict.
        words = ("commit", "--quiet", "--no-verify", "--cleanup=whitespace", "--file=-")
        repository.run(*lasting(repository), *words, given=message.encode(), acts=True)
    return left


def _run_merge(repository: Repository, way: str, *words: str) -> LedgerError | None:
    """What git says against it; None if it merged."""
    given = (*lasting(repository), "-c", f"merge.ledger.driver={way}", "merge", "--quiet", "--no-edit", *words)
    done = repository.run(*given, acts=True, allowed=(0, 1, 2, 128))
    if not done.status:
        return None
    named = tuple(line.strip() for line in done.words.split("\n") if line.startswith("\t"))
    if "would be overwritten" in done.words and named:
        return Refused(
            say("These files are in the way of what others shared: {paths}", paths=named[:10]),
            say("Commit them, or move them away, and call `ledger sync` again. Nothing was merged."),
        )
    return refusal(done.status, done.words or done.text)


def _give_up(repository: Repository) -> None:
    if repository.under_way() == "merge":
        repository.run("merge", "--abort", acts=True)


def _refuse_unmergeable(repository: Repository, other: Theirs) -> int:
    """Say in our words what git would refuse; else from how many commits both sides come."""
    bases = repository.run("merge-base", "--all", "HEAD", other.oid, allowed=(0, 1)).text.split()
    if not bases:
        raise Refused(
            say("{branch} has another history: nothing in it is from here.", branch=other.name),
            say("`git clone` gets it; then bring your files there. Or: git merge --allow-unrelated-histories"),
        )
    staged = tuple(repository.run("diff", "--cached", "--name-only", "-z").parts)
    if staged:
        raise Refused(
            say("git merges only while nothing is staged, and these are: {paths}", paths=staged[:10]),
            say("Commit them or `git restore --staged` them, and call `ledger sync` again. Your work is committed."),
        )
    return len(bases)


def push(repository: Repository, remote: str) -> bool | Message:
    """Send our branch: True if that is done, False where somebody else was faster, a message where nobody was reached.

    Raises Refused with the remote's own words where it doesn't want it.
    """
    branch = repository.branch()
    target = repository.setting(f"branch.{branch}.merge") or f"refs/heads/{branch}"
    upstream = () if repository.upstream() else ("--set-upstream",)
    words = ("push", "--quiet", *upstream, "--", remote, f"HEAD:{target}")
    done = repository.run(*words, acts=True, allowed=(0, 1, 128))
    if not done.status:
        return True
    said = done.words
    if "hook declined" not in said and any(sign in said for sign in _FASTER):
        return False
    if "[remote rejected]" not in said and any(sign in said for sign in _UNREACHABLE):
        return refusal(done.status, said).message
    raise Refused(
        say("{remote} did not take it: {words}", remote=remote, words=_reasons(said)),
        say("Your work is committed here and waits; `ledger sync` tries again."),
    )


def _reasons(said: str) -> str:
    """What the remote or a hook said, without what git always adds."""
    lines = [line.strip() for line in said.split("\n")]
    chosen = [line.removeprefix("remote:").strip() for line in lines if line.startswith(("remote:", "!"))]
    return " ".join(line for line in chosen if line)[:500] or said[:500]
