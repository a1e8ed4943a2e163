"""Reports as Excel workbooks, read back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledger.display.report_xlsx import report_xlsx
from ledger.display.report_xlsx_names import SheetNames
from ledger.display.safe import safe_text
from ledger.errors import LedgerError, Unwritable
from ledger.messages import say
from ledger.model.values import Money
from ledger.reports.table import Chart, Column, Report, Row, Table
from tests.display.report_samples import NAUGHTY, TODAY, many, naughty, nothing, sales, tree, words

calamine = pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")


def made(report: Report, language: str = "en") -> bytes:
    file = io.BytesIO()
    report_xlsx(report, words(language), file)
    return file.getvalue()


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def parts(content: bytes, like: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [name for name in archive.namelist() if re.fullmatch(like, name)]


def test_a_sheet_for_each_table_with_typed_cells() -> None:
    found = sheets(made(sales()))
    assert list(found) == [
        "Sales by region",
        "Sales by month",
        "Lost customers",
        "At a glance",
        "Numbers of charts",
        "How to read it",
    ]
    table = found["Sales by region"]
    assert table[0] == [
        "mark",
        "region",
        "stage",
        "customers",
        "revenue (CNY)",
        "revenue (USD)",
        "share",
        "rhythm (days)",
        "last order",
        "products",
        "number",
        "file",
    ]
    assert table[1] == [
        "★",
        "North",
        "loyal",
        1200.0,
        120000.0,
        3400.5,
        0.5425,
        30.44,
        date(2026, 9, 29),
        "tea, rice",
        1.5,
        "",
    ]
    assert table[2][-1] == "customers/east.md:12"
    assert table[5][:7] == ["", "Total", "", 1231.0, 200500.1, 3400.5, 1.0]
    assert table[7][0] == "… and 3 more; --limit 0 shows all"
    assert found["Sales by month"][1] == [date(2026, 4, 1), "张三", 4000.0, 4.0]
    assert found["Lost customers"][1] == ["No customer was lost."]
    assert ["A credit note counts in the month in which it was written."] in found["How to read it"]


def test_chinese_choices_in_cells() -> None:
    assert sheets(made(sales(chinese=True), "zh"))["Sales by region"][1][1:3] == ["华北", "忠诚"]


def test_formats_header_filter_and_marks() -> None:
    content = made(sales())
    styles, first = part(content, "xl/styles.xml"), part(content, "xl/worksheets/sheet1.xml")
    for shape in ("&quot;¥&quot;#,##0.00", "0.0%", "yyyy-mm-dd", "yyyy-mm"):
        assert shape in styles
    assert "FFB3261E" in styles
    assert 'state="frozen"' in first
    assert '<autoFilter ref="A1:L5"/>' in first
    assert "<f>" not in first


def test_charts_are_excel_s_own_and_draw_the_cells_of_the_table() -> None:
    content = made(sales())
    charts = parts(content, r"xl/charts/chart\d+\.xml")
    assert len(charts) == 5
    assert "'Sales by region'!$E$2:$E$5" in part(content, "xl/charts/chart1.xml")
    assert "Revenue by region (CNY)" in part(content, "xl/charts/chart1.xml")
    assert "'Numbers of charts'!" in part(content, "xl/charts/chart4.xml")
    assert "<c:lineChart>" in part(content, "xl/charts/chart4.xml")
    assert '<c:grouping val="stacked"/>' in part(content, "xl/charts/chart5.xml")
    assert "colorScale" in part(content, "xl/worksheets/sheet5.xml")


def test_names_stay_text() -> None:
    content = made(naughty())
    (table, *_) = sheets(content).values()
    assert [row[0] for row in table[1:]] == [safe_text(name) for name in NAUGHTY]
    assert not any("<f>" in part(content, name) for name in parts(content, r"xl/worksheets/sheet\d+\.xml"))
    assert not parts(content, r"xl/worksheets/_rels/.*hyperlink.*")


def test_a_title_that_begins_as_a_formula_is_text() -> None:
    table = Table(
        "t",
        say("=T"),
        (Column("x", say("=x")), Column("n", say("=n"), "count")),
        (
            Row(
                ("=a", 1),
            ),
        ),
        charts=(Chart("bar", say("=1+1"), "x", ("n",)),),
    )
    content = made(Report("r", say("=R"), TODAY, (table,)))
    assert next(iter(sheets(content))) == "=T"
    assert " =1+1" in part(content, "xl/charts/chart1.xml")


def test_names_of_sheets_are_legal_and_never_twice() -> None:
    names = SheetNames()
    asked = ["销售/地区: [一]", "销售 地区 一", "A" * 40, "a" * 40, "", "'", "History", "😀" * 20]
    taken = [names.take(name) for name in asked]
    assert taken[:2] == ["销售 地区 一", "销售 地区 一 2"]
    assert taken[2:4] == ["A" * 31, "a" * 29 + " 2"]
    assert taken[6] == "History 2"
    assert taken[7] == "😀" * 15
    assert len({name.casefold() for name in taken}) == len(taken)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 and not set(name) & set("[]:*?/\\") for name in taken)


def test_an_amount_of_too_many_digits_is_text_rather_than_wrong() -> None:
    amount = "12345678901234567.89"
    table = Table(
        "t",
        say("T"),
        (Column("n", say("n")), Column("m", say("m"), "money")),
        (Row(("a", (Money(Decimal(amount), "CNY"),))),),
    )
    assert sheets(made(Report("r", say("R"), TODAY, (table,))))["T"][1] == ["a", amount]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert made(sales()) == made(sales())


def test_nothing_one_and_two_thousand_rows() -> None:
    assert sheets(made(nothing()))["Overdue"] == [["name", "open"], ["Nothing is overdue.", ""]]
    assert len(sheets(made(many(1)))["Customers"]) == 2
    assert len(sheets(made(many(2000)))["Customers"]) == 2001
    assert [row[0] for row in sheets(made(tree()))["Who brought whom"]] == ["who", "张三", "李四", "王五", "Ana"]


def test_a_file_is_written_whole_in_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "sales.xlsx"
    target.write_bytes(b"old")
    report_xlsx(sales(), words(), target)
    assert sheets(target.read_bytes())["At a glance"]
    assert [path.name for path in tmp_path.iterdir()] == ["sales.xlsx"]


def test_what_can_t_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="Nothing was written"):
        report_xlsx(sales(), words(), tmp_path / "none" / "sales.xlsx")
    with pytest.raises(Unwritable):
        report_xlsx(sales(), words(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_xlsxwriter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(LedgerError) as refused:
        report_xlsx(sales(), words(), tmp_path / "a.xlsx")
    assert "customer-ledger[sheets]" in str(refused.value.hint)
    assert list(tmp_path.iterdir()) == []
