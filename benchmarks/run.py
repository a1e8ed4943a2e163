"""The figures that Ledger promises, measured and held against their bounds.

python -m benchmarks [start] [cold] … [--sizes 1000,10000,100000] [--runs 7] [--data DIR] [--write]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks import page
from benchmarks.indexing import index
from benchmarks.measure import LEDGERS, ROOT, Failed, ledger, medians
from benchmarks.neighbours import neighbours
from benchmarks.quality import quality
from benchmarks.reporting import reports
from benchmarks.rows import Plan, Row, number
from benchmarks.searching import search
from benchmarks.speed import cold, log, start, warm
from benchmarks.watching import watch

# In this order no text index is built more often than need be.
GROUPS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "start": start,
    "cold": cold,
    "warm": warm,
    "log": log,
    "reports": reports,
    "index": index,
    "watch": watch,
    "search": search,
    "neighbours": neighbours,
    "quality": quality,
}


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print the tables; 1 if a figure does not hold or could not be taken."""
    wish = _wish(words)
    LEDGERS.mkdir(parents=True, exist_ok=True)
    plan = Plan(tuple(sorted(int(size) for size in wish.sizes.split(","))), wish.runs, wish.cold_runs, wish.data)
    figures = page.Figures()
    groups = [] if wish.tables else wish.groups or [name for name in GROUPS if name != "quality" or wish.data]
    missed: dict[str, str] = {}
    alone = medians({"version": ledger("--version")}, ROOT, 5)["version"].seconds * 1000 if groups else 0.0
    for name in groups:
        begun = time.monotonic()
        try:
            found = list(_told(GROUPS[name](plan)))
        except Failed as reason:
            missed[name] = str(reason)
            print(f"{name}: not measured: {reason}", file=sys.stderr)
            continue
        figures.take(name, found, alone)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    shown = groups or list(GROUPS)
    print(page.compose(figures, [name for name in shown if name not in missed]))
    if wish.write:
        page.write(figures)
    held = all(row.holds for name in shown for row in figures.groups.get(name, []))
    return 0 if held and not missed else 1


def _told(found: Iterator[Row]) -> Iterator[Row]:
    """Rows as they come, told while the next is measured."""
    for row in found:
        what = " · ".join(filter(None, (row.what, row.by, f"{row.size:,}" if row.size else "")))
        figure = f"{row.figure:.4f}" if row.at_least else f"{number(row.figure)} {row.unit}"
        print(f"{what}: {figure}{'' if row.holds else ' NO'}", file=sys.stderr, flush=True)
        yield row


def _wish(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"which figures: {', '.join(GROUPS)} (default: all)")
    parser.add_argument("--sizes", default="1000,10000,100000", help="customers of the ledgers, smallest first")
    parser.add_argument("--runs", type=int, default=7, help="rounds of quick commands")
    parser.add_argument("--cold-runs", type=int, default=3, help="rounds of cold indexes up to 10,000 customers")
    parser.add_argument("--data", default="", metavar="DIR", help="where CMRC 2018 is, for search quality")
    parser.add_argument("--write", action="store_true", help="put all kept figures into docs/performance*.md")
    parser.add_argument("--tables", action="store_true", help="measure nothing, print the kept figures")
    wish = parser.parse_args(words)
    unknown = sorted(set(wish.groups) - set(GROUPS))
    if unknown:
        parser.error(f"no such figures: {', '.join(unknown)}")
    if "quality" in wish.groups and not wish.data:
        parser.error("quality needs --data")
    return wish
