"""Days and amounts in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.display.words import amount_text, day_words, days_ago, days_away, interval_words, number_text, weekday
from ledger.model.values import Interval, Money

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "3 days overdue"),
        (-1, "1 day overdue"),
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
        (365, "in 365 days"),
        (None, "any day"),
    ],
)
def test_how_far_a_day_is(days: int | None, words: str) -> None:
    assert str(days_away(days)) == words


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "yesterday"), (12, "12 days ago"), (-1, "tomorrow")])
def test_how_long_ago_a_day_was(days: int, words: str) -> None:
    assert str(days_ago(days)) == words


def test_a_near_day_has_its_weekday_and_another_year_its_year() -> None:
    assert str(weekday(TODAY)) == "Sat"
    assert str(day_words(date(2026, 11, 26), TODAY)) == "Thu 11-26"
    assert str(day_words(date(2026, 3, 1), TODAY)) == "03-01"
    assert str(day_words(date(2027, 3, 1), TODAY)) == "2027-03-01"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("120000", "CNY", "¥120,000.00"),
        ("-300", "CNY", "-¥300.00"),
        ("0.125", "USD", "$0.125"),
        ("1E+6", "EUR", "€1,000,000.00"),
        ("5000", "JPY", "JPY 5,000"),
        ("-5", "CHF", "CHF -5.00"),
        ("7", "", "7.00"),
    ],
)
def test_amounts_have_separators_and_lose_no_digit(amount: str, currency: str, text: str) -> None:
    assert amount_text(Money(Decimal(amount), currency)) == text


def test_a_code_stands_for_the_sign_where_asked() -> None:
    assert amount_text(Money(Decimal(120000), "CNY"), code=True) == "CNY 120,000.00"
    assert number_text(Decimal("1234567.5")) == "1,234,567.5"


def test_intervals_in_words() -> None:
    assert [
        str(interval_words(Interval(n, unit))) for n, unit in ((1, "d"), (2, "w"), (3, "m"), (1, "y"), (4, "h"))
    ] == [
        "1 day",
        "2 weeks",
        "3 months",
        "1 year",
        "4 hours",
    ]
