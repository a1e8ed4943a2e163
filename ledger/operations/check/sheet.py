"""One customer file as it is checked: its text, what was read from it, and where each value stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.facts.story import Story, tell
from ledger.model.customer import Customer, Entry
from ledger.model.definitions import FieldDefinition
from ledger.model.problem import Problem
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.text import fences, frontmatter
from ledger.text.nodes import Many, Map, Node, Pair, Scalar
from ledger.text.places import Span, line_end, place


@dataclass(frozen=True, slots=True)
class Checking:
    """What every check is made with; `language` is that of labels inside sentences."""

    vocabulary: Vocabulary
    settings: Settings
    today: date
    language: str


class Leaf(NamedTuple):
    """A value of the front matter: its key as written (dotted inside maps), what it should be, and its place.

    `type` is that of the value itself, so that of a list's members in a list.
    """

    key: str
    type: str
    values: str
    scalar: Scalar


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file, and all that checks ask of it. `pairs` is the front matter with its places."""

    text: str
    customer: Customer
    pairs: tuple[Pair, ...]
    story: Story
    checking: Checking

    @property
    def vocabulary(self) -> Vocabulary:
        """The ledger's words."""
        return self.checking.vocabulary

    @property
    def settings(self) -> Settings:
        """The ledger's settings."""
        return self.checking.settings

    def problem(self, code: str, span: Span, **args: str) -> Problem:
        """A problem at a place of the text."""
        line, column = place(self.text, span.start)
        stop = min(span.end, line_end(self.text, span.start))
        return Problem(code, line, column, stop - span.start, args)

    def offset(self, problem: Problem) -> int:
        """Where in the text a problem stands."""
        start = 0
        for _ in range(problem.line - 1):
            start = self.text.find("\n", start) + 1
        return start + problem.column - 1

    def heading(self, entry: Entry) -> Span:
        """Where the heading of an entry stands."""
        return Span(entry.span[0], line_end(self.text, entry.span[0]))

    def find(self, text: str, within: Span) -> Span:
        """The first place of a text within another; that whole place where it isn't found."""
        start = self.text.find(text, within.start, within.end) if text else -1
        return within if start < 0 else Span(start, start + len(text))

    def line(self, number: int, entry: Entry) -> Span:
        """Where a line of an entry stands, by its number in the file."""
        start = entry.span[0]
        for _ in range(number - entry.line):
            start = self.text.find("\n", start) + 1
        return Span(start, line_end(self.text, start))

    def leaves(self) -> Iterator[Leaf]:
        """The values of the known fields of the front matter, in the order of the file."""
        for pair in self.pairs:
            definition = self.vocabulary.field(pair.key)
            if definition is not None:
                yield from self._leaves(pair.value, definition, pair.key)

    def _leaves(self, node: Node, definition: FieldDefinition, key: str) -> Iterator[Leaf]:
        if isinstance(node, Many):
            for item in node.items:
                yield from self._leaves(item, definition, key)
        elif isinstance(node, Map):
            for pair in node.pairs:
                member = self.vocabulary.member(definition, pair.key)
                if member is not None:
                    yield from self._leaves(pair.value, member, f"{key}.{pair.key}")
        elif node.text not in ("", "~"):
            listed = definition.type in ("list", "people")
            yield Leaf(key, definition.of or "text" if listed else definition.type, definition.values, node)

    def scalars(self) -> Iterator[Scalar]:
        """All the values of the front matter, known or not."""
        for pair in self.pairs:
            yield from _scalars(pair.value)


def sheet(text: str, customer: Customer, checking: Checking) -> Sheet:
    """The sheet of a customer's file."""
    found = fences.find(text)
    pairs = frontmatter.read(text, found).pairs if found is not None else ()
    return Sheet(text, customer, pairs, tell(customer, checking.vocabulary, checking.settings), checking)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Many):
        for item in node.items:
            yield from _scalars(item)
    else:
        for pair in node.pairs:
            yield from _scalars(pair.value)
