"""Pages as pictures."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from ledger.display.page import Line, Page, Span, Style, line
from ledger.display.picture import COLUMN, SIDE, picture

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[ET.Element]:
    return [element for element in ET.fromstring(svg).iter(f"{SVG}text") if element.get("textLength")]


def test_chinese_text_takes_two_columns_a_character() -> None:
    first, second, third = texts(
        picture(Page((Line((Span("A "), Span("云启", Style.STRONG), Span("x"))),)), "ledger due")
    )
    assert (first.text, second.text, third.text) == ("A", "云启", "x")
    assert float(second.get("x", "")) == round(SIDE + 2 * COLUMN, 1)
    assert float(second.get("textLength", "")) == round(4 * COLUMN, 1)
    assert float(third.get("x", "")) == round(SIDE + 6 * COLUMN, 1)
    assert second.get("class") == "strong wide"


def test_only_wide_characters_are_set_larger() -> None:
    (padded,) = texts(picture(Page((line("today              ", Style.TODAY),)), "t"))
    assert (padded.text, padded.get("class")) == ("today", "today")


def test_text_is_escaped_and_safe() -> None:
    svg = picture(Page((line("</text><script>alert(1)</script>&\x1b\x00"),)), "<ledger>")
    assert "".join(element.text or "" for element in texts(svg)) == "</text><script>alert(1)</script>&␛␀"
    assert "<script" not in svg


def test_the_same_page_gives_the_same_picture_without_the_network() -> None:
    page = Page((line("云启"), line("b", Style.OVERDUE)))
    assert picture(page, "ledger due") == picture(page, "ledger due")
    assert re.findall(r"https?://[^\"]+", picture(page, "t")) == ["http://www.w3.org/2000/svg"]


def test_the_picture_has_the_title_and_a_line_for_each_row() -> None:
    root = ET.fromstring(picture(Page((line("a"), line("b"))), "ledger due", columns=40))
    assert root.findtext(f"{SVG}title") == "ledger due"
    assert float(root.get("width", "0")) == round(40 * COLUMN + 2 * SIDE)
