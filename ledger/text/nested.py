"""Lists and maps in the lines below a key of front matter, told by their indentation."""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.text import limits, scalars
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from ledger.text.places import Fault, Span

_INNER = re.compile(
    r"""(?:((?:[^\s\#\-\[\]{}"'&*!|>%@`,?:]|[-?][^\s:])(?:[^\n:]*[^\s:])?) | "([^"\\\n]*)" | '([^'\n]*)')
        [ \t]*+:(?=[ \t]|$)[ \t]*+""",
    re.VERBOSE,
)


class Line(NamedTuple):
    """A line that says something: how far it is indented, and where its content starts and ends."""

    indent: int
    start: int
    end: int


def lines_of(text: str, start: int, stop: int) -> list[Line]:
    """The lines that hold more than blanks or a comment."""
    lines = []
    for line in text[start:stop].split("\n"):
        content = line.strip(" \t\r")
        if content and content[0] != "#":
            indent = len(line) - len(line.lstrip(" \t\r"))
            lines.append(Line(indent, start + indent, start + indent + len(content)))
        start += len(line) + 1
    return lines


def key_of(found: re.Match[str]) -> tuple[str, int, int]:
    """A key, and where it stands with its quotes."""
    plain, span = found.group(1), found.span(1)
    if plain is not None:
        return plain, *span
    quoted = 2 if found.group(2) is not None else 3
    return found.group(quoted), found.start(quoted) - 1, found.end(quoted) + 1


class Block:
    """Nested lists and maps of one-line values, by indentation; raises Hard for anything else."""

    __slots__ = ("faults", "lines", "text")

    def __init__(self, text: str, lines: list[Line], faults: list[Fault]) -> None:
        self.text = text
        self.lines = lines
        self.faults = faults

    def node(self, number: int, depth: int) -> tuple[Node, int]:
        """The node that starts at line `number`, and the number of the line after it."""
        line = self.lines[number]
        if depth >= limits.front_matter_depth or "\t" in self.text[line.start - line.indent : line.start]:
            raise scalars.Hard
        if self._is_item(line):
            return self._sequence(number, line.indent, depth)
        if _INNER.match(self.text, line.start, line.end):
            return self._mapping(number, line.indent, depth)
        value = scalars.read(self.text, line.start, line.end, self.faults)
        if number + 1 < len(self.lines) and self.lines[number + 1].indent > 0:
            raise scalars.Hard
        return value, number + 1

    def _is_item(self, line: Line) -> bool:
        return self.text.startswith("- ", line.start) or self.text[line.start : line.end] == "-"

    def _below(self, number: int, indent: int) -> bool:
        return number < len(self.lines) and self.lines[number].indent > indent

    def _sequence(self, number: int, indent: int, depth: int) -> tuple[Many, int]:
        items: list[Node] = []
        dashes: list[int] = []
        start = self.lines[number].start
        while number < len(self.lines) and self.lines[number].indent == indent and self._is_item(self.lines[number]):
            line = self.lines[number]
            dashes.append(line.start)
            content = line.start + 1
            while content < line.end and self.text[content] == " ":
                content += 1
            if content == line.end:
                item, number = self._empty_item(number, indent, depth)
            else:
                self.lines[number] = Line(indent + content - line.start, content, line.end)
                item, number = self._item(number, indent, depth)
            items.append(item)
        if self._below(number, indent):
            raise scalars.Hard
        return Many(tuple(items), Span(start, items[-1].span.end), False, tuple(dashes)), number

    def _empty_item(self, number: int, indent: int, depth: int) -> tuple[Node, int]:
        if self._below(number + 1, indent):
            return self.node(number + 1, depth + 1)
        end = self.lines[number].end
        return Scalar("", end, end), number + 1

    def _item(self, number: int, indent: int, depth: int) -> tuple[Node, int]:
        line = self.lines[number]
        if self._is_item(line) or _INNER.match(self.text, line.start, line.end):
            return self.node(number, depth + 1)
        value = scalars.read(self.text, line.start, line.end, self.faults)
        if self._below(number + 1, indent):
            raise scalars.Hard
        return value, number + 1

    def _mapping(self, number: int, indent: int, depth: int) -> tuple[Map, int]:
        pairs: list[Pair] = []
        seen: set[str] = set()
        start = self.lines[number].start
        while number < len(self.lines) and self.lines[number].indent == indent:
            line = self.lines[number]
            found = _INNER.match(self.text, line.start, line.end)
            if found is None:
                raise scalars.Hard
            key, key_start, key_end = key_of(found)
            value, number = self._member(number, found.end(), indent, depth)
            if key in seen:
                self.faults.append(Fault("duplicate-key", Span(key_start, key_end), {"key": key}))
                continue
            seen.add(key)
            pairs.append(Pair(key, key_start, key_end, value))
        if self._below(number, indent):
            raise scalars.Hard
        return Map(tuple(pairs), Span(start, pairs[-1].value.span.end)), number

    def _member(self, number: int, start: int, indent: int, depth: int) -> tuple[Node, int]:
        line = self.lines[number]
        value = scalars.read(self.text, start, line.end, self.faults)
        below = number + 1
        empty = start == line.end or self.text[start] == "#"
        if below < len(self.lines):
            deeper = self.lines[below].indent > indent
            item = self.lines[below].indent == indent and self._is_item(self.lines[below])
            if empty and (deeper or item):
                return self.node(below, depth + 1)
            if deeper:
                raise scalars.Hard
        return value, below
