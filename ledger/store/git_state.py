"""States of a repository in which work goes otherwise than usual, each with what to do about it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ledger.messages import Message, say


@dataclass(frozen=True, slots=True)
class Oddity:
    """One such state. `code`: detached, unborn, merge, rebase, am, cherry-pick, revert, bisect, shallow, locked, worktree.

    `blocks` tells that nothing should be committed, merged or pushed before it is over.
    """

    code: str
    message: Message
    advice: Message
    blocks: bool = True


# By the file or folder of git's own that shows it.
_UNDER_WAY = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/rebasing", "rebase"),
    ("rebase-apply", "am"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What states are told from: git's folders, its staging area, the branch (None: none) and whether it has a commit."""

    git_dir: str
    common_dir: str
    index_file: str
    branch: str | None
    has_commit: bool


def under_way(git_dir: str) -> str:
    """What git is in the middle of: rebase, am, merge, cherry-pick, revert, bisect; empty if nothing."""
    return next((name for sign, name in _UNDER_WAY if os.path.exists(os.path.join(git_dir, sign))), "")


def oddities(seen: Seen) -> tuple[Oddity, ...]:
    """What is unusual, the worst first; usually nothing."""
    doing = under_way(seen.git_dir)
    lock = f"{seen.index_file}.lock"
    # A hook runs while the commit that it belongs to holds this lock.
    is_locked = os.path.exists(lock) and not os.environ.get("GIT_INDEX_FILE")
    found = [
        _locked(lock) if is_locked else None,
        _doing(doing) if doing else None,
        _head(seen, doing),
        _SHALLOW if os.path.exists(os.path.join(seen.common_dir, "shallow")) else None,
        _second(seen.common_dir) if seen.git_dir != seen.common_dir else None,
    ]
    return tuple(one for one in found if one is not None)


_SHALLOW = Oddity(
    "shallow",
    say("This clone holds only the latest part of the history."),
    say("`git fetch --unshallow` gets the rest."),
    blocks=False,
)


def _locked(lock: str) -> Oddity:
    return Oddity(
        "locked",
        say("Another git works in this repository just now; it holds {lock}.", lock=lock),
        say("Try again when it has ended. If none runs any more, delete that file."),
    )


def _second(common_dir: str) -> Oddity:
    return Oddity(
        "worktree",
        say("This is a second work tree of the repository in {folder}.", folder=common_dir),
        say("Settings of the clone are shared by all its work trees."),
        blocks=False,
    )


def _head(seen: Seen, doing: str) -> Oddity | None:
    if seen.branch is None and doing not in ("rebase", "bisect", "am"):
        return Oddity(
            "detached",
            say("You are on no branch, but on a single commit."),
            say("`git switch -` goes back to the branch; `git switch -c NAME` makes one of this."),
        )
    if seen.branch is not None and not seen.has_commit:
        return Oddity(
            "unborn",
            say("Nothing has been committed yet."),
            say("`git add -A` and `git commit` make the first commit."),
            blocks=False,
        )
    return None


def _doing(name: str) -> Oddity:
    match name:
        case "merge":
            ends = say("Settle what is in conflict and `git commit`, or give up with `git merge --abort`.")
        case "rebase" | "am" | "cherry-pick" | "revert":
            ends = say(
                "Settle what is in conflict and `git {name} --continue`, or give up with `git {name} --abort`.",
                name=name,
            )
        case _:
            ends = say("`git {name} reset` ends it.", name=name)
    return Oddity(name, say("git is in the middle of a {name}.", name=name), ends)
