"""The values of front matter as pieces of raw text: keys with their values, members of lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ledger.model import fields
from ledger.model.definitions import FieldDefinition
from ledger.model.fields import Reading
from ledger.model.values import Value
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from ledger.text.places import line_start, next_line

_NAMES = ("id", "ref", "name")


class Hard(Exception):
    """Written in a way that can only be taken as a whole."""


class Piece(NamedTuple):
    """A key with its value or a member of a list: what stands above it, and its own lines from `start` to `end`.

    `key` tells which piece of another version is the same one; `indent` is the column of its first character, `node`
    its value, `pair` the key (None: a member of a list).
    """

    key: Hashable
    text: str
    above: str
    start: int
    end: int
    node: Node
    definition: FieldDefinition | None
    pair: Pair | None = None

    @property
    def raw(self) -> str:
        """Its own lines, the first without what stands before the piece."""
        return self.text[self.start : self.end]

    @property
    def indent(self) -> int:
        """The column at which it starts."""
        return self.start - line_start(self.text, self.start)

    def lines(self, indent: int) -> str:
        """Its own lines as they stand at a column."""
        return moved(self.raw, self.indent, indent)


def moved(raw: str, before: int, after: int) -> str:
    """Lines whose first starts at a column, as they stand at another one."""
    if before == after:
        return raw
    first, *rest = raw.split("\n")
    return "\n".join((first, *(_indented(line, after - before) for line in rest)))


def _indented(line: str, by: int) -> str:
    if not line.strip():
        return line
    return " " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip(" "))) :]


def meaning(piece: Piece, reading: Reading) -> tuple[Value, bool]:
    """What a piece says, however it is written, and whether it is marked as doubtful."""
    pair = piece.pair
    if pair is None or piece.definition is None or piece.definition is not reading.vocabulary.field(pair.key):
        return said(piece.node), False
    field = fields.read(pair, 0, reading, [])
    return field.value, field.unconfirmed


def said(node: Node) -> Value:
    """The texts of a node."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Many):
        return tuple(said(item) for item in node.items)
    return {pair.key: said(pair.value) for pair in node.pairs}


def inside(piece: Piece, reading: Reading) -> list[Piece]:
    """The pieces of a list or a map that is written in lines below each other; raises Hard."""
    node = piece.node
    if isinstance(node, Scalar):
        if node.text:
            raise Hard
        return []
    if node.flow:
        raise Hard
    starts = node.dashes if isinstance(node, Many) else [pair.start for pair in node.pairs]
    if not starts or len(starts) != len(node.items if isinstance(node, Many) else node.pairs):
        raise Hard
    return numbered(_cut(piece, node, starts, reading))


def top_level(text: str, start: int, end: int, pairs: Sequence[Pair], reading: Reading) -> list[Piece]:
    """The fields between the fences; raises Hard where one doesn't start a line of its own."""
    found: list[Piece] = []
    tops = [above(text, pair.start, start) for pair in pairs]
    for number, pair in enumerate(pairs):
        if pair.start != line_start(text, pair.start) or pair.start < start:
            raise Hard
        stop = tops[number + 1] if number + 1 < len(pairs) else _last(text, pair, end)
        definition = reading.vocabulary.field(pair.key)
        name = pair.key if definition is None else definition.name
        found.append(Piece(name, text, text[tops[number] : pair.start], pair.start, stop, pair.value, definition, pair))
    return numbered(found)


def _last(text: str, pair: Pair, end: int) -> int:
    """Where the last field ends, without the comments and blank lines behind it."""
    return max(above(text, end, pair.start), next_line(text, pair.start))


def _cut(piece: Piece, node: Many | Map, starts: Sequence[int], reading: Reading) -> Iterator[Piece]:
    text = piece.text
    floor = text.find("\n", piece.start, piece.end) + 1 or piece.end
    lines = [line_start(text, start) for start in starts]
    tops = [line if line <= piece.start else above(text, line, floor) for line in lines]
    for number, start in enumerate(starts):
        line, end = lines[number], tops[number + 1] if number + 1 < len(starts) else piece.end
        if number and (text[line:start].strip() or line < starts[number - 1] or start - line != starts[0] - lines[0]):
            raise Hard
        top = text[tops[number] : line] if line > piece.start else ""
        if isinstance(node, Many):
            item = node.items[number]
            yield Piece(_called(item, piece.definition, reading), text, top, start, end, item, piece.definition)
        else:
            pair = node.pairs[number]
            member = None if piece.definition is None else reading.vocabulary.member(piece.definition, pair.key)
            name = pair.key if member is None else member.name
            yield Piece(name, text, top, start, end, pair.value, member, pair)


def above(text: str, line: int, floor: int) -> int:
    """Where the blank lines, and the comments no further right than a line, directly above it start."""
    indent = len(text) if line >= len(text) else _column(text, line)
    while line > floor:
        before = line_start(text, line - 1)
        words = text[before:line].strip()
        if before < floor or (words and (words[0] != "#" or _column(text, before) > indent)):
            break
        line = before
    return line


def _column(text: str, line: int) -> int:
    return len(text[line : line + 200]) - len(text[line : line + 200].lstrip(" "))


def _called(node: Node, definition: FieldDefinition | None, reading: Reading) -> Hashable:
    """What a member of a list is known by."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Many):
        return repr(said(node))
    texts: dict[str, str] = {}
    for pair in node.pairs:
        if isinstance(pair.value, Scalar) and pair.value.text:
            member = None if definition is None else reading.vocabulary.member(definition, pair.key)
            texts.setdefault(pair.key if member is None else member.name, pair.value.text)
    found = next((name for name in _NAMES if name in texts), next(iter(texts), None))
    return (found, texts[found]) if found is not None else repr(said(node))


def numbered(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with keys of which none is there twice."""
    seen: Counter[Hashable] = Counter()
    found = []
    for piece in pieces:
        seen[piece.key] += 1
        found.append(piece if seen[piece.key] == 1 else piece._replace(key=(piece.key, seen[piece.key])))
    return found
