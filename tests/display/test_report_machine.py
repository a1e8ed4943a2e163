"""Reports for programs: JSON, CSV, and Markdown that is read back."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from ledger.display.guard import unguarded
from ledger.display.machine import object_json
from ledger.display.report_csv import report_csv
from ledger.display.report_md import report_markdown
from ledger.display.report_objects import report_json, report_object
from ledger.messages import say
from ledger.reports.table import Column, Report, Row, Table
from tests.display.report_samples import NAUGHTY, TODAY, many, naughty, nothing, sales, tree, words


def read(report: Report) -> dict[str, Any]:
    made = report_object(report)
    found: dict[str, Any] = json.loads("".join(report_json(made)))
    assert found == json.loads(object_json(made))
    return found


def test_json_says_what_the_report_is_about() -> None:
    told = read(sales())
    assert {name: told[name] for name in ("report", "title", "period", "as_of", "query", "notes")} == {
        "report": "sales",
        "title": "Sales",
        "period": {"first": "2026-07-01", "last": "2026-09-30", "written": "2026-Q3"},
        "as_of": "2026-11-21",
        "query": "level:A",
        "notes": ["A credit note counts in the month in which it was written."],
    }
    assert told["columns"][3] == {"name": "revenue", "label": "revenue", "type": "money", "unit": None}
    assert read(tree())["period"] is None


def test_json_has_rows_by_the_names_of_columns() -> None:
    told = read(sales())
    assert told["rows"][1] == {
        "region": "East",
        "stage": "potential",
        "customers": 30,
        "revenue": [{"amount": "80500.10", "currency": "CNY"}],
        "share": "36.4",
        "rhythm": 12,
        "last": "2026-08-01",
        "products": ["tea"],
        "number": None,
        "customer": "7f3a9c21",
        "path": "customers/east.md",
        "line": 12,
        "mark": "urgent",
    }
    assert told["rows"][2]["revenue"] == []
    assert told["rows"][3]["revenue"] is None
    assert told["totals"]["customers"] == 1231
    assert [row.get("depth") for row in read(tree())["rows"]] == [None, 1, 2, None]


def test_json_has_every_table_with_its_charts() -> None:
    told = read(sales())
    assert [table["name"] for table in told["tables"]] == ["by_region", "by_month", "lost", "figures"]
    assert told["tables"][0]["rows"] == told["rows"]
    assert told["tables"][0]["left_out"] == 3
    assert told["tables"][1]["charts"][0] == {
        "kind": "line",
        "title": "Revenue by month",
        "x": "month",
        "y": ["revenue"],
        "split": "owner",
    }


def test_json_is_the_same_in_every_language_but_for_labels() -> None:
    one, other = (report_object(sales(), words(language).say) for language in ("en", "zh"))
    assert one["rows"] == other["rows"]
    assert other["columns"][3]["label"] == "销售额"  # type: ignore[index,call-overload]


def test_json_has_a_row_a_line() -> None:
    lines = "".join(report_json(report_object(many(3)))).split("\n")
    at = lines.index('  "rows": [')
    assert (
        lines[at + 1]
        == '    {"name": "客户 0", "revenue": [{"amount": "3", "currency": "CNY"}], "customer": "00000000"},'
    )
    assert lines[at + 4] == "  ],"
    assert lines[-2:] == ["}", ""]


def test_a_column_called_customer_keeps_its_name() -> None:
    table = Table("t", say("T"), (Column("customer", say("customer")),), (Row(("Acme",), "7f3a9c21"),))
    assert read(Report("x", say("X"), TODAY, (table,)))["rows"] == [{"customer": "Acme", "customer_id": "7f3a9c21"}]


def test_json_gives_names_back_as_they_are() -> None:
    assert [row["name"] for row in read(naughty())["rows"]] == [name.replace("\ud800", "\ufffd") for name in NAUGHTY]


def test_csv_has_a_column_for_each_currency() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(report_csv(sales())))))
    assert list(rows[0])[:6] == ["region", "stage", "customers", "revenue CNY", "revenue USD", "share"]
    assert [(row["revenue CNY"], row["revenue USD"]) for row in rows] == [
        ("120000", "3400.5"),
        ("80500.10", "0"),
        ("0", "0"),
        ("", ""),
    ]
    assert rows[1]["last"] == "2026-08-01"
    assert rows[1]["customer_id"] == "7f3a9c21"
    assert rows[0]["products"] == "tea; rice"
    assert rows[2]["number"] == "-2"


def test_csv_runs_no_formula_and_loses_no_name() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(report_csv(naughty())), newline="")))
    assert [unguarded(row["name"]) for row in rows] == [name.replace("\ud800", "\ufffd") for name in NAUGHTY]
    assert rows[1]["name"].startswith("'=")


def test_csv_of_nothing_is_a_header() -> None:
    assert "".join(report_csv(nothing())) == "name,open\n"
    assert len(list(report_csv(many(2000)))) == 2001


def cells(line: str) -> list[str]:
    """The cells of a row of Markdown, without what escapes them."""
    parts = re.split(r"(?<!\\)\|", line)[1:-1]
    return [re.sub(r"\\([\\`*_\[\]<>|~])", r"\1", part.strip()) for part in parts]


def test_markdown_tables_read_back() -> None:
    lines = report_markdown(sales(), words()).split("\n")
    assert lines[:5] == [
        "# Sales",
        "",
        "2026-07-01 to 2026-09-30 · as of 2026-11-21 · customers: level:A",
        "",
        "## Sales by region",
    ]
    at = next(place for place, line in enumerate(lines) if line.startswith("| ★"))
    assert cells(lines[at - 1])[4] == "--:"
    assert cells(lines[at]) == [
        "★",
        "North",
        "loyal",
        "1,200",
        "¥120,000.00 + $3,400.50",
        "54.3%",
        "30.4",
        "2026-09-29",
        "tea, rice",
    ]
    assert cells(lines[at + 4])[1] == "**Total**"
    assert "No customer was lost." in lines
    assert lines[-2] == "- A credit note counts in the month in which it was written."


def test_markdown_shows_names_as_they_are() -> None:
    from markdown_it import MarkdownIt

    text = report_markdown(naughty(), words())
    html = MarkdownIt("gfm-like", {"linkify": False, "html": True}).enable("table").render(text)
    assert "<b>" not in html
    assert "<code>" not in html
    assert "<a " not in html
    assert "<script" not in html
    assert html.count("<tr>") == len(NAUGHTY) + 1
    assert "a|b `code` *bold* _under_ [link](x) &lt;!-- --&gt;" in html


def test_a_note_that_looks_like_a_list_stays_text() -> None:
    report = Report("x", say("1. not a list"), TODAY, (), notes=(say("# not a heading"), say("+ 3")))
    assert report_markdown(report, words()) == "# 1\\. not a list\n\nas of 2026-11-21\n\n- \\# not a heading\n- \\+ 3\n"
