"""Running git: without a shell, a pager or other people's programs, and its refusals as sentences of ours."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from ledger.errors import Busy, LedgerError, Refused
from ledger.messages import say

PROGRAM = "git"
CHUNK = 1 << 16

# For all calls: what we parse is in one form, whatever the user's configuration says; paths are no patterns.
_PLAIN = (
    "--no-pager",
    *("-c", "core.quotePath=false"),
    *("-c", "color.ui=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "log.showSignature=false"),
    *("-c", "diff.renameLimit=5000"),
)
# For calls that only read: no program named by a configuration is started, no lock is taken in passing.
_READING = ("--no-optional-locks", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")

# These refuse to be told so.
_TAKES_PATHS_AS_THEY_ARE = frozenset({"check-ignore"})

# What says which repository is meant. A hook of another one, or a shell that sets them, must not lead us elsewhere.
_ELSEWHERE = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS", "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_PAGER", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF",
)  # fmt: skip


class GitFailed(Refused):
    """git could not do something; `status` is its exit code, `words` what it said."""

    code = "git-failed"

    def __init__(self, status: int, words: str) -> None:
        super().__init__(say("git refused: {words}", words=words or str(status)))
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True)
class Done:
    """What a call of git gave: its exit code, what it wrote, and what it said beside it."""

    status: int
    out: bytes
    words: str

    @property
    def text(self) -> str:
        """What it wrote as text, without the last line end."""
        return os.fsdecode(self.out).removesuffix("\n")

    @property
    def parts(self) -> list[str]:
        """What it wrote, parted at NUL."""
        return [os.fsdecode(part) for part in self.out.split(b"\0")[:-1]]


@dataclass(frozen=True, slots=True)
class Git:
    """How git is called for one work tree: where, for which folder in it (`sales/`, or empty), with which environment.

    Paths of the ledger are relative to that folder, git's names of files to the work tree.
    """

    folder: str
    environment: Mapping[str, str] = field(repr=False)
    prefix: str = ""

    def outside(self, name: str) -> str | None:
        """A name of git's as a path of the ledger; None if the file lies elsewhere."""
        return name[len(self.prefix) :] if name.startswith(self.prefix) else None

    def inside(self, under: str = "") -> tuple[str, ...]:
        """The path by which git is told to look only there; none for the whole repository."""
        place = (self.prefix + under).rstrip("/")
        return (place,) if place else ()

    def run(
        self,
        *words: str,
        given: bytes | None = None,
        allowed: Sequence[int] = (0,),
        acts: bool = False,
        timeout: float | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Done:
        """Run git to its end; raises a LedgerError with git's own words for an exit code that isn't `allowed`.

        `acts` is for what changes the repository as its user would (commit, merge, fetch, push): hooks and the like
        run. `extra` are further variables of the environment.
        """
        try:
            done = subprocess.run(
                self._words(words, acts=acts),
                input=given,
                stdin=None if given is not None else subprocess.DEVNULL,
                capture_output=True,
                env={**self.environment, **(extra or {})},
                check=False,
                timeout=timeout,
            )
        except OSError as error:
            raise _not_started(error) from error
        except subprocess.TimeoutExpired as error:
            raise Busy(say("git did not answer for {seconds} seconds.", seconds=f"{timeout:g}")) from error
        words_said = _said(done.stderr)
        if done.returncode not in allowed:
            raise refusal(done.returncode, words_said)
        return Done(done.returncode, done.stdout, words_said)

    @contextmanager
    def open(self, *words: str, talks: bool = False) -> Iterator[Running]:
        """Run git beside us, reading only; it is ended when the block is left."""
        try:
            process = subprocess.Popen(
                self._words(words, acts=False),
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(self.environment),
            )
        except OSError as error:
            raise _not_started(error) from error
        try:
            yield Running(process)
        finally:
            _end(process)

    def stream(self, *words: str) -> Iterator[bytes]:
        """What git writes, parted at NUL, as it comes; the process is ended when nobody reads on."""
        with self.open(*words) as running:
            rest = b""
            while chunk := running.read_some():
                *parts, rest = (rest + chunk).split(b"\0")
                yield from parts
            if rest:
                yield rest
            running.finish()

    def _words(self, words: Sequence[str], *, acts: bool) -> list[str]:
        literal = () if words[0] in _TAKES_PATHS_AS_THEY_ARE else ("--literal-pathspecs",)
        return [PROGRAM, "-C", self.folder, *literal, *_PLAIN, *(() if acts else _READING), *words]


class Running:
    """A git that runs beside us: bytes in, bytes out."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._out: IO[bytes] = _pipe(process.stdout)

    def write(self, content: bytes) -> None:
        """Hand something over, at once."""
        pipe = _pipe(self._process.stdin)
        try:
            pipe.write(content)
            pipe.flush()
        except BrokenPipeError:
            self.finish()
            raise

    def line(self) -> bytes:
        """The next line that it writes, without its end; raises if there is none."""
        found = self._out.readline()
        if not found.endswith(b"\n"):
            self.finish()
            raise GitFailed(0, "unexpected end")
        return found[:-1]

    def exactly(self, count: int) -> bytes:
        """So many of the next bytes."""
        found = self._out.read(count)
        if len(found) < count:
            self.finish()
            raise GitFailed(0, "unexpected end")
        return found

    def read_some(self) -> bytes:
        """What has come by now, at most a chunk; empty at the end."""
        return os.read(self._out.fileno(), CHUNK)

    def finish(self) -> None:
        """Wait for its end; raises what it complained of."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        words = _said(_pipe(self._process.stderr).read())
        if status := self._process.wait():
            raise refusal(status, words)


def environment(index: str = "") -> dict[str, str]:
    """The environment for git: English, this repository, nobody asked; `index` is a hook's own staging area."""
    found = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    found.pop("GIT_INDEX_FILE", None)
    if index:
        found["GIT_INDEX_FILE"] = index
    return {**found, "LC_ALL": "C", "LANGUAGE": "C"}


def refusal(status: int, words: str) -> LedgerError:
    """What git said as a refusal, with advice where we know better."""
    for sign, made in _KNOWN:
        if sign in words:
            return made(words)
    return GitFailed(status, _essence(words))


def _unsafe(words: str) -> LedgerError:
    folder = words.partition("repository at '")[2].partition("'")[0]
    return Refused(
        say("git does not trust {folder}, since it belongs to somebody else.", folder=folder or "this folder"),
        say("If you do: git config --global --add safe.directory '{folder}'", folder=folder),
    )


def _locked(words: str) -> LedgerError:
    place = words.partition("'")[2].partition("'")[0]
    return Busy(
        say("Another git works in this repository just now; it holds {lock}.", lock=place),
        say("Try again when it has ended. If none runs any more, delete that file."),
    )


def _nobody(words: str) -> LedgerError:
    return Refused(
        say("git doesn't know who you are."),
        say("git config --global user.name '…' and git config --global user.email '…' tell it."),
    )


def _no_repository(words: str) -> LedgerError:
    return Refused(say("This is no git repository."), say("`git init` makes one."))


_KNOWN = (
    ("dubious ownership", _unsafe),
    (".lock': File exists", _locked),
    ("Please tell me who you are", _nobody),
    ("unable to auto-detect email address", _nobody),
    ("not a git repository", _no_repository),
)


def _essence(words: str) -> str:
    """The lines of git that say what is wrong, without its advice."""
    lines = [line for line in words.split("\n") if line.strip() and not line.startswith("hint:")]
    chosen = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return " ".join(line.strip() for line in chosen)[:500]


def _not_started(error: OSError) -> LedgerError:
    if isinstance(error, FileNotFoundError):
        return Refused(say("git is not installed, or not found."), say("Install git: https://git-scm.com"))
    return Refused(say("git can't be started: {reason}.", reason=error.strerror or str(error)))


def _said(content: bytes) -> str:
    return content.decode("utf-8", "replace").strip()


def _pipe(found: IO[bytes] | None) -> IO[bytes]:
    assert found is not None
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours, whether it has finished or not, and let go of its pipes."""
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    process.wait()
