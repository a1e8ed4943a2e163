"""Places that a merge left: reading them, in our form and in git's, and settling them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadValue
from ledger.model.compiled import built_in
from ledger.model.merging.conflicts import conflicts, settled, settled_with
from ledger.model.parse import parse
from ledger.model.settings import Settings
from ledger.text.conflicts import places, readable
from ledger.text.source import Encoding, Source

FIELD = "---\nname: a\n<<<<<<< mine\nstage: 活跃\n||||||| old\nstage: 潜在\n=======\nstage: 流失\n>>>>>>> theirs\nlevel: A\n---\n"
TWO_SIDED = "---\nname: a\n---\n\n<<<<<<< HEAD\n## 2026-11-20 call a\n\nmine\n=======\n## 2026-11-21 call b\n\ntheirs\n>>>>>>> north\n"


def read(text):
    return parse("customers/a.md", Source(text, Encoding.UTF8, ""), built_in(), Settings())


def test_a_field_in_conflict_has_its_old_value_and_all_else_is_read():
    customer = read(FIELD)
    assert customer.text("stage") == "潜在"
    assert customer.text("level") == "A"
    assert customer.fields["level"].line == 10
    assert [(one.code, one.line) for one in customer.problems if one.code == "conflict-marker"] == [
        ("conflict-marker", 3)
    ]
    assert [one.code for one in customer.problems] == ["id-missing", "conflict-marker"]


def test_without_the_old_text_ours_is_read():
    customer = read(TWO_SIDED)
    assert [(entry.title, entry.text) for entry in customer.entries] == [("a", "mine")]


def test_a_field_that_was_not_there_is_not_read():
    customer = read(FIELD.replace("stage: 潜在\n", ""))
    assert "stage" not in customer.fields


def test_a_place_below_a_text_of_several_lines_is_none_of_its_lines():
    customer = read(FIELD.replace("name: a\n", "name: a\nintro: |\n  one\n"))
    assert customer.text("intro") == "one\n"


@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
def test_places_are_read_with_each_side(breaks):
    (conflict,) = conflicts(FIELD.replace("\n", breaks))
    assert (conflict.what, conflict.name, conflict.line, conflict.told) == ("field", "stage", 3, True)
    assert (conflict.old, conflict.mine, conflict.theirs) == tuple(
        f"stage: {x}{breaks}" for x in ("潜在", "活跃", "流失")
    )
    (conflict,) = conflicts(TWO_SIDED.replace("\n", breaks))
    assert (conflict.what, conflict.name, conflict.old, conflict.told) == ("entry", "2026-11-20 call a", None, False)


@pytest.mark.parametrize(
    ("choice", "value"), [("mine", "活跃"), ("theirs", "流失"), ("old", "潜在")]
)  # fmt: skip
def test_a_place_is_settled_for_one_side(choice, value):
    (conflict,) = conflicts(FIELD)
    assert settled(FIELD, conflict, choice) == f"---\nname: a\nstage: {value}\nlevel: A\n---\n"


def test_both_entries_can_be_kept_and_stay_apart():
    (conflict,) = conflicts(TWO_SIDED)
    assert settled(TWO_SIDED, conflict, "both") == (
        "---\nname: a\n---\n\n## 2026-11-20 call a\n\nmine\n\n## 2026-11-21 call b\n\ntheirs\n"
    )


def test_what_cant_be_chosen_is_refused():
    (field,), (entry,) = conflicts(FIELD), conflicts(TWO_SIDED)
    for text, conflict, choice in ((FIELD, field, "both"), (TWO_SIDED, entry, "old"), (FIELD, field, "ours")):
        with pytest.raises(BadValue):
            settled(text, conflict, choice)
    with pytest.raises(BadValue):
        settled(FIELD.replace("活跃", "首购"), field, "mine")


def test_other_text_can_take_the_place():
    (conflict,) = conflicts(FIELD)
    assert settled_with(FIELD, conflict, "stage: 首购") == "---\nname: a\nstage: 首购\nlevel: A\n---\n"
    assert settled_with(FIELD, conflict, "") == "---\nname: a\nlevel: A\n---\n"


def test_a_deleted_entry_takes_its_blank_lines_along():
    text = "---\nname: a\n---\n\n<<<<<<< mine\n||||||| old\n## 2026-11-20 call a\n=======\n## 2026-11-20 call b\n>>>>>>> theirs\n\n## 2026-11-21 call c\n"
    assert settled(text, conflicts(text)[0], "mine") == "---\nname: a\n---\n\n## 2026-11-21 call c\n"


def test_longer_markers_hold_shorter_ones_as_text():
    text = "<<<<<<<<< mine\na\n<<<<<<< x\n=======\n>>>>>>> y\n=========\nb\n>>>>>>>>> theirs\n"
    (conflict,) = conflicts(text)
    assert (conflict.mine, conflict.theirs) == ("a\n<<<<<<< x\n=======\n>>>>>>> y\n", "b\n")


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< a\n", "<<<<<<< a\n=======\n", "=======\n>>>>>>> b\n", "<<<<<<< a\n>>>>>>> b\n", "title\n=======\n"],
)
def test_stray_markers_are_no_place(text):
    assert conflicts(text) == ()


@given(
    st.lists(st.sampled_from(("<<<<<<< a", "|||||||", "=======", ">>>>>>> b", "<<<<<<<<", "text", "- x: 1\r", "---")))
)
def test_a_text_with_any_markers_keeps_its_places(lines):
    text = "\n".join(lines)
    hidden = readable(text, places(text))
    assert len(hidden) == len(text)
    assert [n for n, sign in enumerate(hidden) if sign == "\n"] == [n for n, sign in enumerate(text) if sign == "\n"]
    assert read(text) is not None
