"""The short ways through plain front matter and a plain body give what the long ways give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.model import plain_body
from ledger.model.fields import Reading
from ledger.model.parse import parse
from ledger.text.source import decode
from tests.facts.typed import ruled
from tests.strategies import BADLY_TYPED, contents, files, front_matter

FRONT = "---\nid: C-1\nname: 云启\n---\n"
LINES = (
    "", "text", "## 2026-11-21 call", "## 2026-11-21 10:30 visit 报价 @张三 #急", "### 2026-11-20 电话", "## 2026-11-19 invoice INV-7",
    "## 2026-11-18 25:00 call", "## 2026-11-17 no such kind", "## 20261116 call", "## 2026-W01-1 call", "## 2026-11-31 call",
    "##  2026-11-15 call", "## 2026-11-14", "## 2026-11-13call", "## notes", "# Title", "# 2026-01-01 x", "##### deep", "### inside",
    "####### seven", "#tag", "##", " ## 2026-11-12 call", "    ## 2026-11-11 call", "## 2026-11-10 call ##", "##\t2026-11-09 call",
    "- result: well", "- 结果：好", "- amount: USD 680", "- amount: soon", "- amount:", "  - nested: x", "- due: 2026-02-30", "-", "- ",
    "- unknown key: value", "- a note, no more", "1. result: numbered", "12) x", "* starred", "+ plus", " - by: 张三", "   - third",
    "    - deep", "     code", "-no", "- [ ] 2026-11-22 send @张三", "- [x] 2026-11-20 sent ✅ 2026-11-21", "- [] odd", "- [x]none",
    "- [-] dropped", "- [ ] 2026-11-22 report every 2w", "  - [x] 2026-12-06", "- [ ]2026-11-23 tight", "1. [ ] numbered task",
    "- [ ] 2026.11.24 dotted", "- **result**: bold", "- https://x.y: z", "- product: A, B", "[[C-2]]", "<!-- hidden", "-->", "```", "> - quoted",
    "- result: well?", "- - result: twice", "2026 was good", "2026. A year", "- result：", "- place: \u3000x", "\u3000- x", "\xa0- x", "## \xa02026-01-01 call",
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(("\n", "\n", "\n", "\r\n")))
def test_any_lines_are_read_alike(lines: list[str], newline: str) -> None:
    both_ways((FRONT + "\n".join(lines)).replace("\n", newline).encode())


@settings(max_examples=200)
@given(front_matter())
def test_any_front_matter_is_read_alike(front: str) -> None:
    both_ways(f"---\n{front}\n---\n\n## 2026-11-21 call\n".encode())


@settings(max_examples=200)
@given(files().map(str.encode) | contents())
def test_any_file_is_read_alike(content: bytes) -> None:
    both_ways(content)


@pytest.mark.parametrize("name", BADLY_TYPED)
def test_what_is_typed_badly_is_read_alike(name: str) -> None:
    both_ways(BADLY_TYPED[name].encode())


def both_ways(content: bytes) -> None:
    source = decode(content)
    assert parse("customers/a.md", source, *ruled()) == parse("customers/a.md", source, *ruled(), plainly=False)


def test_a_usual_body_takes_the_short_way() -> None:
    text = (
        "\n# 云启\n\nAbout.\n\n## 2026-11-20 10:30 call 报价 @张三 #急\n\nSaid.\n\n- result: well\n- [ ] 2026-11-25 send\n"
        "## 2026-11-21 invoice INV-7\n- amount: USD 680\n- due: 2026-12-21\n"
    )
    vocabulary, rules = ruled()
    found = plain_body.read(text, 0, 1, Reading(vocabulary, rules.currency))
    assert found is not None
    assert [(entry.kind, entry.ref, entry.text, [*entry.fields]) for entry in found.entries] == [
        ("call", "", "Said.\n\n- [ ] 2026-11-25 send", ["result"]),
        ("invoice", "INV-7", "", ["amount", "due"]),
    ]
    assert [task.entry for task in found.tasks] == [0]
    assert found.titles == ("云启",)
