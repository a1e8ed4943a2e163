"""What a file says of being a key account."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.facts.key_account import Said, by_hand, said
from ledger.model.compiled import built_in
from ledger.model.vocabulary import Vocabulary

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return built_in()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", Said(True, None, "")),
        ("是", Said(True, None, "")),
        ("no", Said(False, None, "")),
        ("2026-03-01 战略客户", Said(True, date(2026, 3, 1), "战略客户")),
        ("yes 2026-03-01 their founder knows ours", Said(True, date(2026, 3, 1), "their founder knows ours")),
        ("移出 2026-05-01 量太小", Said(False, date(2026, 5, 1), "量太小")),
        ("2026-05-01 no too small", Said(False, date(2026, 5, 1), "too small")),
        ("our oldest customer", Said(True, None, "our oldest customer")),
        ("no answer for years 2026-05-01", Said(False, None, "answer for years 2026-05-01")),
    ],
)
def test_a_word_has_yes_or_no_a_day_and_a_reason(words: Vocabulary, written: str, read: Said) -> None:
    assert said([written], words) == [read]


def test_a_reason_that_a_comma_parted_is_put_together(words: Vocabulary) -> None:
    assert said(["2026-03-01 战略客户", "老板定"], words) == [Said(True, date(2026, 3, 1), "战略客户, 老板定")]


def test_the_last_word_up_to_today_counts(words: Vocabulary) -> None:
    every = ["no 2026-05-01 too small", "yes 2026-03-01", "yes 2027-01-01 new plant"]
    assert by_hand(every, words, TODAY) == Said(False, date(2026, 5, 1), "too small")
    assert by_hand(every, words, date(2027, 1, 1)) == Said(True, date(2027, 1, 1), "new plant")
    assert by_hand([], words, TODAY) is None
