"""The figures that Ledger promises, measured and held against their bounds.

python -m benchmarks [start] [cold] [warm] [log] [growth] [--sizes 1000,10000,100000] [--runs 7]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import LEDGERS, ROOT, Failed, ledger, medians, once

SEED = 1
MEMORY = 300.0
IMPORT_CLICK = (sys.executable, "-c", "import click")
# The least that brings the catalog up to date.
REFRESH = ledger("due", "--count")
DAILY = ("due", "list", "show")


class Row(NamedTuple):
    """One figure: what was measured, what came out, what it must not exceed (None: told only)."""

    what: str
    figure: float
    unit: str
    bound: float | None
    note: str = ""

    @property
    def holds(self) -> str:
        """Yes, NO, or nothing where there is no bound."""
        return "" if self.bound is None else "yes" if self.figure <= self.bound else "NO"


class Plan(NamedTuple):
    """What to measure: sizes in customers, rounds of quick commands, rounds of cold catalogs."""

    sizes: tuple[int, ...]
    runs: int
    cold_runs: int


def start(plan: Plan) -> Iterator[Row]:
    """How long it takes to start, against the import of click alone."""
    folder = _sample()
    once(REFRESH, folder)
    commands = {"click": IMPORT_CLICK, "version": ledger("--version"), "due": ledger("due")}
    done = medians(commands, folder, max(plan.runs, 15))
    base = done["click"].seconds
    note = f"import click takes {base * 1000:.0f} ms"
    yield Row("ledger --version ÷ import click", done["version"].seconds / base, "×", 2.5, note)
    yield Row("ledger due (sample) ÷ import click", done["due"].seconds / base, "×", 5, note)


def cold(plan: Plan) -> Iterator[Row]:
    """How long a catalog made from nothing takes, against a bare loop over the same files."""
    for size in _near(plan, 10_000):
        folder = _made(size)
        loop = (sys.executable, str(ROOT / "benchmarks" / "baseline.py"), str(folder / "customers"))
        bare, whole = [], []
        memory = 0.0
        for _ in range(plan.cold_runs):
            bare.append(once(loop, folder).seconds)
            _forget(folder)
            done = once(REFRESH, folder)
            whole.append(done.seconds)
            memory = max(memory, done.megabytes)
        bare.sort()
        whole.sort()
        middle = plan.cold_runs // 2
        note = f"{whole[middle]:.2f} s against {bare[middle]:.2f} s"
        bound = 1.5 if size >= 10_000 else None
        yield Row(f"cold catalog, {size:,} customers ÷ bare loop", whole[middle] / bare[middle], "×", bound, note)
        yield Row(f"cold catalog, {size:,} customers: memory", memory, "MB", MEMORY, "largest single process")


def warm(plan: Plan) -> Iterator[Row]:
    """How long daily commands take when nothing has changed and every file is looked at."""
    for size in plan.sizes:
        folder = _made(size)
        once(REFRESH, folder)
        done = medians({name: ledger(*_words(name, folder)) for name in DAILY}, folder, plan.runs)
        bound = 250.0 if size <= 10_000 else 1000.0
        for name, run in done.items():
            yield Row(f"{name}, {size:,} customers, nothing changed", run.seconds * 1000, "ms", bound)
        most = max(run.megabytes for run in done.values())
        yield Row(f"due, list, show, {size:,} customers: memory", most, "MB", MEMORY)


def log(plan: Plan) -> Iterator[Row]:
    """How long it takes to append an entry, and to answer right after it."""
    for size in plan.sizes:
        folder = _made(size)
        once(REFRESH, folder)
        who = _somebody(folder)
        written = who.read_bytes()
        try:
            command = ledger("log", who.relative_to(folder).as_posix(), "call", "measured")
            done = medians({"log": command, "due": REFRESH}, folder, plan.runs)
        finally:
            who.write_bytes(written)
        yield Row(f"log one entry, {size:,} customers", done["log"].seconds * 1000, "ms", None)
        yield Row(f"due right after it, {size:,} customers", done["due"].seconds * 1000, "ms", None)
        yield Row(f"log, {size:,} customers: memory", done["log"].megabytes, "MB", MEMORY)


def growth(plan: Plan) -> Iterator[Row]:
    """How times grow with the number of customers; 1 is linear, more is a defect.

    A command's own start does not grow, so it is taken off before the times are divided.
    """
    small, large = plan.sizes[0], plan.sizes[-1]
    if small == large:
        return
    alone = once(ledger("--version"), ROOT).seconds
    times: dict[str, list[float]] = {}
    for size in (small, large):
        folder = _made(size)
        _forget(folder)
        times.setdefault("cold catalog", []).append(once(REFRESH, folder).seconds)
        for name, run in medians({name: ledger(*_words(name, folder)) for name in DAILY}, folder, plan.runs).items():
            times.setdefault(name, []).append(run.seconds)
    for name, (before, after) in times.items():
        ratio = max(after - alone, 1e-6) / max(before - alone, 0.01) / (large / small)
        note = f"{before:.2f} s → {after:.2f} s"
        yield Row(f"{name}, {small:,} → {large:,}: growth ÷ linear", ratio, "×", 1.1, note)


GROUPS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "start": start,
    "cold": cold,
    "warm": warm,
    "log": log,
    "growth": growth,
}


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | figure | bound | holds | |", "|---|---:|---:|---|---|"]
    for row in rows:
        bound = "" if row.bound is None else f"{_number(row.bound)} {row.unit}"
        lines.append(f"| {row.what} | {_number(row.figure)} {row.unit} | {bound} | {row.holds} | {row.note} |")
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 50 else f"{value:.3g}"


def _near(plan: Plan, wanted: int) -> tuple[int, ...]:
    return (wanted,) if wanted in plan.sizes else plan.sizes[-1:]


def _sample() -> Path:
    """A fresh copy of the sample ledger."""
    folder = LEDGERS / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "customers", folder / "customers")
    shutil.copy(ROOT / "ledger.yaml", folder)
    return folder


def _made(size: int) -> Path:
    """A ledger of that many customers, made once; another process makes it, so that this one stays small."""
    folder = LEDGERS / f"{size}-{SEED}"
    done = folder / "made"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = (str(ROOT / "benchmarks" / "generate.py"), str(folder), "--customers", str(size), "--seed", str(SEED))
        subprocess.run((sys.executable, *made), check=True, stdout=sys.stderr)
        done.touch()
    return folder


def _forget(folder: Path) -> None:
    shutil.rmtree(folder / "index", ignore_errors=True)
    shutil.rmtree(LEDGERS / ".state", ignore_errors=True)


def _somebody(folder: Path) -> Path:
    """A customer in the middle of the ledger."""
    files = sorted((folder / "customers").rglob("*.md"))
    return files[len(files) // 2]


def _words(name: str, folder: Path) -> tuple[str, ...]:
    return (name, _somebody(folder).relative_to(folder).as_posix()) if name == "show" else (name,)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"which figures: {', '.join(GROUPS)} (default: all)")
    parser.add_argument("--sizes", default="1000,10000,100000", help="customers of the ledgers, smallest first")
    parser.add_argument("--runs", type=int, default=7, help="rounds of quick commands")
    parser.add_argument("--cold-runs", type=int, default=3, help="rounds of cold catalogs")
    wish = parser.parse_args()
    unknown = sorted(set(wish.groups) - set(GROUPS))
    if unknown:
        parser.error(f"no such figures: {', '.join(unknown)}")
    LEDGERS.mkdir(parents=True, exist_ok=True)
    plan = Plan(tuple(sorted(int(size) for size in wish.sizes.split(","))), wish.runs, wish.cold_runs)
    rows: list[Row] = []
    failed = False
    for name in wish.groups or GROUPS:
        try:
            for row in GROUPS[name](plan):
                print(f"{row.what}: {_number(row.figure)} {row.unit} {row.holds}", file=sys.stderr, flush=True)
                rows.append(row)
        except Failed as reason:
            failed = True
            print(f"{name}: not measured: {reason}", file=sys.stderr)
    print(table(rows))
    return 1 if failed or any(row.holds == "NO" for row in rows) else 0
