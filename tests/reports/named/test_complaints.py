"""Complaints: what is open, how many there are, how fast they are dealt with, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from ledger.messages import Message
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named.complaints import report, why, why_row
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

## 2026-11-18 09:00 complaint C-1 leaks

- severity: high
- topic: quality
- product: pump, valve
- status: open

## 2026-11-18 12:00 complaint C-1

- status: answered

## 2026-06-01 complaint C-2 late

- topic: delivery
- status: open
- cost: 100
- reason: carrier

## 2026-06-04 complaint C-2

- status: solved
- compensation: 50 USD

## 2026-06-01 order SO-1

- amount: 500

## 2026-06-02 order SO-2

- amount: 700
"""
BETA = """---
name: Beta
owner: Ben
---

## 2026-11-20 complaint C-1 wrong colour

- topic: quality
- status: open

## 2026-06-10 complaint C-2 torn box

- topic: delivery
- product: pump
- status: open
- cost: 20

## 2026-06-11 complaint C-2

- status: solved
- reason: carrier
"""
GONE = """---
name: Gone
stage: lost
---

## 2026-10-01 complaint C-1

- status: open
"""
LEVELS = """
levels:
  A: {answer_within: 4h, solve_within: 2d}
  B: {}
people: {Ana: {}, Ben: {}}
"""


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def cells(found: Table, *names: str) -> list[tuple[Any, ...]]:
    places = [found.column(name) for name in names]
    return [
        tuple(str(cell) if isinstance(cell, Message) else cell for cell in (row.cells[place] for place in places))
        for row in found.rows
    ]


def test_open_ones_come_oldest_first_with_their_promise(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA, "gone": GONE}, LEVELS), Asked())
    found = made.tables[0]
    assert found.name == "open"
    assert cells(found, "name", "ref", "opened", "age", "answer_by", "solve_by", "promise") == [
        ("Acme", "C-1", date(2026, 11, 18), 3, None, date(2026, 11, 20), "solution 1 day late"),
        ("Beta", "C-1", date(2026, 11, 20), 1, date(2026, 11, 22), date(2026, 11, 27), "1 day left"),
    ]
    assert [row.mark for row in found.rows] == ["urgent", ""]
    assert [row.line for row in found.rows] == [7, 6]


def test_figures_by_topic_with_costs(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA, "gone": GONE}, LEVELS), Asked(by=("topic",)))
    found = made.tables[0]
    assert found.name == "by_topic"
    assert cells(
        found, "topic", "cases", "open", "answer_median", "solve_median", "solve_mean", "cost", "compensation"
    ) == [
        ("delivery", 2, 0, 48, 2, 2, (Money(Decimal(120), "CNY"),), (Money(Decimal(50), "USD"),)),
        ("quality", 2, 2, 3, None, None, (), ()),
        (None, 1, 1, None, None, None, (), ()),
    ]
    # delivery: answered with its solution after 3 and 1 days; Acme's promise of 4 hours and 2 days was broken, Beta's kept.
    assert cells(found, "answer_kept", "solve_kept")[0] == (50, 50)
    # quality: 3 hours of 4 kept, nothing else due; the solution promised to Acme is past.
    assert cells(found, "answer_kept", "solve_kept")[1] == (100, 0)
    assert found.totals is not None
    assert found.totals[1:3] == (5, 3)


def test_a_complaint_about_two_products_counts_with_both(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA}, LEVELS), Asked(by=("产品",)))
    assert cells(made.tables[0], "product", "cases") == [("pump", 2), ("valve", 1), (None, 2)]
    assert made.tables[0].totals is not None
    assert made.tables[0].totals[1] == 4


def test_per_100_orders_and_customers_by_owner_and_month(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME, "beta": BETA}, LEVELS)
    owners = report(session, Asked(by=("owner",))).tables[0]
    assert cells(owners, "owner", "cases", "orders", "per_100_orders") == [("Ana", 2, 2, 100), ("Ben", 2, 0, None)]
    made = report(session, Asked())
    assert cells(table(made, "all"), "customers", "complaining", "per_100_customers", "orders", "per_100_orders") == [
        (2, 2, 200, 2, 200)
    ]
    months = {
        row[0]: row[1:] for row in cells(table(made, "months"), "month", "opened", "solved", "orders", "per_100_orders")
    }
    assert months["2026-06"] == (2, 2, 2, 100)
    assert months["2026-07"] == (0, 0, 0, None)
    assert months["2026-11"][0] == 2
    assert list(months) == [f"2026-{month:02}" for month in range(6, 12)]


def test_reasons_and_broken_promises(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME, "beta": BETA}, LEVELS), Asked())
    assert cells(table(made, "reasons"), "reason", "cases") == [("carrier", 2)]
    assert cells(table(made, "broken"), "name", "ref", "answer", "answer_late", "solution", "solution_late") == [
        ("Acme", "C-2", 72, 3, 3, 1)
    ]


def test_severity_by_weight_and_handled_by(ledger_of: Make) -> None:
    more = BETA + "\n## 2026-11-01 complaint C-9 @Ana\n\n- severity: low\n- status: solved\n"
    made = report(ledger_of({"acme": ACME, "beta": more}, LEVELS), Asked(by=("severity",)))
    assert cells(made.tables[0], "severity", "cases") == [("high", 1), ("low", 1), (None, 3)]
    people = report(ledger_of({"acme": ACME, "beta": more}, LEVELS), Asked(by=("person",)))
    assert cells(people.tables[0], "person", "cases") == [("Ana", 1), (None, 4)]


def test_a_period_and_a_query(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME, "beta": BETA}, LEVELS)
    june = report(session, Asked(query="owner:Ben", period=period("2026-06", session.today), by=("topic",)))
    assert cells(june.tables[0], "topic", "cases") == [("delivery", 1)]


def test_no_complaint_is_said_in_words(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": "---\nname: Acme\n---\n"}), Asked())
    assert not made.tables[0].rows
    assert str(made.tables[0].empty) == "No complaint is open."
    assert str(table(made, "by_topic").empty) == "There was no complaint in the period."
    assert table(made, "months").rows == ()


def test_what_is_dated_ahead_has_not_happened(ledger_of: Make) -> None:
    text = ACME + "\n## 2026-11-30 complaint C-1\n\n- status: solved\n\n## 2026-12-01 complaint C-7\n\n- status: open\n"
    made = report(ledger_of({"acme": text}, LEVELS), Asked())
    assert cells(made.tables[0], "ref") == [("C-1",)]
    later = "---\nname: A\n---\n\n## 2026-11-01 complaint C-1\n\n- answered: 2026-11-02\n- solved: 2026-12-24\n"
    made = report(ledger_of({"acme": later}, LEVELS), Asked())
    assert cells(made.tables[0], "ref", "promise") == [("C-1", "solution 13 days late")]


def test_why_names_promise_moments_and_entries(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME}, LEVELS)
    made = report(session, Asked())
    told = why_row(session, Asked(), made.tables[0].rows[0])
    numbers = {str(label): str(value) for label, value in told.numbers}
    assert numbers["Opened"] == "2026-11-18 09:00"
    assert numbers["First answer"] == "2026-11-18 12:00"
    assert numbers["First answer in time"] == "yes"
    assert numbers["Solution promised by"] == "2026-11-20"
    assert [(source.line, source.day) for source in told.sources] == [(14, date(2026, 11, 18)), (7, date(2026, 11, 18))]
    everything = why(session, 1)
    assert [str(part.what) for part in everything.parts] == ["C-1 leaks", "C-2 late"]
    group = report(session, Asked(by=("topic",))).tables[0].rows[0]
    told = why_row(session, Asked(by=("topic",)), group)
    assert "In time" in str(told.rule)
    assert {str(label): value for label, value in told.numbers} == {"Answered too late": 1, "Solved too late": 1}
    assert [(source.line, source.text) for source in told.sources] == [(18, "Acme C-2 late")]


def test_the_generated_ledger_counted_by_hand(big: Big) -> None:
    """Each complaint of it is opened by one entry and solved by a later one of the same REF."""
    today, levels = big.session.today, {"A": (0, 2), "B": (1, 5)}
    first = period("12m", today).first
    times: list[int] = []
    kept, owners = [0, 0], {}
    for customer in big.customers:
        steps: dict[str, list[Any]] = {}
        for entry in customer.entries:
            if entry.kind == "complaint":
                steps.setdefault(entry.ref, []).append(entry)
        for opened, solved in steps.values():
            if first <= opened.date <= today:
                days = (solved.date - opened.date).days
                times.append(days)
                answer, solve = levels.get(customer.text("level"), (2, 7))
                kept[0] += days <= answer
                kept[1] += days <= solve
                owner = customer.text("owner")
                owners[owner] = owners.get(owner, 0) + 1
    orders = sum(
        entry.kind == "order" and first <= entry.date <= today
        for customer in big.customers
        for entry in customer.entries
    )
    made = report(big.session, Asked())
    (row,) = table(made, "all").rows
    found = dict(zip((column.name for column in table(made, "all").columns), row.cells, strict=True))
    assert found["cases"] == len(times) > 50
    assert found["open"] == 0
    assert found["orders"] == orders
    assert found["per_100_orders"] == Decimal(100 * len(times)) / orders
    assert found["solve_median"] == median(times)
    assert round(float(str(found["solve_mean"])), 9) == round(mean(times), 9)
    assert found["answer_kept"] == Decimal(100 * kept[0]) / len(times)
    assert found["solve_kept"] == Decimal(100 * kept[1]) / len(times)
    assert dict(cells(table(made, "by_owner"), "owner", "cases")) == owners
