"""Lines of orders as people write them. A case: the line, product, quantity, unit, price, sum."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.order_lines import OrderLine, measure, order_line, order_lines
from tests.strategies import words

CASES = (
    ("拿铁豆 × 10 @ 120", "拿铁豆", "10", "", "120 CNY", "1200 CNY"),
    ("拿铁豆 x10 120元", "拿铁豆", "10", "", "120 CNY", "1200 CNY"),
    ("拿铁豆*10*120", "拿铁豆", "10", "", "120 CNY", "1200 CNY"),
    ("拿铁豆 10*120=1180", "拿铁豆", "10", "", "120 CNY", "1180 CNY"),
    ("拿铁豆　×　１０　＠　１２０", "拿铁豆", "10", "", "120 CNY", "1200 CNY"),
    ("拿铁豆 10", "拿铁豆", "10", "", None, None),
    ("拿铁豆 10 120", "拿铁豆", "10", "", "120 CNY", "1200 CNY"),
    ("拿铁豆10包", "拿铁豆", "10", "包", None, None),
    ("拿铁豆 120元", "拿铁豆", None, "", None, "120 CNY"),
    ("咖啡机 两台 每台 1.8万", "咖啡机", "2", "台", "18000 CNY", "36000 CNY"),
    ("2台咖啡机", "咖啡机", "2", "台", None, None),
    ("S5 全自动咖啡机 4 台，每台 37,500", "S5 全自动咖啡机", "4", "台", "37500 CNY", "150000 CNY"),
    ("云岭拼配 咖啡豆 180 公斤，每公斤 100", "云岭拼配 咖啡豆", "180", "公斤", "100 CNY", "18000 CNY"),
    ("咖啡豆：10包，单价120元，共1200元", "咖啡豆", "10", "包", "120 CNY", "1200 CNY"),
    ("咖啡豆 数量 10 单价 120 金额 1150", "咖啡豆", "10", "", "120 CNY", "1150 CNY"),
    ("蛋糕98元/个 3个", "蛋糕", "3", "个", "98 CNY", "294 CNY"),
    ("红酒 12瓶 /瓶 98", "红酒", "12", "瓶", "98 CNY", "1176 CNY"),
    ("咖啡勺 x 1 赠送", "咖啡勺", "1", "", "0 CNY", "0 CNY"),
    ("型号5000 2台", "型号5000", "2", "台", None, None),
    ("3M 胶带 x 2", "3M 胶带", "2", "", None, None),
    ("500g 咖啡豆 x 2", "500g 咖啡豆", "2", "", None, None),
    ("螺丝 M8x20 100个", "螺丝 M8x20", "100", "个", None, None),
    ("Beans, 10, 120.00", "Beans", "10", "", "120.00 CNY", "1200.00 CNY"),
    ("Beans, 10, 120.00, 1150.00", "Beans", "10", "", "120.00 CNY", "1150.00 CNY"),
    ("| Beans | 10 | 120 |", "Beans", "10", "", "120 CNY", "1200 CNY"),
    ("Beans\t10\t120", "Beans", "10", "", "120 CNY", "1200 CNY"),
    ("Beans 10 kg @ 12.50 = 125", "Beans", "10", "kg", "12.50 CNY", "125 CNY"),
    ("Beans 10 kg 12.50 EUR", "Beans", "10", "kg", "12.50 EUR", "125.00 EUR"),
    ("Beans 10 @ 12", "Beans", "10", "", "12 CNY", "120 CNY"),
    ("10 × Beans @ 12", "Beans", "10", "", "12 CNY", "120 CNY"),
    ("Beans x -2 @ 120", "Beans", "-2", "", "120 CNY", "-240 CNY"),
    ("Filter papers, 2 boxes, $4.50 each", "Filter papers", "2", "boxes", "4.50 USD", "9.00 USD"),
    ("Cups 200 pcs at $0.12", "Cups", "200", "pcs", "0.12 USD", "24.00 USD"),
    ("G1 grinder × 12 @ AUD 985 = 11,820", "G1 grinder", "12", "", "985 AUD", "11820 AUD"),
    ("iPhone 15", "iPhone 15", None, "", None, None),
    ("iPhone 15 × 2", "iPhone 15", "2", "", None, None),
    ("iPhone 15, 2, 5999", "iPhone 15", "2", "", "5999 CNY", "11998 CNY"),
    ("iPhone 15 ¥5999", "iPhone 15", None, "", None, "5999 CNY"),
    ("iPhone 15 128GB x 3 @ ¥5,999", "iPhone 15 128GB", "3", "", "5999 CNY", "17997 CNY"),
    ("年度维保", "年度维保", None, "", None, None),
    ("会议室 2 间 3 天", "会议室 2 间 3 天", None, "", None, None),
    ("as agreed on the phone", "as agreed on the phone", None, "", None, None),
    ("运费 15元", "", None, "", None, "15 CNY"),
    ("折扣 -50", "", None, "", None, "-50 CNY"),
    ("Freight $20", "", None, "", None, "20 USD"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "product", "quantity", "unit", "price", "worth"), CASES)
def test_a_line_says_product_quantity_price_and_sum(
    text: str, product: str, quantity: str | None, unit: str, price: str | None, worth: str | None
) -> None:
    line = order_line(text, "CNY")
    assert (line.product, line.unit) == (product, unit)
    assert (None if line.quantity is None else str(line.quantity)) == quantity
    assert (None if line.price is None else str(line.price)) == price
    assert (None if line.worth is None else str(line.worth)) == worth


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (("Beans", "10", "120.00"), [("Beans", "10", "1200.00 CNY")]),
        (("S5 4 台", "每台 37", "500"), [("S5", "4", "150000 CNY")]),
        (("S5 4 台", "¥37", "500", "滤纸 2 包", "5元"), [("S5", "4", "150000 CNY"), ("滤纸", "2", "10 CNY")]),
        (("拿铁豆 × 10 @ 120", "滤纸 x 2"), [("拿铁豆", "10", "1200 CNY"), ("滤纸", "2", None)]),
        ("拿铁豆 × 10 @ 120", [("拿铁豆", "10", "1200 CNY")]),
        (("", " "), []),
        (None, []),
    ],
)
def test_a_list_that_was_parted_at_commas_is_put_together(
    members: object, expected: list[tuple[str, str, str | None]]
) -> None:
    found = [
        (line.product, str(line.quantity), str(line.worth) if line.worth else None)
        for line in order_lines(members, "CNY")
    ]
    assert found == expected


@pytest.mark.parametrize("page", ["format.md", "format.zh-CN.md"])
def test_the_table_of_the_page_is_read_as_it_says(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    rows = re.findall(r"^\| (`.+) \| (.+) \| (.+) \| (.+) \|$", text, re.M)
    checked = 0
    for written, quantities, _, sums in rows:
        lines = [order_line(each.replace("\\|", "|"), "CNY") for each in re.findall(r"`([^`]+)`", written)]
        if (
            not lines
            or not all(line.product for line in lines)
            or not re.fullmatch(r"[0-9A-Za-z个台公斤,、 –]+", quantities)
        ):
            continue
        wanted = re.split(r", |、", sums)
        for line, sum_ in zip(lines, wanted * len(lines) if len(wanted) == 1 else wanted, strict=False):
            said = (
                "–"
                if line.worth is None
                else f"{'$' if line.worth.currency == 'USD' else ''}{line.worth.amount.normalize():f}"
            )
            assert said == sum_, written
            checked += 1
    assert checked >= 15


def test_a_sum_that_no_word_explains_may_be_that_of_the_line() -> None:
    line = order_line("拿铁豆 10包 1200元", "CNY")
    assert str(line.worth) == "12000 CNY"
    assert str(line.as_sum().worth) == "1200 CNY"
    assert order_line("拿铁豆 10包 @ 120", "CNY").as_sum() == order_line("拿铁豆 10包 @ 120", "CNY")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3 kg", "3 kg"), ("十箱", "10 箱"), ("10", "10 "), ("-2 pcs", "-2 pcs"), ("3kg (about)", None), ("12元", None), ("", None)],
)  # fmt: skip
def test_a_quantity_may_have_a_unit(text: str, expected: str | None) -> None:
    found = measure(text)
    assert (None if found is None else f"{found[0]} {found[1]}") == expected


@given(words())
def test_whatever_stands_there_is_read_as_something(text: str) -> None:
    line = order_line(text, "CNY")
    assert isinstance(line, OrderLine)
    assert line.product in text


@given(st.lists(words(), max_size=4))
def test_no_list_of_lines_is_refused(texts: list[str]) -> None:
    assert all(isinstance(line, OrderLine) for line in order_lines(tuple(texts), "CNY"))
