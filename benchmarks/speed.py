"""How fast commands start, make their catalog, answer, and append."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ledgers import REFRESH, forget, made, path_in, sample, somebody
from benchmarks.measure import ROOT, ledger, medians, middle, once
from benchmarks.rows import Plan, Row

MEMORY = 300.0
IMPORT_CLICK = (sys.executable, "-c", "import click")


def start(plan: Plan) -> Iterator[Row]:
    """How long it takes to start, against the import of click alone."""
    folder = sample()
    once(REFRESH, folder)
    commands = {"click": IMPORT_CLICK, "version": ledger("--version"), "due": ledger("due")}
    done = medians(commands, folder, max(plan.runs, 15))
    base = done["click"].seconds
    yield Row('`python -c "import click"`', base * 1000, "ms")
    yield Row("`ledger --version` ÷ `import click`", done["version"].seconds / base, "×", bound=2.5)
    yield Row("`ledger due` on the sample ÷ `import click`", done["due"].seconds / base, "×", bound=5)


def cold(plan: Plan) -> Iterator[Row]:
    """How long a catalog made from nothing takes, against a bare loop over the same files."""
    for size in plan.sizes:
        folder = made(size)
        loop = (sys.executable, str(ROOT / "benchmarks" / "baseline.py"), str(folder / "customers"))
        bare, whole = [], []
        for _ in range(plan.rounds(size)):
            bare.append(once(loop, folder))
            forget(folder)
            whole.append(once(REFRESH, folder))
        loop_run, run = middle(bare), middle(whole)
        yield Row("cold catalog", run.seconds, "s", size, grows=True)
        yield Row("bare loop: read, compose front matter", loop_run.seconds, "s", size)
        ratio, bound = run.seconds / loop_run.seconds, 1.5 if size >= 10_000 else None
        yield Row("cold catalog ÷ bare loop", ratio, "×", size, bound=bound)
        yield Row("cold catalog: memory", run.megabytes, "MB", size, bound=MEMORY)


def warm(plan: Plan) -> Iterator[Row]:
    """How long daily commands take when nothing has changed and every file is looked at."""
    for size in plan.sizes:
        folder = made(size)
        once(REFRESH, folder)
        done = medians({f"`{' '.join(words)}`": ledger(*words) for words in daily()} | shown(folder), folder, plan.runs)
        bound = 250.0 if size <= 10_000 else 1000.0
        for name, run in done.items():
            yield Row(name, run.seconds * 1000, "ms", size, bound=bound, grows=True)
        most = max(run.megabytes for run in done.values())
        yield Row("due, list, show: memory", most, "MB", size, bound=MEMORY)


def log(plan: Plan) -> Iterator[Row]:
    """How long it takes to append an entry, and to answer right after it."""
    for size in plan.sizes:
        folder = made(size)
        once(REFRESH, folder)
        who = somebody(folder)
        written = who.read_bytes()
        try:
            commands = {"log": ledger("log", path_in(folder, who), "call", "measured"), "due": REFRESH}
            done = medians(commands, folder, plan.runs)
        finally:
            who.write_bytes(written)
        yield Row("`log` one entry", done["log"].seconds * 1000, "ms", size, grows=True)
        yield Row("`due --count` right after it", done["due"].seconds * 1000, "ms", size, grows=True)
        yield Row("log: memory", done["log"].megabytes, "MB", size, bound=MEMORY)


def daily() -> tuple[tuple[str, ...], ...]:
    """Commands of every day, for any ledger."""
    return ("due",), ("due", "--limit", "50"), ("list",), ("list", "--limit", "50")


def shown(folder: Path) -> dict[str, tuple[str, ...]]:
    """`show` of one customer of a ledger."""
    return {"`show`": ledger("show", path_in(folder, somebody(folder)))}
