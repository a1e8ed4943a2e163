"""The page about one customer: what is on it, in which order, and that nothing on it can harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.display.customer import customer_page
from ledger.display.entries import first_line
from ledger.display.field_words import Words
from ledger.display.page import Heading, Lines, Page, Span
from ledger.display.plain import lines
from ledger.display.rows import Row, Section, parted, section_blocks
from ledger.display.speech import Speaker
from ledger.display.width import width
from ledger.operations.who import get
from ledger.reports import customer_page as values
from ledger.session import open_session

Show = Callable[..., str]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """The page of a customer file as text."""
    (tmp_path / "ledger.yaml").write_text('ledger: 1\nlevels: {A: {mark: "★"}}\n', "utf-8")
    (tmp_path / "customers").mkdir()

    def shown(text: str | bytes, columns: int | None = 80) -> str:
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / "customers" / "acme.md").write_bytes(content)
        session = open_session(tmp_path, today=date(2026, 11, 21))
        page = values.customer_page(session, get(session, "customers/acme.md"))
        words = Words(session.vocabulary, Speaker("en"), session.today)
        modules, problems = values.profile(session, page.customer), values.problem_lines(session, page)
        return "".join(lines(customer_page(page, modules, problems, words, columns), columns))

    return shown


def headings(text: str) -> list[str]:
    return [
        line.partition(" (")[0] for line in text.split("\n") if line and line[0].isalpha() and "customers/" not in line
    ]


def test_sections_without_content_are_left_out(show: Show) -> None:
    assert headings(show("---\nid: X\nname: Acme\nlevel: A\n---\n")) == ["Worked out", "Due"]


def test_nothing_is_wider_than_the_page(show: Show) -> None:
    text = (
        "---\nname: 上海云启科技有限公司\nlevel: A\nstrategy: " + "很长的策略" * 40 + "\ncontacts:\n  - name: "
        "A name that is much longer than the column of labels is\n    email: a@b.example\n---\n"
        + "long words " * 60
        + "\n\n## 2026-11-01 call "
        + "标题" * 60
        + "\n"
        + "文字" * 90
        + "\n- [ ] 2026-11-02 "
        + "任务" * 50
        + "\n"
    )
    assert max(width(line) for line in show(text).split("\n")) <= 80


def test_a_broken_file_shows_its_problems_first(show: Show) -> None:
    text = show("---\nname: Acme\ntags: [a\n---\n\n## 2026-11-01 call there\n")
    assert headings(text)[:2] == ["Acme", "Problems in the file"]
    assert "[yaml-" in text
    assert "call there" in text


def test_what_can_t_be_read_at_all_says_only_that(show: Show) -> None:
    text = show(bytes(range(256)))
    assert "Nothing else is known of it." in text
    assert "Worked out" not in text


def test_small_problems_come_last_with_their_line(show: Show) -> None:
    text = show("---\nid: X\nname: Acme\nwebsite: nowhere\n---\n\n## 2026-11-1 call\n")
    assert headings(text)[-1] == "Problems in the file"
    assert "line 7" in text


def test_unconfirmed_values_have_a_question_mark(show: Show) -> None:
    text = show("---\nname: Acme ?\nlevel: A?\nregion: Hamburg?\n---\n")
    assert text.startswith("★ Acme ?  A ?\n")
    assert "region Hamburg ?" in text


def test_fields_nobody_knows_are_shown(show: Show) -> None:
    assert "other         小名 老王 · deep a b, c" in show(
        "---\nid: X\nname: Acme\n小名: 老王\ndeep: {a: [b, c]}\n---\n"
    )


def test_contacts_who_left_stand_last(show: Show) -> None:
    text = show(
        "---\nname: Acme\ncontacts:\n  - {name: Gone, left: 2025-01-01}\n  - {name: Here}\n  - {name: Main, primary: yes}\n---\n"
    )
    assert text.index("Main") < text.index("Here") < text.index("Gone")


def test_notes_are_paragraphs_without_title_and_tasks(show: Show) -> None:
    text = show(
        "---\nname: Acme\n---\n\n# Acme Inc.\n\nfirst line\nsecond\n\n<!-- not\nthis -->\n- item\n- [ ] do it\n中文\n继续\n"
    )
    notes = text.partition("Notes\n")[2].partition("\n\n")[0]
    assert notes == "  first line second\n  - item\n  中文继续"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("\n\none", "one"), ("one\ntwo", "one …"), ("- [ ] task\nsaid", "said"), ("x" * 200, "x" * 160 + "…")],
)
def test_the_first_line_of_an_entry(text: str, shown: str) -> None:
    assert first_line(text) == shown


def test_labels_of_all_sections_stand_in_one_column() -> None:
    blocks = section_blocks(
        [
            Section("One", [Row("a", (Span("1"),))]),
            Section("Empty", []),
            Section("Two", [Row("long label", (Span("2"),)), Row("客户", (Span("3"),)), Row(None, (Span("4"),))]),
        ]
    )
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["One", "Two"]
    text = list(lines(Page(tuple(block for block in blocks if isinstance(block, Lines)))))
    assert text == ["  a           1\n", "  long label  2\n", "  客户        3\n", "  4\n"]


def test_empty_parts_leave_no_marks() -> None:
    assert "".join(span.text for span in parted([Span(""), Span("a"), (), (Span("b "), Span("c"))])) == "a · b c"


@given(st.text(st.sampled_from("name: []{}-#\n\t2026-1 ablvektscnpi:@!?农历\x1b\u202e"), max_size=300))
def test_any_text_has_a_page_without_controls(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "ledger.yaml").write_text("ledger: 1\n", "utf-8")
    (folder / "customers").mkdir()
    (folder / "customers" / "a.md").write_text("---\n" + text, "utf-8", newline="")
    session = open_session(folder, today=date(2026, 11, 21))
    page = values.customer_page(session, get(session, "customers/a.md"))
    words = Words(session.vocabulary, Speaker("en"), session.today)
    made = customer_page(page, values.profile(session, page.customer), values.problem_lines(session, page), words, 80)
    shown = "".join(lines(made, 80))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
