from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from ledger.errors import BadValue
from ledger.reports.named.sales import report, why, why_row
from ledger.reports.scope import scope
from ledger.reports.table import Cell, Row
from ledger.session import Session
from tests.reports.named.conftest import Big
from tests.reports.named.selling import asked, cells, ordered, shown, totals

Make = Callable[..., Session]

ACME = """---
id: C-1
name: Acme
owner: Ana
region: Hamburg
---

## 2025-10-05 order SO-1
- amount: 1000
- cost: 600
- product: Beans
- quantity: 10

## 2026-10-07 order SO-2
- amount: 1500
- items:
  - Beans x 8 @ 100
  - Cups x 100 @ 7
- paid_by: cash
- salesperson: Li

## 2026-11-02 order SO-3
- amount: 500
- cost: 300
- product: Cups
- category: ware
- quantity: 50

## 2026-11-10 return
- order: SO-3
- amount: 100
- quantity: 10
"""
BOLT = """---
id: C-2
name: Bolt
owner: Li
region: Berlin
---

## 2026-09-01 invoice INV-1
- amount: 900

## 2026-10-20 payment
- amount: 400
- invoice: INV-1

## 2026-10-25 order SO-9
- amount: USD 50
- product: Beans
"""


@pytest.fixture
def small(ledger_of: Make) -> Session:
    return ledger_of({"acme": ACME, "bolt": BOLT})


def test_each_month_has_its_figures_and_its_changes(small: Session) -> None:
    table = report(small, asked(small)).tables[0]
    assert [row[0] for row in cells(table, "month")] == [f"2025-{m:02}" for m in (12,)] + [
        f"2026-{m:02}" for m in range(1, 12)
    ]
    assert cells(table, "revenue", "change", "year_change", "orders", "units")[-2:] == [
        ("1900 CNY + 50 USD", "-", "-", "2", "108"),
        ("400 CNY", "-", "-", "1", "40"),
    ]
    assert cells(table, "cost", "profit", "margin", "cost_known", "mean_order")[-2:] == [
        ("-", "-", "-", "0.0", "1500.00 CNY + 50.00 USD"),
        ("240 CNY", "160 CNY", "40.0", "100.0", "500.00 CNY"),
    ]
    assert totals(table, "revenue", "orders", "units", "cost", "profit", "margin") == (
        "2300 CNY + 50 USD", "3", "148", "240 CNY", "160 CNY", "40.0",
    )  # fmt: skip


def test_changes_are_against_the_month_before_and_the_year_before(ledger_of: Make) -> None:
    orders = "".join(
        f"## {day} order\n- amount: {amount}\n"
        for day, amount in (
            ("2025-09-03", 200),
            ("2026-08-09", 400),
            ("2026-09-01", 100),
            ("2026-09-30", 200),
            ("2026-11-01", 7),
        )
    )
    session = ledger_of({"a": f"---\nname: A\n---\n{orders}"})
    table = report(session, asked(session, "2026-08..2026-11")).tables[0]
    assert cells(table, "month", "revenue", "change", "year_change") == [
        ("2026-08", "400 CNY", "-", "-"),
        ("2026-09", "300 CNY", "-25.0", "50.0"),
        ("2026-10", "0", "-100.0", "-"),
        ("2026-11", "7 CNY", "-", "-"),
    ]
    assert "2026-11" in str(table.notes[0])
    quarters = report(session, asked(session, "2026-Q3..2026-Q4", by=("季度",))).tables[0]
    assert cells(quarters, "quarter", "revenue", "change", "year_change") == [
        ("2026-Q3", "700 CNY", "-", "250.0"),
        ("2026-Q4", "7 CNY", "-", "-"),
    ]
    years = report(session, asked(session, "2025..2026", by=("year",))).tables[0]
    assert cells(years, "year", "revenue", "change") == [("2025", "200 CNY", "-"), ("2026", "707 CNY", "-")]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (("owner",), [("Ana", "1900 CNY"), ("Li", "400 CNY + 50 USD")]),
        (("region",), [("Hamburg", "1900 CNY"), ("Berlin", "400 CNY + 50 USD")]),
        (("客户",), [("Acme", "1900 CNY"), ("Bolt", "400 CNY + 50 USD")]),
        (("salesperson",), [("Li", "1900 CNY + 50 USD"), ("Ana", "400 CNY")]),
        (("product",), [("Cups", "1100 CNY"), ("Beans", "800 CNY + 50 USD"), ("-", "400 CNY")]),
        (("category",), [("ware", "400 CNY"), ("-", "1900 CNY + 50 USD")]),
        (("paid_by",), [("cash", "1500 CNY"), ("-", "800 CNY + 50 USD")]),
        (("product", "month"), [("Beans", "800 CNY + 50 USD"), ("Cups", "700 CNY"), ("-", "400 CNY"), ("Cups", "400 CNY")]),
        (("product，salesperson",), [("Beans", "800 CNY + 50 USD"), ("Cups", "700 CNY"), ("Cups", "400 CNY"), ("-", "400 CNY")]),
    ],
)  # fmt: skip
def test_sales_are_told_apart_by(small: Session, by: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    table = report(small, asked(small, by=by)).tables[0]
    first = table.columns[0].name
    assert cells(table, first, "revenue") == expected
    assert totals(table, "revenue") == ("2300 CNY + 50 USD",)


def test_a_product_has_its_units_and_the_cost_of_orders_that_are_its_own(small: Session) -> None:
    table = report(small, asked(small, "2025..2026", by=("product",))).tables[0]
    assert cells(table, "product", "revenue", "units", "orders", "cost", "cost_known") == [
        ("Beans", "1800 CNY + 50 USD", "18", "3", "600 CNY", "-"),
        ("Cups", "1100 CNY", "140", "2", "240 CNY", "36.4"),
        ("-", "400 CNY", "-", "0", "-", "0.0"),
    ]


def test_shares_are_of_all_revenue_where_it_is_of_one_currency_or_has_rates(small: Session, ledger_of: Make) -> None:
    made = report(small, asked(small, by=("owner",)))
    assert cells(made.tables[0], "share") == [("-",), ("-",)]
    assert "need `rates`" in str(made.notes[-1])
    rated = ledger_of({"acme": ACME, "bolt": BOLT}, "currency: CNY\nrates: {USD: 7}\n")
    table = report(rated, asked(rated, by=("owner",))).tables[0]
    assert cells(table, "owner", "revenue_in_one", "share") == [
        ("Ana", "1900.00 CNY", "71.7"),
        ("Li", "750.00 CNY", "28.3"),
    ]
    assert totals(table, "revenue_in_one") == ("2650.00 CNY",)


@pytest.mark.parametrize(
    ("measure", "expected", "total"),
    [
        ("", [("Cups", "700 CNY", "400 CNY", "1100 CNY"), ("Beans", "800 CNY + 50 USD", "0", "800 CNY + 50 USD"), ("-", "400 CNY", "0", "400 CNY")], "2300 CNY + 50 USD"),
        ("orders", [("Cups", "1", "1", "2"), ("Beans", "2", "0", "2"), ("-", "0", "0", "0")], "3"),
        ("units", [("Cups", "100", "40", "140"), ("Beans", "8", "-", "8"), ("-", "-", "-", "-")], "148"),
        ("profit", [("Cups", "-", "160.00 CNY", "160 CNY"), ("Beans", "-", "-", "-"), ("-", "-", "-", "-")], "160 CNY"),
    ],
)  # fmt: skip
def test_a_second_dimension_makes_columns(
    small: Session, measure: str, expected: list[tuple[str, ...]], total: str
) -> None:
    table = report(small, asked(small, by=("product",), across="month", measure=measure)).tables[0]
    assert [str(column.label) for column in table.columns[1:]] == ["2026-10", "2026-11", "total"]
    found = [
        tuple(value.replace(".00", "") for value in row) for row in cells(table, "product", "in_1", "in_2", "total")
    ]
    assert found == [tuple(value.replace(".00", "") for value in row) for row in expected]
    assert totals(table, "total") == (total,)


def test_many_columns_end_in_others(ledger_of: Make) -> None:
    orders = "".join(f"## 2026-11-01 order\n- amount: {100 - n}\n- product: P{n}\n" for n in range(15))
    session = ledger_of({"a": f"---\nname: A\n---\n{orders}"})
    table = report(session, asked(session, across="product")).tables[0]
    assert len(table.columns) == 15
    assert cells(table, "in_1", "in_12", "others", "total") == [("100 CNY", "89 CNY", "261 CNY", "1395 CNY")]


def test_an_unknown_measure_or_dimension_is_refused(small: Session) -> None:
    with pytest.raises(BadValue, match="no measure"):
        report(small, asked(small, across="month", measure="luck"))
    with pytest.raises(BadValue, match="can't be told apart"):
        report(small, asked(small, by=("luck",)))


def test_nothing_sold_is_said_in_words(ledger_of: Make) -> None:
    session = ledger_of({"a": "---\nname: A\n---\n"})
    for question in (asked(session), asked(session, by=("product",)), asked(session, by=("owner",), across="month")):
        made = report(session, question).tables[0]
        assert made.rows == ()
        assert made.totals is None
        assert str(made.empty) == "Nothing was sold in this time."


def test_what_is_dated_ahead_has_not_been_sold(ledger_of: Make) -> None:
    session = ledger_of(
        {"a": "---\nname: A\n---\n## 2026-11-01 order\n- amount: 5\n## 2026-11-30 order\n- amount: 9\n"}
    )
    assert totals(report(session, asked(session)).tables[0], "revenue", "orders") == ("5 CNY", "1")


def test_a_limit_leaves_out_rows_but_nothing_of_the_totals(small: Session) -> None:
    table = report(small, asked(small, by=("owner",), limit=1)).tables[0]
    assert (cells(table, "owner"), table.left_out) == ([("Ana",)], 1)
    assert totals(table, "revenue") == ("2300 CNY + 50 USD",)
    table = report(small, asked(small, by=("owner",), limit=1, sort="owner")).tables[0]
    assert (len(table.rows), table.left_out) == (2, 0)


def test_a_query_narrows_it(small: Session) -> None:
    assert totals(report(small, asked(small, query="owner:Ana")).tables[0], "revenue") == ("1900 CNY",)


def test_amounts_finer_than_cents_are_added_exactly(ledger_of: Make) -> None:
    session = ledger_of(
        {
            "a": "---\nname: A\n---\n## 2026-11-01 order\n- amount: 0.001\n## 2026-11-02 order\n- amount: 9007199254740.993\n"
        }
    )
    assert totals(report(session, asked(session)).tables[0], "revenue") == ("9007199254740.994 CNY",)


def test_why_names_the_rule_and_the_entries(small: Session) -> None:
    numbers = dict(scope(small, asked(small)).rows("SELECT id, customer FROM scope"))
    found = why(small, numbers["C-1"])
    assert shown(found.value) == "2900 CNY"
    assert [(str(label), shown(cell)) for label, cell in found.numbers] == [
        ("Ordered", "3000 CNY"),
        ("Returned", "-100 CNY"),
    ]
    assert [(str(source.day), source.line, str(source.text)) for source in found.sources] == [
        ("2026-11-10", 29, "return –: -100 CNY"),
        ("2026-11-02", 22, "order SO-3: 500 CNY"),
        ("2026-10-07", 14, "order SO-2: 1500 CNY"),
        ("2025-10-05", 8, "order SO-1: 1000 CNY"),
    ]  # fmt: skip
    assert [str(source.text) for source in why(small, numbers["C-2"]).sources] == [
        "order SO-9: 50 USD",
        "collected of invoice INV-1: 400 CNY",
    ]


def test_why_of_a_row_names_its_sales(small: Session) -> None:
    question = asked(small, by=("product",))
    rows = {str(row.cells[0]): row for row in report(small, question).tables[0].rows}
    assert [str(source.text) for source in why_row(small, question, rows["Cups"]).sources] == [
        "return –: -100 CNY", "order SO-3: 500 CNY", "order SO-2: 1500 CNY",
    ]  # fmt: skip
    question = asked(small)
    row = report(small, question).tables[0].rows[-1]
    assert shown(why_row(small, question, row).value) == "400 CNY"


def _sum(cell: Cell) -> dict[str, Decimal]:
    assert isinstance(cell, tuple)
    return {money.currency: money.amount for money in cell}


def _key(row: Row) -> tuple[str, ...]:
    assert isinstance(row.key, tuple)
    return tuple(str(each or "") for each in row.key)


@pytest.mark.parametrize(
    "by", [("month",), ("owner",), ("region", "quarter"), ("product",), ("level", "product"), ("source",)]
)
def test_a_large_ledger_agrees_with_adding_up_its_entries(big: Big, by: tuple[str, ...]) -> None:
    revenue: defaultdict[tuple[str, ...], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    cost: defaultdict[tuple[str, ...], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    units: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    orders: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for one in ordered(big.customers):
        parts = {
            "month": f"{one.date:%Y-%m}",
            "quarter": f"{one.date.year}-Q{(one.date.month + 2) // 3}",
            "product": one.product or "",
        }
        key = tuple(parts.get(name, str(one.customer.value(name) or "")) for name in by)
        revenue[key][one.currency] += one.amount
        cost[key][one.currency] += one.cost
        units[key] += one.quantity or 0
        orders[key] += one.amount > 0
    table = report(big.session, asked(big.session, "2024-01..2026-11", by=by)).tables[0]
    found = {_key(row): row for row in table.rows}
    assert len(found) == len(table.rows)
    assert found.keys() == revenue.keys()
    place = table.column
    for key, row in found.items():
        assert _sum(row.cells[place("revenue")]) == {name: amount for name, amount in revenue[key].items() if amount}
        assert row.cells[place("orders")] == orders[key]
        assert (row.cells[place("units")] or 0) == units[key]
        if "product" not in by or key[by.index("product")]:
            assert _sum(row.cells[place("cost")] or ()) == {
                name: amount for name, amount in cost[key].items() if amount
            }
    every = list(ordered(big.customers))
    assert table.totals is not None
    assert table.totals[place("orders")] == sum(one.amount > 0 for one in every)
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in every:
        sums[one.currency] += one.amount
    assert _sum(table.totals[place("revenue")]) == sums
