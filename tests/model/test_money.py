"""Amounts, numbers and shares."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.money import money, number, percent
from ledger.model.values import Money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("120000", "120000", "CNY"),
        ("120,000.00 CNY", "120000.00", "CNY"),
        ("CNY 1,200", "1200", "CNY"),
        ("cny1200", "1200", "CNY"),
        ("¥1200", "1200", "CNY"),
        ("￥1200元", "1200", "CNY"),
        ("RMB 5", "5", "CNY"),
        ("人民币 5 元", "5", "CNY"),
        ("1200元", "1200", "CNY"),
        ("１２００", "1200", "CNY"),
        ("$5", "5", "USD"),
        ("US$ 5.50", "5.50", "USD"),
        ("5 €", "5", "EUR"),
        ("5 KRW", "5", "KRW"),
        ("5港币", "5", "HKD"),
        ("1.2万", "12000", "CNY"),
        ("6万元", "60000", "CNY"),
        ("3亿", "300000000", "CNY"),
        ("3亿5000万", "350000000", "CNY"),
        ("1万2千", "12000", "CNY"),
        ("5百万", "5000000", "CNY"),
        ("六万元", "60000", "CNY"),
        ("壹拾贰万元整", "120000", "CNY"),
        ("50k", "50000", "CNY"),
        ("5w", "50000", "CNY"),
        ("2.5 million USD", "2500000", "USD"),
        ("1 200 000", "1200000", "CNY"),
        ("-300", "-300", "CNY"),
        ("−300", "-300", "CNY"),
        ("-¥300", "-300", "CNY"),
        ("¥-300", "-300", "CNY"),
        ("(300)", "-300", "CNY"),
        ("（¥300）", "-300", "CNY"),
        ("+300", "300", "CNY"),
        (".5", "0.5", "CNY"),
        ("-0", "0", "CNY"),
    ],
)
def test_amounts_are_read_exactly(text: str, amount: str, currency: str) -> None:
    read = money(text, "CNY")
    assert read is not None
    assert (f"{read.amount + 0:f}", read.currency) == (amount, currency)


NO_AMOUNTS = """
1,2,3 12,00 1,0000 1.200,50 1_000 1e3 0x1F .inf nan Infinity ~ no 5. 5.5.5 --3 -(3) 1万2 1万2万 一百五 六万五 万
ABC5 ¥5USD 2kg 60% 12:30 2026-11-21 约5 5元/月
"""


@pytest.mark.parametrize(
    "text", [*NO_AMOUNTS.split(), "", " ", "9" * 17, "9" * 5000, "1" * 5000 + "元", "1 2", "¥ ¥ 5"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert money(text, "CNY") is None


def test_shared_signs_mean_the_ledgers_own_currency() -> None:
    assert money("¥5", "JPY") == Money(Decimal(5), "JPY")
    assert money("¥5", "USD") == Money(Decimal(5), "CNY")
    assert money("$5", "HKD") == Money(Decimal(5), "HKD")
    assert money("$5", "EUR") == Money(Decimal(5), "USD")
    assert money("5元", "TWD") == Money(Decimal(5), "TWD")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_amounts_survive_being_written(amount: Decimal) -> None:
    for text in (f"{amount:f}", f"{amount:,f}", f"{amount:f} EUR", f"€{amount:f}"):
        read = money(text, "EUR")
        assert read is not None
        assert read.amount == amount


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    read = money(text, "CNY")
    assert read is None or abs(read.amount) < 10**16


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("60%", "0.6"),
        ("60 %", "0.6"),
        ("60％", "0.6"),
        ("６０％", "0.6"),
        ("0.6", "0.6"),
        ("０.６", "0.6"),
        ("60", "0.6"),
        ("1", "1"),
        ("100%", "1"),
        ("1%", "0.01"),
        ("六成", "0.6"),
        ("百分之六十", "0.6"),
        ("-5%", "-0.05"),
    ],
)
def test_shares_are_fractions(text: str, share: str) -> None:
    assert percent(text) == Decimal(share)


@pytest.mark.parametrize("text", ["", "%", "abc", "60%%", "¥60", "6 0", "1e3%", "9" * 100])
def test_what_is_no_share_is_none(text: str) -> None:
    assert percent(text) is None


def test_numbers_have_no_currency() -> None:
    assert number("1,200.5") == Decimal("1200.5")
    assert number("1.2万") == Decimal(12000)
    assert number("十二") == Decimal(12)
    assert number("１２") == Decimal(12)
    assert number("12元") is None
    assert number("1_000") is None
    assert number("0x1F") is None
