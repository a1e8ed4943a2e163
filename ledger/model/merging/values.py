"""Values of front matter merged by what they are: lists as sets, maps key by key, long texts by lines, else whole."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from ledger.model.fields import Reading
from ledger.model.merging.flow import flow_merged
from ledger.model.merging.order import woven
from ledger.model.merging.pieces import Hard, Piece, inside, meaning
from ledger.model.merging.ways import Way, changed, either, joined, sure
from ledger.model.merging.words import settled_lines, spaced
from ledger.text.nodes import Many, Map, Scalar


def merged(base: Piece | None, ours: Piece | None, theirs: Piece | None, indent: int, reading: Reading) -> Way:
    """One key or member as it stands at a column, without what stands above it."""
    if ours is None or theirs is None:
        return _one_sided(base, ours, theirs, indent, reading)
    old = None if base is None else base.lines(indent)
    mine, other = ours.lines(indent), theirs.lines(indent)
    way = either(old, mine, other)
    if not way.clash:
        return way
    same = meaning(ours, reading) == meaning(theirs, reading)
    if same and old is None:
        return sure(max(mine, other, key=lambda raw: (len(raw), raw)))
    try:
        return _by_kind(base, ours, theirs, indent, reading)
    except Hard:
        return sure(max(mine, other, key=lambda raw: (len(raw), raw))) if same else way


def _one_sided(base: Piece | None, ours: Piece | None, theirs: Piece | None, indent: int, reading: Reading) -> Way:
    """A piece that one side or both don't have: gone if nobody changed it, a clash if somebody did."""
    there = ours or theirs
    if base is None or there is None:
        return sure(None if there is None else there.lines(indent))
    old, new = base.lines(indent), there.lines(indent)
    if base.above.split() == there.above.split() and _same(base, there, reading):
        return sure(None)
    clash = Way(old, new if ours else None, new if theirs else None, clash=True)
    if base.pair is None or not (_is_list(base) and _is_list(there)):
        return clash
    try:
        return _emptied(base, ours, theirs, indent, reading)
    except Hard:
        return clash


def _is_list(piece: Piece) -> bool:
    return isinstance(piece.node, Many) or (_listed(piece) and isinstance(piece.node, Scalar))


def _emptied(base: Piece, ours: Piece | None, theirs: Piece | None, indent: int, reading: Reading) -> Way:
    """A list that one side doesn't have any more, merged as an empty one."""
    assert base.pair is not None
    line = f"{base.text[base.start : base.pair.end]}:\n"
    empty = base._replace(
        text=line,
        start=0,
        end=len(line),
        node=Scalar("", len(line) - 1, len(line) - 1),
        pair=base.pair._replace(start=0, end=len(line) - 2),
    )
    way = _by_kind(base, ours or empty, theirs or empty, indent, reading)
    old, mine, other = (None if text in (line, empty.lines(indent)) else text for text in way[:3])
    return Way(old, mine, other, way.clash)


def _same(one: Piece, other: Piece, reading: Reading) -> bool:
    """Whether two pieces say the same, their comments too."""
    if one.raw.split() == other.raw.split():
        return True
    return _comments(one.raw) == _comments(other.raw) and meaning(one, reading) == meaning(other, reading)


def _comments(raw: str) -> list[str]:
    return [line[line.index("#") :].strip() for line in raw.split("\n") if "#" in line]


def _by_kind(base: Piece | None, ours: Piece, theirs: Piece, indent: int, reading: Reading) -> Way:
    sides = [_kind(piece) for piece in (base, ours, theirs) if piece is not None]
    kinds = {kind for kind in sides if kind}
    if kinds == {"long"} and "" not in sides:
        return _long(base, ours, theirs, indent)
    if kinds <= {"text"} and not _listed(ours):
        return _scalars(base, ours, theirs, indent, reading)
    if len(kinds) > 1 and not (kinds == {"text", "list"} and (_listed(ours) or sides[-2:] == ["list", "list"])):
        raise Hard
    try:
        return _blocks(base, ours, theirs, indent, reading)
    except Hard:
        return flow_merged(base, ours, theirs, indent)


def _kind(piece: Piece) -> str:
    node = piece.node
    if isinstance(node, Scalar):
        return "long" if node.style in ("|", ">") else "text" if node.text else ""
    return "list" if isinstance(node, Many) else "map"


def _listed(piece: Piece) -> bool:
    return piece.definition is not None and piece.definition.type in ("list", "people") and piece.pair is not None


def _long(base: Piece | None, ours: Piece, theirs: Piece, indent: int) -> Way:
    """A text of several lines, line by line."""
    old = None if base is None or _kind(base) != "long" else base.lines(indent)
    return settled_lines(old, ours.lines(indent), theirs.lines(indent))


class _Line(NamedTuple):
    """A key's line: the key as written, what parts it from its value, the value, what follows."""

    key: str
    colon: str
    value: str
    rest: str


def _line(piece: Piece, indent: int) -> _Line:
    node, pair = piece.node, piece.pair
    if not isinstance(node, Scalar) or pair is None:
        raise Hard
    start = max(node.start, pair.end)
    raw = piece.text
    if "\n" in raw[piece.start : node.end]:
        raise Hard
    return _Line(raw[pair.start : pair.end], raw[pair.end : start], raw[start : node.end], raw[node.end : piece.end])


def _scalars(base: Piece | None, ours: Piece, theirs: Piece, indent: int, reading: Reading) -> Way:
    """One value: how the key is written, the value and a comment behind it are looked at by themselves."""
    mine, other = _line(ours, indent), _line(theirs, indent)
    old = None if base is None else _line(base, indent)
    key, colon, rest = (either(None if old is None else old[n], mine[n], other[n]) for n in (0, 1, 3))
    value = either(None if old is None else old.value, mine.value, other.value)
    if value.clash and meaning(ours, reading) == meaning(theirs, reading):
        value = sure(max(mine.value, other.value, key=lambda raw: (len(raw), raw)))
    if key.clash:
        key = sure(mine.key)
    if colon.clash:
        colon = sure(mine.colon)
    if rest.clash and (base is None or _note(mine.rest) == _note(other.rest)):
        rest = sure(max(mine.rest, other.rest, key=lambda raw: (len(raw.strip()), raw)))
    if old is None and value.clash:
        return Way(None, ours.lines(indent), theirs.lines(indent), clash=True)
    return joined([key, colon, value, rest])


def _note(rest: str) -> list[str]:
    return rest.split()


def _blocks(base: Piece | None, ours: Piece, theirs: Piece, indent: int, reading: Reading) -> Way:
    """Lists and maps whose members stand in lines of their own."""
    if not (isinstance(ours.node, Many | Map) or isinstance(theirs.node, Many | Map)):
        raise Hard
    sides = [_of(piece, reading) for piece in (base, ours, theirs)]
    old, mine, other = sides
    model = ours if mine else theirs
    own = mine or other
    first = next(iter(own.values()))
    column = first.indent + indent - model.indent
    inline = first.start - first.indent <= model.start
    keys = woven(sides, kept=kept(sides, reading))
    ways = [placed(old.get(key), mine.get(key), other.get(key), column, reading) for key in keys]
    if inline and (any(way in (sure(None), sure("")) for way in ways[:1]) or not ways):
        raise Hard
    head = _heads(None if base is None else _head(base, old), _head(ours, mine), _head(theirs, other))
    return joined([head, _stripped(joined(ways), column) if inline else joined(ways)])


def _of(piece: Piece | None, reading: Reading) -> Mapping[Hashable, Piece]:
    return {} if piece is None else {each.key: each for each in inside(piece, reading)}


def kept(sides: Sequence[Mapping[Hashable, Piece]], reading: Reading) -> set[Hashable]:
    """The members that stay; one that both sides have does."""
    base, ours, theirs = sides
    both = ours.keys() & theirs.keys()
    alone = {key for side in sides for key in side} - both
    return both | {
        key for key in alone if _one_sided(base.get(key), ours.get(key), theirs.get(key), 0, reading) != sure(None)
    }


def placed(base: Piece | None, ours: Piece | None, theirs: Piece | None, column: int, reading: Reading) -> Way:
    """A piece that stays, with its indentation and what stands above it."""
    over = _above(base, ours, theirs)
    way = merged(base, ours, theirs, column, reading)
    sides = ((over, text) for over, text in zip(over[:3], way[:3], strict=True))
    lines = [None if text is None else f"{over or ''}{' ' * column}{text}" for over, text in sides]
    return Way(lines[0], lines[1], lines[2], over.clash or way.clash)


def _above(base: Piece | None, ours: Piece | None, theirs: Piece | None) -> Way:
    """The comments and blank lines above a piece."""
    old, mine, other = (None if piece is None else piece.above for piece in (base, ours, theirs))
    if mine is None or other is None or "#" not in f"{mine}{other}":
        return sure(spaced(old, mine, other))
    return settled_lines(old, mine, other)


def _stripped(way: Way, column: int) -> Way:
    """Members the first of which stands behind a dash."""
    if any(text is not None and text[:column].strip() for text in way[:3]) or not all(way[:3]):
        raise Hard
    return changed(way, lambda text: text[column:])


def _head(piece: Piece, members: Mapping[Hashable, Piece]) -> str:
    """What stands before the first member on the line of the key or dash."""
    if not members:
        return piece.raw
    first = next(iter(members.values()))
    line = first.start - first.indent
    return piece.text[piece.start : first.start if line <= piece.start else line - len(first.above)]


def _heads(base: str | None, ours: str | None, theirs: str | None) -> Way:
    way = either(base, ours, theirs)
    if not way.clash:
        return way
    if "#" not in f"{ours}{theirs}" and ours is not None:
        return sure(ours)
    raise Hard
