"""Charts of reports on a terminal, and what they draw."""

from __future__ import annotations

import builtins
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledger.display.plain import render
from ledger.display.report_chart import chart_text
from ledger.display.report_series import MOST, MOST_SERIES, all_drawings, drawings, short_number, ticks
from ledger.display.width import width
from ledger.errors import LedgerError
from ledger.messages import say
from ledger.reports.table import Cell, Chart, Column, Report, Row, Table
from tests.display.report_samples import TODAY, cny, many, naughty, nothing, sales, tree, usd, words


def drawn(report: Report, columns: int = 80, language: str = "en") -> list[str]:
    return render(chart_text(report, words(language), columns), columns).split("\n")


def report_of(
    kind: str, *rows: tuple[Cell, ...], y: tuple[str, ...] = ("n",), types: tuple[str, ...] = ("count",)
) -> Report:
    columns = (Column("x", say("x")), *(Column(name, say(name), of) for name, of in zip(y, types, strict=True)))
    table = Table("t", say("T"), columns, tuple(map(Row, rows)), charts=(Chart(kind, say("Drawn"), "x", y),))
    return Report("r", say("R"), TODAY, (table,))


def test_bars_with_their_numbers() -> None:
    assert drawn(report_of("bar", ("一二", 4), ("abc", 2), ("d", 0), ("e", None)), 30)[3:8] == [
        "Drawn",
        "一二 " + "█" * 22 + "  4",
        " abc " + "█" * 11 + " " * 11 + "  2",
        "   d " + " " * 22 + "  0",
        "   e " + " " * 22 + "  –",
    ]


def test_labels_of_double_width_stand_in_line() -> None:
    lines = drawn(tree())[4:6]
    assert {width(line.split("█")[0]) for line in lines} == {5}


def test_amounts_of_two_currencies_are_never_in_one_drawing() -> None:
    report = report_of("bar", ("a", (cny("3"), usd("5"))), ("b", (cny("1"),)), types=("money",))
    lines = drawn(report, 60)
    assert "Drawn (CNY)" in lines
    assert "Drawn (USD)" in lines
    assert any(line.startswith("b ") and line.endswith("$0.00") for line in lines)


def test_columns_of_other_units_have_a_drawing_of_their_own() -> None:
    report = report_of("bar", ("a", 3, Decimal(50)), y=("n", "share"), types=("count", "percent"))
    assert [drawing.type for _, some in all_drawings(report, words()) for drawing in some] == ["count", "percent"]


def test_below_nothing_a_bar_is_open() -> None:
    assert "‹░" in drawn(report_of("bar", ("a", Decimal(-3)), ("b", Decimal(6)), types=("number",)), 40)[4]


def test_stacks_end_in_their_sum_and_say_what_is_what() -> None:
    lines = drawn(sales())
    at = lines.index("Orders by month")
    assert re.fullmatch(r"2026-04 █+▒+▓+ +15", lines[at + 1])
    assert lines[at + 7].split() == ["█", "张三", "▒", "Ana", "▓", "Bob"]


def test_a_funnel_tells_the_share_of_the_step_above() -> None:
    lines = drawn(report_of("funnel", ("asked", 200), ("offer", 50), ("won", 20)), 40)
    assert [line.split()[-1] for line in lines[4:7]] == ["200", "25.0%", "40.0%"]


def test_shades_stand_beside_numbers() -> None:
    lines = drawn(sales())
    at = lines.index("Orders by owner and month")
    assert lines[at + 2].split() == ["张三", "▒▒", "4", "▒▒", "5", "▓▓", "6", "▓▓", "7", "▓▓", "8", "██", "9"]
    assert "columns do not fit" in "\n".join(drawn(sales(), 40))


def test_lines_have_axes_signs_and_numbers() -> None:
    pytest.importorskip("plotext")
    lines = drawn(sales(), 80)
    at = lines.index("Revenue by month")
    assert lines[at + 1].startswith("15k ┤")
    assert lines[at + 14].split() == ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"]
    assert lines[at + 15].split() == ["●", "张三", "○", "Ana", "■", "Bob"]
    assert lines[at + 16] == "  ● 张三  last ¥9,000.00, most ¥9,000.00 (2026-09), least ¥4,000.00 (2026-04)"
    assert "1.5万 ┤" in "\n".join(drawn(sales(), 80, "zh"))


@pytest.mark.parametrize("columns", [30, 60, 80, 140])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    for report in (sales(), sales(chinese=True), naughty(), tree(), many(100)):
        assert max(map(width, drawn(report, columns))) <= columns


def test_without_plotext_lines_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **more: Any) -> Any:
        if name == "plotext":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(LedgerError) as refused:
        drawn(sales())
    assert "customer-ledger[charts]" in str(refused.value.hint)
    assert drawn(tree())[3] == "People"


def test_nothing_to_draw_is_said() -> None:
    assert drawn(nothing())[2] == "Nothing is overdue."
    assert drawn(report_of("bar", ("a", 0)))[2] == "There is nothing to draw."
    assert drawn(replace(tree(), tables=(replace(tree().tables[0], charts=()),)))[2] == "There is nothing to draw."


def test_gaps_and_single_points_of_a_line() -> None:
    pytest.importorskip("plotext")
    lines = drawn(report_of("line", ("a", 1), ("b", None), ("c", 3), ("d", 4)), 40)
    assert sum(line.count("●") for line in lines) >= 3
    assert "last 4" in " ".join(lines)
    one = drawn(report_of("line", ("a", 5)), 40)
    assert one[4].startswith("a █")


def test_what_is_left_undrawn_is_said() -> None:
    table = many(100).tables[0]
    (drawing,) = drawings(table, words())
    assert len(drawing.labels) == MOST
    assert drawing.left_out == 100 - MOST
    assert "60 more are not drawn." in drawn(many(100))


def test_many_series_keep_the_large_ones_and_add_up_the_others() -> None:
    columns = (Column("m", say("m"), "month"), Column("who", say("who")), Column("n", say("n"), "count"))
    rows = tuple(Row((f"2026-0{month}", f"p{who}", who * month)) for month in (1, 2) for who in range(1, 21))
    table = Table("t", say("T"), columns, rows, keys=2, charts=(Chart("stacked", say("D"), "m", ("n",), "who"),))
    (drawing,) = drawings(table, words())
    assert len(drawing.series) == MOST_SERIES
    assert drawing.series[-1].name == "others (13)"
    assert drawing.series[-1].values == (Decimal(sum(range(1, 14))), Decimal(2 * sum(range(1, 14))))
    assert sum(one.values[0] or 0 for one in drawing.series) == 210


def test_only_the_top_of_a_tree_is_drawn() -> None:
    (drawing,) = drawings(tree().tables[0], words())
    assert drawing.labels == ("张三", "Ana")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("0", "120000", ["0", "25000", "50000", "75000", "100000", "125000"]),
        ("0", "1", ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ("-3", "7.2", ["-5", "-2.5", "0", "2.5", "5", "7.5"]),
        ("0", "0", ["0", "0.2", "0.4", "0.6", "0.8", "1"][:1]),
    ],
)
def test_marks_of_an_axis_are_round(low: str, high: str, told: list[str]) -> None:
    found = ticks(Decimal(low), Decimal(high))
    assert [float(one) for one in found][: len(told)] == [float(one) for one in told]


def test_large_numbers_are_short_on_an_axis() -> None:
    assert [short_number(Decimal(n), "en") for n in ("1250000", "1000", "999", "0.5", "-2000")] == [
        "1.25M",
        "1k",
        "999",
        "0.5",
        "-2k",
    ]
    assert [short_number(Decimal(n), "zh") for n in ("125000", "10000", "9999", "320000000")] == [
        "12.5万",
        "1万",
        "9,999",
        "3.2亿",
    ]
