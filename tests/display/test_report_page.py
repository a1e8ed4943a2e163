"""Reports on a terminal and in a pipe."""

from __future__ import annotations

import io
from dataclasses import replace

from ledger.display.page import Span, Style
from ledger.display.plain import render
from ledger.display.report_page import report_page
from ledger.display.terminal import write
from ledger.display.width import width
from ledger.messages import say
from ledger.reports.table import Column, Report, Row, Table
from tests.display.report_samples import TODAY, many, naughty, nothing, reason, sales, tree, words


def shown(report: Report, columns: int | None = None, language: str = "en", **how: object) -> list[str]:
    return render(report_page(report, words(language), **how), columns).split("\n")  # type: ignore[arg-type]


def test_a_page_has_title_days_tables_totals_and_notes() -> None:
    lines = shown(sales(), 80, all_tables=False)
    assert lines == [
        "Sales",
        "2026-07-01 to 2026-09-30 · as of 2026-11-21 · customers: level:A",
        "",
        "Sales by region",
        "   region     stage      customers                  revenue   share  last order",
        "★  North      loyal          1,200  ¥120,000.00 + $3,400.50   54.3%  2026-09-29",
        "!  East       potential         30               ¥80,500.10   36.4%  2026-08-01",
        "？ South      lost               1                        0    9.4%",
        "✓  no region                     0                        –    0.0%",
        "Σ  Total                     1,231  ¥200,500.10 + $3,400.50  100.0%",
        "… and 3 more; --limit 0 shows all",
        "Orders that were cancelled do not count.",
        "",
        "A credit note counts in the month in which it was written.",
        "",
    ]


def test_no_line_is_wider_than_the_terminal_and_no_column_is_cut_by_its_edge() -> None:
    for report in (sales(), sales(chinese=True), naughty(), tree(), nothing()):
        for columns in (40, 60, 80, 120):
            assert max(map(width, shown(report, columns))) <= columns
    assert not any(line.endswith("…") for line in shown(sales(), 60) if "¥" in line)


def test_several_currencies_stand_beneath_one_another_on_a_narrow_page() -> None:
    lines = shown(sales(), 52, all_tables=False)
    at = next(place for place, line in enumerate(lines) if line.startswith("★"))
    assert "¥120,000.00 +" in lines[at]
    assert lines[at + 1].strip() == "$3,400.50"


def test_a_pipe_shows_wide_columns_too_and_quiet_ones_are_for_programs() -> None:
    head = shown(sales())[4]
    assert "rhythm (days)" in head
    assert "products" in head
    assert "number" not in head


def test_no_rows_are_said_in_words() -> None:
    assert shown(nothing()) == ["Overdue", "as of 2026-11-21", "", "Nothing is overdue.", ""]
    assert "No customer was lost." in shown(sales())


def test_single_figures_stand_on_lines_of_their_own() -> None:
    lines = shown(sales(), 80)
    figures = [line.split("  ", 1) for line in lines[lines.index("At a glance") + 1 :][:4]]
    assert [(name, value.strip()) for name, value in figures] == [
        ("revenue", "¥200,500.10 + $3,400.50"),
        ("new customers", "12"),
        ("first answer (hours)", "3.3"),
        ("NPS", "41.7"),
    ]


def test_rows_of_a_tree_stand_further_in() -> None:
    assert [line[:8].rstrip() for line in shown(tree())[4:8]] == ["张三", "  李四", "    王五", "Ana"]


def test_a_mark_says_without_colour_what_its_colour_says() -> None:
    page = report_page(sales(), words())
    grid = next(block for block in page.blocks if hasattr(block, "rows"))
    assert grid.rows[1][0] == Span("!", Style.OVERDUE)
    assert grid.rows[0][0] == Span("★", Style.MARK)
    assert grid.rows[1][1] == Span("East", Style.OVERDUE)


def test_names_act_on_no_terminal() -> None:
    text = "\n".join(shown(naughty(), 80))
    assert not set(text) & {"\x1b", "\x00", "\u202e", "\t"}
    stream = io.StringIO()
    write(report_page(naughty(), words()), stream, 80)
    assert "\x00" not in stream.getvalue()


def test_explanations_stand_beneath_the_table() -> None:
    lines = shown(sales(), 80, why={1: reason(), 99: reason()})
    at = lines.index("Why: East")
    assert lines[at + 1] == "  grade of 华联: A"
    assert sum(line.startswith("Why:") for line in lines) == 1


def test_a_table_that_is_called_as_the_report_has_no_second_heading() -> None:
    assert shown(tree()).count("Who brought whom") == 1


def test_thousands_of_rows_are_quick() -> None:
    assert len(shown(many(2000), 80)) == 2005


def test_a_report_without_tables_or_columns_is_a_page() -> None:
    assert shown(Report("x", say("X"), TODAY, ())) == ["X", "as of 2026-11-21", ""]
    quiet = Table("t", say("T"), (Column("a", say("a"), quiet=True),), (Row(("1",)),))
    assert shown(Report("x", say("X"), TODAY, (quiet,)))[0] == "X"


def test_chinese_choices_and_currencies() -> None:
    line = next(line for line in shown(sales(chinese=True), None, "zh") if line.startswith("!"))
    assert line.split() == ["!", "华东", "潜在", "30", "¥80,500.10", "36.4%", "12", "2026-08-01", "tea"]


def test_a_wide_column_without_anything_in_it_is_left_out() -> None:
    table = sales().tables[0]
    bare = replace(
        table,
        rows=tuple(replace(row, cells=(*row.cells[:5], None, row.cells[6], None, None)) for row in table.rows),
        totals=None,
    )
    head = shown(Report("x", say("X"), TODAY, (bare,)))[4]
    assert "products" not in head
