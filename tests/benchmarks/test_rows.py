"""Figures as tables: what holds, what grows."""

from __future__ import annotations

from benchmarks.rows import Row, grown, growth, number, table


def test_a_line_has_a_column_for_each_size_and_says_where_a_bound_is_broken() -> None:
    rows = [
        Row("`due`", 100, "ms", 1_000, bound=250),
        Row("`due`", 1_100, "ms", 100_000, bound=1_000),
    ]
    assert table(rows).splitlines() == [
        "| what | 1,000 | 100,000 | bound | holds |",
        "| --- | ---: | ---: | --- | --- |",
        "| `due` | 100 ms | 1,100 ms | ≤ 250 ms (1,000), ≤ 1,000 ms (100,000) | **no** (100,000) |",
    ]


def test_figures_without_a_size_stand_in_one_column() -> None:
    row = Row("start", 2, "×", bound=2.5)
    assert table([row]).splitlines()[-1] == "| start | 2 × | ≤ 2.5 × | yes |"


def test_what_must_be_reached_holds_from_its_bound_on() -> None:
    assert Row("recall", 0.995, "", bound=0.995, at_least=True).holds
    assert not Row("recall", 0.9949, "", bound=0.995, at_least=True).holds


def test_growth_is_one_where_time_grows_as_the_ledger_does() -> None:
    assert grown({1_000: 200.0, 10_000: 1_100.0}, alone=100.0) == 1.0


def test_growth_tells_what_is_worse_than_linear_and_leaves_out_single_sizes() -> None:
    rows = [
        Row("`due`", 0.2, "s", 1_000, grows=True),
        Row("`due`", 4, "s", 10_000, grows=True),
        Row("`show`", 100, "ms", 1_000, grows=True),
        Row("ripgrep", 100, "ms", 1_000),
        Row("ripgrep", 9_000, "ms", 10_000),
    ]
    assert growth(rows, alone=100.0).splitlines()[2:] == [
        "| `due` | 1,000 → 10,000 | 200 ms → 4 s | 3.9 | yes |",
    ]


def test_figures_have_three_digits() -> None:
    assert [number(0.9952), number(1234.5), number(1.0), number(0.123456)] == ["0.995", "1,234", "1", "0.123"]


def test_sizes_with_the_same_bound_are_told_together() -> None:
    bounds = {1_000: 300, 10_000: 300, 100_000: 1_000}
    told = table([Row("search", 1, "ms", size, bound=bound) for size, bound in bounds.items()])
    assert "≤ 300 ms (1,000–10,000), ≤ 1,000 ms (100,000)" in told
