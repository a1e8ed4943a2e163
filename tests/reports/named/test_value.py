"""The report value: every figure by hand on small ledgers, and against plain Python on a generated one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import quantiles
from typing import Any

import pytest

from ledger.facts.money import orders as placed_orders
from ledger.facts.rfm import SEGMENTS
from ledger.facts.story import tell
from ledger.model.values import Money
from ledger.reports.asked import Asked, period
from ledger.reports.named import value
from ledger.reports.registry import known
from ledger.reports.shaping import shaped
from ledger.reports.table import Report, Table
from ledger.session import Session
from tests.reports.named.conftest import Big

Make = Callable[..., Session]

ACME = """---
id: A
name: Acme
level: B
potential: high
size: small
referred_by: Bond
---
## 2025-01-10 order O-1
- amount: 1000
- cost: 600
## 2026-11-11 order O-2
- amount: 3000
- cost: 1800
## 2026-11-12 opportunity P-1
- amount: 1000
- probability: 40%
"""
BOND = """---
id: B
name: Bond
level: A
---
## 2026-06-01 order
- amount: 500
- cost: 400
## 2026-08-01 order
- amount: 500
- cost: 450
## 2026-10-01 satisfaction
- nps: 10
## 2026-11-01 care
- what: gift
- cost: 120
"""
COLE = "---\nid: C\nname: Cole\n---\n"
SMALL = {"acme": ACME, "bond": BOND, "cole": COLE}


def row(table: Table, name: str) -> dict[str, Any]:
    """A row by its first cell, its cells by column."""
    found = next(each for each in table.rows if each.cells[0] == name)
    return dict(zip((column.name for column in table.columns), found.cells, strict=True))


def cny(amount: str) -> tuple[Money, ...]:
    return (Money(Decimal(amount), "CNY"),)


def table(report: Report, name: str) -> Table:
    return next(each for each in report.tables if each.name == name)


def test_every_figure_of_a_customer_is_as_by_hand(ledger_of: Make) -> None:
    session = ledger_of(SMALL, "levels: {A: {care: 100}, B: {}}\n")
    made = value.report(session, Asked())
    main = made.tables[0]
    assert [each.cells[0] for each in main.rows] == ["Acme", "Bond", "Cole"]
    assert row(main, "Acme") == {
        "name": "Acme", "level": "B", "owner": None, "tier": "high", "segment": "new_customers", "abc": "A", "days": 10,
        "purchases": 1, "revenue": cny("3000"), "r": 5, "f": 1, "m": 5, "referral": 0, "value": 11,
        # 3,000 of 4,000; the order of 2025 is out of the twelve months.
        "share": Decimal("75.0"), "cumulative": Decimal("75.0"),
        # 3,000 − 1,800 of 1,200 + 150.
        "margin": cny("1200"), "margin_share": Decimal("88.9"),
        # (100 for the field + 33 for the size + 100 for growth, 3,000 being more than twice 1,000, + 100 for the only open
        # pipeline) / 4; its 1,000 of 2025-01-10 lie in the twelve months before.
        "potential": Decimal("83.3"), "pipeline": cny("400.00"), "brought": 0, "brought_revenue": (),
        # 400 + 1,200; see test_expected_value_is_as_by_hand.
        "lifetime": cny("1600"), "expected": cny("518.60"), "rewards": (), "budget": None,
    }  # fmt: skip
    bond = row(main, "Bond")
    assert (bond["days"], bond["purchases"], bond["r"], bond["f"], bond["m"]) == (112, 2, 1, 1, 1)
    # Brought Acme, which bought, and would recommend: 1 + 1 + 1.
    assert (bond["referral"], bond["value"], bond["segment"], bond["tier"]) == (3, 6, "lost", "low")
    assert (bond["brought"], bond["brought_revenue"]) == (1, cny("4000"))
    assert (bond["rewards"], bond["budget"]) == (cny("120"), cny("100"))
    assert next(each for each in main.rows if each.customer == "B").mark == "urgent"
    cole = row(main, "Cole")
    assert all(cole[name] is None for name in ("tier", "segment", "abc", "days", "r", "f", "m", "value", "share"))


def test_expected_value_is_as_by_hand(ledger_of: Make) -> None:
    made = value.report(ledger_of(SMALL), Asked())
    # Both bought once again in 680 + 173 days: .8564 times a year.
    rate = 2 * 365.25 / (680 + 173)
    acme = (1 + rate) / (680 / 365.25 + 1)
    # Its gap of 563 days is longer than the 10 that it has been silent: nothing is taken off.
    assert row(made.tables[0], "Acme")["expected"][0].amount == Decimal(str(round(acme * 365 / 365.25 * 1600 / 2, 2)))
    bond = (1 + rate) / (173 / 365.25 + 1)
    assert 365.25 / bond > 112
    assert row(made.tables[0], "Bond")["expected"][0].amount == Decimal(str(round(bond * 365 / 365.25 * 150 / 2, 2)))


def test_silence_longer_than_the_gap_lowers_the_expected_value(ledger_of: Make) -> None:
    session = ledger_of(
        {
            "a": "---\nname: A\n---\n## 2026-01-01 order\n- amount: 10\n## 2026-01-06 order\n- amount: 10\n## 2026-01-11 order\n- amount: 10\n"
        }
    )
    made = value.report(session, Asked(period=period("2026", session.today)))
    since, silent = 324, 314
    rate = (2 + 2 * Fraction(365.25) / since) / (Fraction(since) / Fraction(365.25) + 1)
    stays = Fraction(365.25) / rate / silent
    assert stays < 1
    expected = rate * stays * 365 / Fraction(365.25) * 10
    assert row(made.tables[0], "A")["expected"][0].amount == Decimal(str(round(float(expected), 2)))


def test_a_short_history_does_not_run_away(ledger_of: Make) -> None:
    orders = "".join("## 2026-11-20 order\n- amount: 100\n" for _ in range(5))
    made = value.report(ledger_of({"a": f"---\nname: A\n---\n{orders}"}), Asked())
    # Four more in one day; watched one year longer at the mean of all, which is its own: 1,461 a year, not more.
    assert row(made.tables[0], "A")["expected"][0].amount < Decimal(150_000)
    calm = "---\nname: B\n---\n## 2016-11-21 order\n- amount: 100\n"
    made = value.report(ledger_of({"a": f"---\nname: A\n---\n{orders}", "b": calm}), Asked())
    assert row(made.tables[0], "A")["expected"][0].amount < Decimal(500)


def test_tiers_classes_and_potential_are_summed(ledger_of: Make) -> None:
    made = value.report(ledger_of(SMALL), Asked())
    tiers = table(made, "tiers")
    assert [each.cells[:5] for each in tiers.rows] == [
        ("high", 1, Decimal("50.0"), cny("3000"), Decimal("75.0")),
        ("middle", 0, Decimal("0.0"), (), Decimal("0.0")),
        ("low", 1, Decimal("50.0"), cny("1000"), Decimal("25.0")),
    ]
    assert tiers.totals == (None, 2, None, cny("4000"), None, cny("1350"))
    # Bond stands behind 75%, which is below 80%, so that it is an A as well.
    assert [each.cells[0:3:2] for each in table(made, "abc").rows] == [("A", 2), ("B", 0), ("C", 0)]
    assert [each.cells[0] for each in table(made, "pareto").rows] == [Decimal("50.0"), Decimal("100.0")]
    assert [each.cells[4] for each in table(made, "pareto").rows] == [Decimal("75.0"), Decimal("100.0")]
    assert [each.cells[1:] for each in table(made, "matrix").rows] == [(1, 0, 0, 1), (0,) * 4, (0,) * 4, (0, 0, 0, 1)]


def test_classes_end_at_80_and_95_percent(ledger_of: Make) -> None:
    amounts = {"a": 60, "b": 20, "c": 10, "d": 6, "e": 4}
    files = {name: f"---\nname: {name}\n---\n## 2026-11-01 order\n- amount: {each}\n" for name, each in amounts.items()}
    made = value.report(ledger_of(files), Asked())
    # Before them stand 0, 60, 80, 90 and 96 percent.
    assert {each.cells[0]: each.cells[5] for each in made.tables[0].rows} == dict(zip("abcde", "AABBC", strict=True))
    assert row(made.tables[0], "c")["cumulative"] == Decimal("90.0")


def test_tiers_may_go_by_amounts(ledger_of: Make) -> None:
    amounts = {"a": 60_000, "b": 20_000, "c": 10_000, "d": 100}
    files = {name: f"---\nname: {name}\n---\n## 2026-11-01 order\n- amount: {each}\n" for name, each in amounts.items()}
    made = value.report(ledger_of(files, "value: {high_from: 2万, middle_from: 1万}\n"), Asked())
    assert {each.cells[0]: each.cells[3] for each in made.tables[0].rows} == {
        "a": "high", "b": "high", "c": "middle", "d": "low",
    }  # fmt: skip


def test_a_currency_without_rate_is_scored_by_itself_and_said(ledger_of: Make) -> None:
    files = {
        name: f"---\nname: {name}\n---\n## 2026-11-01 order\n- amount: {each}\n"
        for name, each in {"a": "CNY 100", "b": "CNY 200", "c": "USD 50", "d": "USD 70"}.items()
    }
    made = value.report(ledger_of(files), Asked())
    assert {each.cells[0]: each.cells[14] for each in made.tables[0].rows} == {
        "a": Decimal("33.3"), "b": Decimal("66.7"), "c": Decimal("41.7"), "d": Decimal("58.3"),
    }  # fmt: skip
    assert any("2 customers buy in USD" in str(note) for note in made.notes)
    rated = value.report(ledger_of(files, "rates: {USD: 7}\n"), Asked())
    # 100, 200, 350 and 490 of 1,140.
    assert {each.cells[0]: each.cells[14] for each in rated.tables[0].rows} == {
        "a": Decimal("8.8"), "b": Decimal("17.5"), "c": Decimal("30.7"), "d": Decimal("43.0"),
    }  # fmt: skip


def test_costs_unknown_make_value_to_date_revenue(ledger_of: Make) -> None:
    half = {
        "a": "---\nname: A\n---\n## 2026-11-01 order\n- amount: 100\n- cost: 60\n## 2026-11-02 order\n- amount: 100\n"
    }
    made = value.report(ledger_of(half), Asked())
    found = row(made.tables[0], "A")
    assert (found["lifetime"], found["margin"]) == (cny("200"), cny("40"))
    assert any("the cost of 1 sale is not known" in str(note) for note in made.notes)


def test_parts_of_cents_and_huge_amounts_stay_exact(ledger_of: Make) -> None:
    files = {
        "a": "---\nname: A\n---\n## 2026-11-01 order\n- amount: 0.001\n## 2026-11-02 order\n- amount: 123456789012.345\n"
    }
    made = value.report(ledger_of(files), Asked())
    assert row(made.tables[0], "A")["revenue"] == cny("123456789012.346")


def test_returns_are_taken_off(ledger_of: Make) -> None:
    files = {
        "a": "---\nname: A\n---\n## 2026-10-01 order O-1\n- amount: 300\n## 2026-10-09 return\n- order: O-1\n- amount: 100\n"
    }
    found = row(value.report(ledger_of(files), Asked()).tables[0], "A")
    assert (found["revenue"], found["purchases"], found["days"]) == (cny("200"), 1, 51)


def test_an_empty_ledger_and_one_without_sales_say_so(ledger_of: Make) -> None:
    made = value.report(ledger_of({}), Asked())
    assert [len(each.rows) for each in made.tables] == [0] * 5
    made = value.report(ledger_of({"cole": COLE}), Asked())
    assert [each.cells[0] for each in made.tables[0].rows] == ["Cole"]
    assert str(table(made, "tiers").empty) == "Nobody has bought anything yet, so that nobody has a tier."


def test_who_rests_is_listed_only_for_what_it_bought(ledger_of: Make) -> None:
    gone = "---\nname: Gone\nstage: lost\n---\n"
    left = f"{gone.replace('Gone', 'Left')}## 2026-11-01 order\n- amount: 100\n"
    made = value.report(ledger_of({"gone": gone, "left": left}), Asked())
    assert [each.cells[0] for each in made.tables[0].rows] == ["Left"]


def test_what_lies_ahead_has_not_been_bought(ledger_of: Make) -> None:
    files = {"a": "---\nname: A\n---\n## 2026-11-01 order\n- amount: 100\n## 2026-12-24 order\n- amount: 900\n"}
    found = row(value.report(ledger_of(files), Asked()).tables[0], "A")
    assert (found["revenue"], found["purchases"], found["days"]) == (cny("100"), 1, 20)


def test_why_names_the_edges_and_the_purchases(ledger_of: Make) -> None:
    session = ledger_of(SMALL)
    made = value.report(session, Asked())
    why = value.why_row(session, Asked(), made.tables[0].rows[0])
    assert (str(why.what), why.value) == ("value of Acme", 11)
    assert [(each.path, each.line) for each in why.sources] == [("customers/acme.md", 12), ("customers/acme.md", 9)]
    m = next(each for each in why.parts if str(each.what) == "M")
    # Quantiles of 1,000 and 3,000 plus one.
    assert {str(name): cell for name, cell in m.numbers}["a higher score from"] == "1401 · 1801 · 2201 · 2601"
    nothing = value.why_row(session, Asked(), made.tables[0].rows[2])
    assert nothing.value is None


@pytest.mark.parametrize("sort", ["-value", "-potential", "days", "-expected", "name"])
def test_a_limit_leaves_the_rows_that_sorting_all_would(big: Big, sort: str) -> None:
    every = shaped(big.session, Asked(sort=sort), known("value")).tables[0]
    few = shaped(big.session, Asked(sort=sort, limit=25), known("value")).tables[0]
    place = every.column(sort.lstrip("-"))
    assert [each.cells[place] for each in few.rows] == [each.cells[place] for each in every.rows[:25]]
    assert few.left_out == len(every.rows) - 25


# Against plain Python


def test_all_scores_are_those_of_plain_python(big: Big) -> None:
    first, today = date(2025, 11, 22), date(2026, 11, 21)
    days: dict[str, int] = {}
    counts: dict[str, int] = {}
    sums: dict[str, dict[str, Decimal]] = {}
    pool: dict[str, str] = {}
    ever: set[str] = set()
    for customer in big.customers:
        story = tell(customer, big.session.vocabulary, big.session.settings)
        every = [each for each in placed_orders(story) if each.opened <= today]
        ever |= {customer.id} if every else set()
        now = [each for each in every if each.opened >= first]
        if now:
            days[customer.id] = (today - max(each.opened for each in now)).days
            counts[customer.id] = len(now)
    facts = big.session.fresh().catalog.connection.execute(
        "SELECT c.id, s.currency, s.amount FROM sales s JOIN customers c ON c.customer = s.customer"
        " WHERE s.date BETWEEN ? AND ?", (first.isoformat(), today.isoformat()),
    )  # fmt: skip
    for identity, currency, amount in facts:
        if amount is not None:
            inside = sums.setdefault(identity, {})
            inside[currency] = inside.get(currency, Decimal(0)) + Decimal(amount)
            pool[identity] = currency
    made = value.report(big.session, Asked())
    rows = {
        each.customer: dict(zip((c.name for c in made.tables[0].columns), each.cells, strict=True))
        for each in made.tables[0].rows
    }
    buyers = {identity for identity, each in rows.items() if each["purchases"]}
    # Whoever only paid without an order counts by its payments; all with orders are there.
    assert set(counts) <= buyers

    def fifth(figure: Decimal | int, figures: list[Any]) -> int:
        cuts = [Fraction(each) + 1 for each in quantiles(map(Fraction, figures), n=5, method="inclusive")]
        return 1 + sum(figure >= cut for cut in cuts)

    all_days = [rows[each]["days"] for each in buyers]
    all_counts = [rows[each]["purchases"] for each in buyers]
    by_pool: dict[str, list[Decimal]] = {}
    for identity in buyers:
        if len(sums[identity]) == 1:
            by_pool.setdefault(pool[identity], []).append(sums[identity][pool[identity]])
    assert all(len(sums[each]) == 1 for each in buyers), "the generated customers buy in one currency"
    for identity in sorted(buyers)[::7]:
        found = rows[identity]
        if identity in counts:
            assert (found["days"], found["purchases"]) == (days[identity], counts[identity])
        own = sums[identity][pool[identity]]
        assert found["revenue"] == ((Money(own, pool[identity]),) if own else ())
        scores = (
            6 - fifth(found["days"], all_days),
            fifth(found["purchases"], all_counts),
            fifth(own, by_pool[pool[identity]]),
        )
        assert (found["r"], found["f"], found["m"]) == scores
        fits = [
            name
            for name, ranges in SEGMENTS.items()
            if all(low <= each <= high for each, (low, high) in zip(scores, ranges, strict=True))
        ]
        assert found["segment"] == (fits[0] if fits else "others")
        total = sum(by_pool[pool[identity]], Decimal(0))
        assert found["share"] == (own * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
    for identity, found in rows.items():
        if identity in ever and identity not in buyers:
            assert (found["r"], found["f"], found["m"], found["segment"]) == (1, 1, 1, "lost")
    tiers = Counter(each["tier"] for each in rows.values() if each["tier"])
    whole = tiers.total()
    assert abs(tiers["high"] - whole * 0.2) <= whole * 0.02
    assert timedelta(days=max(all_days)) <= today - first
