"""How long a text index made from nothing takes, against a bare loop over ready-made tokens."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ledgers import REFRESH, made, with_engine
from benchmarks.measure import ROOT, Run, ledger, middle, once, said
from benchmarks.rows import Plan, Row
from benchmarks.speed import MEMORY

# The last one is what stays.
ENGINES = ("fts5", "whoosh")
_BARE = {"whoosh": "bare Whoosh loop over ready-made tokens", "fts5": "bare FTS5 loop over ready-made tokens"}
_BOUND = {"whoosh": 1.2, "fts5": None}


def index(plan: Plan) -> Iterator[Row]:
    """`ledger index` where the catalog is fresh and the text index is missing; a bare loop at the size promised."""
    for size in plan.sizes:
        folder = made(size)
        runs: dict[str, list[Run]] = {engine: [] for engine in ENGINES}
        for _ in range(plan.rounds(size)):
            for engine in ENGINES:
                runs[engine].append(_cold(folder, engine))
        for engine, done in runs.items():
            run = middle(done)
            yield Row("cold text index", run.seconds, "s", size, engine, grows=True)
            yield Row("cold text index: memory", run.megabytes, "MB", size, engine, bound=MEMORY)
            if size == plan.largest_upto(10_000):
                bare = _bare(folder, engine)
                yield Row(_BARE[engine], bare, "s", size)
                ratio = run.seconds / bare
                yield Row("cold text index ÷ bare loop", ratio, "×", size, engine, bound=_BOUND[engine])


def _cold(folder: Path, engine: str) -> Run:
    """A text index made while there is another one, which goes."""
    # A catalog made for FTS5 has its words in it from the start.
    once(REFRESH, folder)
    with with_engine(folder, engine):
        if json.loads(said(ledger("index", "--status", "--json"), folder))["indexed"]:
            (other,) = set(ENGINES) - {engine}
            with with_engine(folder, other):
                once(ledger("index"), folder)
        with with_engine(folder, engine):
            return once(ledger("index"), folder)


def _bare(folder: Path, engine: str) -> float:
    """Seconds that the loop itself took, its own start and the making of tokens left out."""
    script = str(ROOT / "benchmarks" / "baseline_texts.py")
    return float(said((sys.executable, script, str(folder), "--engine", engine), folder).split()[0])
