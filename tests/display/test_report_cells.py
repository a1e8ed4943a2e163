"""Cells of reports as people read them, and as programs take them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.display.report_cells import about, cell_text, heading, plain_cell, rounded, value_text
from ledger.messages import say
from ledger.model.definitions import FieldDefinition
from ledger.model.values import Money
from ledger.reports.table import Cell, Column, Period, Report
from tests.display.report_samples import TODAY, cny, usd, words


def column(kind: str, values: str = "", unit: str = "", label: str = "label") -> Column:
    return Column("x", say(label), kind, unit, values)


@pytest.mark.parametrize(
    ("cell", "of", "shown"),
    [
        (1234, column("count"), "1,234"),
        (Decimal("1234.5678"), column("number"), "1,234.57"),
        (Decimal("12.50"), column("number"), "12.5"),
        (Decimal("1E+3"), column("number"), "1,000"),
        (Decimal("12.345"), column("percent"), "12.3%"),
        (Decimal("12.35"), column("percent"), "12.4%"),
        (50, column("percent"), "50.0%"),
        (Decimal("0.04"), column("percent"), "0.04%"),
        (Decimal(0), column("percent"), "0.0%"),
        (Decimal("-3.21"), column("percent"), "-3.2%"),
        (Decimal("3.25"), column("hours"), "3.3"),
        (12, column("days"), "12"),
        (date(2026, 9, 1), column("day"), "2026-09-01"),
        (date(2026, 9, 1), column("month"), "2026-09"),
        ("2026-09", column("month"), "2026-09"),
        ((cny("1200"),), column("money"), "¥1,200.00"),
        ((cny("1200"), usd("-3.5")), column("money"), "¥1,200.00 + -$3.50"),
        ((Money(Decimal(10) / 3, "CNY"),), column("money"), "¥3.33"),
        ((Money(Decimal("0.1234"), "CNY"),), column("money"), "¥0.1234"),
        ((Money(Decimal(500), "JPY"),), column("money"), "JPY 500"),
        ((), column("money"), "0"),
        (None, column("money"), "–"),
        (None, column("text"), ""),
        ("loyal", column("choice", "stage"), "loyal"),
        ("own value", column("choice", "stage"), "own value"),
        ("call", column("choice", "kind"), "call"),
        ("tea, rice,", column("list"), "tea, rice"),
        ("a\nb\x1b", column("text"), "a␊b␛"),
        (say("{n} days", n=3), column("text"), "3 days"),
    ],
)
def test_cells_for_people(cell: Cell, of: Column, shown: str) -> None:
    assert cell_text(cell, of, words()) == shown


def test_choices_kinds_and_lists_are_said_in_chinese() -> None:
    assert cell_text("loyal", column("choice", "stage"), words("zh")) == "忠诚"
    assert cell_text("call", column("choice", "kind"), words("zh")) == "电话"
    assert cell_text("loyal,lost", column("list", "stage"), words("zh")) == "忠诚、流失"


@pytest.mark.parametrize(
    ("cell", "of", "plain"),
    [
        (12, column("count"), 12),
        (Decimal(12), column("count"), 12),
        (Decimal("3.25"), column("hours"), 3.25),
        (Decimal("12.50"), column("percent"), "12.50"),
        (50, column("percent"), "50"),
        (Decimal("1.5"), column("number"), "1.5"),
        (date(2026, 9, 1), column("month"), "2026-09"),
        (date(2026, 9, 1), column("day"), "2026-09-01"),
        ((cny("1200"),), column("money"), [{"amount": "1200", "currency": "CNY"}]),
        ((), column("money"), []),
        (None, column("money"), None),
        ("loyal", column("choice", "stage"), "loyal"),
        ("tea, rice", column("list"), ["tea", "rice"]),
        (say("{n} days", n=3), column("text"), "3 days"),
    ],
)
def test_cells_for_programs(cell: Cell, of: Column, plain: object) -> None:
    assert plain_cell(cell, of) == plain


def test_a_unit_stands_in_the_heading_unless_the_label_says_it() -> None:
    assert heading(column("days", label="rhythm"), words()) == "rhythm (days)"
    assert heading(column("days", label="days late"), words()) == "days late"
    assert heading(column("number", unit="kg", label="sold"), words()) == "sold (kg)"
    assert heading(column("percent", unit="%", label="change"), words()) == "change"


def test_a_field_of_the_ledger_s_own_is_called_as_ledger_yaml_does() -> None:
    own = FieldDefinition("customer_group", "choice", {"zh": ("客群",), "en": ("customer_group",)}, own=True)
    by = Column("customer_group", say("customer group"), "choice", definition=own)
    assert heading(by, words("zh")) == "客群"
    assert heading(by, words()) == "customer group"


def test_numbers_lose_no_digit_that_counts() -> None:
    assert [str(rounded(Decimal(text), 2)) for text in ("1.005", "100", "0.10", "-2.675")] == [
        "1.01",
        "100",
        "0.1",
        "-2.68",
    ]
    assert value_text(Decimal("62.50"), words()) == "62.5"


def test_what_a_report_is_about_is_said() -> None:
    def told(period: Period | None, query: str = "") -> str:
        return about(Report("x", say("X"), TODAY, (), period, query), words())

    assert told(None) == "as of 2026-11-21"
    assert told(Period(date(2026, 7, 1), date(2026, 9, 30)), "level:A") == (
        "2026-07-01 to 2026-09-30 · as of 2026-11-21 · customers: level:A"
    )
    assert told(Period(date.min, date(2026, 9, 30))) == "until 2026-09-30 · as of 2026-11-21"
