"""Whole processes measured: seconds and peak memory, interleaved so that all of them meet the same weather."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LEDGERS = ROOT / "benchmarks" / "ledgers"
# What the console script does, with this checkout in front.
LEDGER = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'ledger'; from ledger.cli.main import main; sys.exit(main())",
)
GIVE_UP = 600.0


class Run(NamedTuple):
    """One process: how long it took, its largest resident memory, its exit code."""

    seconds: float
    megabytes: float
    code: int


class Failed(Exception):
    """A measured command did not do its work, so there is nothing to report of it."""


def environment() -> dict[str, str]:
    """The environment of measured commands: this checkout, a state folder of their own, no settings of the user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEDGER_", "TASK"))}
    # A caller that forbids to keep compiled modules would have every start compile them anew.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONPATH": str(ROOT), "LEDGER_STATE": str(LEDGERS / ".state"), "PYTHONUTF8": "1", "NO_COLOR": "1"}


def once(
    command: Sequence[str], folder: Path, good: Sequence[int] = (0,), extra: Mapping[str, str] | None = None
) -> Run:
    """Run a command in a folder, its output thrown away; `extra` is added to its environment.

    Raises Failed, with what it said, if it ends with another code than the good ones.
    """
    env = environment() | dict(extra or {})
    with open(LEDGERS / ".said", "w+b") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in good:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise Failed(f"{_words(command)}: exit {process.returncode}: {last}")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return Run(seconds, usage.ru_maxrss / unit, process.returncode)


def medians(
    commands: Mapping[str, Sequence[str]], folder: Path, runs: int, extra: Mapping[str, str] | None = None
) -> dict[str, Run]:
    """The median time and the largest memory of each command, over so many rounds in which each runs once."""
    measured: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            measured[name].append(once(command, folder, extra=extra))
    return {name: middle(done) for name, done in measured.items()}


def middle(done: Iterable[Run]) -> Run:
    """The median time and the largest memory of several rounds."""
    rounds = list(done)
    return Run(median(run.seconds for run in rounds), max(run.megabytes for run in rounds), 0)


def said(command: Sequence[str], folder: Path, extra: Mapping[str, str] | None = None) -> str:
    """What a command prints; raises Failed if it ends with an error or never."""
    env = environment() | dict(extra or {})
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, check=False, timeout=GIVE_UP, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{_words(command)}: no answer in {GIVE_UP:.0f} s") from None
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise Failed(f"{_words(command)}: exit {done.returncode}: {last}")
    return done.stdout.decode(errors="replace")


def _words(command: Sequence[str]) -> str:
    return " ".join(command[3:]) if tuple(command[:3]) == LEDGER else " ".join(command[:3])


def ledger(*words: str) -> tuple[str, ...]:
    """The command line of a `ledger` command."""
    return (*LEDGER, *words)
