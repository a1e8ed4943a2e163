from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations

import pytest

from ledger.reports import together
from ledger.reports.named.products import report, why_row
from ledger.session import Session
from tests.reports.named.conftest import Big
from tests.reports.named.selling import asked, cells, ordered, shown, table_of, totals

Make = Callable[..., Session]


def file(name: str, *orders: str) -> str:
    return f"---\nid: {name}\nname: {name}\n---\n" + "".join(f"## {order}\n" for order in orders)


@pytest.fixture
def small(ledger_of: Make) -> Session:
    return ledger_of(
        {
            "a": file("A", "2026-03-01 order\n- amount: 300\n- items: Beans x 10 @ 20, Cups x 100 @ 1", "2026-04-01 order\n- amount: 200\n- product: Beans\n- quantity: 10"),
            "b": file("B", "2026-03-02 order\n- amount: 100\n- product: Cups", "2026-05-02 order\n- amount: 40\n- product: Beans\n- quantity: 2 kg"),
            "c": file("C", "2026-06-01 order\n- amount: 900\n- product: Grinder\n- quantity: 1", "2025-01-01 order\n- amount: 80\n- product: Beans"),
            "d": file("D", "2026-06-01 order\n- amount: 50"),
        }
    )  # fmt: skip


def test_products_have_revenue_units_orders_and_customers(small: Session) -> None:
    table = report(small, asked(small)).tables[0]
    assert cells(table, "product", "revenue", "share", "units", "price", "orders", "customers", "again") == [
        ("Grinder", "900 CNY", "56.6", "1", "900.00 CNY", "1", "1", "0"),
        ("Beans", "440 CNY", "27.7", "22", "20.00 CNY", "3", "2", "1"),
        ("Cups", "200 CNY", "12.6", "100", "2.00 CNY", "2", "2", "0"),
        ("-", "50 CNY", "3.1", "-", "-", "1", "1", "0"),
    ]
    assert totals(table, "revenue", "units", "orders", "customers", "again") == ("1590 CNY", "123", "6", "4", "2")
    assert [str(each) for each in table.notes] == [
        "The row without a product is what no product accounts for.",
    ]


def test_products_are_held_against_the_time_before(small: Session) -> None:
    table = report(small, asked(small, "2026-04..2026-05")).tables[0]
    assert cells(table, "product", "revenue", "change") == [("Beans", "240 CNY", "20.0")]


def test_the_largest_products_have_their_months(small: Session) -> None:
    table = table_of(report(small, asked(small, "2026-03..2026-04")), "months")
    assert [str(column.label) for column in table.columns[1:]] == ["Beans", "Cups", "total"]
    assert cells(table, "month", "in_1", "in_2", "total") == [
        ("2026-03", "200 CNY", "200 CNY", "400 CNY"),
        ("2026-04", "200 CNY", "0", "200 CNY"),
    ]
    assert table.charts[0].kind == "line"


def test_pairs_have_support_confidence_and_lift_with_their_counts(small: Session) -> None:
    table = table_of(report(small, asked(small, "2025..2026")), "together")
    # Beans: A, B, C; Cups: A, B; of A to C, who bought something by name.
    assert cells(table, *(column.name for column in table.columns)) == [
        ("Cups", "Beans", "2", "2", "3", "66.7", "100.0", "1.00", "1"),
    ]
    assert "Of 3 customers" in str(table.notes[0])


def test_why_names_the_sales_in_which_a_product_stands(small: Session) -> None:
    question = asked(small)
    row = report(small, question).tables[0].rows[2]
    found = why_row(small, question, row)
    assert [(source.path, str(source.text)) for source in found.sources] == [
        ("customers/b.md", "order –: 100 CNY"),
        ("customers/a.md", "order –: 300 CNY"),
    ]


def test_nothing_sold_is_said_in_words(ledger_of: Make) -> None:
    made = report(session := ledger_of({"a": file("A")}), asked(session))
    assert [table.name for table in made.tables] == ["products", "together"]
    assert [str(table.empty) for table in made.tables] == [
        "Nothing was sold in this time.",
        "No two products were bought by 2 customers or more.",
    ]


def test_purchases_can_be_told_apart_by_customer_and_product(small: Session) -> None:
    table = report(small, asked(small, by=("customer,product",))).tables[0]
    assert cells(table, "name", "product", "revenue")[:3] == [
        ("C", "Grinder", "900 CNY"),
        ("A", "Beans", "400 CNY"),
        ("A", "Cups", "100 CNY"),
    ]
    assert [row.customer for row in table.rows[:3]] == ["C", "A", "A"]


def test_of_many_products_the_most_bought_are_paired(ledger_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "_WORK", 12)
    lines = ", ".join(f"P{n} x 1" for n in range(6))
    three = ", ".join(f"P{n} x 1" for n in range(3))
    orders = {f"c{n}": file(f"c{n}", f"2026-11-01 order\n- items: {lines if n < 2 else three}") for n in range(4)}
    session = ledger_of(orders)
    table = table_of(report(session, asked(session)), "together")
    assert cells(table, "product", "other", "both") == [("P0", "P1", "4"), ("P0", "P2", "4"), ("P1", "P2", "4")]
    assert str(table.notes[-1]) == "Of 6 products, the 3 that most customers buy are paired."


def test_a_large_ledger_agrees_with_counting_its_entries(big: Big) -> None:
    revenue: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    days: defaultdict[str, defaultdict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    orders: Counter[str] = Counter()
    for one in ordered(big.customers):
        revenue[one.product or "-"][one.currency] += one.amount
        if one.product:
            days[one.product][one.customer.id].add(one.date)
            orders[one.product] += 1
    made = report(big.session, asked(big.session, "2024-01..2026-11"))
    for product, money, count, customers, again in cells(
        made.tables[0], "product", "revenue", "orders", "customers", "again"
    ):
        expected = {currency: amount for currency, amount in revenue.pop(product).items() if amount}
        assert set(money.split(" + ")) == {f"{amount:f} {currency}" for currency, amount in expected.items()}
        assert int(count) == orders[product]
        assert int(customers) == len(days[product])
        assert int(again) == sum(len(each) > 1 for each in days[product].values())
    assert not revenue
    baskets = defaultdict(set)
    for product, customers_of in days.items():
        for customer in customers_of:
            baskets[customer].add(product)
    pairs = Counter(pair for basket in baskets.values() for pair in combinations(sorted(basket), 2))
    table = table_of(made, "together")
    assert len(table.rows) + table.left_out == sum(count > 1 for count in pairs.values())
    for one_, other, both, with_one, with_other, support, confidence, lift in cells(
        table, "product", "other", "both", "with_product", "with_other", "support", "confidence", "lift"
    ):
        first, second = sorted((one_, other))
        assert int(both) == pairs[first, second]
        assert (int(with_one), int(with_other)) == (len(days[one_]), len(days[other]))
        assert abs(float(support) - 100 * int(both) / len(baskets)) <= 0.05
        assert abs(float(confidence) - 100 * int(both) / int(with_one)) <= 0.05
        assert abs(float(lift) - int(both) * len(baskets) / (int(with_one) * int(with_other))) <= 0.005


def test_cells_are_shown_as_a_test_reads_them() -> None:
    assert (shown(None), shown(())) == ("-", "0")
