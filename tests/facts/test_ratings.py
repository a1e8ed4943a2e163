"""Answers to surveys on their scales."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.facts.ratings import rated
from ledger.facts.tables import Rating
from tests.facts.typed import facts


def ratings(text: str) -> list[Rating]:
    return [row for row in facts(text).tables.get("ratings", ()) if isinstance(row, Rating)]


def test_answers_of_surveys_and_other_talk_by_day() -> None:
    found = ratings("""
name: Acme

## 2026-03-05 survey 2026-Q1 @Ana

- csat: 4
- nps: 9
- ces: 6
- product: pump
- touchpoint: delivery

## 2026-03-01 service cleaning @Ben

- csat: 5

## 2026-03-07 call

- effort: 2
- touchpoint: hotline
""")
    assert [(str(one.date), one.measure, one.value, one.person, one.touchpoint) for one in found] == [
        ("2026-03-01", "csat", Decimal(5), "Ben", ""),
        ("2026-03-05", "csat", Decimal(4), "Ana", "delivery"),
        ("2026-03-05", "nps", Decimal(9), "Ana", "delivery"),
        ("2026-03-05", "ces", Decimal(6), "Ana", "delivery"),
        ("2026-03-07", "ces", Decimal(6), "", "hotline"),
    ]
    assert found[1].product == "pump"


def test_what_an_entry_says_of_ces_itself_wins_over_effort() -> None:
    assert [one.value for one in ratings("name: A\n\n## 2026-03-05 survey\n\n- ces: 3\n- effort: 1\n")] == [Decimal(3)]


def test_score_is_csat_where_there_is_none() -> None:
    assert [one.value for one in ratings("name: A\n\n## 2026-03-05 survey\n\n- score: 3\n")] == [Decimal(3)]
    assert [one.value for one in ratings("name: A\n\n## 2026-03-05 survey\n\n- score: 3\n- csat: 5\n")] == [Decimal(5)]


@pytest.mark.parametrize(
    ("measure", "written", "value"),
    [
        ("csat", "5", "5"),
        ("csat", "4.5", "4.5"),
        ("csat", "8", "4"),
        ("csat", "80", "4"),
        ("csat", "15", "1"),
        ("csat", "0", None),
        ("csat", "101", None),
        ("nps", "0", "0"),
        ("nps", "11", None),
        ("ces", "7", "7"),
        ("ces", "8", None),
        ("nps", "nine", None),
    ],
)
def test_scales(measure: str, written: str, value: str | None) -> None:
    assert rated(measure, written) == (None if value is None else Decimal(value))
