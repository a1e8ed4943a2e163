"""Lists and maps written in one line: in brackets, in braces, or parted by commas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from ledger.model.merging.order import woven
from ledger.model.merging.pieces import Hard, Piece, said
from ledger.model.merging.ways import Way, either, joined, sure
from ledger.text.nodes import Many, Map, Node, Scalar

_PARTING = re.compile(r",[ \t]|[，、;；]")
_SPECIAL = re.compile(r"[,\[\]{}\"'#&*!|>%@`\n，、;；]|:(?:\s|$)|^[-?]|^\s|\s$|^$")


def flow_merged(base: Piece | None, ours: Piece, theirs: Piece, indent: int) -> Way:
    """Both sides' members in one value, written as the side is that is written in one line; raises Hard."""
    sides = [{} if piece is None else _members(piece) for piece in (base, ours, theirs)]
    if len({isinstance(piece.node, Map) for piece in (ours, theirs)}) > 1:
        raise Hard
    old, mine, other = sides
    ways = {key: either(old.get(key), mine.get(key), other.get(key)) for side in (mine, other, old) for key in side}
    keys = woven(sides, kept={key for key, way in ways.items() if way != sure(None)})
    for piece, side in ((ours, sides[1]), (theirs, sides[2])):
        if keys == list(side) and all(ways[key] == sure(side[key]) for key in keys):
            return sure(piece.lines(indent))
    model = next((piece for piece in (ours, theirs) if _is_model(piece)), None)
    if model is None:
        raise Hard
    return joined([ways[key] for key in keys], lambda texts: _written(model, list(texts), indent))


def _is_model(piece: Piece) -> bool:
    node = piece.node
    return (isinstance(node, Many | Map) and node.flow) or (
        isinstance(node, Scalar) and node.text != "" and not node.style
    )


def _members(piece: Piece) -> Mapping[Hashable, str]:
    """The members by what they are known by, each as written."""
    node, text = piece.node, piece.text
    found: list[tuple[Hashable, str]] = []
    if isinstance(node, Map):
        if not node.flow:
            raise Hard
        found = [(pair.key, text[pair.start : pair.value.span.end]) for pair in node.pairs]
    elif isinstance(node, Many):
        found = [(_key(item), _raw(item, text, flow=node.flow)) for item in node.items]
    elif node.text:
        if node.style or "\n" in text[node.start : node.end]:
            raise Hard
        found = [(part.strip(), part.strip()) for part in _PARTING.split(text[node.start : node.end]) if part.strip()]
    counted: Counter[Hashable] = Counter()
    result: dict[Hashable, str] = {}
    for key, raw in found:
        counted[key] += 1
        result[key if counted[key] == 1 else (key, counted[key])] = raw
    return result


def _key(node: Node) -> Hashable:
    return node.text if isinstance(node, Scalar) else repr(said(node))


def _raw(node: Node, text: str, *, flow: bool) -> str:
    """A member as it can stand between brackets."""
    raw = text[slice(*node.span)]
    if not flow and (not isinstance(node, Scalar) or (_SPECIAL.search(raw) and not node.style)):
        raise Hard
    return raw


def _written(model: Piece, members: Sequence[str], indent: int) -> str:
    """The model's lines with other members."""
    node, text = model.node, model.text
    if isinstance(node, Scalar):
        sign = _PARTING.search(text[node.start : node.end])
        if not members or any(_SPECIAL.search(member) for member in members):
            raise Hard
        within = (sign.group() if sign else ", ").join(members)
        return text[model.start : node.start] + within + text[node.end : model.end]
    spans = (
        [item.span for item in node.items]
        if isinstance(node, Many)
        else [(pair.start, pair.value.span.end) for pair in node.pairs]
    )
    start, end = node.span
    first, last = (spans[0][0], spans[-1][1]) if spans else (start + 1, end - 1)
    if text[start : start + 1] not in ("[", "{") or text[end - 1 : end] not in ("]", "}") or not first <= last:
        raise Hard
    return text[model.start : first] + ", ".join(members) + text[last : model.end]
