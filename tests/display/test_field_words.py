"""Values of fields as people read them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from ledger.display.field_words import Words, birthday_words, percent_text
from ledger.display.speech import Speaker
from ledger.model.extension import vocabulary_of
from ledger.model.settings_reader import load
from ledger.model.values import Interval, Money, Value, YearlyDate

TODAY = date(2026, 11, 21)
SETTINGS, _ = load("ledger: 1\npeople: {张三: {aliases: [小张]}}\n")
VOCABULARY = vocabulary_of(SETTINGS)


def words(language: str = "en") -> Words:
    return Words(VOCABULARY, Speaker(language), TODAY)


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("stage", "loyal", "loyal"),
        ("owner", "小张", "张三"),
        ("owner", "somebody", "somebody"),
        ("budget", Money(Decimal("40000"), "USD"), "$40,000.00"),
        ("discount", Decimal("0.85"), "85%"),
        ("employees", Decimal(1500), "1,500"),
        ("payment_terms", Interval(2, "w"), "2 weeks"),
        ("verified", date(2026, 10, 1), "2026-10-01"),
        ("created", time(9, 5), "09:05"),
        ("tags", ("a", "b"), "a, b"),
        ("greet", ("mid-autumn", "Our Day"), "Mid-Autumn Festival, Our Day"),
        ("birthday", YearlyDate(8, 15, 1985, lunar=True), "lunar 1985-08-15"),
        ("birthday", YearlyDate(4, 8, None, lunar=True, leap=True), "lunar leap 04-08"),
        ("consent", {"marketing": "yes", "until": date(2027, 1, 1)}, "marketing yes, until 2027-01-01"),
        ("anniversaries", ({"name": "opening", "date": YearlyDate(5, 1)},), "opening, date 05-01"),
        ("no_such_field", {"a": ("b", {"c": ""})}, "a b; "),
    ],
)
def test_values_in_words(field: str, value: Value, shown: str) -> None:
    assert words().value(value, VOCABULARY.fields.get(field)).rstrip("; ") == shown.rstrip("; ")


def test_choices_are_said_in_the_reader_s_language() -> None:
    assert words("zh").value("loyal", VOCABULARY.fields["stage"]) == "忠诚"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (YearlyDate(11, 21), "11-21 (next 2026-11-21, today)"),
        (YearlyDate(11, 20, 1990), "1990-11-20 (turns 37 on 2027-11-20, in 364 days)"),
        (YearlyDate(8, 15, 1985, lunar=True), "lunar 1985-08-15 (turns 42 on 2027-09-15, in 298 days)"),
        (YearlyDate(2, 29), "02-29 (next 2027-02-28, in 99 days)"),
    ],
)
def test_a_birthday_says_when_it_comes_next(day: YearlyDate, told: str) -> None:
    assert str(birthday_words(day, TODAY)) == told


def test_shares_keep_their_digits() -> None:
    assert [percent_text(Decimal(text)) for text in ("0.6", "0.125", "1", "0")] == ["60%", "12.5%", "100%", "0%"]


def test_a_long_text_is_cut_with_a_hint() -> None:
    assert words().short("a\nb  c") == "a b c"
    assert words().short("x" * 500, 100) == "x" * 100 + "… (400 more characters)"
