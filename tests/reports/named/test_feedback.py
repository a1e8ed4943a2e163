"""Feedback by topic, product and tone, what was handled, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.messages import Message
from ledger.reports.asked import Asked, period
from ledger.reports.named.feedback import report, why
from ledger.reports.table import Report, Table
from ledger.session import Session

if TYPE_CHECKING:
    from tests.reports.named.conftest import Big

Make = Callable[..., Session]

ACME = """---
name: Acme
owner: Ana
---

## 2026-11-01 feedback F-1 manual

- topic: manual
- tone: negative
- product: pump
- status: open

## 2026-11-02 call

talked about the weather

## 2026-11-05 feedback F-2 thanks

- topic: team
- tone: positive
- status: answered
- answered: 2026-11-06

## 2026-10-01 feedback F-3 print it larger

- topic: manual
- tone: neutral
- status: open

## 2026-10-09 feedback F-3

- status: handled
- handled_by: manual of 2026-11

## 2026-11-18 feedback F-4

- topic: manual
- status: open
"""


def table(made: Report, name: str) -> Table:
    return next(each for each in made.tables if each.name == name)


def cells(found: Table, *names: str) -> list[tuple[Any, ...]]:
    places = [found.column(name) for name in names]
    return [
        tuple(str(cell) if isinstance(cell, Message) else cell for cell in (row.cells[place] for place in places))
        for row in found.rows
    ]


def test_tones_and_what_was_handled(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME}), Asked())
    assert made.tables[0].name == "by_topic"
    assert cells(
        made.tables[0], "topic", "feedback", "positive", "neutral", "negative", "no_tone", "handled", "open"
    ) == [
        ("manual", 3, 0, 1, 1, 1, 1, 2),
        ("team", 1, 1, 0, 0, 0, 1, 0),
    ]
    # F-3 was answered after 8 days where 7 are allowed, F-1 is past them, F-4 has time; F-2 was answered after one day.
    assert cells(made.tables[0], "topic", "answer_median", "answer_kept") == [("manual", 192, 0), ("team", 24, 100)]
    assert made.tables[0].totals is not None
    assert made.tables[0].totals[1:9] == (4, 1, 1, 1, 1, 2, 50, 2)
    assert cells(table(made, "by_tone"), "tone", "feedback") == [
        ("negative", 1),
        ("neutral", 1),
        ("positive", 1),
        (None, 1),
    ]
    assert cells(table(made, "by_product"), "product", "feedback") == [("pump", 1), (None, 3)]


def test_what_waits_for_more_than_so_many_days(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME})
    waiting = table(report(session, Asked()), "waiting")
    # The call of the next day answers it only if somebody says so.
    assert cells(waiting, "ref", "age", "last_contact") == [("F-1", 20, date(2026, 11, 2))]
    assert waiting.rows[0].mark == "urgent"
    assert waiting.rows[0].line == 6
    assert cells(table(report(session, Asked(days=2)), "waiting"), "ref", "age") == [("F-1", 20), ("F-4", 3)]
    assert cells(table(report(session, Asked(days=3)), "waiting"), "ref") == [("F-1",)]


def test_what_became_of_it(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": ACME}), Asked())
    assert cells(table(made, "handled"), "ref", "status", "done", "handled_by") == [
        ("F-2", "answered", date(2026, 11, 6), None),
        ("F-3", "handled", date(2026, 10, 9), "manual of 2026-11"),
    ]


def test_several_dimensions_and_a_period(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME})
    made = report(session, Asked(by=("topic,tone",), period=period("2026-11", session.today)))
    assert cells(made.tables[0], "topic", "tone", "feedback") == [
        ("manual", "negative", 1),
        ("manual", None, 1),
        ("team", "positive", 1),
    ]


def test_no_feedback(ledger_of: Make) -> None:
    made = report(ledger_of({"acme": "---\nname: Acme\n---\n"}), Asked())
    assert made.tables[0].rows == ()
    assert made.tables[0].totals is None


def test_why(ledger_of: Make) -> None:
    session = ledger_of({"acme": ACME})
    assert [str(part.what) for part in why(session, 1).parts] == [
        *["F-4", "F-1 manual", "F-2 thanks", "F-3 print it larger"][:1],
        "F-2 thanks",
        "F-1 manual",
        "F-3 print it larger",
    ]


def test_the_generated_ledger(big: Big) -> None:
    first = period("12m", big.session.today).first
    topics = Counter(
        str(entry.fields.get("topic"))
        for customer in big.customers
        for entry in customer.entries
        if entry.kind == "feedback" and first <= entry.date <= big.session.today
    )
    made = report(big.session, Asked())
    assert dict(cells(made.tables[0], "topic", "feedback")) == dict(topics)
    # All of it is written down as answered, on days that nobody wrote down.
    assert {row[0] for row in cells(made.tables[0], "handled_share")} == {100}
    assert {row[0] for row in cells(made.tables[0], "answer_median")} == {None}
