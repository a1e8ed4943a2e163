"""Days that come every year, and holidays."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.model import compiled_holidays
from ledger.model.holidays import COMPILED, days_in, holiday, holidays_on, known, label, next_holiday
from ledger.model.values import YearlyDate
from ledger.model.yearly import day_keys, last_on_or_before, next_on_or_after, write, yearly, yearly_key


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1985-08-15", "1985-08-15"),
        ("1985/8/15", "1985-08-15"),
        ("1985年8月15日", "1985-08-15"),
        ("一九八五年八月十五日", "1985-08-15"),
        ("08-15", "08-15"),
        ("8-15", "08-15"),
        ("--08-15", "08-15"),
        ("8月15日", "08-15"),
        ("02-29", "02-29"),
        ("农历 1985-08-15", "农历 1985-08-15"),
        ("农历 08-15", "农历 08-15"),
        ("农历1985年八月十五", "农历 1985-08-15"),
        ("1985-08-15（农历）", "农历 1985-08-15"),
        ("lunar 1985-08-15", "农历 1985-08-15"),
        ("Lunar 08-15", "农历 08-15"),
        ("农历闰四月初八", "农历 闰 04-08"),
        ("农历 闰 04-08", "农历 闰 04-08"),
        ("农历 1985-闰06-01", "农历 闰 1985-06-01"),
        ("腊月廿三", "农历 12-23"),
        ("正月初一", "农历 01-01"),
        ("公历 08-15", "08-15"),
    ],
)
def test_yearly_days_are_read(text: str, written: str) -> None:
    read = yearly(text)
    assert read is not None
    assert write(read) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08",
        "13-01",
        "02-30",
        "1985-02-29",
        "农历 12-31",
        "农历 13-01",
        "闰 04-08",
        "soon",
        "85年8月1日",
        "0000-01-01",
        "1" * 5000,
    ],
)
def test_what_is_no_yearly_day_is_none(text: str) -> None:
    assert yearly(text) is None


YEARLY_DAYS = st.builds(
    lambda month, day, lunar, leap: YearlyDate(month, day, None, lunar, lunar and leap),
    st.integers(1, 12),
    st.integers(1, 28) | st.just(30),
    st.booleans(),
    st.booleans(),
).filter(lambda day: day.lunar or not (day.month == 2 and day.day == 30))


@given(YEARLY_DAYS, st.none() | st.integers(1900, 2100))
def test_yearly_days_survive_being_written(day: YearlyDate, year: int | None) -> None:
    dated = YearlyDate(day.month, day.day, year, day.lunar, day.leap)
    assert yearly(write(dated)) == dated


@settings(max_examples=60)
@given(YEARLY_DAYS, st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_the_next_day_is_the_first_that_has_its_key(day: YearlyDate, start: date) -> None:
    found = next_on_or_after(day, start)
    assert found is not None
    assert yearly_key(day) in day_keys(found, want_holidays=False)
    assert (found - start).days <= 400
    between = (start + timedelta(days=offset) for offset in range((found - start).days))
    assert not any(yearly_key(day) in day_keys(one, want_holidays=False) for one in between)
    assert last_on_or_before(day, found) == found


def test_the_29th_of_february_falls_on_the_28th_in_common_years() -> None:
    born = YearlyDate(2, 29, 1988)
    assert next_on_or_after(born, date(2026, 1, 1)) == date(2026, 2, 28)
    assert next_on_or_after(born, date(2028, 1, 1)) == date(2028, 2, 29)
    assert "S 02-29" not in day_keys(date(2028, 2, 28), False, False)


def test_a_lunar_birthday_falls_on_its_solar_day() -> None:
    assert next_on_or_after(YearlyDate(8, 15, 1985, lunar=True), date(2026, 1, 1)) == date(2026, 9, 25)
    assert "L 08-15" in day_keys(date(2026, 9, 25), want_holidays=False)
    assert "L 08-15" not in day_keys(date(2026, 9, 25), want_lunar=False)


def test_the_thirtieth_falls_on_the_last_day_of_a_short_month() -> None:
    assert next_on_or_after(YearlyDate(12, 30, lunar=True), date(2025, 1, 1)) == date(2025, 1, 28)
    assert {"L 12-29", "L 12-30"} <= set(day_keys(date(2025, 1, 28), want_holidays=False))


def test_a_leap_month_birthday_keeps_the_ordinary_month_unless_the_leap_month_comes() -> None:
    born = YearlyDate(6, 6, lunar=True, leap=True)
    assert next_on_or_after(born, date(2025, 1, 1)) == date(2025, 7, 30)
    assert next_on_or_after(born, date(2026, 1, 1)) == date(2026, 7, 19)
    assert day_keys(date(2025, 7, 30), want_holidays=False) == ("S 07-30", "L +06-06")
    assert day_keys(date(2025, 6, 30), want_holidays=False) == ("S 06-30", "L 06-06")


HOLIDAYS_2026 = """
new-year 01-01
spring-festival-eve 02-16
spring-festival 02-17
lantern 03-03
qingming 04-05
easter 04-05
mothers 05-10
dragon-boat 06-19
fathers 06-21
qixi 08-19
mid-autumn 09-25
national 10-01
double-ninth 10-18
diwali 11-08
thanksgiving 11-26
black-friday 11-27
winter-solstice 12-22
christmas 12-25
laba 01-26
"""


@pytest.mark.parametrize("line", HOLIDAYS_2026.strip().split("\n"))
def test_holidays_fall_on_their_days(line: str) -> None:
    name, day = line.split()
    assert next_holiday(name, date(2026, 1, 1)) == date.fromisoformat(f"2026-{day}")
    assert name in holidays_on(date.fromisoformat(f"2026-{day}"))


def test_holidays_are_known_by_their_names_in_both_languages() -> None:
    for written in ("中秋", "中秋节", "Mid-Autumn Festival", "mid autumn", "MID-AUTUMN", "mid-autumn"):
        assert holiday(written) == "mid-autumn"
    assert holiday("春节") == holiday("Chinese New Year") == "spring-festival"
    assert holiday("圣诞节") == "christmas"
    assert holiday("休息日") is None
    assert label("mid-autumn", "zh") == "中秋节"
    assert label("mid-autumn", "en") == "Mid-Autumn Festival"


def test_every_holiday_has_names_and_comes_within_400_days() -> None:
    for name, one in known().items():
        assert one.names["zh"]
        assert one.names["en"]
        assert holiday(one.names["zh"][0]) == name
        found = next_holiday(name, date(2026, 3, 1))
        assert found is not None
        assert found < date(2027, 4, 5)


def test_a_day_gives_only_the_holidays_asked_for() -> None:
    assert day_keys(date(2026, 4, 5), False) == ("S 04-05", "H qingming", "H easter")
    assert day_keys(date(2026, 4, 5), False, frozenset({"easter"})) == ("S 04-05", "H easter")


def test_the_compiled_holidays_are_those_of_their_source() -> None:
    kept, made = json.loads(COMPILED.read_text("utf-8")), json.loads(compiled_holidays.compose())
    assert kept["holidays"] == made["holidays"], "run: python -m ledger.model.compiled_holidays"
    for rule, days in kept["library"].items():
        # What the library foretells of far years may change with its version.
        assert all(days[str(year)] == made["library"][rule][str(year)] for year in range(2024, 2028))


def test_a_year_that_is_not_compiled_is_asked_of_the_library() -> None:
    assert days_in("library TR Eid al-Fitr", 2012) == (date(2012, 8, 19),)
    assert days_in("library IN Diwali", 2090) == ()
