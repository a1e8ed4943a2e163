"""Front matter as nearly all is written to its fields: each key with the lines below it, known by its text if read before."""

from __future__ import annotations

import re

from ledger.model import fields
from ledger.model.customer import Field
from ledger.model.fields import Reading
from ledger.model.values import Value
from ledger.text import frontmatter, limits
from ledger.text.places import Fault, Span

_NEXT_KEY = re.compile(r"\n(?=[^\s#\-])")
_MOST_KNOWN = 20_000
_LONGEST_KNOWN = 60
Read = tuple[str, str, Value, str, bool]


class Known:
    """What was read before, by the text of the key and its value: name, key as written, value, text, unconfirmed."""

    __slots__ = ("fields",)

    def __init__(self) -> None:
        self.fields: dict[str, Read] = {}


def read(text: str, inner: Span, line: int, reading: Reading) -> dict[str, Field] | None:
    """The fields between the fences, where the line with that number begins; None where anything is odd about them."""
    written = text[inner.start : inner.end]
    if "\r" in written or not written.endswith("\n"):
        return None
    chunks = _NEXT_KEY.split(written[:-1])
    if len(chunks) > limits.front_matter_keys:
        return None
    known = reading.vocabulary.remembered(reading.currency, Known).fields
    found: dict[str, Field] = {}
    keys: set[str] = set()
    for chunk in chunks:
        said = known.get(chunk) or _read(chunk, known, reading)
        if said is None or said[0] in found or said[1] in keys:
            return None
        name, key, value, scalar, unconfirmed = said
        keys.add(key)
        found[name] = Field(name, key, value, scalar, line, unconfirmed)
        line += chunk.count("\n") + 1
    return found


def _read(chunk: str, known: dict[str, Read], reading: Reading) -> Read | None:
    """A key with its value; None unless it is one, and sound."""
    faults: list[Fault] = []
    pairs = list(frontmatter.pairs(chunk + "\n", faults))
    if len(pairs) != 1 or faults or pairs[0].start > 1:
        return None
    field = fields.read(pairs[0], 1, reading, faults)
    if faults:
        return None
    said = field.name, field.written, field.value, field.text, field.unconfirmed
    if len(chunk) <= _LONGEST_KNOWN:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[chunk] = said
    return said
