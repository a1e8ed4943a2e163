from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.policies import Lifecycle
from ledger.model.values import Money
from ledger.reports.expected import expect, quartiles
from ledger.reports.named.forecast import report, why, why_row
from ledger.reports.scope import scope
from ledger.session import Session
from tests.reports.named.conftest import Big
from tests.reports.named.selling import asked, cells, ordered, shown, table_of, totals

Make = Callable[..., Session]


def file(name: str, *orders: tuple[str, str], front: str = "", more: str = "") -> str:
    entries = "".join(
        f"## {day} order\n- amount: {amount}\n- product: Beans\n- quantity: 2\n" for day, amount in orders
    )
    return f"---\nid: {name}\nname: {name}\n{front}---\n{entries}{more}"


# Today is 2026-11-21.
MONTHLY = (("2026-07-10", "100"), ("2026-08-09", "120"), ("2026-09-10", "90"), ("2026-10-10", "110"))
WEEKLY = (("2026-11-01", "USD 10"), ("2026-11-08", "USD 20"), ("2026-11-15", "USD 40"))
FAR = (("2026-01-01", "5"), ("2026-05-01", "5"), ("2026-09-01", "6"))
LOST = (("2025-01-01", "5"), ("2025-02-01", "5"), ("2025-03-01", "6"))
TWICE = (("2026-10-01", "5"), ("2026-11-01", "5"), ("2026-11-01", "8"))
DEALS = """## 2026-10-01 opportunity OPP-1
- stage: quote
- amount: 1000
- probability: 60%
- close_on: 2026-12-20

## 2026-10-01 opportunity OPP-2
- stage: lead
- amount: USD 500
- probability: 10%
- close_on: 2026-10-30

## 2026-10-02 opportunity OPP-3
- stage: won
- amount: 70000
"""


@pytest.fixture
def small(ledger_of: Make) -> Session:
    return ledger_of(
        {
            "monthly": file("monthly", *MONTHLY, front="owner: Ana\n"),
            "weekly": file("weekly", *WEEKLY, front="owner: Li\n", more=DEALS),
            "far": file("far", *FAR),
            "lost": file("lost", *LOST),
            "twice": file("twice", *TWICE),
            "gone": file("gone", *MONTHLY, front="stage: lost\n"),
        }
    )


def test_the_next_order_is_expected_a_usual_gap_after_the_last(small: Session) -> None:
    table = report(small, asked(small)).tables[0]
    # Gaps of 30, 32 and 30 days; of 7 and 7.
    assert cells(table, "name", "expected", "overdue", "earliest", "latest", "amount", "last_order", "gap", "order_days") == [
        ("monthly", "2026-11-09", "12", "2026-11-09", "2026-11-11", "105 CNY", "2026-10-10", "30", "4"),
        ("weekly", "2026-11-22", "-", "2026-11-22", "2026-11-22", "20 USD", "2026-11-15", "7", "3"),
    ]  # fmt: skip
    assert [row.mark for row in table.rows] == ["urgent", ""]


def test_who_ordered_too_seldom_or_is_lost_is_counted_in_a_note(small: Session) -> None:
    notes = [str(note) for note in report(small, asked(small)).notes]
    assert "One more ordered on fewer than 3 days, too few to tell a rhythm." in notes
    assert "One has not ordered for so long that it counts as lost; nothing is expected of it." in notes


def test_days_say_how_far_ahead_is_looked(small: Session) -> None:
    assert cells(report(small, asked(small, days=0)).tables[0], "name") == [("monthly",)]
    assert cells(report(small, asked(small, days=60)).tables[0], "name", "expected") == [
        ("monthly", "2026-11-09"),
        ("weekly", "2026-11-22"),
        ("far", "2027-01-01"),
    ]  # fmt: skip


def test_each_product_has_its_own_rhythm(small: Session) -> None:
    table = report(small, asked(small, by=("product",))).tables[0]
    assert cells(table, "name", "product", "expected", "quantity", "amount") == [
        ("monthly", "Beans", "2026-11-09", "2", "105 CNY"),
        ("weekly", "Beans", "2026-11-22", "2", "20 USD"),
    ]


def test_orders_near_are_counted_by_owner(small: Session) -> None:
    table = report(small, asked(small, by=("owner",), days=60)).tables[0]
    assert table.name == "groups"
    assert cells(table, "owner", "orders", "late", "amount") == [
        ("Ana", "1", "1", "105 CNY"),
        ("Li", "1", "0", "20 USD"),
        ("-", "1", "0", "5 CNY"),
    ]
    assert totals(table, "orders", "late", "amount") == ("3", "1", "110 CNY + 20 USD")


def test_the_next_months_hold_what_rhythms_and_the_pipeline_let_expect(small: Session) -> None:
    table = table_of(report(small, asked(small)), "months")
    # monthly: today, then every 30 days; weekly: 22 and 29 November, then weekly; far: the first of January, then 122 days later.
    weeks = [date(2026, 11, 22) + timedelta(days=7 * n) for n in range(40)]
    months = [date(2026, 11, 21) + timedelta(days=30 * n) for n in range(10)]
    expected = []
    for label in ("2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"):
        count = sum(f"{day:%Y-%m}" == label for day in (*weeks, *months, date(2027, 1, 1)))
        expected.append((label, str(count)))
    assert cells(table, "month", "orders") == expected
    assert cells(table, "rhythm", "weighted", "both")[:2] == [
        ("105 CNY + 40 USD", "0", "105 CNY + 40 USD"),
        ("105 CNY + 80 USD", "600.00 CNY", "705.00 CNY + 80 USD"),
    ]


def test_open_opportunities_stand_in_their_closing_month_at_their_chance(small: Session) -> None:
    table = table_of(report(small, asked(small)), "pipeline")
    assert cells(table, "month", "count", "value", "weighted") == [
        ("2026-10", "1", "500 USD", "50.00 USD"),
        ("2026-12", "1", "1000 CNY", "600.00 CNY"),
    ]
    assert totals(table, "count", "weighted") == ("2", "600.00 CNY + 50.00 USD")
    assert table.rows[0].mark == "urgent"


def test_nothing_to_expect_is_said_in_words(ledger_of: Make) -> None:
    session = ledger_of({"a": "---\nname: A\n---\n"})
    made = report(session, asked(session))
    assert [len(table.rows) for table in made.tables] == [0, 0, 0]
    assert [str(table.empty) for table in made.tables] == [
        "No order is expected in these days.",
        "Nothing is known that would let expect anything.",
        "No opportunity is open.",
    ]


def test_why_names_the_gaps_and_the_orders(small: Session) -> None:
    numbers = dict(scope(small, asked(small)).rows("SELECT id, customer FROM scope"))
    found = why(small, numbers["monthly"])
    assert shown(found.value) == "2026-11-09"
    assert {str(label): shown(cell) for label, cell in found.numbers} == {
        "last order": "2026-10-10",
        "days with an order": "4",
        "usual gap in days": "30",
        "as a rule from": "2026-11-09",
        "as a rule to": "2026-11-11",
        "expected amount": "105 CNY",
        "days overdue": "12",
    }
    assert [(str(source.day), source.line) for source in found.sources] == [
        ("2026-10-10", 18), ("2026-09-10", 14), ("2026-08-09", 10), ("2026-07-10", 6),
    ]  # fmt: skip
    assert why(small, numbers["twice"]).value is None
    lost = why(small, numbers["lost"])
    assert lost.value is None
    assert "counts as lost" in str(lost.numbers[-1][0])
    question = asked(small, by=("product",))
    row = report(small, question).tables[0].rows[0]
    assert shown(why_row(small, question, row).value) == "2026-11-09"


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([7], (7, 7)), ([30, 30], (30, 30)), ([30, 31, 60], (30, 60)), ([1, 2, 3, 4], (2, 4)), ([5, 1, 9, 3, 7], (2, 8))],
)
def test_quartiles_are_the_medians_of_the_halves(numbers: list[int], expected: tuple[int, int]) -> None:
    assert quartiles(numbers) == expected


@given(st.lists(st.integers(0, 3000), max_size=30), st.integers(1, 4000))
def test_an_expected_order_never_lies_before_the_last_one(offsets: list[int], later: int) -> None:
    start = date(2015, 1, 1)
    days = sorted(start + timedelta(days=each) for each in offsets)
    orders = [(day.isoformat(), "10", "CNY", None) for day in days]
    found = expect(1, "", orders, start + timedelta(days=later), Lifecycle())
    if len(set(days)) < 3:
        assert found is None
    else:
        assert found is not None
        assert found.last < found.day
        assert found.low <= found.gap <= found.high
        assert list(found.coming(found.day)) == [found.day]


def test_a_large_ledger_agrees_with_medians_of_its_entries(big: Big) -> None:
    by_customer: defaultdict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for one in ordered(big.customers):
        if one.product:
            by_customer[one.customer.id].append((one.date, one.amount))
    today, until = big.session.today, big.session.today + timedelta(days=90)
    expected, few = {}, 0
    for identity, orders in by_customer.items():
        orders.sort(key=lambda order: order[0])
        days = sorted({day for day, _ in orders})
        if len(days) < 3:
            few += 1
            continue
        between = sorted((later - earlier).days for earlier, later in pairwise(days[-10:]))
        gap = int(median(between) + 0.5)
        patience = max(180.0, 3 * (days[-1] - days[0]).days / (len(days) - 1))
        day = days[-1] + timedelta(days=gap)
        if day <= until and (today - days[-1]).days <= patience:
            expected[identity] = (day, gap, median(amount for _, amount in orders[-10:]))
    made = report(big.session, asked(big.session, days=90))
    rows = {row.customer: row for row in made.tables[0].rows}
    assert expected.keys() == rows.keys()
    assert len(rows) > 20
    place = made.tables[0].column
    for identity, (day, gap, amount) in expected.items():
        found = rows[identity].cells
        assert (found[place("expected")], found[place("gap")]) == (day, gap)
        assert isinstance(found[place("amount")], tuple)
        (money,) = found[place("amount")]  # type: ignore[misc, str-unpack]
        assert isinstance(money, Money)
        assert money.amount == amount
    assert f"{few} more ordered on fewer than 3 days" in " ".join(str(note) for note in made.notes)
