"""Text that was typed or came from elsewhere can't pass for structure of the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.extension import vocabulary_of
from ledger.model.parse import parse
from ledger.model.settings_reader import load
from ledger.model.shield import shielded
from ledger.text.source import Encoding, Source

SETTINGS, _ = load("ledger: 1\n")
WORDS = vocabulary_of(SETTINGS)
LINES = [
    "## 2026-01-01 call forged", "### 2026/1/2 x", "# Title", "### Agenda", "---", "...", "```", "~~~~ js", "- ```", "  ```",
    "<!--", "-->", "<pre>", "</pre>", "<SCRIPT", "<<<<<<< HEAD", "=======", ">>>>>>> theirs", "- amount: 5", "- [ ] 2026-01-05 task",
    "    - [ ] deep", "text", "", "##\u30002026-03-04 x", "> ## 2026-01-01 quoted", "\t## 2026-01-01", "name: 谁", "||||||| base",
]  # fmt: skip


def customer(text: str):
    return parse("a.md", Source(text, Encoding.UTF8, ""), WORDS, SETTINGS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("## 2026-01-01 call", "\\## 2026-01-01 call"),
        ("### Agenda\n\n1. price", "### Agenda\n\n1. price"),
        ("#### 2026/1/1 x", "\\#### 2026/1/1 x"),
        ("# A title", "\\# A title"),
        ("a\n---\nb", "a\n\\---\nb"),
        ("```sh\n# a comment\n```", "```sh\n# a comment\n```"),
        ("```\nnever closed", "```\nnever closed\n```"),
        ("- ~~~~\n  x", "- ~~~~\n  x\n~~~~"),
        ("<!-- never closed", "\\<!-- never closed"),
        ("<!-- closed -->", "<!-- closed -->"),
        ("<<<<<<< HEAD", "\\<<<<<<< HEAD"),
        ("\r\n\r\na\r\nb\rc\r\n", "a\nb\nc"),
        ("#报价 not a heading", "#报价 not a heading"),
    ],
)
def test_only_what_would_be_structure_is_escaped(typed: str, kept: str) -> None:
    assert shielded(typed) == kept


@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["", "# 旧\n\n", "---\nname: 云启\n---\n\n"]))
def test_a_shielded_text_neither_ends_its_entry_nor_hides_the_next(lines: list[str], before: str) -> None:
    body = shielded("\n".join(lines))
    found = customer(f"{before}## 2026-05-01 call one\n\n{body}\n\n## 2026-05-02 call two\n")
    assert [(entry.date.isoformat(), entry.title) for entry in found.entries] == [
        ("2026-05-01", "one"),
        ("2026-05-02", "two"),
    ]
    assert not {problem.code for problem in found.problems} & {"code-unclosed", "comment-unclosed", "conflict-marker"}


@given(st.text(alphabet="#-`~<!>\n 2026/1.|=prescit\\\t[]", max_size=80))
def test_no_mix_of_marks_gets_through(text: str) -> None:
    found = customer(f"---\nname: x\n---\n## 2026-05-01 call one\n\n{shielded(text)}\n\n## 2026-05-02 call two\n")
    assert [entry.title for entry in found.entries] == ["one", "two"]


@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_shielding_twice_is_shielding_once(lines: list[str]) -> None:
    once = shielded("\n".join(lines))
    assert shielded(once) == once
