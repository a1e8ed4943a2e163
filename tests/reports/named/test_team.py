"""What each person does and reaches, by a ledger that can be counted by hand and by plain sums over a large one."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledger.facts.compute import compute
from ledger.facts.tables import Bill, Sale, Settlement
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.money import rank
from ledger.reports.named import kpi, receivables
from ledger.reports.named.team import report
from ledger.reports.table import Cell, Row, Table
from ledger.session import Session, open_session
from tests.reports.named.conftest import Big

SETTINGS = """people:
  Ana: {aliases: [A. Keller]}
  Bo: {}
survey: {least: 2}
targets:
  Ana: {2026-Q4: 1000}
"""
FILES = {
    "acme": """---
name: Acme
owner: A. Keller
---

## 2026-10-02 call
hello

- [x] 2026-10-05 send it ✅ 2026-10-05
- [x] 2026-10-06 send more ✅ 2026-10-09
- [ ] 2026-10-07 never done
- [ ] 2026-12-24 not yet over

## 2026-10-10 visit @Ana
- by: Bo

## 2026-10-09 note @Bo

## 2026-10-11 order O-1
- amount: 400

## 2026-10-12 invoice I-1
- amount: 400
- due: 2026-11-12

## 2026-10-20 payment
- amount: 100
- invoice: I-1

## 2026-11-01 survey
- csat: 4

## 2026-11-02 survey
- csat: 5
""",
    "beta": """---
name: Beta
owner: Bo
---

## 2026-10-03 call
hello

## 2026-11-03 opportunity OPP-1
- stage: won
- amount: 50

## 2026-11-04 opportunity OPP-2
- stage: quote
- amount: 70
""",
    "gamma": "---\nname: Gamma\n---\n\n## 2025-10-03 call\nlong ago\n",
}


def rows(table: Table) -> dict[str, dict[str, Any]]:
    names = [column.name for column in table.columns]
    return {str(row.cells[0]): dict(zip(names, row.cells, strict=True)) for row in table.rows}


def test_every_figure_of_a_person(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES, SETTINGS)
    made = report(session, Asked())
    assert (made.period and made.period.first, made.period and made.period.last) == (
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    found = rows(made.tables[0])
    assert list(found) == ["Ana", "Bo", "None"]
    ana = found["Ana"]
    assert (ana["customers"], ana["contacts"], ana["reached"]) == (1, 1, 1)
    assert ana["kept"] == Decimal("33.3")
    assert ana["revenue"] == (Money(Decimal(400), "CNY"),)
    assert ana["collected"] == Decimal("25.0")
    assert (ana["csat"], ana["ratings"]) == (Decimal("4.50"), 2)
    assert (ana["target"], ana["attained"]) == ((Money(Decimal(1000), "CNY"),), Decimal("40.0"))
    bo = found["Bo"]
    assert (bo["contacts"], bo["reached"], bo["won"]) == (2, 2, 1)
    assert bo["pipeline"] == (Money(Decimal(70), "CNY"),)
    assert (bo["kept"], bo["collected"], bo["csat"], bo["target"]) == (None, None, None, None)
    assert found["None"]["contacts"] == 0


LEFT = """---
name: Left
owner: {owner}
---

## 2026-10-12 invoice I-1
- amount: 400

## 2026-10-20 payment
- amount: 100
- invoice: I-1

## 2026-10-25 invoice CN-1
- amount: -50
- invoice: I-1

## 2026-10-14 invoice I-2
- amount: 150

## 2026-11-01 invoice I-2
- status: written_off
"""


def test_what_was_credited_or_written_off_is_not_collected(ledger_of: Callable[..., Session]) -> None:
    # 400 − 50 credited + 150 were billed, 100 came in, 150 were given up: 100 ÷ 500.
    session = ledger_of({"left": LEFT.format(owner="Bo")}, SETTINGS)
    assert rows(report(session, Asked()).tables[0])["Bo"]["collected"] == Decimal("20.0")
    assert kpi_cell(session, Asked(), "collection_rate") == Decimal("20.0")


def kpi_cell(session: Session, asked: Asked, name: str) -> Cell:
    table = kpi.report(session, asked).tables[0]
    return table.rows[0].cells[table.column(name)]


def test_the_collection_rate_is_the_same_in_every_report_of_the_sample(tmp_path: Path) -> None:
    sample = Path(__file__).parents[3]
    shutil.copytree(sample / "customers", tmp_path / "customers")
    shutil.copy(sample / "ledger.yaml", tmp_path)
    session = open_session(tmp_path)
    asked = Asked(period=period("2026", session.today))
    owners = next(each for each in receivables.report(session, asked).tables if each.name == "owners")
    team = rows(report(session, asked).tables[0])
    assert len(owners.rows) > 2
    billed, collected = Decimal(0), Decimal(0)
    for row in owners.rows:
        rate = row.cells[owners.column("rate")]
        assert team[str(row.cells[0])]["collected"] == (None if rate is None else round(Decimal(str(rate)), 1))
        billed += rank(row.cells[owners.column("billed")], session.settings)  # type: ignore[arg-type]
        collected += rank(row.cells[owners.column("collected")], session.settings)  # type: ignore[arg-type]
    assert kpi_cell(session, asked, "collection_rate") == round(100 * collected / billed, 1)


MARKED = """---
name: Marked
owner: "@Bo"
collaborators: ["@Ana"]
---

## 2026-10-02 call
- by: {by}

## 2026-10-03 complaint C-1
- owner: {by}

## 2026-10-04 order O-1
- amount: 10
- salesperson: {by}

## 2026-10-05 invoice I-1
- amount: 10
- by: {by}

## 2026-10-06 survey
- csat: 5
- by: {by}
"""


@pytest.mark.parametrize("by", ["Ana", "@Ana", "＠ana", "@A. Keller", "A. Keller", "@Ana @Bo"])
def test_a_person_is_one_with_a_mark_or_another_name(ledger_of: Callable[..., Session], by: str) -> None:
    session = ledger_of({"marked": MARKED.format(by=by)}, SETTINGS)
    connection = session.fresh().catalog.connection
    for table in ("entries WHERE kind = 'call'", "cases", "sales", "bills", "ratings"):
        assert connection.execute(f"SELECT person FROM {table}").fetchall() == [("Ana",)], table
    assert connection.execute("SELECT owner FROM customers").fetchall() == [("Bo",)]
    found = rows(report(session, Asked()).tables[0])
    assert list(found) == ["Ana", "Bo"]
    assert (found["Ana"]["contacts"], found["Ana"]["ratings"], found["Bo"]["customers"]) == (1, 1, 1)


def test_a_period_without_a_target_of_its_own_has_none(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES, SETTINGS)
    found = rows(report(session, Asked(period=period("2026-10", session.today))).tables[0])
    assert found["Ana"]["target"] is None


def test_satisfaction_of_too_few_is_not_held_against_anybody(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES, SETTINGS.replace("least: 2", "least: 3"))
    found = rows(report(session, Asked()).tables[0])
    assert (found["Ana"]["csat"], found["Ana"]["ratings"]) == (None, 2)


def test_only_the_customers_asked_for_count(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES, SETTINGS)
    assert list(rows(report(session, Asked("name:beta")).tables[0])) == ["Bo"]


def test_an_empty_ledger_is_told_in_words(ledger_of: Callable[..., Session]) -> None:
    made = report(ledger_of({}), Asked())
    assert made.tables[0].rows == ()
    assert str(made.tables[0].empty) == "There are no customers."


def test_kinds_of_entries_by_person(ledger_of: Callable[..., Session]) -> None:
    session = ledger_of(FILES, SETTINGS)
    activity: tuple[Row, ...] = report(session, Asked()).tables[1].rows
    assert ("Bo", "visit", 1) in [row.cells for row in activity]


def test_a_large_ledger_against_plain_sums(big: Big) -> None:
    session = big.session
    asked = Asked(period=period("12m", session.today))
    assert asked.period is not None
    over = asked.period
    contacts: Counter[str] = Counter()
    revenue: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    billed: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    came: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    kinds = session.vocabulary.kinds
    for customer in big.customers:
        owner = customer.text("owner")
        for entry in customer.entries:
            if entry.date in over and entry.kind in kinds and kinds[entry.kind].contact:
                by = entry.fields.get("by")
                named = by[0] if isinstance(by, tuple) else by or (entry.people[0] if entry.people else owner)
                contacts[str(named)] += 1
        facts = compute(customer, session.vocabulary, session.settings)
        for sale in facts.tables.get("sales", ()):
            assert isinstance(sale, Sale)
            if sale.date in over and sale.amount is not None:
                revenue[owner][sale.currency] = revenue[owner].get(sale.currency, Decimal(0)) + sale.amount
        against = [each for each in facts.tables.get("settlements", ()) if isinstance(each, Settlement)]
        for place, bill in enumerate(facts.tables.get("bills", ())):
            assert isinstance(bill, Bill)
            if bill.date in over and bill.amount > 0:
                cut = {what: sum(int(each.amount * 100) for each in against if (each.bill, each.what) == (place, what))
                       for what in ("credit", "return", "written_off")}  # fmt: skip
                net = int(bill.amount * 100) - cut["credit"] - cut["return"]
                billed[owner][bill.currency] += net
                came[owner][bill.currency] += net - cut["written_off"] - int(max(bill.open, Decimal(0)) * 100)
    found = rows(report(session, asked).tables[0])
    assert {name: each["contacts"] for name, each in found.items()} == dict(contacts)
    for name, each in found.items():
        assert {money.currency: money.amount for money in each["revenue"]} == revenue[name]
        # No rates are known, so that there is no one rate of several currencies.
        total = [Decimal(100 * came[name][one]) / billed[name][one] for one in billed[name]]
        assert each["collected"] == (total[0].quantize(Decimal("0.1")) if len(total) == 1 else None)
