from __future__ import annotations

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.text import scalars
from ledger.text.front_places import Page, find
from ledger.text.nodes import Many, Scalar

# Anything that can stand in a UTF-8 file.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text(
    "ab 01-:#?'\"[]{},&*!|>%@`~=<.\\/\t\n\r\u2028\u2029\x85\x0c\x0b\ufeff\x00上海（）：，\u202e👩\u200d👧", max_size=12
)


def typed(written: str, key: str = "k") -> object:
    """What PyYAML's loader of texts makes of a value."""
    return yaml.load(f"{key}: {written}\nz: 1\n", yaml.BaseLoader)[key]


def own(written: str) -> object:
    node = find(Page.of(f"---\nk: {written}\nz: 1\n---\n"), ["k"])
    return node.text if isinstance(node, Scalar) else node


@given(TEXTS, st.sampled_from(["", "'", '"']))
@example("- a", "")
@example("a: b", "")
@example("a #b", "")
@example("---", "")
@example("...", "")
@example("~", "")
@example("a\\", '"')
@example("\\x41", "")
@example("it's", "'")
@example("\x7f", "")
@example("\ue000", "")
@example("\ufffe", "")
@example("?", "")
@example("-", "")
@example("a:", "")
@example("'", "")
@example("a?", "")
@example("中文：冒号", "")
def test_a_text_reads_back_as_it_was_written(text: str, style: str) -> None:
    written = scalars.write(text, style=style)
    assert not {"\n", "\r"} & set(written)
    assert typed(written) == text
    assert own(written) == text


@given(st.lists(TEXTS, min_size=1, max_size=4))
@example(["a, b", "c"])
@example(["[", "}"])
@example(["a: b", "?c", "-d", "-"])
def test_a_list_in_brackets_reads_back_as_it_was_written(texts: list[str]) -> None:
    written = "[" + ", ".join(scalars.write(text, flow=True) for text in texts) + "]"
    assert typed(written) == texts
    node = find(Page.of(f"---\nk: {written}\n---\n"), ["k"])
    assert isinstance(node, Many)
    assert [item.text for item in node.items if isinstance(item, Scalar)] == texts


def test_values_that_yaml_takes_for_something_else_stay_plain() -> None:
    for text in ("no", "013800138000", "12:30", "2026-02-30", "1e5", "0x1F", "1_000", "+8613800138000", "C-7K3M2Q"):
        assert scalars.write(text) == text
        assert own(text) == text
