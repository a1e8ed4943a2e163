"""What holds for every merge, whatever two people do to a file."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.model.compiled import built_in
from ledger.model.merging.conflicts import conflicts, settled
from ledger.model.merging.merge import merge
from ledger.model.parse import parse
from ledger.model.settings import Settings
from ledger.text.source import Encoding, Source
from tests import strategies
from tests.model.merging.triples import Customer, Edited, triples

MANY = 10_000 if os.environ.get("LEDGER_TEST_EVERY") else 80
VOCABULARY, SETTINGS = built_in(), Settings()
law = settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck), database=None)
Triple = tuple[Customer, Edited, Edited]


def merged(base, ours, theirs):
    return merge(base, ours, theirs, VOCABULARY, SETTINGS)


def read(text):
    return parse("customers/a.md", Source(text, Encoding.UTF8, ""), VOCABULARY, SETTINGS)


def chosen(text, choice):
    """The text with all conflicts settled alike."""
    while found := conflicts(text):
        text = settled(text, found[0], choice)
    return text


def words(text):
    return Counter(re.findall(r"^## \S+ \S+ (\S+)", text, re.MULTILINE))


def texts(triple: Triple):
    base, ours, theirs = triple
    return base.text(), ours.customer.text(), theirs.customer.text()


@law
@given(triples())
def test_every_entry_of_either_side_is_there_once_unless_deleted_and_untouched(triple):
    base, ours, theirs = triple
    result = merged(*texts(triple)).text
    sides = (ours, theirs)
    before = {one.word for one in base.entries}
    for word in {one.word for side in sides for one in side.customer.entries}:
        gone = [side for side in sides if word in before and side.touched.get(f"entry {word}", "") is None]
        others = [side for side in sides if side not in gone]
        touched = any(key.startswith(f"entry {word} ") for side in others for key in side.touched)
        found = [words(chosen(result, choice))[word] for choice in ("mine", "theirs")]
        assert max(found) == (0 if gone and not touched else 1), (word, result)
        if not gone:
            assert min(found) == 1, (word, result)


@law
@given(triples())
def test_disjoint_edits_never_conflict(triple):
    _, ours, theirs = triple
    entries = [{key.split()[1] for key in side.touched if key.startswith("entry ")} for side in (ours, theirs)]
    other = [{key for key in side.touched if not key.startswith("entry ")} for side in (ours, theirs)]
    if not (entries[0] & entries[1] - {"both"} or other[0] & other[1]):
        notes = [key for side in other for key in side if key.startswith("note")]
        found = merged(*texts(triple))
        assert not [one for one in found.conflicts if not (notes and one.what == "text")], found.text


@law
@given(triples())
def test_different_values_of_one_field_always_conflict(triple):
    base, ours, theirs = triple
    result = merged(*texts(triple))
    for name in (key for key in ours.touched if key.startswith("field ")):
        key = name.removeprefix("field ")
        mine, other, old = (side.fields.get(key) for side in (ours.customer, theirs.customer, base))
        if len({mine, other, old}) == 3 and key != "intro":
            written = [side.keys.get(key, key) for side in (base,)]
            assert any(one.what == "field" and one.name in written for one in result.conflicts), result.text


@law
@given(triples())
def test_exchanging_the_sides_exchanges_the_result_up_to_order(triple):
    base, ours, theirs = texts(triple)
    one, other = merged(base, ours, theirs), merged(base, theirs, ours)
    assert {(each.what, each.mine, each.theirs) for each in one.conflicts} == {
        (each.what, each.theirs, each.mine) for each in other.conflicts
    }, (one.text, other.text)
    first, second = chosen(one.text, "mine"), chosen(other.text, "theirs")
    assert said(first) == said(second), (first, second)


def unordered(value):
    return repr(sorted(value.items())) if isinstance(value, dict) else repr(value)


def said(text):
    customer = read(text)
    fields = {
        name: sorted(map(unordered, each.value)) if isinstance(each.value, tuple) else each.value
        for name, each in customer.fields.items()
    }
    entries = Counter(
        (one.date, one.kind, one.title, repr(sorted(one.fields.items())), one.text) for one in customer.entries
    )
    return fields, entries, Counter(line for line in customer.body.split("\n") if line.strip())


@law
@given(triples())
def test_merging_a_result_again_changes_nothing(triple):
    base, ours, theirs = texts(triple)
    result = merged(base, ours, theirs)
    if not result.conflicts:
        for side in (ours, theirs):
            again = merged(base, result.text, side)
            assert (again.text, again.conflicts) == (result.text, ())
            again = merged(side, result.text, side)
            assert again.text == result.text


@law
@given(triples())
def test_a_side_that_changed_nothing_gives_the_other_one(triple):
    base, ours, theirs = texts(triple)
    assert merged(base, base, theirs).text == theirs
    assert merged(base, ours, base).text == ours
    assert merged(base, ours, ours).text == ours


@law
@given(triples())
def test_a_result_without_conflicts_has_no_more_problems_than_its_sides(triple):
    base, ours, theirs = texts(triple)
    result = merged(base, ours, theirs)
    if not result.conflicts:
        most = sum((Counter(one.code for one in read(side).problems) for side in (ours, theirs)), Counter())
        assert not Counter(one.code for one in read(result.text).problems) - most, result.text


@law
@given(triples())
def test_the_old_side_of_a_conflict_is_read_and_all_else_as_always(triple):
    base, ours, theirs = texts(triple)
    result = merged(base, ours, theirs)
    if result.conflicts:
        customer = read(result.text)
        sure = read(chosen(result.text, "old"))
        assert {name: each.value for name, each in customer.fields.items()} == {
            name: each.value for name, each in sure.fields.items()
        }
        assert [(one.date, one.title, one.fields) for one in customer.entries] == [
            (one.date, one.title, one.fields) for one in sure.entries
        ]
        assert [one.line for one in customer.problems if one.code == "conflict-marker"] == [
            one.line for one in result.conflicts
        ]


def _garbled(parts):
    text, cuts = parts
    for start, length, new in cuts:
        text = text[:start] + new + text[start + length :]
    return text


mutated = st.tuples(
    strategies.files() | st.builds(lambda triple: triple[0].text(), triples()),
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 30), strategies.words() | st.sampled_from(("\n", "```\n", "---\n"))), max_size=3),
)  # fmt: skip


@law
@given(mutated, st.data())
def test_any_three_texts_can_be_merged(parts, data):
    base, _ = parts
    change = st.lists(
        st.tuples(
            st.integers(0, 300), st.integers(0, 30), strategies.words() | strategies.lines(strategies.BODY_LINES, 3)
        ),
        max_size=3,
    )
    ours, theirs = (_garbled((base, data.draw(change))) for _ in range(2))
    base = data.draw(st.sampled_from((base, None, _garbled(parts))))
    result = merged(base, ours, theirs)
    assert chosen(result.text, "mine") is not None
    mine = [line for line in ours.replace("\r\n", "\n").split("\n") if line.strip()]
    if base is None and not conflicts(ours):
        # Nothing of either side is lost where nothing was there before.
        missing = Counter(mine) - Counter(result.text.replace("\r\n", "\n").split("\n"))
        assert all(line.strip() in result.text for line in missing), (missing, result.text)


@pytest.mark.parametrize("choice", ["mine", "theirs"])
@law
@given(triples())
def test_settling_all_for_one_side_keeps_what_that_side_says(choice, triple):
    base, ours, theirs = texts(triple)
    customer = read(chosen(merged(base, ours, theirs).text, choice))
    assert not [one for one in customer.problems if one.code == "conflict-marker"]
