"""Escapes in quoted values of front matter."""

from __future__ import annotations

from ledger.text import composed
from ledger.text.nodes import Scalar


def test_two_escapes_as_json_writes_an_emoji_are_one_character() -> None:
    assert value('"gift \\ud83d\\ude00 sent"') == "gift 😀 sent"


def test_half_of_such_a_pair_does_not_get_into_the_catalog() -> None:
    assert value('"\\ud800 \\udc80x"') == "\ufffd \ufffdx"


def value(text: str) -> str:
    node = composed.compose(text, 0, len(text))
    assert isinstance(node, Scalar)
    return node.text
