"""What a running watcher brings, and what it costs."""

from __future__ import annotations

import math
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.ledgers import REFRESH, made, path_in, with_engine
from benchmarks.measure import GIVE_UP, Failed, Run, environment, ledger, medians, once, said
from benchmarks.rows import Plan, Row
from benchmarks.searching import asked
from benchmarks.speed import MEMORY, shown

SAVES = 60
BETWEEN = 0.25
IDLE = 60.0
_SOON = 0.0005
_DAILY = (("due", "--limit", "50"), ("due",), ("list", "--limit", "50"))
# Every line of a large ledger is no matter of looking at files: told, not bounded.
_BOUNDED = {"`due --limit 50`": 150.0, "`list --limit 50`": 150.0, "`show`": 150.0}


@dataclass(slots=True)
class Watcher:
    """A watcher while it runs; afterwards `run` tells what it took."""

    process: subprocess.Popen[bytes]
    run: Run = field(default=Run(0.0, 0.0, 0))


def watch(plan: Plan) -> Iterator[Row]:
    """Commands while a watcher runs, files saved meanwhile, and a watcher that has nothing to do."""
    for size in plan.sizes:
        folder = made(size)
        once(REFRESH, folder)
        once(ledger("index"), folder)
        with watcher(folder) as watching:
            commands = {f"`{' '.join(words)}`": ledger(*words) for words in _DAILY} | shown(folder)
            for name, run in medians(commands, folder, plan.runs).items():
                bound = _BOUNDED.get(name)
                yield Row(f"{name}, watcher running", run.seconds * 1000, "ms", size, bound=bound, grows=True)
            yield from asked(folder, size, "whoosh", plan.runs, watched=True)
            late = saves(folder)
            yield Row("one saved file → searchable, 95 of 100", late * 1000, "ms", size, bound=150.0, grows=True)
            share = idle(watching.process.pid) if size in plan.sizes[-2:] else None
            if share is not None:
                yield Row("idle watcher: share of a core", share * 100, "%", size, bound=0.5)
        yield Row("watch: memory", watching.run.megabytes, "MB", size, bound=MEMORY)
        with with_engine(folder, "fts5"):
            once(ledger("index"), folder)
            with watcher(folder):
                yield from asked(folder, size, "fts5", plan.runs, watched=True)


@contextmanager
def watcher(folder: Path) -> Iterator[Watcher]:
    """A watcher over a ledger that vouches for its files; it is ended afterwards."""
    process = subprocess.Popen(
        ledger("-q", "watch"), cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    watching = Watcher(process)
    try:
        _until_trusted(folder, process)
        yield watching
    finally:
        process.send_signal(signal.SIGTERM)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        watching.run = Run(0.0, usage.ru_maxrss / 1_000, process.returncode)


def _until_trusted(folder: Path, process: subprocess.Popen[bytes]) -> None:
    from ledger.store.ping import ask

    os.environ["LEDGER_STATE"] = environment()["LEDGER_STATE"]
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until and process.poll() is None:
        if (ask(folder, {"ask": "trust"}, patience=1.0) or {}).get("trusted"):
            return
        time.sleep(0.05)
    raise Failed("the watcher does not vouch for the files")


def saves(folder: Path) -> float:
    """Seconds until a saved file can be searched: the time that 95 of 100 saves keep within.

    Files all over the ledger are saved in turns as editors do, in place and by putting a new file in the old one's
    place; each gets a word that nobody else has. The catalog is asked until it has the word.
    """
    files = sorted((folder / "customers").rglob("*.md"))
    chosen = [files[place * len(files) // SAVES] for place in range(SAVES)]
    before = {file: file.read_bytes() for file in chosen}
    taken, words = [], []
    try:
        with closing(_catalog(folder)) as catalog:
            for place, file in enumerate(chosen):
                word = "saved" + chr(97 + place // 26) + chr(97 + place % 26)
                taken.append(_saved(catalog, file, path_in(folder, file), word, in_place=bool(place % 2)))
                words.append(word)
                time.sleep(BETWEEN)
        for word in words[:: SAVES // 4]:
            if said(ledger("search", word, "--count"), folder).strip() != "1":
                raise Failed(f"search does not find {word}")
    finally:
        for file, content in before.items():
            file.write_bytes(content)
    return sorted(taken)[math.ceil(0.95 * SAVES) - 1]


def _catalog(folder: Path) -> sqlite3.Connection:
    from ledger.store.state import index_folder

    place = index_folder(folder)
    if place is None:
        raise Failed("there is no index")
    return sqlite3.connect(f"{(place / 'catalog.db').as_uri()}?mode=ro", uri=True)


def _saved(catalog: sqlite3.Connection, file: Path, path: str, word: str, *, in_place: bool) -> float:
    content = file.read_bytes() + f"\n{word}\n".encode()
    start = time.perf_counter()
    if in_place:
        file.write_bytes(content)
    else:
        beside = file.with_name(f".{file.name}.new")
        beside.write_bytes(content)
        beside.replace(file)
    ask = "SELECT instr(text, ?) FROM texts WHERE customer = (SELECT customer FROM files WHERE path = ?)"
    while time.perf_counter() - start < 30:
        found = catalog.execute(ask, (word, path)).fetchone()
        if found and found[0]:
            return time.perf_counter() - start
        time.sleep(_SOON)
    raise Failed(f"{path} was saved and is not found")


def idle(pid: int) -> float | None:
    """The share of a core that a process takes which has nothing to do; None where the system doesn't tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return None
    time.sleep(3)
    before, start = _ticks(stat), time.monotonic()
    time.sleep(IDLE)
    return (_ticks(stat) - before) / os.sysconf("SC_CLK_TCK") / (time.monotonic() - start)


def _ticks(stat: Path) -> int:
    """Ticks that a process and its ended children took, as proc(5) counts them."""
    return sum(int(ticks) for ticks in stat.read_text("ascii", "replace").rpartition(")")[2].split()[11:15])
