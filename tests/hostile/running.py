"""Running the whole command line as a person or a script does: at a real terminal, into pipes, within limits."""

from __future__ import annotations

import importlib
import os
import pkgutil
import pty
import resource
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import ledger
from ledger.cli.main import main

# What is imported before the fork is not imported anew in each of a thousand runs.
for found in pkgutil.walk_packages(ledger.__path__, "ledger."):
    if not found.name.endswith("__main__"):
        with suppress(ImportError):
            importlib.import_module(found.name)

PROJECT = Path(__file__).parents[2]
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Printed:
    """What one run printed; at a terminal both streams arrive in `out`."""

    code: int
    out: bytes
    err: bytes = b""

    @property
    def text(self) -> str:
        """All that was printed."""
        return (self.out + self.err).decode("utf-8", "replace")


def at_terminal(words: Sequence[str], root: Path, *, typed: bytes = b"1\n", **env: str) -> Printed:
    """Run `ledger` in a forked process whose three streams are a terminal that changes no byte; `typed` waits there."""
    ours, theirs = pty.openpty()
    modes = termios.tcgetattr(theirs)
    modes[1] &= ~termios.OPOST
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    os.write(ours, typed)
    child = _forked(words, root, {"TERM": "xterm", "COLUMNS": "100", **env}, (theirs, theirs, theirs))
    os.close(theirs)
    return Printed(out=_drained([ours], child)[0], code=_ended(child))


def piped(words: Sequence[str], root: Path, **env: str) -> Printed:
    """Run `ledger` in a forked process with nothing on stdin and two pipes."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    (out, to_out), (err, to_err) = os.pipe(), os.pipe()
    child = _forked(words, root, env, (nothing, to_out, to_err))
    for handle in (nothing, to_out, to_err):
        os.close(handle)
    printed = _drained([out, err], child)
    return Printed(_ended(child), printed[0], printed[1])


def process(
    words: Sequence[str],
    root: Path,
    *,
    before: Sequence[str] = (),
    typed: bytes = b"",
    limits: Callable[[], None] | None = None,
    **env: str,
) -> Printed:
    """Run `python -m ledger` as a process of its own, `before` being words in front of it (strace …)."""
    command = [*before, sys.executable, "-B", "-m", "ledger", *words]
    made = {**os.environ, "PYTHONPATH": str(PROJECT), **env}
    done = subprocess.run(
        command, cwd=root, env=made, input=typed, capture_output=True, timeout=60, preexec_fn=limits, check=False
    )
    return Printed(done.returncode, done.stdout, done.stderr)


def bounded() -> None:
    """Limits for a child: half a gigabyte of memory, ten seconds of processor."""
    resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))


def spent() -> float:
    """The seconds of processor that the children took that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a ledger but index/, with its content."""
    return {
        os.path.join(folder, name): content
        for folder, _, names in os.walk(root)
        if not folder.startswith(str(root / "index"))
        for name in names
        if (content := _content(os.path.join(folder, name))) is not None
    }


def _content(path: str) -> bytes | None:
    if os.path.islink(path):
        return os.fsencode(os.readlink(path))
    return Path(path).read_bytes() if os.path.isfile(path) else None


def _forked(words: Sequence[str], root: Path, env: Mapping[str, str], streams: tuple[int, int, int]) -> int:
    child = os.fork()
    if child == 0:
        _be_the_program(words, root, env, streams)
    return child


def _be_the_program(
    words: Sequence[str], root: Path, env: Mapping[str, str], streams: tuple[int, int, int]
) -> NoReturn:
    code = 99
    try:
        os.setsid()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE)
        for target, handle in enumerate(streams):
            os.dup2(handle, target)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
        os.environ.update(env)
        os.chdir(root)
        code = main(list(words))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _drained(handles: Sequence[int], child: int) -> list[bytes]:
    """All that arrives until every handle is closed at its other end."""
    parts: dict[int, list[bytes]] = {handle: [] for handle in handles}
    waiting, until = set(handles), time.monotonic() + PATIENCE + 5
    while waiting:
        ready = select.select(list(waiting), [], [], max(until - time.monotonic(), 0))[0]
        if not ready:
            os.kill(child, signal.SIGKILL)
            until += 5
        for handle in ready:
            try:
                part = os.read(handle, 1 << 16)
            except OSError:
                part = b""
            parts[handle].append(part)
            if not part:
                os.close(handle)
                waiting.discard(handle)
    return [b"".join(parts[handle]) for handle in handles]


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
