from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import stories
from ledger.facts.compute import compute
from ledger.facts.tables import Sale, Sold
from ledger.facts.values import Facts
from ledger.model.compiled import built_in
from ledger.model.parse import parse
from ledger.model.settings import Settings
from ledger.text.source import decode
from tests.facts.typed import facts

FRONT = "name: Acme\n\n"


def sales(body: str) -> list[Sale]:
    return [Sale(*row) for row in facts(FRONT + body).tables.get("sales", ())]  # type: ignore[arg-type]


def sold(body: str) -> list[Sold]:
    return [Sold(*row) for row in facts(FRONT + body).tables.get("sold", ())]  # type: ignore[arg-type]


def told(rows: list[Sale]) -> list[tuple[str, ...]]:
    """Day, what, REF and amount."""
    return [
        (str(row.date), row.what, row.ref, "" if row.amount is None else f"{row.amount} {row.currency}") for row in rows
    ]


def products(rows: list[Sold]) -> list[tuple[int, str, str, str]]:
    """The place of the sale, product, quantity with unit, and amount."""
    return [
        (row.sale, row.product, "" if row.quantity is None else f"{row.quantity}{row.unit}", str(row.amount))
        for row in rows
    ]


def assert_rows_add_up(found: Facts) -> None:
    """Sales add up to revenue, and the products of each sale to its amount."""
    rows = [Sale(*row) for row in found.tables.get("sales", ())]  # type: ignore[arg-type]
    lines = [Sold(*row) for row in found.tables.get("sold", ())]  # type: ignore[arg-type]
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.amount is not None:
            sums[row.currency] += row.amount
    assert {currency: amount for currency, amount in sums.items() if amount} == found.revenue
    assert sum(row.what == "order" for row in rows) == found.orders
    for number, row in enumerate(rows):
        of_sale = [line for line in lines if line.sale == number]
        assert of_sale
        assert {(line.date, line.currency) for line in of_sale} == {(row.date, row.currency)}
        amounts = [line.amount for line in of_sale if line.amount is not None]
        assert sum(amounts, Decimal(0)) == (row.amount or 0)
        assert row.amount is not None or not amounts


def test_an_order_is_a_sale_with_all_that_it_says() -> None:
    (row,) = sales(
        "## 2026-03-01 订单 SO-1\n- 金额: 1.2万\n- 成本: 9000\n- 付款方式: 对公转账\n- 销售员: 张三\n- 经办人: 李四\n"
        "- 交货日期: 2026-03-10\n## 2026-03-12 订单 SO-1\n- 实际交付: 2026-03-12\n"
    )
    assert row[:6] == (row.date, "order", "SO-1", row.line, Decimal(12000), "CNY")
    assert (row.cost, row.paid_by, row.person) == (Decimal(9000), "transfer", "张三")
    assert [str(day) for day in (row.date, row.deliver_on, row.delivered_on)] == [
        "2026-03-01",
        "2026-03-10",
        "2026-03-12",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- amount: 100\n- cost: USD 60\n", None),
        ("- cost: 60\n", None),
        ("- amount: USD 100\n- cost: USD 60\n", "60"),
        ("- amount: 100\n- cost: cheap\n", None),
    ],
)
def test_a_cost_counts_in_the_currency_of_the_amount(body: str, expected: str | None) -> None:
    (row,) = sales(f"## 2026-03-01 order SO-1\n{body}")
    assert (None if row.cost is None else str(row.cost)) == expected


def test_an_order_was_sold_by_its_salesperson_or_who_wrote_it_down() -> None:
    rows = sales(
        "## 2026-03-01 order\n- by: Li\n## 2026-03-02 order\n- salesperson: Ana, Li\n- by: Li\n## 2026-03-03 order\n"
    )
    assert [row.person for row in rows] == ["Li", "Ana", ""]


def test_an_order_was_paid_as_its_payment_says() -> None:
    rows = sales(
        "## 2026-03-01 order SO-1\n- amount: 1\n## 2026-03-02 order SO-2\n- amount: 1\n## 2026-03-03 order SO-3\n- amount: 1\n- paid_by: cash\n"
        "## 2026-03-04 invoice I-1\n- amount: 1\n- order: SO-1\n## 2026-03-05 payment\n- amount: 1\n- invoice: I-1\n- paid_by: wire\n"
        "## 2026-03-06 payment\n- amount: 1\n- order: so-2, so-3\n- paid_by: card\n"
    )
    assert [row.paid_by for row in rows] == ["transfer", "card", "cash"]


def test_an_order_arrived_as_its_delivery_says() -> None:
    rows = sales(
        "## 2026-03-01 order SO-1\n- amount: 1\n## 2026-03-02 order SO-2\n- amount: 1\n## 2026-03-03 order SO-3\n- amount: 1\n"
        "## 2026-03-05 delivery\n- order: SO-2\n## 2026-03-07 delivery\n- status: shipped\n## 2026-03-08 delivery\n- delivered_on: 2026-03-07\n"
    )
    assert [str(row.delivered_on) for row in rows] == ["2026-03-07", "2026-03-05", "None"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "## 2026-01-05 invoice I-1\n- amount: 100\n## 2026-02-10 payment I-1\n- amount: 30\n## 2026-03-12 payment I-1\n- amount: 90\n",
            [("2026-02-10", "invoice", "I-1", "30 CNY"), ("2026-03-12", "invoice", "I-1", "70 CNY")],
        ),
        ("## 2026-01-05 invoice I-1\n- amount: 100\n", []),
        ("## 2026-01-05 invoice I-1\n- amount: 100\n## 2026-02-01 invoice I-1\n- status: paid\n", [("2026-02-01", "invoice", "I-1", "100 CNY")]),
        (
            "## 2026-01-05 invoice I-1\n- amount: 100\n## 2026-01-09 invoice CN-1\n- amount: -20\n- invoice: I-1\n## 2026-02-10 payment\n- amount: 80\n",
            [("2026-01-09", "invoice", "I-1", "20 CNY"), ("2026-01-09", "invoice", "CN-1", "-20 CNY"), ("2026-02-10", "invoice", "I-1", "80 CNY")],
        ),
        ("## 2026-02-10 payment\n- amount: 80\n## 2026-03-10 refund\n- amount: 30\n", [("2026-02-10", "payment", "", "80 CNY"), ("2026-03-10", "refund", "", "-30 CNY")]),
        (
            "## 2026-02-10 order SO-1\n- amount: 80\n## 2026-02-11 payment\n- amount: 80\n## 2026-03-09 return R-1\n- amount: 30\n## 2026-03-10 refund\n- amount: 20\n",
            [("2026-02-10", "order", "SO-1", "80 CNY"), ("2026-03-09", "return", "R-1", "-30 CNY")],
        ),
        (
            "## 2026-02-10 order SO-1\n- amount: 80\n## 2026-03-09 return R-1\n- amount: 30\n## 2026-03-10 refund\n- amount: 45\n",
            [("2026-02-10", "order", "SO-1", "80 CNY"), ("2026-03-10", "refund", "", "-45 CNY")],
        ),
        ("## 2026-02-10 order SO-1\n- amount: 80\n- status: cancelled\n## 2026-03-10 return\n- amount: 45\n", []),
        ("## 2026-02-10 order SO-1\n- amount: 80\n## 2026-03-10 refund\n- amount: USD 45\n", [("2026-02-10", "order", "SO-1", "80 CNY")]),
    ],
)  # fmt: skip
def test_sales_stand_on_the_day_on_which_they_count(body: str, expected: list[tuple[str, ...]]) -> None:
    assert told(sales(body)) == expected


def test_a_return_takes_back_its_share_of_the_cost_and_a_refund_none() -> None:
    order = (
        "## 2026-03-01 order SO-1\n- amount: 300\n- cost: 200\n## 2026-03-02 order SO-2\n- amount: 100\n- cost: 90\n"
    )
    assert [str(row.cost) for row in sales(order + "## 2026-03-09 return\n- amount: 50\n- order: SO-1\n")] == [
        "200",
        "90",
        "-33.33",
    ]
    assert [str(row.cost) for row in sales(order + "## 2026-03-09 return\n- amount: 50\n")] == ["200", "90", "-45.00"]
    assert [str(row.cost) for row in sales(order + "## 2026-03-09 refund\n- amount: 50\n")] == ["200", "90", "0"]
    assert [row.cost for row in sales("## 2026-03-01 order\n- amount: 9\n## 2026-03-09 refund\n- amount: 5\n")] == [
        None,
        None,
    ]


ORDER = "## 2026-03-01 order SO-1\n- amount: 1500\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ORDER, [(0, "", "", "1500")]),
        (ORDER + "- quantity: 3\n", [(0, "", "3", "1500")]),
        (ORDER + "- product: 拿铁豆\n- quantity: 10\n- price: 160\n- unit: 包\n", [(0, "拿铁豆", "10包", "1500")]),
        (ORDER + "- product: Beans\n- quantity: 10 kg\n", [(0, "Beans", "10kg", "1500")]),
        (ORDER + "- product: Beans x 10\n", [(0, "Beans", "10", "1500")]),
        (ORDER + "- product: iPhone 15\n", [(0, "iPhone 15", "", "1500")]),
        (ORDER + "- product: Beans, Cups\n", [(0, "Beans", "", "None"), (0, "Cups", "", "None"), (0, "", "", "1500")]),
        (ORDER + "- items: 拿铁豆 × 10 @ 120, 滤纸 x 2\n", [(0, "拿铁豆", "10", "1200"), (0, "滤纸", "2", "300")]),
        (ORDER + "- items: 拿铁豆 × 10 @ 120\n", [(0, "拿铁豆", "10", "1200"), (0, "", "", "300")]),
        (ORDER + "- items: 拿铁豆 × 10 @ 160\n", [(0, "拿铁豆", "10", "1600"), (0, "", "", "-100")]),
        (ORDER + "- items:\n  - 拿铁豆 10包 1200元\n  - 滤纸 2包 300元\n", [(0, "拿铁豆", "10包", "1200"), (0, "滤纸", "2包", "300")]),
        (ORDER + "- items: 拿铁豆 × 10 @ 120, 滤纸, 运费 20\n", [(0, "拿铁豆", "10", "1200"), (0, "滤纸", "", "280"), (0, "", "", "20")]),
        (ORDER + "- items: 拿铁豆 × 10 @ 160, 滤纸\n", [(0, "拿铁豆", "10", "1600"), (0, "滤纸", "", "None"), (0, "", "", "-100")]),
        (ORDER + "- items: 拿铁豆 × 10 @ $12\n", [(0, "拿铁豆", "10", "1500")]),
        (ORDER + "- items: A x 2 @ 100, B x 1 @ 300, A x 10 @ 90\n", [(0, "A", "12", "1100"), (0, "B", "1", "300"), (0, "", "", "100")]),
        (ORDER + "- items: as agreed\n", [(0, "as agreed", "", "1500")]),
        ("## 2026-03-01 order SO-1\n- items: 拿铁豆 × 10 @ 120\n", [(0, "拿铁豆", "10", "1200")]),
        ("## 2026-03-01 order SO-1\n- items: 拿铁豆 × 10 @ 120, 滤纸\n", [(0, "拿铁豆", "10", "None"), (0, "滤纸", "", "None")]),
        ("## 2026-03-01 order SO-1\n", [(0, "", "", "None")]),
        (ORDER + "- product: Beans\n- quantity: 10\n## 2026-03-05 return\n- amount: 300\n- product: Beans\n- quantity: 2\n", [(0, "Beans", "10", "1500"), (1, "Beans", "-2", "-300")]),
        (ORDER + "- product: Beans\n- quantity: 10\n## 2026-03-05 return\n- items: Beans x 2\n", [(0, "Beans", "10", "1500"), (1, "Beans", "-2", "None")]),
        (ORDER + "- product: Beans\n- quantity: 10\n## 2026-03-05 return\n- amount: 300\n- quantity: 2\n- order: so-1\n", [(0, "Beans", "10", "1500"), (1, "Beans", "-2", "-300")]),
        (ORDER + "- items: A x 1, B x 1\n## 2026-03-05 return\n- amount: 300\n- order: so-1\n", [(0, "A", "1", "None"), (0, "B", "1", "None"), (0, "", "", "1500"), (1, "", "", "-300")]),
        (ORDER + "## 2026-03-05 return\n- quantity: 1\n- reason: broken\n", [(0, "", "", "1500")]),
        ("## 2026-03-01 invoice I-1\n- amount: 500\n- items: A x 2 @ 100, B x 1 @ 300\n## 2026-03-05 payment I-1\n- amount: 500\n", [(0, "A", "2", "200"), (0, "B", "1", "300")]),
        ("## 2026-03-01 invoice I-1\n- amount: 500\n- items: A x 2 @ 100, B x 1 @ 300\n## 2026-03-05 payment I-1\n- amount: 100\n", [(0, "", "", "100")]),
        ("## 2026-03-01 invoice I-1\n- amount: 500\n- items: A x 5 @ 100\n## 2026-03-05 payment I-1\n- amount: 100\n## 2026-03-06 payment I-1\n- amount: 300\n", [(0, "A", "5", "100"), (1, "A", "", "300")]),
        ("## 2026-03-01 payment\n- amount: 500\n- product: A\n", [(0, "A", "", "500")]),
    ],
)  # fmt: skip
def test_the_products_of_a_sale_add_up_to_it(body: str, expected: list[tuple[int, str, str, str]]) -> None:
    assert products(sold(body)) == expected
    units: dict[int, Decimal] = {}
    for row in sold(body):
        if row.quantity is not None:
            units[row.sale] = units.get(row.sale, Decimal(0)) + row.quantity
    assert {number: row.units for number, row in enumerate(sales(body)) if row.units is not None} == units


def test_a_cost_is_that_of_a_product_that_accounts_for_all() -> None:
    assert [row.cost for row in sold(ORDER + "- cost: 900\n- product: A\n")] == [Decimal(900)]
    assert [row.cost for row in sold(ORDER + "- cost: 900\n- items: A x 1 @ 500, B x 2 @ 500\n")] == [None, None]
    assert [row.cost for row in sold(ORDER + "- cost: 900\n")] == [None]


def test_products_carry_the_category_of_their_order() -> None:
    assert [row.category for row in sold(ORDER + "- category: coffee\n- items: A x 1, B x 2\n")] == ["coffee"] * 3


@pytest.mark.parametrize(("path", "text"), list(stories(60, seed=5)))
def test_rows_of_generated_customers_add_up(path: str, text: str) -> None:
    read = parse(f"customers/{path}", decode(text.encode()), built_in(), Settings())
    assert_rows_add_up(compute(read, built_in(), Settings()))


_SUMS = st.decimals(-50, 900, places=2).map(str) | st.sampled_from(["", "100", "USD 40", "USD 90.5", "lots"])
_DAYS = st.integers(1, 28).map(lambda day: f"2026-0{1 + day % 9}-{day:02}")
_LINES = st.sampled_from(
    (
        "items: A x 2 @ 30, B 40元", "items: A x 2 100, 运费 5", "items: A, B, C", "product: A", "product: A, B", "product: A x 3 @ $9",
        "quantity: 2", "quantity: 3 kg", "cost: 20", "status: cancelled", "status: returned", "status: paid", "status: written_off",
        "status: refused", "status: draft", "invoice: I-1", "invoice: I-1, I-2", "order: S-1", "order: S-2", "contract: C-1", "",
    )
)  # fmt: skip
_HEADS = st.sampled_from(
    ("order S-1", "order S-2", "order", "invoice I-1", "invoice I-2", "invoice", "payment", "payment I-1", "return R-1", "return", "refund")
)  # fmt: skip


@st.composite
def _entries(draw: st.DrawFn) -> str:
    lines = "".join(f"- {line}\n" for line in draw(st.lists(_LINES, max_size=3)) if line)
    return f"## {draw(_DAYS)} {draw(_HEADS)}\n- amount: {draw(_SUMS)}\n{lines}"


@given(st.lists(_entries(), max_size=8))
@settings(max_examples=400, deadline=None)
def test_whatever_a_customer_did_its_sales_add_up_to_its_revenue(entries: list[str]) -> None:
    assert_rows_add_up(facts(FRONT + "".join(entries)))


@pytest.mark.parametrize(
    ("fields", "comes_to"),
    [
        ("- 明细:\n  - 吐司 × 20 @ 8\n  - 牛角 × 10 @ 5\n", {"CNY": Decimal(210)}),
        ("- 数量: 3\n- 单价: 120\n- 产品: 豆子\n", {"CNY": Decimal(360)}),
        ("- 金额: 200\n- 明细:\n  - 吐司 × 20 @ 8\n", {"CNY": Decimal(200)}),
        ("- 明细:\n  - 吐司 × 20 @ 8\n  - 牛角\n", {}),
        ("- 明细:\n  - 牛角 10个 5元\n", {}),
        ("- 明细:\n  - 吐司 × 2 @ 8\n  - Beans × 2 @ USD 8\n", {}),
        ("- 金额: 面议\n- 明细:\n  - 吐司 × 20 @ 8\n", {}),
    ],
)
def test_an_order_without_an_amount_comes_to_what_its_lines_add_up_to(
    fields: str, comes_to: dict[str, Decimal]
) -> None:
    found = facts(f"name: Acme\n\n## 2026-11-01 订单 DD-1\n{fields}")
    assert found.revenue == comes_to
    sales = [row for row in found.tables["sales"] if isinstance(row, Sale)]
    assert {sale.currency: sale.amount for sale in sales if sale.amount is not None} == comes_to
