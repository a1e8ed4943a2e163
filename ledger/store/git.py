"""The repository in which a ledger lies: the one owner of the program git.

Branches off: git_run (processes and refusals), git_objects (files and contents), git_log (commits), git_state (odd states).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.errors import LedgerError, NotFound, Refused
from ledger.messages import say
from ledger.store.git_log import Author, Commit, commits
from ledger.store.git_objects import Stages, unmerged
from ledger.store.git_run import PROGRAM, Done, Git, environment
from ledger.store.git_state import Oddity, Seen, oddities, under_way

_REVISION = re.compile(r"[^\s\x00-\x1f\x7f:?*\[\\-][^\x00-\x20\x7f]*")


@dataclass(frozen=True, slots=True)
class FileStatus:
    """A file that is not as it was committed: the letters of git's short status for staging area and work tree.

    `??` is a file that git doesn't know, `UU` and the like one in conflict; `before` the old path of a renamed one.
    """

    path: str
    staged: str
    unstaged: str
    before: str = ""

    @property
    def in_conflict(self) -> bool:
        """Whether both sides of a merge are still to be settled."""
        return "U" in self.staged + self.unstaged or (self.staged, self.unstaged) in (("A", "A"), ("D", "D"))


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository around a ledger. Paths that go in and come out are relative to the ledger's root, with slashes.

    `git` is what the functions of git_objects and git_log take. `git_dir` is git's own folder for this work tree and
    `common_dir` that of the whole clone.
    """

    git: Git
    git_dir: str
    common_dir: str

    # Where it is

    @staticmethod
    def find(root: Path) -> Repository | None:
        """The repository that a ledger lies in, None where there is none.

        Raises Refused where git is missing, doesn't trust the folder, or has no work tree there.
        """
        real = os.path.realpath(root)
        place = _git_above(real)
        if place is None:
            return None
        plain = Git(real, environment())
        inside = plain.run("rev-parse", "--is-inside-work-tree", allowed=(0, 128))
        if inside.status:
            # What is called .git need not be one; anything else that git says counts.
            if "not a git repository" in inside.words and "ownership" not in inside.words:
                return None
            plain.run("rev-parse", "--is-inside-work-tree")
        if inside.text != "true":
            raise Refused(say("The git repository in {folder} has no work tree.", folder=place))
        top = os.path.realpath(plain.run("rev-parse", "--show-toplevel").text)
        git_dir = plain.run("rev-parse", "--absolute-git-dir").text
        prefix = os.path.relpath(real, top)
        prefix = "" if prefix == os.curdir else prefix.replace(os.sep, "/") + "/"
        return Repository(Git(top, environment(_hooks_index(git_dir, top)), prefix), git_dir, _common(git_dir))

    @staticmethod
    def get(root: Path) -> Repository:
        """As `find`; raises Refused where there is none."""
        found = Repository.find(root)
        if found is None:
            raise Refused(
                say("This ledger lies in no git repository."),
                say("`git init` makes one, `ledger git setup` what else it needs."),
            )
        return found

    @property
    def top(self) -> str:
        """The work tree's folder."""
        return self.git.folder

    @property
    def prefix(self) -> str:
        """The ledger's folder in the work tree, `sales/`; empty where it is the work tree itself."""
        return self.git.prefix

    @property
    def root(self) -> str:
        """The ledger's folder."""
        return os.path.join(self.top, self.prefix.rstrip("/")) if self.prefix else self.top

    def name(self, path: str) -> str:
        """The name, from the top, by which git knows a path."""
        return self.prefix + path

    # The program

    def run(
        self,
        *words: str,
        given: bytes | None = None,
        allowed: tuple[int, ...] = (0,),
        acts: bool = False,
        timeout: float | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Done:
        """Run git at the top of the work tree; see Git.run."""
        return self.git.run(*words, given=given, allowed=allowed, acts=acts, timeout=timeout, extra=extra)

    def version(self) -> tuple[int, ...]:
        """The version of the program git, `(2, 39, 5)`."""
        return version(self.git)

    # Settings of the clone

    def settings(self, *, local: bool = False) -> dict[str, str]:
        """All settings of git that count here, names in small letters but for their middle part; `local`: the clone's own."""
        words = ("config", *(("--local",) if local else ()), "--show-scope", "--null", "--list")
        parts = iter(self.run(*words, allowed=(0, 1)).parts)
        found = {}
        for scope in parts:
            name, _, value = next(parts).partition("\n")
            # What our own calls are told stands on the command line.
            if scope != "command":
                found[name] = value
        return found

    def setting(self, name: str, *, local: bool = False) -> str | None:
        """One setting, None where it isn't set."""
        words = ("config", *(("--local",) if local else ()), "--null", "--get", name)
        done = self.run(*words, allowed=(0, 1))
        return None if done.status else done.parts[0]

    def set(self, name: str, value: str) -> None:
        """Set one of the clone's own settings, in place of all values that it has."""
        self.run("config", "--local", "--replace-all", name, value)

    def unset(self, name: str) -> None:
        """Take one of the clone's own settings away, if it is there; a section that is empty then goes too."""
        self.run("config", "--local", "--unset-all", name, allowed=(0, 5))
        section = name.rpartition(".")[0]
        if not any(other.startswith(f"{section}.") for other in self.settings(local=True)):
            self.run("config", "--local", "--remove-section", section, allowed=(0, 128))

    def author(self) -> Author:
        """Who commits here: name and e-mail, empty where git doesn't know."""
        name, email = (
            os.environ.get(variable) or self.setting(setting) or ""
            for variable, setting in (("GIT_AUTHOR_NAME", "user.name"), ("GIT_AUTHOR_EMAIL", "user.email"))
        )
        return Author(name, email)

    def attributes(self, path: str, *names: str) -> dict[str, str]:
        """What .gitattributes says of a path (which need not exist): `unspecified`, `set`, `unset` or a value."""
        parts = self.run("check-attr", "-z", *names, "--", self.name(path)).parts
        return dict(zip(parts[1::3], parts[2::3], strict=True))

    # Where we are

    @property
    def index_file(self) -> str:
        """The staging area's file."""
        return self.git.environment.get("GIT_INDEX_FILE") or os.path.join(self.git_dir, "index")

    def branch(self) -> str | None:
        """The branch's short name, also before its first commit; None on a detached head."""
        done = self.run("symbolic-ref", "--quiet", "--short", "HEAD", allowed=(0, 1))
        return None if done.status else done.text

    def upstream(self) -> str | None:
        """The remote branch that this one follows, `origin/main`; None where it follows none."""
        done = self.run("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}", allowed=(0, 128))
        return None if done.status else done.text

    def remotes(self) -> tuple[str, ...]:
        """The names of the remotes."""
        return tuple(self.run("remote").text.split())

    def head(self) -> str | None:
        """The id of the current commit; None before the first one."""
        return self.find_oid("HEAD")

    def empty_tree(self) -> str:
        """The id of what a first commit is compared with: a tree with nothing in it."""
        return self.run("hash-object", "-t", "tree", "--stdin", given=b"").text

    def find_oid(self, revision: str) -> str | None:
        """The id of the commit that a revision names (`HEAD~3`, a branch, an id); None if there is none."""
        if not _REVISION.fullmatch(revision):
            return None
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        done = self.run(*words, allowed=(0, 1, 128))
        return None if done.status else done.text

    def commit(self, revision: str) -> Commit:
        """The commit that a revision names; raises NotFound."""
        oid = self.find_oid(revision)
        if oid is None:
            raise NotFound(
                say("There is no commit “{revision}”.", revision=revision),
                say("A commit's id, a branch, a tag or a day names one; `ledger history` shows what there is."),
            )
        return commits(self.git, "-1", oid)[0]

    def last_before(self, moment: datetime) -> Commit | None:
        """The last commit of the current branch that was made no later than a moment; None if there is none.

        Of a merge only the branch that was merged into counts: it is what stood here at that time.
        """
        if self.head() is None:
            return None
        words = ("-1", "--first-parent", f"--until={int(moment.timestamp())}", "HEAD")
        return next(iter(commits(self.git, *words)), None)

    def merge_base(self, *revisions: str) -> str | None:
        """The id of the commit from which some others part ways; None if they have nothing in common."""
        done = self.run("merge-base", "--octopus", "--end-of-options", *revisions, allowed=(0, 1))
        return done.text.split("\n")[0] if not done.status and done.text else None

    def under_way(self) -> str:
        """What git is in the middle of: rebase, am, merge, cherry-pick, revert, bisect; empty if nothing."""
        return under_way(self.git_dir)

    def oddities(self) -> tuple[Oddity, ...]:
        """What is unusual about the repository now, the worst first; usually nothing."""
        return oddities(Seen(self.git_dir, self.common_dir, self.index_file, self.branch(), self.head() is not None))

    # The work tree

    def status(self) -> tuple[FileStatus, ...]:
        """The ledger's files that are not as committed, those that git doesn't know among them."""
        words = (
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=all",
            "--no-ahead-behind",
            "--",
            *self.git.inside(),
        )
        parts = iter(self.run(*words).parts)
        found = []
        for part in parts:
            staged, unstaged, name = part[0], part[1], part[3:]
            before = next(parts) if "R" in (staged, unstaged) or "C" in (staged, unstaged) else ""
            if (path := self.git.outside(name)) is not None:
                found.append(FileStatus(path, staged.strip(), unstaged.strip(), self.git.outside(before) or ""))
        return tuple(found)

    def unmerged(self) -> dict[str, Stages]:
        """The ledger's files in conflict, with their three versions as git keeps them."""
        return unmerged(self.git)


def version(git: Git) -> tuple[int, ...]:
    """The version of the program git."""
    words = git.run("version").text.split()
    numbers = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", words[2] if len(words) > 2 else "")
    return tuple(int(part or 0) for part in numbers.groups()) if numbers else (0,)


def is_there() -> bool:
    """Whether git is installed."""
    from shutil import which

    return which(PROGRAM) is not None


def looks_like_one(root: Path) -> bool:
    """Whether a ledger seems to lie in a repository; no process is started."""
    return _git_above(os.path.realpath(root)) is not None


def _git_above(folder: str) -> str | None:
    """The nearest folder, from one upwards, with something called .git in it."""
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _common(git_dir: str) -> str:
    """The folder of the whole clone; that of a second work tree names it in a file."""
    try:
        with open(os.path.join(git_dir, "commondir"), "rb") as file:
            found = os.fsdecode(file.read().rstrip(b"\r\n"))
    except OSError:
        return git_dir
    return os.path.normpath(os.path.join(git_dir, found))


def _hooks_index(git_dir: str, top: str) -> str:
    """The staging area that a hook is told to look at, if it is one of this repository."""
    given = os.environ.get("GIT_INDEX_FILE", "")
    place = os.path.realpath(os.path.join(top, given)) if given else ""
    return place if place.startswith(os.path.realpath(git_dir) + os.sep) else ""


def available(root: Path) -> Repository | None:
    """The repository if it can be used, None where there is none or git refuses: for what is only said in passing."""
    try:
        return Repository.find(root)
    except LedgerError:
        return None
