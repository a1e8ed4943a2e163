"""What stands in front matter: scalars, lists and maps, each with its place. Values are the text that was typed."""

from __future__ import annotations

from typing import NamedTuple

from ledger.text.places import Span


class Scalar(NamedTuple):
    """A value: `text` as meant (quotes and escapes resolved), from `start` to `end` as written with its quotes.

    `style` is the quote character, `|` or `>` for block scalars, empty for plain ones.
    """

    text: str
    start: int
    end: int
    style: str = ""

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return Span(self.start, self.end)


class Many(NamedTuple):
    """A list; `flow` when written in brackets. `span` covers it whole, `dashes` where each block item starts."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False
    dashes: tuple[int, ...] = ()


class Pair(NamedTuple):
    """A key, which stands from `start` to `end`, with its value."""

    key: str
    start: int
    end: int
    value: Node

    @property
    def key_span(self) -> Span:
        """Where the key stands, with its quotes."""
        return Span(self.start, self.end)


class Map(NamedTuple):
    """Keys and values in the order of the file; the first of equal keys counts."""

    pairs: tuple[Pair, ...]
    span: Span
    flow: bool = False


Node = Scalar | Many | Map
