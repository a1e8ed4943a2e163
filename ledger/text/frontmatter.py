"""Front matter to keys and values with their places: line by line, and by PyYAML where a value takes more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ledger.text import composed, limits, scalars
from ledger.text.fences import Fences
from ledger.text.nested import Block, Line, key_of, lines_of
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from ledger.text.places import Fault, Span

# A key at the start of a line. Keys in quotes are rare and may hold anything.
_TOP = re.compile(
    r"""^(?:((?:[^\s\#\-\[\]{}"'&*!|>%@`,?:]|[-?][^\s:])(?:[^\n:]*[^\s:])?) | "([^"\\\n]*)" | '([^'\n]*)')
        [ \t]*+:(?=[ \t]|\r?$)[ \t]*+((?:[^\n]*[^ \t\r\n])?)[ \t\r]*$""",
    re.MULTILINE | re.VERBOSE,
)
# A value that is the text it seems to be, whatever YAML makes of other ones.
_PLAIN = re.compile(r"""[^\s"'\[\]{}|>&*!%@`#,?:\-][^#:\n]*""")
# What people type for `key: value` with a Chinese keyboard or without the blank.
_TYPED = re.compile(
    r"^(?P<plain>[^\s#\-\[\]{}\"'&*!|>%@`,?:：][^\s:：]{0,30})(?P<colon>：[ \t]*|:(?=[^\s/:]))", re.MULTILINE
)
_MARKER = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$")


# What is found where a value or a key goes on in a way that lines alone don't tell.
_TORN = frozenset({"yaml-broken", "yaml-unclosed", "front-matter-line"})


class Front(NamedTuple):
    """The fields of front matter in the order of the file; only the first of equal keys is in `pairs`."""

    pairs: tuple[Pair, ...]
    faults: tuple[Fault, ...]


def read(text: str, fences: Fences) -> Front:
    """The fields between the fences. Never fails: what can't be read is text with a fault."""
    faults: list[Fault] = list(fences.faults)
    start, end = fences.inner
    if text.startswith("{", start):
        return _flow_document(text, start, end, faults)
    mark = len(faults)
    found = tuple(_pairs(text, start, end, faults))
    if any(fault.code in _TORN for fault in faults[mark:]) and (whole := _whole(text, start, end)) is not None:
        del faults[mark:]
        found = tuple(pair._replace(value=_unique(pair.value, faults)) for pair in whole)
    kept: dict[str, Pair] = {}
    for pair in found:
        if pair.key in kept:
            faults.append(Fault("duplicate-key", pair.key_span, {"key": pair.key}))
        elif len(kept) >= limits.front_matter_keys:
            faults.append(Fault("front-matter-too-many", pair.key_span))
            break
        else:
            kept[pair.key] = pair
    return Front(tuple(kept.values()), tuple(faults))


def _whole(text: str, start: int, end: int) -> tuple[Pair, ...] | None:
    """The fields as PyYAML reads them, which knows brackets and quotes that go on at the start of a line."""
    try:
        node = composed.compose(text, start, end)
    except composed.Unreadable:
        return None
    return node.pairs if isinstance(node, Map) and _short(node) else None


def _flow_document(text: str, start: int, end: int, faults: list[Fault]) -> Front:
    try:
        node = composed.compose(text, start, end)
    except composed.Unreadable as reason:
        return Front(
            (), (*faults, Fault(reason.code, Span(reason.offset, reason.offset + 1), {"detail": reason.detail}))
        )
    node = _unique(node, faults)
    if isinstance(node, Map) and len(node.pairs) > limits.front_matter_keys:
        faults.append(Fault("front-matter-too-many", node.pairs[limits.front_matter_keys].key_span))
        node = node._replace(pairs=node.pairs[: limits.front_matter_keys])
    return Front(node.pairs if isinstance(node, Map) else (), tuple(faults))


def _unique(node: Node, faults: list[Fault]) -> Node:
    """The node with the first of equal keys alone, at any depth."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Many):
        return node._replace(items=tuple(_unique(item, faults) for item in node.items))
    kept: dict[str, Pair] = {}
    for pair in node.pairs:
        if pair.key in kept:
            faults.append(Fault("duplicate-key", pair.key_span, {"key": pair.key}))
        else:
            kept[pair.key] = pair._replace(value=_unique(pair.value, faults))
    return node._replace(pairs=tuple(kept.values()))


def pairs(text: str, faults: list[Fault]) -> Iterator[Pair]:
    """The keys of a text of whole lines that stand in order, whatever else is true of front matter as a whole."""
    return _pairs(text, 0, len(text), faults)


def _pairs(text: str, start: int, end: int, faults: list[Fault]) -> Iterator[Pair]:
    """Top-level keys with their values; what lies between one key and the next belongs to it."""
    found = _TOP.search(text, start, end)
    first = found.start() if found else end
    if first > start:
        _strays(text, start, first, faults)
        above = lines_of(text, start, first)
        if above and above[0].indent:
            span = Span(above[0].start, above[0].end)
            faults.append(Fault("front-matter-line", span, {"text": text[slice(*span)][:60]}))
            yield from _indented(text, above, faults)
        yield from _typed_pairs(text, start, first, faults)
    while found is not None:
        after = _TOP.search(text, found.end(), end)
        stop = after.start() if after else end
        simple = _PLAIN.fullmatch(found.group(4)) if found.end() + 1 >= stop else None
        if simple is not None and len(found.group(4)) <= limits.scalar_characters:
            yield Pair(*key_of(found), Scalar(found.group(4), *found.span(4)))
        else:
            yield from _chunk(text, found, stop, faults)
        found = after


def _indented(text: str, lines: list[Line], faults: list[Fault]) -> Iterator[Pair]:
    """Fields that are indented though none stands above them."""
    try:
        node, _ = Block(text, lines, faults).node(0, 0)
    except scalars.Hard:
        return
    if isinstance(node, Map):
        yield from node.pairs


def _chunk(text: str, found: re.Match[str], stop: int, faults: list[Fault]) -> Iterator[Pair]:
    """The pair that starts at a key, and pairs typed below it in ways that YAML doesn't know."""
    key, start, end = key_of(found)
    rest = found.end() + 1
    lines = lines_of(text, rest, stop) if rest < stop else []
    odd = stop
    for number, line in enumerate(lines):
        if line.indent == 0 and text[line.start] != "-":
            odd = line.start
            del lines[number:]
            break
    value = _value(text, found.start(), found.start(4), found.end(4), lines, odd, faults)
    yield Pair(key, start, end, value)
    if odd < stop:
        _strays(text, odd, stop, faults)
        yield from _typed_pairs(text, odd, stop, faults)


def _strays(text: str, start: int, stop: int, faults: list[Fault]) -> None:
    """Faults for lines that belong to no key: conflict markers, directives, anything else."""
    for line in lines_of(text, start, stop):
        if line.indent or _TYPED.match(text, line.start, stop):
            continue
        span = Span(line.start, line.end)
        if _MARKER.match(text[line.start : line.end]):
            faults.append(Fault("conflict-marker", span))
        else:
            faults.append(Fault("front-matter-line", span, {"text": text[line.start : line.end][:60]}))


def _typed_pairs(text: str, start: int, stop: int, faults: list[Fault]) -> Iterator[Pair]:
    """`名称：云启` and `level:A` as the fields that their writer meant."""
    for line in lines_of(text, start, stop):
        found = _TYPED.match(text, line.start, line.end)
        if line.indent or found is None:
            continue
        faults.append(Fault("front-matter-colon", Span(*found.span("colon")), {"key": found.group("plain")}))
        try:
            value: Node = scalars.read(text, found.end(), line.end, faults)
        except scalars.Hard:
            value = Scalar(text[found.end() : line.end], found.end(), line.end)
        yield Pair(found.group("plain"), *found.span("plain"), value)


def _value(text: str, chunk: int, start: int, end: int, lines: list[Line], stop: int, faults: list[Fault]) -> Node:
    """The value of a key: on its own line, in the lines below, or whatever PyYAML makes of both."""
    mark = len(faults)
    try:
        if end - start > limits.scalar_characters:
            faults.append(Fault("scalar-too-long", Span(start, start + 20)))
            return Scalar("", start, end)
        if len(lines) > limits.front_matter_events:
            faults.append(Fault("yaml-limit", Span(start, start + 1)))
            return Scalar("", start, end)
        value = scalars.read(text, start, end, faults)
        if not lines:
            return value
        if value.span.start != value.span.end or (start < end and text[start] != "#"):
            raise scalars.Hard
        return _nested(text, start, stop, lines, faults)
    except scalars.Hard:
        del faults[mark:]
        return _composed(text, chunk, start, stop, faults)


def _nested(text: str, start: int, stop: int, lines: list[Line], faults: list[Fault]) -> Node:
    """The value in the lines below a key; raises Hard."""
    node, after = Block(text, lines, faults).node(0, 0)
    if after != len(lines):
        raise scalars.Hard
    if stop - start > limits.scalar_characters and not _short(node):
        faults.append(Fault("scalar-too-long", Span(start, start + 1)))
        return Scalar("", start, start)
    return node


def _composed(text: str, chunk: int, start: int, stop: int, faults: list[Fault]) -> Node:
    try:
        node = composed.compose(text, chunk, stop)
    except composed.Unreadable as reason:
        offset = min(max(reason.offset, chunk), max(chunk, stop - 1))
        faults.append(Fault(reason.code, Span(offset, offset + 1), {"detail": reason.detail}))
    else:
        if isinstance(node, Map) and len(node.pairs) == 1 and _short(node.pairs[0].value):
            return _unique(node.pairs[0].value, faults)
        faults.append(Fault("yaml-limit", Span(start, start + 1)))
    raw = text[start:stop].rstrip()
    return Scalar(raw[: limits.scalar_characters], start, start + len(raw), "?")


def _short(node: Node) -> bool:
    if isinstance(node, Scalar):
        return len(node.text) <= limits.scalar_characters
    if isinstance(node, Many):
        return all(_short(item) for item in node.items)
    return all(_short(pair.value) for pair in node.pairs)
