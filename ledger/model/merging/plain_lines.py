"""Whole texts merged line by line, and whether that says the same as a merge by meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from ledger.model.fields import Reading
from ledger.model.merging.document import Dated, Document, Free
from ledger.model.merging.pieces import meaning
from ledger.model.merging.units import Unit
from ledger.model.values import Value


def says_same(one: Document, other: Document, reading: Reading, *, texts: bool = True) -> bool:
    """Whether two documents say the same: fields, free texts by their headings, entries in whatever order.

    Without `texts`, what stands in entries beside headings, fields and tasks is not looked at.
    """
    return _fields(one, reading) == _fields(other, reading) and _blocks(one, texts) == _blocks(other, texts)


def _fields(document: Document, reading: Reading) -> Mapping[Hashable, object] | str:
    fields = document.front.fields
    if fields is None:
        return " ".join(document.front.text.split())
    return {key: _value(meaning(piece, reading)) for key, piece in fields.items()}


def _value(said: tuple[Value, bool]) -> object:
    value, doubtful = said
    return (sorted(map(repr, value)) if isinstance(value, tuple) else value), doubtful


def _blocks(document: Document, texts: bool) -> Counter[Hashable]:
    return Counter(_block(block, texts) for block in document.blocks)


def _block(block: Free | Dated, texts: bool) -> Hashable:
    if isinstance(block, Free):
        return (block.key, _units(block.units(), ("task",)))
    said = tuple(block.heading.split())
    return (
        (said, frozenset(Counter(block.raw.split()).items()))
        if texts
        else (said, _units(block.units(), ("task", "field")))
    )


def _units(units: Sequence[Unit], kinds: tuple[str, ...]) -> Hashable:
    return frozenset(Counter(" ".join(unit.raw.split()) for unit in units if unit.kind in kinds).items())
