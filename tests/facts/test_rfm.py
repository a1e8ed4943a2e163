"""Scores from 1 to 5 and the segments that they mean, after the rules that the R package rfm publishes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.rfm import OTHERS, SEGMENTS, edges, recency, score, segment


def test_edges_are_quantiles_of_type_7_plus_one() -> None:
    # R: quantile(c(1, 2, 3, 4, 10), c(.2, .4, .6, .8)) is 1.8 2.6 3.4 5.2
    assert edges([10, 1, 3, 2, 4]) == (Fraction("2.8"), Fraction("3.6"), Fraction("4.4"), Fraction("6.2"))


def test_edges_of_one_figure_lie_one_above_it() -> None:
    assert edges([7]) == (8, 8, 8, 8)


def test_nothing_has_no_edges() -> None:
    assert edges([]) == ()


def test_one_may_be_larger_for_amounts_in_hundredths() -> None:
    assert edges([100, 1_000], 100) == (Fraction(380), Fraction(560), Fraction(740), Fraction(920))


def test_a_figure_on_an_edge_belongs_to_the_fifth_above() -> None:
    begins = edges([1, 2, 3, 4, 6])
    assert begins == (Fraction("2.8"), Fraction("3.6"), Fraction("4.4"), Fraction("5.4"))
    assert [score(each, (3, 5, 8, 13)) for each in (2, 3, 4, 5, 8, 13)] == [1, 2, 2, 3, 4, 5]


def test_fewer_days_score_higher() -> None:
    assert [recency(each, (3, 5, 8, 13)) for each in (2, 3, 5, 8, 13)] == [5, 4, 3, 2, 1]


# A small table in the shape of the published one: days since the last order, number of orders, sum; scores, segment.
TABLE = (
    (5, 9, 900, (5, 5, 5), "champions"),
    (30, 6, 500, (4, 4, 4), "potential_loyalist"),
    (60, 4, 300, (3, 2, 3), "loyal_customers"),
    (90, 2, 150, (2, 1, 2), "about_to_sleep"),
    (400, 3, 80, (1, 1, 1), "lost"),
)


def test_a_small_table_is_scored_as_by_hand() -> None:
    days, orders, sums = (edges([row[place] for row in TABLE]) for place in range(3))
    # R: quantile(c(5, 30, 60, 90, 400), c(.2, .4, .6, .8)) is 25 48 72 152; and so on.
    assert days == (26, 49, 73, 153)
    assert orders == (Fraction("3.8"), Fraction("4.6"), Fraction("5.8"), Fraction("7.6"))
    assert sums == (137, 241, 381, 581)
    for since, count, amount, scores, name in TABLE:
        assert (recency(since, days), score(count, orders), score(amount, sums)) == scores
        assert segment(*scores) == name


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        ((3, 1, 3), "promising"),
        ((5, 1, 1), "new_customers"),
        ((1, 4, 5), "cant_lose"),
        ((1, 5, 5), "at_risk"),
        ((1, 4, 3), "need_attention"),
        ((2, 1, 1), "about_to_sleep"),
        ((1, 1, 1), "lost"),
        ((5, 5, 1), OTHERS),
    ],
)
def test_the_first_segment_that_fits_counts(scores: tuple[int, int, int], name: str) -> None:
    assert segment(*scores) == name


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_whoever_fits_none_of_the_ten_is_another(r: int, f: int, m: int) -> None:
    fits = [
        name
        for name, ranges in SEGMENTS.items()
        if all(low <= each <= high for each, (low, high) in zip((r, f, m), ranges, strict=True))
    ]
    assert segment(r, f, m) == (fits[0] if fits else OTHERS)


@given(st.lists(st.integers(-1_000, 100_000), min_size=1, max_size=60))
def test_larger_figures_never_score_lower(figures: list[int]) -> None:
    begins = edges(figures)
    ranked = [score(each, begins) for each in sorted(figures)]
    assert ranked == sorted(ranked)
    assert [recency(each, begins) for each in sorted(figures)] == [6 - each for each in ranked]


def test_decimals_are_scored_as_whole_numbers_are() -> None:
    begins = edges([Decimal("0.5"), Decimal("1.5")])
    assert begins == (Fraction("1.7"), Fraction("1.9"), Fraction("2.1"), Fraction("2.3"))
    assert score(Decimal("1.95"), begins) == 3
