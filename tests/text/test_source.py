"""Bytes to text and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from ledger.text.edits import Edit, apply, insertion
from ledger.text.places import Span
from ledger.text.source import Encoding, decode, encode
from tests.strategies import contents, files


@given(contents())
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa")
@example(b"a\r\nb\nc\rd")
@example("a\u2028b\x85c\x0bd\x0ce".encode())
@example(b"x" * 1_000_000)
def test_what_can_be_written_goes_back_to_the_same_bytes(content: bytes) -> None:
    source = decode(content)
    if source.writable or source.encoding is Encoding.GB18030:
        assert encode(apply(source.text, []), source.encoding) == content
    else:
        assert source.text == ""


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("云启".encode(), Encoding.UTF8),
        (b"\xef\xbb\xbfname", Encoding.UTF8_BOM),
        ("---\nname: 上海云启科技有限公司\n---\n".encode("gbk"), Encoding.GB18030),
        ("𠮷野家，客户".encode("gb18030"), Encoding.GB18030),
        ("name: 云启".encode("utf-16"), Encoding.OPAQUE),
        ("name".encode("utf-32"), Encoding.OPAQUE),
        (b"a\x00b", Encoding.OPAQUE),
        (b"\x00" * 100, Encoding.OPAQUE),
        (b"\xff\xd8\xff\xe0 JFIF", Encoding.OPAQUE),
        (b"caf\xe9", Encoding.OPAQUE),
        (b"\xed\xa0\x80", Encoding.OPAQUE),
        ("云启".encode()[:-1], Encoding.OPAQUE),
    ],
)
def test_encodings_are_told_apart(content: bytes, encoding: Encoding) -> None:
    assert decode(content).encoding is encoding


def test_only_utf_8_is_written() -> None:
    assert [decode(text).writable for text in (b"a", b"\xef\xbb\xbfa", "客户说好".encode("gbk"), b"\xff")] == [
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(ValueError, match="unknown"):
        encode("a", Encoding.OPAQUE)


@given(files())
def test_no_edit_changes_nothing(text: str) -> None:
    assert apply(text, []) == text


def test_edits_may_come_in_any_order_but_not_overlap() -> None:
    edits = [Edit(Span(3, 4), "D"), insertion(0, "<"), Edit(Span(1, 2), "")]
    assert apply("abcde", edits) == "<acDe"
    assert apply("ab", [insertion(1, "1"), insertion(1, "2")]) == "a12b"
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [Edit(Span(0, 2), ""), Edit(Span(1, 3), "")])
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [Edit(Span(2, 4), "")])
