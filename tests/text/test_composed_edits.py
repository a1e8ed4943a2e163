"""Edits of lists and maps that are more than single lines: each touches what it names alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from ledger.text import fences, front_edits, frontmatter
from ledger.text.edits import Edit, apply
from ledger.text.front_places import Page
from tests.text.test_frontmatter import plain

NOTES = """---
name: a
notes:
  - |
    one
    - no item
  - two  # said

  - >-
    three
    three
  -
    - nested
    - list
more:
  - - x
    - |
      y
  - z
box: {a: 1,
  b: [c,
  d]}
words: [
  one,
  two
]
level: A
---
body
"""
Change = Callable[[Page], list[Edit]]


def page(text: str) -> Page:
    found = fences.find(text)
    assert found is not None
    return Page(text, found, frontmatter.read(text, found))


def values(text: str) -> dict[str, object]:
    return {pair.key: plain(pair.value) for pair in page(text).front.pairs}


def add(path: Sequence[str], value: str) -> Change:
    return lambda draft: front_edits.add(draft, path, value)


def take(path: Sequence[str], value: str) -> Change:
    return lambda draft: front_edits.take(draft, path, value)


def remove(*path: str) -> Change:
    return lambda draft: front_edits.remove(draft, path)


def put(path: Sequence[str], value: str) -> Change:
    return lambda draft: front_edits.set_text(draft, path, value)


THREE = ["one\n- no item\n", "two", "three three", ["nested", "list"]]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        (add(["notes"], "new"), "notes", [*THREE, "new"]),
        (take(["notes"], "two"), "notes", [THREE[0], *THREE[2:]]),
        (take(["notes"], "three three"), "notes", [*THREE[:2], THREE[3]]),
        (take(["notes"], "one\n- no item\n"), "notes", THREE[1:]),
        (remove("notes", "3"), "notes", THREE[:3]),
        (remove("notes", "0"), "notes", THREE[1:]),
        (add(["notes", "3"], "new"), "notes", [*THREE[:3], ["nested", "list", "new"]]),
        (put(["notes", "1"], "second"), "notes", [THREE[0], "second", *THREE[2:]]),
        (add(["more"], "new"), "more", [["x", "y\n"], "z", "new"]),
        (add(["more", "0"], "new"), "more", [["x", "y\n", "new"], "z"]),
        (take(["more"], "z"), "more", [["x", "y\n"]]),
        (put(["box", "a"], "2"), "box", {"a": "2", "b": ["c", "d"]}),
        (put(["box", "e"], "2"), "box", {"a": "1", "b": ["c", "d"], "e": "2"}),
        (add(["box", "b"], "e"), "box", {"a": "1", "b": ["c", "d", "e"]}),
        (add(["words"], "three"), "words", ["one", "two", "three"]),
        (take(["words"], "one"), "words", ["two"]),
        (take(["words"], "two"), "words", ["one"]),
    ],
)
def test_an_edit_changes_what_it_names_alone(change: Change, key: str, value: object, newline: str) -> None:
    text = NOTES.replace("\n", newline)
    before = values(text)
    assert before["notes"] == THREE
    after = apply(text, change(page(text)))
    assert values(after) == {**before, key: value}
    assert page(after).front.faults == ()
    kept = [line for line in text.split("\n") if line in after.split("\n")]
    assert len(kept) >= len(text.split("\n")) - 4
