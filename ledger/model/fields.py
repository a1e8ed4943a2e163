"""Front-matter nodes to typed fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ledger.model import typed
from ledger.model.customer import Field
from ledger.model.definitions import FieldDefinition
from ledger.model.headings import leading_date
from ledger.model.values import Value
from ledger.model.vocabulary import Vocabulary
from ledger.text.nodes import Many, Node, Pair, Scalar
from ledger.text.places import Fault, Span

_PLAIN_TYPES = frozenset({"text", "name", "phone", "email", "url", "id_number", "company_number"})
# Of these people note several under one name, and nothing is worked out from them.
_SEVERAL_TYPES = frozenset({"text", "phone", "email", "url"})
_FREE_TEXT = 30
_SEPARATORS = "，、;；"


class Reading(NamedTuple):
    """What typing needs to know."""

    vocabulary: Vocabulary
    currency: str


def read(pair: Pair, line: int, reading: Reading, faults: list[Fault]) -> Field:
    """A field from a key and its value; what can't be typed stays text, with a fault."""
    definition = reading.vocabulary.field(pair.key)
    name = definition.name if definition else pair.key
    node = pair.value
    text = node.text if isinstance(node, Scalar) else ""
    marks: list[bool] = []
    value = _value(node, definition, pair.key, reading, faults, marks)
    return Field(name, pair.key, value, text, line, bool(marks))


def _value(
    node: Node, definition: FieldDefinition | None, key: str, reading: Reading, faults: list[Fault], marks: list[bool]
) -> Value:
    if definition is None:
        return _untyped(node)
    kind = definition.type
    if kind in ("map", "maps"):
        return _nested(node, definition, key, reading, faults, marks)
    if kind in ("list", "people"):
        members = tuple(listed(node, definition, key, reading, faults, marks))
        return members if kind == "list" else tuple(map(_unmarked, members))
    if isinstance(node, Many) and len(node.items) == 1 and kind not in _SEVERAL_TYPES:
        node = node.items[0]
    if not isinstance(node, Scalar):
        if kind not in _SEVERAL_TYPES and not (isinstance(node, Many) and not node.items):
            faults.append(Fault("value-single", node.span, {"field": key}))
        return _untyped(node)
    return scalar(node.text, node.span.start, definition, key, reading, faults, marks)


def scalar(
    text: str,
    start: int,
    definition: FieldDefinition,
    key: str,
    reading: Reading,
    faults: list[Fault],
    marks: list[bool],
) -> Value:
    """The typed value of a text; notes in `marks` when it ends with a question mark of its own."""
    if text in ("", "~"):
        return ""
    if text[-1] in "?？" and (definition.type != "text" or len(text) <= _FREE_TEXT):
        marks.append(True)
        text = text[:-1].rstrip()
    if definition.type in _PLAIN_TYPES:
        return typed.unmarked(text) if definition.values == "people" else text
    value = typed.typed(text, definition, reading.currency, reading.vocabulary)
    if value is None and (day := _dated_otherwise(definition.type, text)) is not None:
        faults.append(
            Fault("value-date-format", Span(start, start + len(text)), {"field": key, "date": day.isoformat()})
        )
        return day
    if value is None:
        if not _open(definition, reading.vocabulary):
            faults.append(untyped(definition.type, key, text, Span(start, start + len(text))))
        return text
    return value


def _unmarked(member: Value) -> Value:
    return typed.unmarked(member) if isinstance(member, str) else member


def _dated_otherwise(kind: str, text: str) -> date | None:
    """The day of a text that leaves no doubt about it though it is not in ISO form: 2026.11.3, 2026年11月3日."""
    found = leading_date(text) if kind in ("date", "datetime") and text[:4].isdigit() else None
    return found.day if found is not None and found.end == len(text) else None


def untyped(kind: str, key: str, text: str, span: Span) -> Fault:
    """The fault of a text that is no value of a type."""
    code = "value-unknown" if kind == "choice" else f"value-{'date' if kind == 'datetime' else kind}"
    return Fault(code, span, {"field": key, "value": text})


def _open(definition: FieldDefinition, vocabulary: Vocabulary) -> bool:
    """Whether a choice takes values that nobody declared."""
    values = vocabulary.value_sets.get(definition.values)
    return values is not None and values.open


def _untyped(node: Node) -> Value:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Many):
        return tuple(_untyped(item) for item in node.items)
    return {pair.key: _untyped(pair.value) for pair in node.pairs}


def _nested(
    node: Node, definition: FieldDefinition, key: str, reading: Reading, faults: list[Fault], marks: list[bool]
) -> Value:
    if isinstance(node, Many):
        several = (_members(item, definition, key, reading, faults, marks) for item in node.items)
        return tuple(members for members in several if _filled(members))
    if isinstance(node, Scalar):
        if node.text in ("", "~"):
            return ""
        if definition.type == "map":
            return node.text
    members = _members(node, definition, key, reading, faults, marks)
    return (members,) if definition.type == "maps" else members


def _filled(value: Value) -> bool:
    """Whether anything is written; the blank lines of a form say nothing."""
    if isinstance(value, Mapping):
        return any(map(_filled, value.values()))
    return value not in ("", ())


def _members(
    node: Node, definition: FieldDefinition, key: str, reading: Reading, faults: list[Fault], marks: list[bool]
) -> Value:
    """A map of members; a lone text counts as the first of them, as in `contacts: [李雷]`."""
    if isinstance(node, Scalar):
        first = next(iter(definition.fields), "name")
        return {first: node.text}
    if isinstance(node, Many):
        return _untyped(node)
    values: dict[str, Value] = {}
    for pair in node.pairs:
        member = reading.vocabulary.member(definition, pair.key)
        name = member.name if member else pair.key
        values[name] = _value(pair.value, member, f"{key}.{pair.key}", reading, faults, marks)
    return values


def listed(
    node: Node, definition: FieldDefinition, key: str, reading: Reading, faults: list[Fault], marks: list[bool]
) -> Iterator[Value]:
    """The members of a list; a lone text may name several, parted by Chinese commas or comma and blank."""
    if isinstance(node, Scalar):
        if node.text in ("", "~"):
            return
        yield from _parted(node.text, "" if node.style else _SEPARATORS)
    elif isinstance(node, Many):
        for item in node.items:
            if isinstance(item, Scalar):
                # Between brackets a Chinese comma parts as the other one does.
                if node.flow and not item.style:
                    yield from _parted(item.text, _SEPARATORS)
                elif item.text:
                    yield item.text
            else:
                yield _untyped(item)
    else:
        faults.append(Fault("value-list", node.span, {"field": key}))
        yield _untyped(node)


def _parted(text: str, marks: str) -> Iterator[str]:
    """The parts of a text between commas with a blank, and between `marks`."""
    for mark in marks:
        text = text.replace(mark, ", ")
    return (part.strip() for part in text.split(", ") if part.strip())
