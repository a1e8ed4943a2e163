from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.text import front_edits
from ledger.text.edits import apply
from ledger.text.front_edits import NoSuchPlace
from ledger.text.front_places import Page, find
from ledger.text.nodes import Many, Map, Node, Scalar
from tests.text.nasty import COMMENTED, NONE, ODD, SIMPLE, variants

VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | st.sampled_from(
    ["A", "a #b", "- x", "a: b", "013800138000", "no", "a\nb", "'", '"', "\\", "x, y", "[z]", "\u2028", "中文：", "?"]
)
PATHS = st.sampled_from(
    [
        ("level",),
        ("name",),
        ("phone",),
        ("empty",),
        ("quoted key",),
        ("x:y",),
        ("contacts", "0", "name"),
        ("contacts", "0", "phone"),
        ("contacts", "1", "phone"),
        ("contacts", "2", "name"),
        ("tags", "0"),
        ("tags", "1"),
        ("flow", "a"),
        ("flow", "b"),
        ("flow", "c", "1"),
        ("flow", "new"),
        ("nested", "deep", "deeper"),
        ("nested", "deep", "new"),
        ("nested", "list", "1"),
        ("items", "1"),
        ("中文键",),
        ("seps",),
        ("last",),
        ("brand new",),
        ("brand", "new"),
        ("brand", "0", "new"),
        ("notes",),
        ("folded",),
        ("plain multi",),
    ]
)


def plain(node: Node | None) -> object:
    """A node as texts, lists and maps."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Many):
        return [plain(item) for item in node.items]
    if isinstance(node, Map):
        return {pair.key: plain(pair.value) for pair in node.pairs}
    return None


def whole(text: str) -> dict[str, object]:
    return {pair.key: plain(pair.value) for pair in Page.of(text).front.pairs}


def put(value: object, path: Sequence[str], new: object) -> object:
    """What a value is once `new` stands at a path, in lists and maps of Python."""
    if not path:
        return new
    part, rest = path[0], path[1:]
    if isinstance(value, list):
        there = list(value)
        if int(part) == len(there):
            return [*there, put(None, rest, new)]
        there[int(part)] = put(there[int(part)], rest, new)
        return there
    if isinstance(value, dict):
        return {**value, part: put(value.get(part), rest, new)}
    if part.isdigit():
        return [put(None, rest, new)]
    return {part: put(None, rest, new)}


def lines(text: str) -> list[str]:
    return re.split("(?<=\n)", text)


@given(st.sampled_from(variants()), PATHS, VALUES)
@example(COMMENTED, ("empty",), "A")
@example(SIMPLE, ("tags", "0"), "x, y")
@example(ODD, ("flow", "b"), "x, y")
@example(SIMPLE.rstrip("\n"), ("brand new",), "A")
def test_after_an_edit_the_file_says_what_was_wanted_and_all_else_as_before(
    text: str, path: tuple[str, ...], value: str
) -> None:
    page = Page.of(text)
    before = whole(text)
    try:
        edits = front_edits.set_text(page, path, value)
    except NoSuchPlace:
        return
    after = apply(text, edits)
    wanted = put(before, path, value)
    assert whole(after) == wanted
    body = page.fences.whole.end if page.fences else 0
    if body < len(text):
        assert after.endswith(text[body:])


@given(st.sampled_from(variants()), PATHS, VALUES)
def test_an_edit_of_a_value_on_one_line_changes_that_line_alone(text: str, path: tuple[str, ...], value: str) -> None:
    page = Page.of(text)
    node = find(page, path)
    if not isinstance(node, Scalar) or "\n" in text[node.span.start : node.span.end] or node.style in ("|", ">", "?"):
        return
    after = apply(text, front_edits.set_text(page, path, value))
    number = text.count("\n", 0, node.span.start)
    old, new = lines(text), lines(after)
    assert len(old) == len(new)
    differing = [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    assert differing == ([] if node.text == value else [number])


@given(st.sampled_from(variants()), PATHS)
def test_what_a_file_says_already_is_not_written_again(text: str, path: tuple[str, ...]) -> None:
    page = Page.of(text)
    node = find(page, path)
    if isinstance(node, Scalar) and node.style != "?":
        assert front_edits.set_text(page, path, node.text) == []
    if isinstance(node, Many) and all(isinstance(item, Scalar) for item in node.items):
        assert front_edits.set_text(page, path, [item.text for item in node.items if isinstance(item, Scalar)]) == []


@given(
    st.sampled_from(variants()),
    st.sampled_from([("tags",), ("nested", "list"), ("items",), ("flow", "c"), ("new",)]),
    VALUES,
)
def test_what_is_added_to_a_list_and_taken_out_again_leaves_the_rest(
    text: str, path: tuple[str, ...], value: str
) -> None:
    before = find(Page.of(text), path)
    there = plain(before) or []
    assert isinstance(there, list)
    added = apply(text, front_edits.add(Page.of(text), path, value))
    assert plain(find(Page.of(added), path)) == (there if value in there else [*there, value])
    taken = apply(added, front_edits.take(Page.of(added), path, value))
    left = plain(find(Page.of(taken), path)) or []
    assert left == [one for one in there if one != value]
    others = {key: one for key, one in whole(text).items() if key != path[0]}
    assert {key: one for key, one in whole(taken).items() if key != path[0]} == others


@given(
    st.sampled_from(variants()),
    st.sampled_from([("tags",), ("nested", "list"), ("items",), ("flow", "c"), ("level",), ("empty",), ("new",)]),
    st.lists(VALUES, max_size=3, unique=True),
)
def test_a_list_takes_the_place_of_what_was_there(text: str, path: tuple[str, ...], values: list[str]) -> None:
    try:
        after = apply(text, front_edits.set_text(Page.of(text), path, values))
    except NoSuchPlace:
        return
    assert whole(after) == put(whole(text), path, values)


@given(st.sampled_from(variants()), PATHS)
def test_what_is_removed_is_gone_with_its_lines_and_nothing_else(text: str, path: tuple[str, ...]) -> None:
    page = Page.of(text)
    if find(page, path) is None:
        assert front_edits.remove(page, path) == []
        return
    try:
        after = apply(text, front_edits.remove(page, path))
    except NoSuchPlace:
        # The first member of an item stands beside its dash.
        assert path[-2].isdigit()
        return
    assert set(lines(after)) <= {
        *lines(text),
        *(line.removesuffix("\n").removesuffix("\r") for line in lines(text)),
    } or (len(path) > 1 and len(lines(after)) == len(lines(text)))
    left = {key: one for key, one in whole(text).items() if key != path[0]}
    assert {key: one for key, one in whole(after).items() if key != path[0]} == left
    gone = find(Page.of(after), path)
    assert gone is None or path[-1].isdigit()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_is_made_where_there_is_none(newline: str) -> None:
    text = NONE.replace("\n", newline)
    after = apply(text, front_edits.set_text(Page.of(text), ("level",), "A"))
    assert after == newline.join(["---", "level: A", "---", ""]) + newline + text
