"""What a text index looks up, and that it never misses what stands in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.query.fold import fold, found
from ledger.query.tokens import Wanted, phone_tokens, tokens, wanted, wanted_phone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("报价", ["报价", "价"]),
        ("云启科技", ["云启", "启科", "科技", "技"]),
        ("见 李", ["见", "李"]),
        ("acme 12", ["acme", "12"]),
        ("ab1200/x", ["ab", "1200", "x"]),
        ("at&t ana@acme.com", ["at", "t", "ana", "acme", "com"]),
        ("用crm系统", ["用", "crm", "系统", "统"]),
        ("c++ 😀", ["c"]),
        ("", []),
    ],
)
def test_texts_come_apart_without_a_dictionary(text: str, expected: list[str]) -> None:
    assert list(tokens(text)) == expected


@pytest.mark.parametrize(
    ("word", "begins", "expected"),
    [
        ("报价", False, Wanted(("报价",), exact=True)),
        ("报价单", False, Wanted(("报价", "价单"))),
        ("云", False, Wanted((), ("云",), exact=True)),
        ("acme", False, Wanted(("acme",), exact=True)),
        ("acme", True, Wanted((), ("acme",), exact=True)),
        ("报价", True, Wanted(("报价",), exact=True)),
        ("c++", False, Wanted(("c",))),
        ("c++", True, Wanted(("c",))),
        ("at&t", False, Wanted(("at", "t"))),
        ("ab12", True, Wanted(("ab",), ("12",))),
        ("price list", True, Wanted(("price",), ("list",))),
        ("+++", False, None),
    ],
)
def test_what_a_word_asks_for(word: str, begins: bool, expected: Wanted | None) -> None:
    assert wanted(word, begins=begins) == expected


def test_phone_numbers_are_looked_up_by_five_digits_in_a_row() -> None:
    assert list(phone_tokens("1380013")) == ["#13800", "#38001", "#80013"]
    assert wanted_phone("+86 138 0013 8000") == Wanted(tuple(dict.fromkeys(phone_tokens("13800138000"))))
    assert wanted_phone("13800") == Wanted(("#13800",), exact=True)
    assert wanted_phone("1380") is None
    assert wanted_phone("报价") is None


ALPHABET = "ab云启报价1２ÀéßＡ+&/@.-' カｶ中ก한"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=12).map(fold)


def _has(text: str, asked: Wanted) -> bool:
    there = set(tokens(text))
    return there.issuperset(asked.whole) and all(any(t.startswith(b) for t in there) for b in asked.begins)


@given(TEXTS.map(str.strip).filter(bool), TEXTS, st.booleans())
def test_whoever_has_a_word_has_its_tokens(word: str, text: str, begins: bool) -> None:
    asked = wanted(word, begins=begins)
    if asked is None:
        return
    stands = found(word, text, begins=begins)
    if stands:
        assert _has(text, asked)
    if asked.exact:
        assert _has(text, asked) == stands
