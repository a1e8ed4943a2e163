"""Columns of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.display.page import Style
from ledger.display.safe import safe_text
from ledger.display.width import fit, fit_pad, head, pad, tail, width
from ledger.display.wrap import cut, wrap

TEXT = st.text(st.sampled_from("ab 上海云启，。（）é\u0301★👍-")).map(safe_text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("Acme", 4), ("云启", 4), ("A云", 3), ("e\u0301", 1), ("（云）", 6), ("👍", 2), ("★…", 2), ("ｱ", 1)],
)
def test_chinese_takes_two_columns_and_marks_none(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_long_name_ends_in_an_ellipsis() -> None:
    assert fit("Acme Industrial", 8) == "Acme In…"
    assert fit("上海云启科技", 6) == "上海…"
    assert fit("上海云启科技", 12) == "上海云启科技"
    assert fit("Acme", 0) == ""


def test_padding_fills_the_half_that_a_wide_character_leaves() -> None:
    assert fit_pad("上海云启", 6) == "上海… "
    assert pad("云", 4, right=True) == "  云"


@given(TEXT, st.integers(0, 30))
def test_fitted_text_fits(text: str, columns: int) -> None:
    assert width(fit(text, columns)) <= columns
    assert width(fit_pad(text, columns)) == columns
    assert text.startswith(head(text, columns))
    assert text.endswith(tail(text, columns))


@given(
    st.lists(st.tuples(TEXT, st.sampled_from([Style.PLAIN, Style.STRONG])), max_size=4),
    st.integers(4, 20),
    st.integers(0, 2),
)
def test_wrapped_lines_fit_and_keep_every_character(pieces: list[tuple[str, Style]], columns: int, hang: int) -> None:
    lines = list(wrap(pieces, columns, hang))
    texts = ["".join(text for text, _ in line) for line in lines]
    assert all(width(text) <= columns - (hang if place else 0) for place, text in enumerate(texts))
    whole = "".join(text for text, _ in pieces)
    assert "".join(texts).replace(" ", "") == whole.replace(" ", "")


@given(st.lists(st.tuples(TEXT, st.just(Style.PLAIN)), max_size=4), st.integers(1, 20))
def test_a_cut_line_fits(pieces: list[tuple[str, Style]], columns: int) -> None:
    assert sum(width(text) for text, _ in cut(pieces, columns)) <= columns


def test_lines_break_between_words_and_chinese_characters_but_not_before_closing_signs() -> None:
    def lines(text: str, columns: int) -> list[str]:
        return ["".join(text for text, _ in line) for line in wrap([(text, Style.PLAIN)], columns)]

    assert lines("two words here", 9) == ["two words", "here"]
    assert lines("报价单，请确认", 6) == ["报价", "单，请", "确认"]
    assert lines("  indented text", 10) == ["  indented", "text"]
    assert lines("abcdefghij", 4) == ["abcd", "efgh", "ij"]
