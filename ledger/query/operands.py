"""The values after a colon, typed by what stands before it."""

from __future__ import annotations

from ledger.messages import say
from ledger.query.asking import Asking
from ledger.query.choices import of_set, text_operand
from ledger.query.edges import EDGES
from ledger.query.lex import Part, Piece
from ledger.query.names import Asked
from ledger.query.ranges import ranges
from ledger.query.tree import Condition, Operand, Operator, Span


def condition(asked: Asked, parts: tuple[Part, ...], span: Span, asking: Asking) -> Condition:
    """The condition that a field fits one of the values; raises BadQuery."""
    if asked.definition.type in EDGES:
        return Condition(asked.path, Operator.WITHIN, ranges(parts, asked, asking), asked.of, span=span)
    pieces = tuple(_text_piece(part, asked, asking) for part in parts)
    exact = any(part.comparison == "=" for part in parts)
    if asked.sets:
        return of_set(pieces, exact, asked, span, asking)
    operator, values = _texts(pieces, exact, asked)
    return Condition(asked.path, operator, values, asked.of, span=span)


def _text_piece(part: Part, asked: Asked, asking: Asking) -> Piece:
    """The text of a part that is no number and no date."""
    if part.comparison in ("", "=") and not part.ranged and part.low is not None:
        return part.low
    raise asking.bad(
        say("{field} holds text: it can't be compared with < or >, and has no ranges.", field=asked.path),
        part.span,
        say("Write the text right after the colon; put it in quotes if it has such signs of its own."),
    )


def _texts(pieces: tuple[Piece, ...], exact: bool, asked: Asked) -> tuple[Operator, tuple[Operand, ...]]:
    plain = tuple(piece.text for piece in pieces)
    if asked.path == "tags" or asked.definition.type == "people":
        return Operator.IS, tuple(text.lstrip("#@") or text for text in plain)
    if exact:
        return Operator.EQUALS, plain
    return Operator.CONTAINS, tuple(text_operand(piece) for piece in pieces)
