"""Where words stand in a text as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.query.fold import fold, found
from ledger.query.standing import Sought, places, rest_from, spans, times


@pytest.mark.parametrize(
    ("word", "text", "marked"),
    [
        ("报价", "三期报价，报价单", ["报价", "报价"]),
        ("cafe", "the Café and a CAFE\u0301", ["Café", "CAFE\u0301"]),
        ("strasse", "Hohe Straße 5", ["Straße"]),
        ("IT", "it is within IT", ["it", "IT"]),
        ("c++", "C++ and C", ["C++"]),
        ("ab12", "ＡＢ１２ 型", ["ＡＢ１２"]),
        ("报价", "報價", ["報價"]),
        ("a b", "a  \t b", ["a  \t b"]),
        ("13800138000", "tel +86 138-0013 8000.", ["138-0013 8000"]),
        ("50013", "0571 8500 1300", ["500 13"]),
        ("1", "١ 1", ["1"]),
        ("哈哈", "哈哈哈", ["哈哈哈"]),
        ("x", "", []),
    ],
)
def test_a_word_is_marked_as_it_was_written(word: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, Sought.of(word))] == marked


def test_the_rest_of_a_word_that_was_begun_is_marked_with_it() -> None:
    found_there = spans("a prefixed word", Sought.of("pre", begins=True))
    assert found_there == [(2, 10)]


def test_a_word_is_counted_as_often_as_it_stands_there() -> None:
    assert times("报价", "报价 报价单 询报价") == 3
    assert times("it", "it within it's") == 2
    assert times("wi", "it within", begins=True) == 1


def test_a_place_in_the_folded_text_is_found_in_the_written_one() -> None:
    assert rest_from("ﬁne  Straße", 5) == (5, 11)


TEXTS = st.text(st.sampled_from("ab1 云启，.-éßﬁ\t①"), max_size=12)


@given(TEXTS, TEXTS, st.booleans())
def test_places_agree_with_what_is_found(wanted: str, text: str, begins: bool) -> None:
    wanted, text = fold(wanted).strip(), fold(text)
    if wanted:
        assert any(True for _ in places(wanted, text, begins=begins)) == found(wanted, text, begins=begins)


@given(TEXTS, TEXTS)
def test_what_is_marked_folds_to_what_was_looked_for(word: str, text: str) -> None:
    sought = Sought.of(word)
    for start, end in spans(text, sought):
        assert 0 <= start < end <= len(text)
        assert sought.text in fold(text[start:end])
