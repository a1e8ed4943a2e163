"""A due item from the day on which the signs say that a customer may be leaving, until somebody has seen to it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.facts.churn import points
from ledger.facts.dues.leaving import risky_from
from ledger.facts.rhythms import rhythm_of_orders
from ledger.model.policies import Churn
from ledger.reports.due import due
from ledger.session import open_session

MONTHLY = "".join(f"## 2026-{month:02}-05 order O-{month}\n- amount: 100\n\n" for month in range(1, 6))
HEAD = "---\nname: Acme\nverified: 2026-11-01\n---\n\n"


@pytest.fixture
def dues(tmp_path: Path) -> Any:
    def of(text: str, today: str, settings: str = "") -> list[tuple[str, str]]:
        (tmp_path / "customers").mkdir(exist_ok=True)
        (tmp_path / "index").mkdir(exist_ok=True)
        (tmp_path / "ledger.yaml").write_text(f"ledger: 1\n{settings}", encoding="utf-8")
        (tmp_path / "customers" / "acme.md").write_text(text, encoding="utf-8")
        session = open_session(tmp_path, today=date.fromisoformat(today))
        rows = due(session).rows
        session.stale()
        return [(str(row.date), str(row.why)) for row in rows if row.what == "churn"]

    return of


def test_it_is_dated_on_the_first_day_of_high_risk_and_says_by_which_signs(dues: Any) -> None:
    rhythm = rhythm_of_orders([date(2026, month, 5) for month in range(1, 6)])
    day = risky_from(rhythm, Churn())
    assert day is not None
    assert points(rhythm, day, Churn()) >= Churn().high > points(rhythm, day - timedelta(days=1), Churn())
    ((found, why),) = dues(HEAD + MONTHLY, str(day + timedelta(days=3)))
    assert found == str(day)
    assert "no order for" in why


def test_before_that_day_it_is_ahead_and_long_after_it_is_no_news(dues: Any) -> None:
    day = risky_from(rhythm_of_orders([date(2026, month, 5) for month in range(1, 6)]), Churn())
    assert day is not None
    assert dues(HEAD + MONTHLY, str(day - timedelta(days=30))) == []
    assert len(dues(HEAD + MONTHLY, str(day - timedelta(days=5)))) == 1
    assert len(dues(HEAD + MONTHLY, str(day + timedelta(days=60)))) == 1
    assert dues(HEAD + MONTHLY, str(day + timedelta(days=61))) == []


@pytest.mark.parametrize("seen", ["call", "warning W-1", "winback", "care"])
def test_whoever_talked_with_them_or_wrote_a_warning_is_not_told_again(dues: Any, seen: str) -> None:
    day = risky_from(rhythm_of_orders([date(2026, month, 5) for month in range(1, 6)]), Churn())
    assert day is not None
    after = day + timedelta(days=1)
    assert dues(f"{HEAD}{MONTHLY}## {after} {seen}\nseen to\n", str(after + timedelta(days=3))) == []


def test_customers_at_rest_those_who_never_ordered_and_a_wish_for_silence_bring_none(dues: Any) -> None:
    day = risky_from(rhythm_of_orders([date(2026, month, 5) for month in range(1, 6)]), Churn())
    assert day is not None
    then = str(day + timedelta(days=3))
    assert dues(HEAD.replace("name: Acme", "name: Acme\nstage: lost") + MONTHLY, then) == []
    assert dues(HEAD + "## 2026-01-05 call\nhello\n", then) == []
    assert dues(HEAD + MONTHLY, then, "churn: {warn: no}\n") == []
    assert len(dues(HEAD + MONTHLY, then)) == 1


def test_nobody_is_warned_of_at_the_end_of_the_calendar() -> None:
    assert risky_from(rhythm_of_orders([date.max]), Churn()) is None
