"""Values of a known set, such as a level or a stage, and the other names they go by."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.messages import say
from ledger.model.definitions import ValueSet
from ledger.model.vocabulary import Vocabulary
from ledger.query.asking import Asking
from ledger.query.errors import BadQuery
from ledger.query.lex import Piece
from ledger.query.names import Asked
from ledger.query.tree import Condition, Operand, Operator, Span, Starts


class UnknownValue(BadQuery):
    """A text that is none of the values that a field can have."""


def of_set(pieces: tuple[Piece, ...], exact: bool, asked: Asked, span: Span, asking: Asking) -> Condition:
    """Values of a set: canonical where known; others as text where the set allows it or the user insists."""
    known = [_known(piece, asked, asking) for piece in pieces]
    is_open = any(_is_open(asking.vocabulary.value_sets.get(name)) for name in asked.sets)
    for piece, found in zip(pieces, known, strict=True):
        if not (found or is_open or exact or piece.quoted):
            raise _unknown_value(piece, asked, asking)
    canonical = tuple(dict.fromkeys(value for found in known for value in found))
    also = other_names(asking.vocabulary, asked.sets, canonical)
    unknown = tuple(piece for piece, found in zip(pieces, known, strict=True) if not found)
    values: tuple[Operand, ...] = (*canonical, *dict.fromkeys(piece.text for piece in unknown))
    if not unknown or (is_open and "people" in asked.sets):
        operator = Operator.IS
    elif exact or not is_open:
        operator = Operator.EQUALS
    else:
        operator, values = Operator.CONTAINS, (*canonical, *map(text_operand, unknown))
    return Condition(asked.path, operator, values, asked.of, also, span=span)


def _known(piece: Piece, asked: Asked, asking: Asking) -> tuple[str, ...]:
    """What a text means in each of the sets of a field; a canonical value means only itself."""
    vocabulary, text = asking.vocabulary, piece.text.lstrip("@")
    if any(text in vocabulary.value_sets[name].values for name in asked.sets if name in vocabulary.value_sets):
        return (text,)
    found = (vocabulary.value(name, text) for name in asked.sets)
    return tuple(value for value in found if value is not None)


def _is_open(found: ValueSet | None) -> bool:
    return found is None or not found.values or found.open


def other_names(vocabulary: Vocabulary, sets: Iterable[str], values: Iterable[str]) -> tuple[str, ...]:
    """By what other names files may have canonical values of these sets."""
    canonical = tuple(values)
    known = [vocabulary.value_sets[name].values for name in sets if name in vocabulary.value_sets]
    spoken = (each.get(value, {}) for each in known for value in canonical)
    return tuple(dict.fromkeys(name for languages in spoken for names in languages.values() for name in names))


def _unknown_value(piece: Piece, asked: Asked, asking: Asking) -> BadQuery:
    known = {value: names for name in asked.sets for value, names in asking.vocabulary.value_sets[name].values.items()}
    among = [*known, *(each for names in known.values() for group in names.values() for each in group)]
    near = asking.vocabulary.nearest(piece.text, among)
    as_typed = say('To look for the text as typed, write {field}:"{text}".', field=asked.path, text=piece.text)
    hint = (
        say("Did you mean {near}? {otherwise}", near=near, otherwise=as_typed)
        if near
        else say("Known are {known}. {otherwise}", known=tuple(known), otherwise=as_typed)
    )
    message = say("{field} has no value {text}.", field=asked.path, text=piece.text)
    return UnknownValue(message, asking.query, piece.span, hint, candidates=(near,) if near else ())


def text_operand(piece: Piece) -> Operand:
    """A text, or the beginning of a word where it ends in a `*` that isn't quoted."""
    stem = piece.text[:-1]
    return Starts(stem) if not piece.quoted and piece.text.endswith("*") and stem.strip("*") else piece.text
