"""Headings and list items of a body, outside code, comments and quotes."""

from __future__ import annotations

import pytest
from hypothesis import given

from ledger.text.blocks import Blocks, scan
from ledger.text.places import place
from tests.strategies import bodies


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, text[slice(*heading.content)]) for heading in scan(text).headings]


def items(text: str) -> list[tuple[int, str | None, str]]:
    return [(item.indent, item.box, text[item.content : item.end]) for item in scan(text).list_items]


@given(bodies())
def test_every_block_stands_where_it_says(text: str) -> None:
    found = scan(text)
    for part in (*found.headings, *found.list_items):
        assert place(text, part.start)[0] == part.line
        assert part.start == 0 or text[part.start - 1] == "\n"
        assert "\n" not in text[part.start : part.end]
        assert not text[part.end : part.end + 1].strip("\r\n")
    for heading in found.headings:
        assert heading.start <= heading.content.start <= heading.content.end <= heading.end
    for item in found.list_items:
        assert item.start <= item.content <= item.end
        if item.box is not None:
            assert text[item.box_start : item.box_start + len(item.box) + 2] == f"[{item.box}]"
    assert no_overlap(found)


def no_overlap(found: Blocks) -> bool:
    """Whether headings and items are in order and outside code."""
    for parts in (found.headings, found.list_items):
        starts = [part.start for part in parts]
        if starts != sorted(set(starts)):
            return False
        if any(code.start <= start < code.end for code in found.code for start in starts):
            return False
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a", [(1, "a")]),
        ("###### a ##", [(6, "a")]),
        ("## a # b", [(2, "a # b")]),
        ("## a#", [(2, "a#")]),
        ("## a \\#", [(2, "a \\#")]),
        ("##", [(2, "")]),
        ("## ##", [(2, "")]),
        ("  ## a\r\n", [(2, "a")]),
        ("##\u3000a", [(2, "a")]),
        ("####### a", []),
        ("##a", []),
        ("\\## a", []),
        ("    ## code", []),
        ("\t## code", []),
        ("> ## quoted", []),
        ("- ## in a list", []),
        ("```\n## a\n```\n## b", [(2, "b")]),
        ("```\r\n## a\r\n```\r\n## b", [(2, "b")]),
        ("~~~ md\n## a\n```\n## b\n~~~\n## c", [(2, "c")]),
        ("````\n```\n## a\n````\n## b", [(2, "b")]),
        ("``` a`b\n## c", [(2, "c")]),
        ("``\n## a", [(2, "a")]),
        ("```\n## never closed", []),
        ("- ```\n  ## a\n  ```\n\n## b", [(2, "b")]),
        ("- ```\n  ## a\n\n## the list ended", [(2, "the list ended")]),
        ("<!--\n## a\n-->\n## b", [(2, "b")]),
        ("<!-- ## a -->\n## b", [(2, "b")]),
        ("<!-- a --> ## b\n## c", [(2, "c")]),
        ("<!-- open\n## a", []),
        ("text <!--\n## a", [(2, "a")]),
        ("<pre>\n## a\n</PRE>\n## b", [(2, "b")]),
        ("<preface>\n## a", [(2, "a")]),
        ("a\u2028## b\n", []),
        ("a\r## b\n", []),
        ("a\x85## b\x0c## c\n", []),
        ("title\n===\n## a", [(2, "a")]),
    ],
)  # fmt: skip
def test_a_heading_is_what_markdown_shows_as_one(text: str, expected: list[tuple[int, str]]) -> None:
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", [(0, None, "a")]),
        ("* a\n+ b\n1. c\n2) d", [(0, None, "a"), (0, None, "b"), (0, None, "c"), (0, None, "d")]),
        ("-a\n1.a\n1234567890. a\n--- a\n-", []),
        ("- [ ] a", [(0, " ", "a")]),
        ("- [x] a\r\n", [(0, "x", "a")]),
        ("1. [X] a", [(0, "X", "a")]),
        ("- [-] a\n- [/] b\n- [✓] c\n- [√] d", [(0, "-", "a"), (0, "/", "b"), (0, "✓", "c"), (0, "√", "d")]),
        ("- [] a", [(0, "", "a")]),
        ("- [ ]\u3000a", [(0, " ", "a")]),
        ("- [ ]a", [(0, None, "[ ]a")]),
        ("- [link](x)", [(0, None, "[link](x)")]),
        ("- a\n  - b\n    - c\n        - d", [(0, None, "a"), (2, None, "b"), (4, None, "c"), (8, None, "d")]),
        ("text\n\n    - code", []),
        ("- a\n\n    - b", [(0, None, "a"), (4, None, "b")]),
        ("> - quoted", []),
        ("```\n- code\n```\n- a", [(0, None, "a")]),
        ("- ```\n  - code\n  ```\n- a", [(0, None, "a")]),
        ("<!--\n- hidden\n-->\n- a", [(0, None, "a")]),
    ],
)  # fmt: skip
def test_an_item_is_what_markdown_shows_as_one(text: str, expected: list[tuple[int, str | None, str]]) -> None:
    assert items(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb", "code-unclosed"),
        ("~~~", "code-unclosed"),
        ("<!-- b", "comment-unclosed"),
        ("- ```\n  b\n", "code-unclosed"),
    ],
)
def test_what_is_never_closed_is_named(text: str, code: str) -> None:
    assert [fault.code for fault in scan(text).faults] == [code]


def test_reading_starts_where_it_is_told_and_counts_lines_from_there() -> None:
    text = "---\nname: a\n---\n\n## b\n"
    found = scan(text, text.index("\n\n") + 1, 4)
    assert [(heading.line, text[slice(*heading.content)]) for heading in found.headings] == [(5, "b")]
