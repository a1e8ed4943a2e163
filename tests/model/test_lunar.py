"""The ready-made lunar tables are those of the library."""

from __future__ import annotations

import pytest

from ledger.model.compiled_lunar import FIRST, LAST, TERMS, compose
from ledger.model.lunar import COMPILED, asked_months, asked_term, months, solar_term


def test_the_compiled_tables_are_up_to_date() -> None:
    assert COMPILED.read_text("utf-8") == compose()


@pytest.mark.parametrize("year", [FIRST, 1984, 2017, 2023, 2025, 2033, LAST])
def test_a_ready_made_year_has_the_months_of_the_library(year: int) -> None:
    assert months(year) == asked_months(year)


@pytest.mark.parametrize("year", [FIRST - 1, LAST + 1])
def test_other_years_are_asked_of_the_library(year: int) -> None:
    assert months(year) == asked_months(year)
    assert [solar_term(name, year) for name in TERMS] == [asked_term(name, year) for name in TERMS]


def test_every_ready_made_year_has_the_months_of_the_library() -> None:
    assert all(months(year) == asked_months(year) for year in range(FIRST, LAST + 1))
