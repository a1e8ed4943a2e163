"""One screen of the search while somebody types, at every size."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.display.field_words import Words
from ledger.display.live import Screen, View, painted, screen
from ledger.display.speech import Speaker
from ledger.display.width import width
from ledger.reports.search_typed import Typing
from ledger.session import open_session
from tests.reports.test_search import FILES, made

SIZES = [(80, 24), (40, 24), (40, 6), (80, 6), (20, 5), (10, 3), (5, 2), (1, 1)]


def seen(tmp_path: Path, typed: str, columns: int = 80, rows: int = 24, selected: int = 0, first: int = 0) -> Screen:
    made(tmp_path / "ledger", FILES, "language: en\n")
    session = open_session(tmp_path / "ledger", today=date(2026, 11, 21))
    before, _, after = typed.partition("|")
    words = Words(session.vocabulary, Speaker("en"), session.today)
    return screen(View(before, after, words, Typing(session).answer(before + after), selected, first), columns, rows)


def lines(made: Screen) -> list[str]:
    return [painted(row, colour=False).rstrip() for row in made.rows]


@pytest.mark.parametrize("typed", ["", "物流", "revenue:>x 物流", "云启科技有限公司上海云启科技有限公司上海|物流" * 3])
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_it_fits_every_terminal(tmp_path: Path, typed: str, columns: int, rows: int) -> None:
    made = seen(tmp_path, typed, columns, rows)
    assert len(made.rows) <= rows
    assert max(width(line) for line in lines(made)) <= columns
    assert made.cursor[0] == 0
    assert 0 <= made.cursor[1] < columns


def test_a_hit_has_its_name_place_and_line(tmp_path: Path) -> None:
    assert lines(seen(tmp_path, "退款"))[:4] == [
        "Search: 退款",
        "1 customer",
        "› 上海云启科技有限公司  A                                  customers/yunqi.md:13",
        "    2026-06-03: 已退款",
    ]


def test_a_narrow_terminal_shows_the_end_of_the_path_or_none(tmp_path: Path) -> None:
    assert lines(seen(tmp_path, "退款", 42, 6))[2] == "› 上海云启科技有限公司  A  …rs/yunqi.md:13"
    assert lines(seen(tmp_path, "退款", 36, 6))[2] == "› 上海云启科技有限公司  A"


def test_what_is_refused_is_marked_below_and_the_hits_stay(tmp_path: Path) -> None:
    shown = lines(seen(tmp_path, "物流 revenue:>x"))
    assert shown[1] == " " * width("Search: 物流 revenue:>") + "^"
    assert "x" in shown[2]
    assert shown[4] == "2 customers  物流"
    assert shown[5].startswith("› ")


def test_a_mark_stays_under_its_place_in_a_line_that_is_too_long(tmp_path: Path) -> None:
    shown = lines(seen(tmp_path, "物流物流物流物流物流物流 revenue:>x", 30, 12))
    assert shown[0].endswith("revenue:>x")
    assert shown[1] == " " * (width(shown[0]) - 1) + "^"


def test_the_selected_hit_is_always_on_the_screen(tmp_path: Path) -> None:
    for selected in range(4):
        made = seen(tmp_path, "", 60, 6, selected, first=3 - selected)
        assert made.fitting == 2
        assert [line[:2] for line in lines(made)[2::2]].count("› ") == 1
        assert made.first <= selected < made.first + made.fitting


def test_the_text_around_the_cursor_is_shown(tmp_path: Path) -> None:
    made = seen(tmp_path, "一二三四五六七八九十|甲乙丙", 20, 6)
    assert lines(made)[0] == "Search: 六七八九十甲"
    assert made.cursor == (0, 18)
