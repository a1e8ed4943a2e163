"""Intervals and medians, by hand and against published examples."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from statistics import mean as mean_of
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.reports.samples import HOUR, Estimate, Lengths, mean, net_promoters, percent, share

FIVE = Decimal(1), Decimal(5)


def bounds(found: Estimate | None) -> tuple[float, float, float]:
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return round(float(found.value), 3), round(float(found.low), 3), round(float(found.high), 3)


def test_wilson_of_a_published_example() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
    published = {(81, 263): (25.53, 36.62), (15, 148): (6.24, 16.05), (0, 20): (0, 16.11), (1, 29): (0.61, 17.18)}
    for (hits, n), interval in published.items():
        assert tuple(round(each, 2) for each in bounds(share(hits, n))[1:]) == interval
    assert share(0, 0) is None


def test_the_mean_of_five_answers() -> None:
    # 5 4 4 3 2: mean 3.6, s² = (1.96+.16+.16+.36+2.56)/4 = 1.3, half = 1.96·√(1.3/5) = .9994
    found = mean(Counter(map(Decimal, (5, 4, 4, 3, 2))), *FIVE)
    assert bounds(found) == (3.6, 2.601, 4.599)


def test_the_interval_of_a_mean_stays_on_the_scale() -> None:
    found = mean(Counter(map(Decimal, (5, 5, 1))), *FIVE)
    assert found is not None
    assert found.high == 5
    assert found.low is not None
    assert found.low >= 1


def test_answers_that_are_all_alike_have_no_interval() -> None:
    assert mean(Counter({Decimal(5): 30}), *FIVE) == Estimate(30, Decimal(5))
    assert net_promoters(4, 0, 0) == Estimate(4, Decimal(100))
    assert mean(Counter(), *FIVE) is None
    assert net_promoters(0, 0, 0) is None


def test_nps_of_ten_answers() -> None:
    # 5 promoters, 3 passives, 2 detractors: 30; variance .7 − .09 = .61; half = 196·√.061 = 48.41
    assert bounds(net_promoters(5, 3, 2)) == (30, -18.408, 78.408)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_medians_and_means_of_counted_lengths(minutes: list[int]) -> None:
    lengths = Lengths()
    for each in minutes:
        lengths.add(each)
    assert float(lengths.median(1) or 0) == pytest.approx(median(minutes))
    assert float(lengths.mean(HOUR) or 0) == pytest.approx(mean_of(minutes) / 60)


def test_nothing_has_no_middle() -> None:
    lengths = Lengths()
    lengths.add(None)
    assert lengths.median(HOUR) is None
    assert lengths.mean(HOUR) is None
    assert percent(0, 0) is None
