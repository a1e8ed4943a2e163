"""How long every report takes, from the command to the last line, each file looked at."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.ledgers import REFRESH, made
from benchmarks.measure import ledger, middle, once
from benchmarks.rows import Plan, Row
from benchmarks.speed import MEMORY
from ledger.reports.registry import REPORTS

BOUND = 2_000.0
ROWS = "50"
"""Rows of a table, as many as a terminal shows."""


def reports(plan: Plan) -> Iterator[Row]:
    """Each report about all customers, and the slowest question that a list can ask."""
    for size in plan.sizes:
        folder = made(size)
        once(REFRESH, folder)
        wanted = {name: ledger("report", name, "--limit", ROWS) for name, known in REPORTS.items() if not known.who}
        wanted["list"] = ledger("list", "churn:high", "--sort", "-churn_points", "--limit", ROWS)
        # A table without rows is an answer of "no", and takes its time as well.
        done = {name: middle(once(words, folder, (0, 1)) for _ in range(3)) for name, words in wanted.items()}
        for name, run in done.items():
            what = "`list churn:high`" if name == "list" else f"`report {name}`"
            yield Row(what, run.seconds * 1000, "ms", size, bound=BOUND, grows=True)
        yield Row("reports: memory", max(run.megabytes for run in done.values()), "MB", size, bound=MEMORY)
