"""Front matter: the same answer as PyYAML's BaseLoader where that has one, and what was typed where it has none."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings

from ledger.text import fences, frontmatter
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from tests.strategies import FRONT_LINES, front_matter, lines


def front(inner: str) -> tuple[str, frontmatter.Front]:
    text = f"---\n{inner}---\n\nbody\n"
    found = fences.find(text)
    assert found is not None
    return text, frontmatter.read(text, found)


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Many):
        return [plain(item) for item in node.items]
    return {pair.key: plain(pair.value) for pair in node.pairs}


def plain_yaml(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain_yaml(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain_yaml(value) for value in node.value]
    return node.value


def twice(node: yaml.Node) -> bool:
    """Whether keys stand twice, or are no texts."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value if isinstance(key, yaml.ScalarNode) else "" for key, _ in node.value]
        return len(set(names)) < len(names) or "" in names or any(twice(value) for _, value in node.value)
    return isinstance(node, yaml.SequenceNode) and any(twice(value) for value in node.value)


def read_by_yaml(inner: str) -> Any:
    """What PyYAML reads, or None where it refuses or a document says what we don't take."""
    try:
        if any(getattr(event, "anchor", None) or getattr(event, "tag", None) for event in yaml.parse(inner)):
            return None
        node = yaml.compose(inner, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    return plain_yaml(node) if isinstance(node, yaml.MappingNode) and not twice(node) else None


def values(read: frontmatter.Front) -> dict[str, Any]:
    return {pair.key: plain(pair.value) for pair in read.pairs}


@settings(max_examples=150)
@given(front_matter())
@example("x:\n  - |\n    a\n  - b\n")
@example("tags: [\n  a,\n  b\n]\n")
@example('q: "a\nb"\nlevel: A\n')
@example("x: {\na: 1,\nb: 2\n}\n")
@example("  name: a\n  level: B\n")
@example("# note\n  name: a\n")
@example("? q\nname: a\n")
@example(":x: 1\n")
@example("x: 'a\n\n  b'\ny: z # c\n")
@example("x:\n- - - a\n    - b\n- c\n")
def test_what_yaml_can_read_is_read_as_yaml_does(inner: str) -> None:
    expected = read_by_yaml(inner)
    assume(expected is not None)
    _, read = front(inner)
    assert values(read) == expected
    assert list(values(read)) == list(expected)


@settings(max_examples=300)
@given(lines(FRONT_LINES, 6))
def test_lines_of_any_kind_are_read_as_yaml_does_where_it_can(inner: str) -> None:
    inner = inner.replace("\r\n", "\n") + "\n"
    assume(not any(mark in inner for mark in "\r\x85\u2028\u2029") and "\n---" not in inner and "\n..." not in inner)
    expected = read_by_yaml(inner)
    text, read = front(inner)
    assert all(0 <= fault.span.start <= len(text) for fault in read.faults)
    if expected is not None:
        assert values(read) == expected


def scalars_of(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    inner = node.items if isinstance(node, Many) else [pair.value for pair in node.pairs]
    return [scalar for part in inner for scalar in scalars_of(part)]


def pairs_of(node: Node | Pair) -> list[Pair]:
    if isinstance(node, Pair):
        return [node, *pairs_of(node.value)]
    inner = node.items if isinstance(node, Many) else node.pairs if isinstance(node, Map) else ()
    return [pair for part in inner for pair in pairs_of(part)]


@given(front_matter())
def test_places_are_those_of_what_was_written(inner: str) -> None:
    assume(read_by_yaml(inner) is not None)
    text, read = front(inner)
    for pair in (member for top in read.pairs for member in pairs_of(top)):
        assert yaml.compose(text[slice(*pair.key_span)], Loader=yaml.BaseLoader).value == pair.key
    for scalar in (found for top in read.pairs for found in scalars_of(top.value)):
        written = text[scalar.start : scalar.end]
        assert bool(scalar.style) == (written[:1] in ("'", '"', "|", ">") and bool(written))
        if scalar.style in ("'", '"'):
            assert yaml.compose(written, Loader=yaml.BaseLoader).value == scalar.text
        elif not scalar.style and "\n" not in written:
            assert written == scalar.text


@given(front_matter())
def test_every_item_of_a_list_has_its_dash(inner: str) -> None:
    assume(read_by_yaml(inner) is not None)
    text, read = front(inner)

    def check(node: Node) -> None:
        if isinstance(node, Many):
            assert node.flow or len(node.dashes) == len(node.items)
            assert all(
                text[dash] == "-" and dash < item.span.end for dash, item in zip(node.dashes, node.items, strict=False)
            )
        for part in (
            node.items
            if isinstance(node, Many)
            else [pair.value for pair in node.pairs]
            if isinstance(node, Map)
            else []
        ):
            check(part)

    for pair in read.pairs:
        check(pair.value)


@pytest.mark.parametrize(
    ("line", "value", "code"),
    [
        ("country: no", "no", ""),
        ("country: NO", "NO", ""),
        ("answer: on", "on", ""),
        ("phone: 0555567", "0555567", ""),
        ("zip: 02134", "02134", ""),
        ("zip: 09111", "09111", ""),
        ("phone: +4723001234", "+4723001234", ""),
        ("phone: 013800138000", "013800138000", ""),
        ("id: 007", "007", ""),
        ("meet: 12:30", "12:30", ""),
        ("meet: 10:00:00", "10:00:00", ""),
        ("met: 2024-01-05", "2024-01-05", ""),
        ("met: 2024-02-31", "2024-02-31", ""),
        ("met: 2024-1-5", "2024-1-5", ""),
        ("v: 1.10", "1.10", ""),
        ("v: 1e5", "1e5", ""),
        ("v: 1_000", "1_000", ""),
        ("v: 0x1F", "0x1F", ""),
        ("v: .inf", ".inf", ""),
        ("v: " + "9" * 5000, "9" * 5000, ""),
        ("v: ~", "~", ""),
        ("v:", "", ""),
        ("v: @acme", "@acme", "yaml-reserved"),
        ("v: *vip", "*vip", "yaml-alias"),
        ("v: &vip", "&vip", "yaml-anchor"),
        ("v: Re: invoice", "Re: invoice", "yaml-colon"),
        ("v: %x", "%x", "yaml-reserved"),
        ("v: `x`", "`x`", "yaml-reserved"),
        ("v: {x}", {"x": ""}, ""),
        ("v: [a]", ["a"], ""),
        ("v: !important", "!important", "yaml-tag"),
        ("v: !!binary aGk=", "!!binary aGk=", "yaml-tag"),
        ("v: !!python/object/apply:os.system [ls]", "!!python/object/apply:os.system [ls]", "yaml-tag"),
        ("<<: *base", "*base", "yaml-alias"),
        ("v：云启", "云启", "front-matter-colon"),
        ("v:云启", "云启", "front-matter-colon"),
        ('v: "a', '"a', "yaml-unclosed"),
        ("v: [a", "[a", "yaml-unclosed"),
        ("v: 'a' b", "'a' b", "yaml-broken"),
        ("v: - a", "- a", "yaml-reserved"),
        ("v: ]", "]", "yaml-reserved"),
    ],
)  # fmt: skip
def test_what_was_typed_is_what_is_read(line: str, value: Any, code: str) -> None:
    _, read = front(f"name: a\n{line}\nlevel: A\n")
    key = line.split("：", maxsplit=1)[0].split(":", maxsplit=1)[0]
    assert values(read) == {"name": "a", key: value, "level": "A"}
    assert [fault.code for fault in read.faults] == [code] * bool(code)


def test_of_a_key_that_stands_twice_the_first_counts_at_any_depth() -> None:
    text, read = front("level: A\nstage: x\nlevel: B\nm:\n  k: 1\n  k: 2\nf: {a: 1, a: 2}\n")
    assert values(read) == {"level": "A", "stage": "x", "m": {"k": "1"}, "f": {"a": "1"}}
    named = sorted((fault.code, text[slice(*fault.span)]) for fault in read.faults)
    assert named == [("duplicate-key", "a"), ("duplicate-key", "k"), ("duplicate-key", "level")]


def test_conflict_markers_are_named_and_both_sides_stay_in_the_file() -> None:
    _, read = front("name: a\n<<<<<<< HEAD\nlevel: A\n=======\nlevel: B\n>>>>>>> theirs\nstage: x\n")
    assert values(read) == {"name": "a", "level": "A", "stage": "x"}
    assert [fault.code for fault in read.faults].count("conflict-marker") == 3


def test_a_field_that_is_broken_does_not_hide_the_others() -> None:
    _, read = front('name: a\nnote: "open\nlevel: A\ntags: [x\nstage: y\n')
    assert values(read) == {"name": "a", "note": '"open', "level": "A", "tags": "[x", "stage": "y"}
    assert [fault.code for fault in read.faults] == ["yaml-unclosed", "yaml-unclosed"]


def test_a_line_that_is_no_field_is_named_and_hides_nothing() -> None:
    text, read = front("name: a\nhello there\n  level: A\nstage: x\n")
    assert values(read) == {"name": "a", "stage": "x"}
    assert [(fault.code, text[slice(*fault.span)]) for fault in read.faults] == [("front-matter-line", "hello there")]


def test_a_field_that_is_indented_alone_is_read_and_named() -> None:
    _, read = front(" name: a\nlevel: A\n")
    assert values(read) == {"name": "a", "level": "A"}
    assert [fault.code for fault in read.faults] == ["front-matter-line"]


@pytest.mark.parametrize("mark", ["\r", "\x85", "\u2028", "\u2029"])
def test_what_only_yaml_takes_for_a_line_end_stays_in_the_value(mark: str) -> None:
    _, read = front(f'a: x{mark}level: Z\nb: |\n  one{mark}level: Z\n  two\nc: ["x{mark}y", {{k: v}}]\nlevel: A\n')
    assert values(read) == {
        "a": f"x{mark}level: Z",
        "b": f"one{mark}level: Z\ntwo\n",
        "c": [f"x{mark}y", {"k": "v"}],
        "level": "A",
    }


@pytest.mark.parametrize(
    ("text", "fields", "codes"),
    [
        ("---\nname: a\n---\n", ["name"], []),
        ("--- \nname: a\n---\t\n", ["name"], []),
        ("---\r\nname: a\r\n---\r\n", ["name"], []),
        ("\n\n---\nname: a\n---\n", ["name"], ["front-matter-late"]),
        ("---\nname: a\n...\n", ["name"], ["front-matter-dots"]),
        ("---\nname: a\nlevel: B\n\n# Title\n", ["name", "level"], ["front-matter-unclosed"]),
        ("---\r\nname: a\r\n# note\r\nlevel: B\r\n\r\n# Title\r\n", ["name", "level"], ["front-matter-unclosed"]),
        ("---\nname: a\n\n## 2026-01-01 call x\n- result: ok\n\n---\n\nmore\n", ["name"], ["front-matter-unclosed"]),
        ("name: a\nlevel: B\n---\ntext\n", ["name", "level"], ["front-matter-unopened"]),
        ("---\n---\n", [], []),
        ("---\n- a\n---\n", [], ["front-matter-line"]),
        ("---\nhello\n---\n", [], ["front-matter-line"]),
        ("---\n{name: a, level: B}\n---\n", ["name", "level"], []),
        ("---\n%YAML 9.9\nname: a\n---\n", ["name"], ["front-matter-line"]),
        ("---\nname: a\n---\nlevel: B\n---\n", ["name"], []),
    ],
)  # fmt: skip
def test_fences_are_found_and_what_is_odd_about_them_named(text: str, fields: list[str], codes: list[str]) -> None:
    found = fences.find(text)
    assert found is not None
    read = frontmatter.read(text, found)
    assert [pair.key for pair in read.pairs] == fields
    assert [fault.code for fault in read.faults] == codes


@pytest.mark.parametrize(
    "text", ["", "# a\n", "----\nname: a\n----\n", "text\n---\nname: a\n---\n", "-- -\n", "—--\nname: a\n", "---"]
)
def test_a_file_without_front_matter_has_none(text: str) -> None:
    found = fences.find(text)
    assert found is None or found.inner.start == found.inner.end
