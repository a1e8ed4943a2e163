"""What stands in front matter: scalars, lists and maps, each with its place. Values are the text that was typed."""

from __future__ import annotations

from typing import NamedTuple

from ledger.text.places import Span


class Scalar(NamedTuple):
    """A value: `text` as meant (quotes and escapes resolved), `span` as written with its quotes.

    `style` is the quote character, `|` or `>` for block scalars, empty for plain ones.
    """

    text: str
    span: Span
    style: str = ""


class Many(NamedTuple):
    """A list; `flow` when written in brackets. `span` covers it whole, `dashes` where each block item starts."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False
    dashes: tuple[int, ...] = ()


class Pair(NamedTuple):
    """A key with its value."""

    key: str
    key_span: Span
    value: Node


class Map(NamedTuple):
    """Keys and values in the order of the file; the first of equal keys counts."""

    pairs: tuple[Pair, ...]
    span: Span
    flow: bool = False


Node = Scalar | Many | Map
