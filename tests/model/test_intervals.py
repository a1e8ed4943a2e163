"""Calendar distances."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.intervals import add, days, interval
from ledger.model.values import Interval


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14d", "14d"),
        ("2w", "2w"),
        ("3m", "3m"),
        ("1y", "1y"),
        ("4h", "4h"),
        ("2 weeks", "2w"),
        ("a week", "1w"),
        ("month", "1m"),
        ("3天", "3d"),
        ("３天", "3d"),
        ("两周", "2w"),
        ("兩週", "2w"),
        ("两个星期", "2w"),
        ("3个月", "3m"),
        ("一个季度", "3m"),
        ("半年", "6m"),
        ("半个月", "15d"),
        ("一年半", "18m"),
        ("4小时", "4h"),
        ("每月", "1m"),
        ("每两周", "2w"),
        ("每季度", "3m"),
        ("every 2 weeks", "2w"),
        ("every other week", "2w"),
        ("quarterly", "3m"),
        ("half a year", "6m"),
    ],
)
def test_intervals_are_read(text: str, expected: str) -> None:
    assert str(interval(text)) == expected


@pytest.mark.parametrize("text", ["", "0d", "-3d", "1.5w", "2x", "soon", "10000d", "3", "1" * 5000, "2w 3d"])
def test_what_is_no_interval_is_none(text: str) -> None:
    assert interval(text) is None


@given(st.integers(1, 9999), st.sampled_from("hdwmy"))
def test_intervals_survive_being_written(count: int, unit: str) -> None:
    assert interval(str(Interval(count, unit))) == Interval(count, unit)


def test_a_month_after_the_31st_is_the_months_end() -> None:
    assert add(date(2026, 1, 31), Interval(1, "m")) == date(2026, 2, 28)
    assert add(date(2026, 2, 28), Interval(1, "m"), anchor_day=31) == date(2026, 3, 31)
    assert add(date(2024, 2, 29), Interval(1, "y")) == date(2025, 2, 28)
    assert add(date(2026, 3, 31), Interval(-1, "m")) == date(2026, 2, 28)


def test_adding_stops_at_the_calendars_ends() -> None:
    assert add(date(2026, 1, 31), Interval(9999, "y")) == date.max
    assert add(date(2026, 1, 31), Interval(-9999, "y")) == date.min
    assert add(date.max, Interval(1, "d")) == date.max


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.builds(Interval, st.integers(1, 500), st.sampled_from("dwmy")))
def test_adding_goes_forward_about_as_far_as_its_days_say(day: date, distance: Interval) -> None:
    later = add(day, distance)
    assert later > day
    assert abs((later - day).days - days(distance)) <= 3 + days(distance) // 50


def test_hours_count_as_whole_days() -> None:
    assert days(Interval(4, "h")) == 0
    assert add(date(2026, 11, 21), Interval(48, "h")) == date(2026, 11, 23)
