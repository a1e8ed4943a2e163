"""What policies ask for: whom to talk with by when, what care has cost, who is treated below policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.named.plan import report, why_row
from ledger.session import Session
from tests.reports.named.conftest import Big

SETTINGS = """levels:
  A: {every: 14d, care: 500}
  B: {every: 30d}
  C: {}
people: {Ana: {}}
"""
FILES = {
    "late": "---\nname: Late\nlevel: A\nowner: Ana\n---\n\n## 2026-10-01 call\nhello\n\n## 2026-03-01 care\n- cost: 600\n",
    "kept": "---\nname: Kept\nlevel: A\n---\n\n## 2026-11-20 call\nhello\n\n## 2026-03-01 care\n- cost: 200\n"
    "\n## 2025-03-01 care\n- cost: 900\n\n## 2026-05-01 campaign HD-1\n- status: responded\n- cost: 30\n",
    "own": "---\nname: Own\nfollow_up_every: 7d\n---\n\n## 2026-11-20 call\nhello\n",
    "free": "---\nname: Free\nlevel: C\n---\n\n## 2026-01-01 call\nhello\n",
    "gone": "---\nname: Gone\nlevel: A\nstage: lost\n---\n\n## 2025-01-01 call\nhello\n",
}


def rows(session: Session, asked: Asked | None = None) -> dict[str, dict[str, Any]]:
    table = report(session, asked or Asked()).tables[0]
    names = [column.name for column in table.columns]
    return {str(row.cells[0]): dict(zip(names, row.cells, strict=True)) for row in table.rows}


def test_who_has_a_rhythm_or_a_budget_is_listed_below_policy_first(ledger_of: Callable[..., Session]) -> None:
    found = rows(ledger_of(FILES, SETTINGS))
    assert list(found) == ["Late", "Own", "Kept"]
    late = found["Late"]
    assert (late["next"], late["days"]) == (date(2026, 10, 15), -37)
    assert late["cost"] == (Money(Decimal(600), "CNY"),)
    assert late["budget"] == (Money(Decimal(500), "CNY"),)
    assert str(late["below"]) == "nobody talked in time, care over budget"
    kept = found["Kept"]
    assert (kept["care"], kept["cost"], kept["below"]) == (2, (Money(Decimal(230), "CNY"),), None)
    assert found["Own"]["next"] == date(2026, 11, 27)


def test_sums_by_owner_and_campaigns(ledger_of: Callable[..., Session]) -> None:
    _, by, campaigns = report(ledger_of(FILES, SETTINGS), Asked()).tables
    assert ("Ana", 1, 1, 1) in [row.cells[:4] for row in by.rows]
    assert [row.cells for row in campaigns.rows] == [("HD-1", 1, 1, (Money(Decimal(30), "CNY"),))]


def test_a_limit_says_how_many_it_left_out(ledger_of: Callable[..., Session]) -> None:
    table = report(ledger_of(FILES, SETTINGS), Asked(limit=1)).tables[0]
    assert (len(table.rows), table.left_out) == (1, 2)


def test_why_names_the_entries_that_cost_something(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES, SETTINGS)
    row = report(session, Asked()).tables[0].rows[0]
    told = why_row(session, Asked(), row)
    assert [(source.path, source.line, source.day) for source in told.sources] == [
        ("customers/late.md", 10, date(2026, 3, 1))
    ]


def test_levels_without_any_policy_are_told_in_words(ledger_of: Callable[..., Session]) -> None:
    table = report(ledger_of({"free": FILES["free"]}, SETTINGS), Asked()).tables[0]
    assert not table.rows
    assert "No policy asks for anything" in str(table.empty)


def test_a_large_ledger_against_the_files(big: Big) -> None:
    session = big.session
    every = {"A": 30, "B": 90, "C": 180}
    kinds = session.vocabulary.kinds
    spoken = {
        customer.name: max(entry.date for entry in customer.entries if kinds[entry.kind].contact)
        for customer in big.customers
        if customer.text("level") in every
    }
    level = {customer.name: customer.text("level") for customer in big.customers}
    # A task that lies ahead puts the next talk off.
    planned = {customer.name for customer in big.customers if any(not task.done for task in customer.tasks)}
    found = rows(session)
    assert {name: each["last_contact"] for name, each in found.items()} == spoken
    for name, each in found.items():
        day = spoken[name] + timedelta(days=every[level[name]])
        assert each["next"] == day or (name in planned and each["next"] > day)
        assert (each["below"] is not None) == (each["next"] < session.today)
