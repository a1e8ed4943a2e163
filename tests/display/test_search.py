"""How hits look: marked, cut around their matches, and harmless."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.display.field_words import Words
from ledger.display.page import Page, Style
from ledger.display.plain import render
from ledger.display.search import choices_page, hit_object, marked_spans, search_page
from ledger.display.speech import Speaker
from ledger.display.width import width
from ledger.model.compiled import built_in
from ledger.reports.customers import Row
from ledger.reports.search import Found, Hit
from ledger.reports.search_lines import Excerpt

WORDS = Words(built_in(), Speaker("en"), date(2026, 11, 21))


def hit(text: str, *spans: tuple[int, int], path: str = "customers/a.md", day: str = "", **more: object) -> Hit:
    row = Row("C-1", str(more.pop("name", "Acme")), path, {"level": "A", "stage": "active"}, {}, **more)  # type: ignore[arg-type]
    return Hit(row, 1.5, Excerpt(14, text, spans, day))


def page(one: Hit, columns: int | None = None) -> str:
    return render(search_page(Found((one,), 1, "scan", 0, damaged=False), WORDS, columns), columns)


def shown(text: str, room: int, *spans: tuple[int, int]) -> str:
    return "".join(
        f"[{span.text}]" if span.style is Style.HIT else span.text
        for span in marked_spans(Excerpt(1, text, spans), room)
    )


def test_a_hit_is_its_name_and_its_line() -> None:
    made = page(hit("offered 5 boxes", (8, 9), day="2026-11-01", mark="★", star=True, unconfirmed=True, errors=1))
    assert made == "★？ ✗ Acme  A · active\n  customers/a.md:14  2026-11-01: offered 5 boxes\n"


@pytest.mark.parametrize(
    ("text", "spans", "room", "cut"),
    [
        ("short", [(0, 5)], 20, "[short]"),
        ("the word is here at the end", [(4, 8)], 14, "the [word] is h…"),
        ("a long way before the word", [(22, 26)], 14, "…fore the [word]"),
        ("很长很长的一行字里面提到了报价然后继续", [(13, 15)], 16, "…到了[报价]然后继…"),
        ("one and two and three and four", [(0, 3), (8, 11)], 14, "[one] and [two] a…"),
        ("nothing is marked in this line", [], 12, "nothing is …"),
        ("aaaaaaaaaaaaaaaaaaaa", [(0, 20)], 8, "[aaaaaaa…]"),
    ],
)
def test_a_long_line_is_cut_around_its_first_match(
    text: str, spans: list[tuple[int, int]], room: int, cut: str
) -> None:
    assert shown(text, room, *spans) == cut


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 20), st.integers(2, 50))
def test_no_cut_is_wider_than_its_room(text: str, start: int, length: int, room: int) -> None:
    span = (min(start, len(text)), min(start + length, len(text)))
    spans = [span] if span[0] < span[1] else []
    made = marked_spans(Excerpt(1, text, tuple(spans)), room)
    assert sum(width(part.text) for part in made) <= room


@given(st.text(max_size=60), st.integers(30, 120))
def test_no_line_of_a_page_is_wider_than_the_terminal(text: str, columns: int) -> None:
    made = page(hit(text, (0, min(2, len(text))), path=f"customers/{text[:20]}.md", name=text[:30]), columns)
    assert all(width(line) <= columns for line in made.split("\n"))


def test_a_path_that_leaves_no_room_has_a_line_of_its_own() -> None:
    made = page(hit("报价 折扣", (0, 2), path="customers/华东/上海云启科技有限公司.md"), 50)
    assert made.split("\n")[1:3] == ["  customers/华东/上海云启科技有限公司.md:14", "    报价 折扣"]


def test_a_line_that_is_no_longer_there_is_left_out() -> None:
    assert page(hit("")) == "Acme  A · active\n  customers/a.md:14\n"


def test_nothing_in_a_line_acts_on_the_terminal() -> None:
    made = page(hit("\x1b[31mred\u202e", (0, 3), path="customers/\x1b]0;x\x07.md"), 80)
    assert "\x1b" not in made
    assert "\u202e" not in made


def test_matches_are_places_in_the_excerpt() -> None:
    made = hit_object(hit("offered 5 boxes", (8, 9), (10, 15)))
    assert made == {
        "id": "C-1",
        "name": "Acme",
        "path": "customers/a.md",
        "line": 14,
        "score": 1.5,
        "excerpt": "offered 5 boxes",
        "matches": [[8, 9], [10, 15]],
    }


def test_choices_are_numbered() -> None:
    made: Page = choices_page([hit("one", (0, 3)), hit("two", (0, 3), name="Bolt")], 40)
    assert render(made, 40) == "  1. Acme  one\n  2. Bolt  two\n"
