"""How fast requests of all kinds are answered and closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger.messages import Message
from ledger.reports.asked import Asked, period
from ledger.reports.named.response import report, why_row
from ledger.reports.table import Report, Table
from ledger.session import Session

if TYPE_CHECKING:
    from tests.reports.named.conftest import Big

Make = Callable[..., Session]

ACME = """---
name: Acme
level: A
owner: Ana
---

## 2026-11-02 10:00 inquiry prices

- promise: 2026-11-05
- answered: 2026-11-02 16:00

## 2026-11-10 inquiry delivery time

- status: open

## 2026-11-12 complaint C-1

- status: open

## 2026-11-13 complaint C-1

- status: solved

## 2026-11-20 feedback F-1

- status: open

## 2026-11-19 service broken pump

- status: planned
"""
BETA = """---
name: Beta
level: B
owner: Ben
---

## 2026-11-18 inquiry prices

- promise: 2026-11-21
- status: open
"""
LEVELS = """
levels:
  A: {answer_within: 4h, solve_within: 2d}
  B: {answer_within: 5d}
"""


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def cells(found: Table, *names: str) -> list[tuple[Any, ...]]:
    places = [found.column(name) for name in names]
    return [
        tuple(str(cell) if isinstance(cell, Message) else cell for cell in (row.cells[place] for place in places))
        for row in found.rows
    ]


def test_times_by_kind(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA}, LEVELS), Asked())
    names = (
        "kind",
        "cases",
        "open",
        "answered",
        "answer_median",
        "answer_kept",
        "solved",
        "solve_median",
        "solve_kept",
    )
    assert cells(made.tables[0], *names) == [
        # One answered after six hours as promised, one past the level's four hours, one that may wait until tonight.
        ("inquiry", 3, 2, 1, 6, 50, 1, Decimal("0.25"), None),
        ("complaint", 1, 0, 1, 24, 0, 1, 1, 100),
        ("feedback", 1, 1, 0, None, 0, 0, None, None),
        ("service", 1, 1, 0, None, 0, 0, None, None),
    ]
    assert made.tables[0].totals is not None
    assert made.tables[0].totals[1:3] == (6, 4)


def test_by_owner_and_level(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA}, LEVELS), Asked())
    assert cells(table(made, "by_owner"), "owner", "cases") == [("Ana", 5), ("Ben", 1)]
    assert cells(table(made, "by_level"), "level", "cases") == [("A", 5), ("B", 1)]


def test_broken_promises_before_and_after_the_fact(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA}, LEVELS), Asked())
    assert cells(table(made, "late"), "kind", "title", "promise") == [
        ("inquiry", "delivery time", "answer 11 days late"),
        ("service", "broken pump", "answer 2 days late"),
        ("feedback", None, "answer 1 day late"),
    ]
    assert cells(table(made, "coming"), "name", "promise", "answer_by") == [("Beta", "ends today", date(2026, 11, 21))]
    assert cells(table(made, "broken"), "name", "ref", "answer_late", "solution_late") == [("Acme", "C-1", 1, None)]


def test_how_far_ahead_is_looked(ledger_of: Make) -> None:
    text = (
        "---\nname: Acme\n---\n\n## 2026-11-20 complaint C-1\n\n- status: answered\n\n## 2026-11-19 feedback\n\nnice\n"
    )
    session = ledger_of({"acme": text})
    assert cells(table(report(session, Asked(days=5)), "coming"), "kind", "promise") == [("feedback", "5 days left")]
    assert cells(table(report(session, Asked(days=6)), "coming"), "kind", "promise") == [
        ("feedback", "5 days left"),
        ("complaint", "6 days left"),
    ]
    assert [str(table(report(session, Asked(days=n)), "coming").title) for n in (1, 2)] == [
        "Open, and to be done within 1 day",
        "Open, and to be done within 2 days",
    ]


def test_policies_promise_where_levels_say_nothing(ledger_of: Make) -> None:
    from dataclasses import replace

    from ledger.facts.cases import promises
    from ledger.facts.story import tell
    from ledger.model.parse import parse
    from ledger.model.policies import Policies, Promise
    from ledger.model.values import Interval
    from ledger.text.source import decode

    session = ledger_of({}, LEVELS)
    own = Policies(
        promises={"complaint": Promise(Interval(1, "d"), Interval(3, "d")), "service": Promise(Interval(8, "h"))}
    )
    settings = replace(session.settings, policies=own)
    text = "---\nname: A\nlevel: {}\n---\n"
    found = {}
    for level in ("A", "B", "C"):
        customer = parse("customers/a.md", decode(text.format(level).encode()), session.vocabulary, settings)
        story = tell(customer, session.vocabulary, settings)
        found[level] = promises(story, "complaint"), promises(story, "service")
    assert found["A"] == ((Interval(4, "h"), Interval(2, "d")), (Interval(4, "h"), Interval(2, "d")))
    assert found["B"] == ((Interval(5, "d"), Interval(3, "d")), (Interval(5, "d"), None))
    assert found["C"] == ((Interval(1, "d"), Interval(3, "d")), (Interval(8, "h"), None))


def test_why_a_request_is_late(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME}, LEVELS)
    made = report(session, Asked())
    told = why_row(session, Asked(), table(made, "late").rows[0])
    numbers = {str(label): str(value) for label, value in told.numbers}
    assert numbers["First answer"] == "not written down"
    assert numbers["First answer promised by"] == "2026-11-10"


def test_nobody_asked(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": "---\nname: Acme\n---\n"}), Asked())
    assert [table.rows for table in made.tables] == [()] * len(made.tables)


def test_the_generated_ledger(big: Big) -> None:
    first = period("12m", big.session.today).first
    counted: Counter[str] = Counter()
    for customer in big.customers:
        seen = set()
        for entry in customer.entries:
            if entry.kind in ("feedback", "service", "inquiry") and first <= entry.date <= big.session.today:
                counted[entry.kind] += 1
            if entry.kind == "complaint" and entry.ref not in seen:
                seen.add(entry.ref)
                counted["complaint"] += first <= entry.date <= big.session.today
    made = report(big.session, Asked())
    found = dict(cells(made.tables[0], "kind", "cases"))
    assert found == {kind: n for kind, n in counted.items() if n}
    by_month = report(big.session, Asked(by=("month",))).tables[0]
    assert sum(row[0] for row in cells(by_month, "cases")) == counted.total()
