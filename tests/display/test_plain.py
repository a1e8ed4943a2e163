"""Pages as plain text."""

from __future__ import annotations

from time import process_time

from ledger.display.page import SYMBOLS, Column, Gap, Grid, Heading, Line, Lines, Page, Span, Style, line, marked
from ledger.display.plain import render
from ledger.display.width import width


def test_columns_stand_under_each_other_in_both_languages() -> None:
    page = Page(
        (
            Grid(
                (Column("Name"), Column("Amount", align="right"), Column("Owner")),
                [("云启", "¥5.00", "张三"), ("Acme Ltd", "¥12,000.00", "")],
            ),
        )
    )
    assert render(page) == "Name          Amount  Owner\n云启           ¥5.00  张三\nAcme Ltd  ¥12,000.00\n"


def test_nothing_is_cut_in_a_pipe() -> None:
    name = "上海" * 100
    page = Page((Grid((Column("Name", most=10, shrink=1), Column("Id")), [(name, "C-1")]),))
    assert f"{name}  C-1\n" in render(page)
    assert width(render(page, 30).split("\n")[1]) <= 30


def test_the_column_that_gives_way_first_is_cut_first() -> None:
    grid = Grid((Column(shrink=1, least=4), Column(shrink=2, least=4)), [("aaaaaaaaaa", "bbbbbbbbbb")])
    assert render(Page((grid,)), 18) == "aaaaaaaaaa  bbbbb…\n"
    assert render(Page((grid,)), 14) == "aaaaaaa…  bbb…\n"


def test_a_page_too_narrow_for_its_grid_still_fits() -> None:
    grid = Grid((Column("First"), Column("Second")), [("aaaaaaaaaa", "bbbbbbbbbb"), ("上海云启科技", "b")])
    assert all(width(row) <= 12 for row in render(Page((grid,)), 12).split("\n"))


def test_an_optional_column_without_text_is_left_out() -> None:
    grid = Grid((Column("A"), Column("B", optional=True), Column("C")), [("1", "", "3")])
    assert render(Page((grid,))) == "A  C\n1  3\n"


def test_a_column_for_wide_pages_is_left_out_of_narrow_ones() -> None:
    grid = Grid((Column(), Column(from_width=100)), [("a", "b")])
    assert [render(Page((grid,)), columns) for columns in (80, 100, None)] == ["a\n", "a  b\n", "a  b\n"]


def test_a_column_that_wraps_goes_on_below() -> None:
    grid = Grid((Column(), Column(wraps=True, shrink=1)), [("Needs", "a quote in two weeks"), ("Owner", "Ana")])
    assert render(Page((grid,)), 18) == "Needs  a quote in\n       two weeks\nOwner  Ana\n"


def test_sections_share_their_columns() -> None:
    grid = Grid(
        (Column(), Column()), [("long word", "1"), ("b", "2")], sections=((0, Heading("One")), (1, Heading("Two")))
    )
    assert render(Page((grid,))) == "One\nlong word  1\n\nTwo\nb          2\n"


def test_a_grid_without_rows_shows_its_labels_only() -> None:
    assert render(Page((Grid((Column("A"), Column("B")), []),))) == "A  B\n"
    assert render(Page((Grid((Column(), Column()), []),))) == ""


def test_lines_wrap_hang_or_are_cut() -> None:
    spans = (Span("one two "), Span("three four", Style.STRONG))
    assert render(Page((Line(spans, indent=2, hang=2),)), 12) == "  one two\n    three\n    four\n"
    assert render(Page((Line(spans, overflow="cut"),)), 12) == "one two thr…\n"
    assert render(Page((Line(spans, overflow="long"),)), 12) == "one two three four\n"
    assert render(Page((Lines((line("a"), line("b"))), Gap(), line("c")))) == "a\nb\n\nc\n"


def test_a_style_that_means_something_is_a_symbol_without_colour() -> None:
    meaningful = {
        Style.OVERDUE,
        Style.TODAY,
        Style.AHEAD,
        Style.MARK,
        Style.ERROR,
        Style.WARNING,
        Style.ADDED,
        Style.REMOVED,
        Style.DONE,
    }
    assert meaningful <= set(SYMBOLS)
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)
    assert marked(Style.OVERDUE, "3 days overdue").text == "! 3 days overdue"
    assert marked(Style.PLAIN, "x").text == "x"


def test_a_hundred_thousand_rows_are_quick() -> None:
    rows = [
        ("2026-11-21", f"上海云启科技 {place}", f"send quote {place}", Span("张三", Style.MUTED))
        for place in range(20_000)
    ]
    page = Page((Grid((Column("Date"), Column("Name", shrink=1), Column("Text", shrink=2), Column("Owner")), rows),))
    start = process_time()
    render(page, 60)
    assert (process_time() - start) / (20_000 * 4) < 40e-6, (
        "a cell takes 2 to 4 µs; ten times that is a mistake, not a slow machine"
    )


def test_no_line_ends_with_blanks() -> None:
    page = Page((Grid((Column(), Column(), Column(align="right")), [("a", "b", "1"), ("long", "", "")]),))
    assert render(page) == "a     b  1\nlong\n"
