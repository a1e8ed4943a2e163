"""Keys out of bytes, and what they do to a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.keys import Key, Keys
from ledger.cli.typed_line import LONGEST, TypedLine


def told(*pieces: bytes) -> list[str]:
    keys = Keys()
    found = [key for piece in pieces for key in keys.feed(piece)]
    found += keys.settle()
    return [key.text if key.name == "text" else f"<{key.name}>" for key in found]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        (b"ab", ["ab"]),
        ("物流\r".encode(), ["物流", "<enter>"]),
        (b"\x1b[A\x1bOB\x1b[1;5C\x1b[D", ["<up>", "<down>", "<right>", "<left>"]),
        (b"\x1b[5~\x1b[6~\x1b[1~\x1b[4~\x1b[3~\x1b[H\x1bOF", ["<page-up>", "<page-down>", "<home>", "<end>", "<delete>", "<home>", "<end>"]),
        (b"\x10\x0e\x15\x17\x7f\x08\x04\x03\x1a", ["<up>", "<down>", "<rub-line>", "<rub-word>", "<backspace>", "<backspace>", "<end-of-text>", "<interrupt>", "<suspend>"]),
        (b"\x1b", ["<escape>"]),
        (b"\x1b\x1b", ["<escape>"]),
        (b"\x1bx\x1b\x7f", ["<rub-word>"]),
        (b"\x1b[99z\x1b[200z\x1b[?1;2c\x00\x07a", ["a"]),
        (b"\x1b[200~a\r\nb\tc\x1b[Ad\x1b[201~e\r", ["a b c [Ad", "e", "<enter>"]),
        (b"\x1b[200~never ended", ["never ended"]),
        (b"\xff\xfeab", ["��ab"]),
    ],
)  # fmt: skip
def test_keys_of_terminals(typed: bytes, keys: list[str]) -> None:
    assert told(typed) == keys


SAID = st.lists(
    st.sampled_from(
        ["物", "a", "é", "👩‍🔧", "\r", "\x1b[A", "\x1b[5~", "\x1bOB", "\x1b[200~x\ny\x1b[201~", "\x7f", "\x15"]
    ),
    max_size=8,
)


@given(SAID, st.data())
def test_it_does_not_matter_in_which_pieces_bytes_arrive(said: list[str], data: st.DataObject) -> None:
    whole = "".join(said).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    pieces = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert "".join(told(*pieces)) == "".join(told(whole))


def pressed(*keys: str) -> TypedLine:
    line = TypedLine()
    for key in keys:
        line = line.pressed(Key(key[1:-1]) if key.startswith("<") else Key("text", key))
    return line


@pytest.mark.parametrize(
    ("keys", "before", "after"),
    [
        (["物流", "<backspace>"], "物", ""),
        (["物流", "<left>", "快"], "物快", "流"),
        (["ab", "<home>", "<right>", "<delete>"], "a", ""),
        (["ab", "<home>", "<end-of-text>"], "", "b"),
        (["e\u0301\u0323", "<backspace>"], "", ""),
        (["x👩\u200d🔧", "<backspace>"], "x", ""),
        (["x👩\u200d🔧", "<home>", "<right>", "<right>"], "x👩\u200d🔧", ""),
        (["level:A 报价 ", "<rub-word>"], "level:A ", ""),
        (["报价", "<rub-word>", "<rub-word>"], "", ""),
        (["报价", "<rub-line>", "x"], "x", ""),
        (["报价", "<left>", "<rub-rest>"], "报", ""),
        (["<backspace>", "<delete>", "<left>", "<right>", "<up>"], "", ""),
        (["a" * 1000], "a" * LONGEST, ""),
    ],
)
def test_what_keys_do_to_a_line(keys: list[str], before: str, after: str) -> None:
    assert pressed(*keys) == TypedLine(before, after)
