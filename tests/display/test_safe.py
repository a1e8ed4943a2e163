"""Customer text on a terminal."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.display.page import Column, Grid, Heading, Line, Page, Span, line
from ledger.display.plain import render
from ledger.display.safe import LONGEST, escaped_json, safe_text, whole

PAYLOADS = [
    "\x1b]0;title\x07",
    "\x1b]2;title\x1b\\",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b]4;1;rgb:ff/ff/ff\x07",
    "\x1b]1337;File=inline=1:AAAA\x07",
    "\x1b]9;notify\x07",
    "\x1b]777;notify;a;b\x07",
    "\x1b[2J",
    "\x1b[H",
    "\x1b[3J",
    "\x1b[1A\x1b[2K",
    "\x1b[31mred\x1b[0m",
    "\x1b[8mhidden\x1b[0m",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[?1049h",
    "\x1b[?25l",
    "\x1b[200~pasted\x1b[201~",
    "\x1b[21t",
    "\x1bc",
    "\x1b(0",
    "\x1b7\x1b8",
    "\x1bP$q\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b_application\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bX start of string\x1b\\",
    "\x9b2J",
    "\x9d0;title\x9c",
    "\x90dcs\x9c",
    "\x85next line",
    "\x84\x8d\x98\x9e\x9f",
    "bell\x07",
    "back\x08\x08\x08\x08over",
    "over\rwritten",
    "two\r\nlines",
    "two\nlines",
    "form\x0cfeed",
    "vertical\x0btab",
    "tab\there",
    "nul\x00",
    "shift\x0e\x0f",
    "xon\x11xoff\x13",
    "delete\x7f",
    "\u202eevil\u202c",
    "\u202aa\u202bb\u202dc\u202c",
    "\u2066a\u2067b\u2068c\u2069",
    "\u200e\u200f\u061c",
    "zero\u200bwidth",
    "zero\u200cwidth\u200d",
    "\ufeffbyte order",
    "word\u2060joiner\u2064",
    "soft\xadhyphen",
    "\u2028line\u2029paragraph",
    "\ufff9inter\ufffalinear\ufffb",
    "\U000e0041\U000e007ftags",
    "\u3164\u115f\uffa0\u034ffillers",
    "Z" + "\u0301\u0316" * 60,
    "ก" + "\u0e49" * 40,
    "lone \ud800 and \udcff",
    "\ufffe\uffff\U0001ffff"[:2],
    "[link=http://evil.example]click[/link]",
    "[bold red]markup[/]",
    "\ud83d\udc68",
]
FORBIDDEN = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f",
}


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_payload_reaches_the_terminal(payload: str) -> None:
    shown = safe_text(payload)
    assert not FORBIDDEN & set(shown)
    assert all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_every_block_of_a_page_is_safe(payload: str) -> None:
    grid = Grid(
        (Column("A"), Column("B", wraps=True, shrink=1)), [(payload, Span(payload))], sections=((0, Heading(payload)),)
    )
    page = Page(
        (
            Heading(payload),
            line(payload),
            Line((Span(payload),), overflow="cut"),
            Line((Span(payload),), overflow="long"),
            grid,
        )
    )
    for columns in (None, 40):
        assert not (FORBIDDEN - {"\n"}) & set(render(page, columns))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Acme Ltd",
        "上海云启科技有限公司",
        "Žluťoučký kůň",
        "Nguye\u0302\u0303n Va\u0306n",
        "नमस्ते दुनिया",
        "เก่งที่สุด",
        "שָׁלוֹם",
        "محمد",
        "👨\u200d👩\u200d👧 family",
        "❤️ ☎️",
        "A\u3000B\xa0C",
        "€ ¥ ★ … —",
        "𠮷野家",
    ],
)
def test_clean_text_is_returned_as_it_is(text: str) -> None:
    assert safe_text(text) is text or safe_text(text) == text


def test_what_was_there_can_be_seen() -> None:
    assert safe_text("a\tb\nc\r\x1b[0m\x7f") == "a b␊c␍␛[0m␡"
    assert safe_text("\u202eabc\u200b\x9b") == "<U+202E>abc<U+200B><U+009B>"
    assert safe_text("\ud800") == "�"


def test_marks_beyond_eight_are_counted() -> None:
    assert safe_text("Z" + "\u0301" * 20 + "o") == "Z" + "\u0301" * 8 + "�(+12)o"
    assert safe_text("Z" + "\u0301" * 8 + "o") == "Z" + "\u0301" * 8 + "o"


def test_a_line_of_ten_megabytes_is_cut_at_once() -> None:
    shown = safe_text("\x1b" * 10_000_000)
    assert len(shown) < 2 * LONGEST
    assert shown.endswith("…(+9,995,904)")


def test_every_format_character_of_unicode_is_known() -> None:
    dangerous = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]
    assert [hex(ord(character)) for character in dangerous if safe_text(f"a{character}b") == f"a{character}b"] == []


def test_every_combining_mark_is_counted() -> None:
    marks = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in ("Mn", "Me", "Mc")
    ]
    assert [hex(ord(mark)) for mark in marks if safe_text("a" + mark * 30) == "a" + mark * 30] == []


@given(st.text(st.characters()))
def test_any_text_becomes_safe(text: str) -> None:
    shown = safe_text(text)
    assert not FORBIDDEN & set(shown)
    assert safe_text(shown) == shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_json_means_the_same(text: str) -> None:
    escaped = escaped_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(escaped) == text
    assert not FORBIDDEN & set(escaped)


def test_a_lone_surrogate_is_replaced_where_text_must_be_encoded() -> None:
    assert whole("云\udc80启") == "云�启"
