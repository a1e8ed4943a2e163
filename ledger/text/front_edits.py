"""Edits of front matter: set, add to, take from, remove; each touches the lines that it names and no others."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.text import scalars
from ledger.text.edits import Edit, insertion
from ledger.text.front_places import Page, find, position
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from ledger.text.places import Span, line_end, line_start, newline_near, newline_of, next_line


class NoSuchPlace(Exception):
    """A path leads nowhere, or to something that a text can't replace; `code` says which."""

    def __init__(self, code: str, part: str) -> None:
        super().__init__(code)
        self.code = code
        self.part = part


def set_text(page: Page, path: Sequence[str], value: str | Sequence[str]) -> list[Edit]:
    """Make the value at a path of keys and positions a text, or a list of texts; makes what is missing.

    Raises NoSuchPlace where the path runs through a plain value or stops at a map.
    """
    found = page.pair(path[0])
    if found is None:
        return [_new_field(page, path, value)]
    return _set(page.text, found, path[1:], value)


def add(page: Page, path: Sequence[str], value: str) -> list[Edit]:
    """Add a text to the list at a path, which is made where it is missing; nothing to do if it is there."""
    node = find(page, path)
    if node is None:
        return set_text(page, path, (value,))
    if isinstance(node, Map):
        raise NoSuchPlace("map", path[-1])
    if isinstance(node, Scalar):
        return [] if node.text == value else set_text(page, path, (node.text, value) if node.text else (value,))
    if any(isinstance(item, Scalar) and item.text == value for item in node.items):
        return []
    if node.flow:
        end = node.span.end - 1
        before = page.text[node.span.start + 1 : end]
        comma = "" if not before.strip() or before.rstrip().endswith(",") else ", "
        at = node.span.start + 1 + len(before.rstrip())
        return [insertion(at, comma + scalars.write(value, flow=True))]
    return [_after(page.text, node.items[-1].span, _indent(page.text, node.dashes[0]) + "- " + scalars.write(value))]


def take(page: Page, path: Sequence[str], value: str) -> list[Edit]:
    """Take a text out of the list at a path; nothing to do if it isn't there."""
    node = find(page, path)
    if isinstance(node, Scalar):
        return set_text(page, path, "") if node.text == value else []
    if not isinstance(node, Many):
        return []
    for number, item in enumerate(node.items):
        if isinstance(item, Scalar) and item.text == value:
            return [_without(page.text, node, number)]
    return []


def remove(page: Page, path: Sequence[str]) -> list[Edit]:
    """Remove the field or member at a path with all its lines; nothing to do if it isn't there."""
    parent = find(page, path[:-1]) if len(path) > 1 else Map(page.front.pairs, Span(0, 0))
    if isinstance(parent, Many) and path[-1].isdigit() and int(path[-1]) < len(parent.items):
        return [_without(page.text, parent, int(path[-1]))]
    if not isinstance(parent, Map):
        return []
    for number, pair in enumerate(parent.pairs):
        if pair.key == path[-1]:
            if parent.flow:
                return [
                    _out_of_flow(page.text, [member.key_span.start for member in parent.pairs], parent.span, number)
                ]
            start = line_start(page.text, pair.key_span.start)
            if page.text[start : pair.key_span.start].strip():
                raise NoSuchPlace("first-member", pair.key)
            return [Edit(Span(start, next_line(page.text, _last(page.text, pair))), "")]
    return []


def _set(text: str, pair: Pair, path: Sequence[str], value: str | Sequence[str], *, inside: bool = False) -> list[Edit]:
    """The edits for a value at a path below a pair; `inside` tells that it stands in brackets or braces."""
    node = pair.value
    if not path:
        return _replace(text, pair, value, inside)
    part, rest = path[0], path[1:]
    inside = inside or (not isinstance(node, Scalar) and node.flow)
    if isinstance(node, Map):
        member = next((member for member in node.pairs if member.key == part), None)
        if member is not None:
            return _set(text, member, rest, value, inside=inside)
        return [_new_member(text, node, part, rest, value)]
    if isinstance(node, Many):
        number = position(node, part)
        if number is not None and number < len(node.items):
            return _set(text, Pair(part, pair.start, pair.end, node.items[number]), rest, value, inside=inside)
        if number in (None, len(node.items)):
            return [_new_item(text, node, part, rest, value)]
        raise NoSuchPlace("position", part)
    if node.text:
        raise NoSuchPlace("scalar", pair.key)
    lines = _nested([part, *rest], value, _width(text, line_start(text, pair.key_span.start)) + 2)
    at = line_end(text, pair.key_span.start)
    return [
        insertion(at, newline_near(text, next_line(text, at)) + newline_near(text, next_line(text, at)).join(lines))
    ]


def _replace(text: str, pair: Pair, value: str | Sequence[str], inside: bool) -> list[Edit]:
    node = pair.value
    if isinstance(node, Map) or (isinstance(node, Many) and any(not isinstance(item, Scalar) for item in node.items)):
        raise NoSuchPlace("map", pair.key)
    if _says(node, value):
        return []
    span = Span(node.span.start, node.span.start + len(text[node.span.start : node.span.end].rstrip()))
    if isinstance(node, Many) and not node.flow:
        return [_replace_block(text, pair, node, span, value)]
    if isinstance(value, str):
        style = node.style if isinstance(node, Scalar) and node.style in ("'", '"') else ""
        written = scalars.write(value, flow=inside, style=style) if value or inside else ""
    else:
        written = flow(value)
    if written.startswith("[") and text[span.start - 1 : span.start] == "\t":
        # YAML takes no bracket behind a TAB.
        span = Span(len(text[: span.start].rstrip("\t ")), span.end)
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    written = (" " if written and before in (":", "-") else "") + written + (" " if written and after == "#" else "")
    return [Edit(span, written)]


def _says(node: Node, value: str | Sequence[str]) -> bool:
    """Whether a node is this text or these texts already."""
    if isinstance(node, Scalar):
        return node.text == value and node.style != "?"
    if isinstance(node, Map) or isinstance(value, str):
        return False
    return [item.text for item in node.items if isinstance(item, Scalar)] == list(value)


def _replace_block(text: str, pair: Pair, node: Many, span: Span, value: str | Sequence[str]) -> Edit:
    """A list with dashes becomes another one, or a single text beside its key."""
    if isinstance(value, str) or not value:
        written = scalars.write(value) if isinstance(value, str) and value else "" if isinstance(value, str) else "[]"
        return Edit(Span(pair.key_span.end, span.end), ":" + (" " + written if written else ""))
    indent = _indent(text, node.dashes[0])
    lines = [indent + "- " + scalars.write(word) for word in value]
    start = line_start(text, node.dashes[0])
    return Edit(Span(start, span.end), newline_near(text, start).join(lines))


def flow(values: Sequence[str]) -> str:
    """A list in brackets."""
    return "[" + ", ".join(scalars.write(value, flow=True) for value in values) + "]"


def _new_field(page: Page, path: Sequence[str], value: str | Sequence[str]) -> Edit:
    """A new last field of the front matter, or front matter with it."""
    lines = _nested(path, value, 0)
    if page.fences is None:
        newline = newline_of(page.text)
        return insertion(0, newline.join(("---", *lines, "---", "", "")))
    at = page.fences.inner.end
    newline = newline_near(page.text, at)
    return insertion(at, newline.join((*lines, "")))


def _nested(path: Sequence[str], value: str | Sequence[str], indent: int) -> list[str]:
    """The lines that make a path of keys with a value; a number opens a list item."""
    written = scalars.write(value) if isinstance(value, str) else flow(value)
    lines: list[str] = []
    dash = ""
    for depth, key in enumerate(path):
        last = depth == len(path) - 1
        if key.isdigit() and depth:
            if last:
                lines.append(" " * indent + "- " + written)
            dash = "- "
            continue
        lines.append(" " * indent + dash + _key(key) + ":" + (" " + written if last and written else ""))
        indent += 2 + len(dash)
        dash = ""
    return lines


def _key(key: str, *, flow: bool = False) -> str:
    """A key as the reader takes it: plain, or in quotes without escapes; raises NoSuchPlace for any other."""
    if ":" not in key and "：" not in key and key == scalars.write(key, flow=flow):
        return key
    quote = next((sign for sign in "\"'" if sign not in key), "")
    if not quote or not key.isprintable() or (quote == '"' and "\\" in key):
        raise NoSuchPlace("key", key)
    return quote + key + quote


def _new_member(text: str, node: Map, key: str, rest: Sequence[str], value: str | Sequence[str]) -> Edit:
    if node.flow:
        written = scalars.write(value, flow=True) if isinstance(value, str) else flow(value)
        if rest:
            raise NoSuchPlace("flow", key)
        return insertion(node.span.end - 1, (", " if node.pairs else "") + _key(key, flow=True) + ": " + written)
    column = node.pairs[0].key_span.start - line_start(text, node.pairs[0].key_span.start)
    return _after(text, Span(0, _last(text, node.pairs[-1])), *_nested([key, *rest], value, column))


def _new_item(text: str, node: Many, part: str, rest: Sequence[str], value: str | Sequence[str]) -> Edit:
    if node.flow or not node.items:
        raise NoSuchPlace("flow", part)
    if not part.isdigit():
        raise NoSuchPlace("name", part)
    column = node.dashes[0] - line_start(text, node.dashes[0])
    return _after(text, Span(0, _node_end(text, node.items[-1])), *_nested(["", part, *rest], value, column - 2)[1:])


def _after(text: str, span: Span, *lines: str) -> Edit:
    """New lines below the line in which a span ends."""
    end = span.end - 1 if span.end > span.start and text[span.end - 1] == "\n" else span.end
    at = line_end(text, end - 1 if end > span.start and text[end - 1] == "\r" else end)
    newline = newline_near(text, next_line(text, at))
    return insertion(at, newline + newline.join(lines))


def _node_end(text: str, node: Node) -> int:
    """The last character of a node, without the line breaks that a block scalar counts as its own."""
    return node.span.start + len(text[node.span.start : node.span.end].rstrip())


def _last(text: str, pair: Pair) -> int:
    return max(_node_end(text, pair.value), pair.key_span.end)


def _indent(text: str, offset: int) -> str:
    """Blanks as wide as what stands before an offset; for a list in a list that is the dash of the outer one."""
    return "".join(mark if mark in " \t" else " " for mark in text[line_start(text, offset) : offset])


def _width(text: str, start: int) -> int:
    return len(text[start:]) - len(text[start:].lstrip(" "))


def _without(text: str, node: Many, number: int) -> Edit:
    if node.flow:
        return _out_of_flow(text, [item.span.start for item in node.items], node.span, number)
    start = line_start(text, node.dashes[number])
    return Edit(Span(start, next_line(text, _node_end(text, node.items[number]))), "")


def _out_of_flow(text: str, starts: Sequence[int], span: Span, number: int) -> Edit:
    """An edit that takes a member and one comma out of brackets or braces."""
    if number + 1 < len(starts):
        return Edit(Span(starts[number], starts[number + 1]), "")
    if number == 0:
        return Edit(Span(span.start + 1, span.end - 1), "")
    comma = text.rindex(",", starts[number - 1], starts[number])
    return Edit(Span(comma, span.end - 1), "")
