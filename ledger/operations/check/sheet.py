"""One customer file as it is checked: its text, what was read from it, and where each value stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from ledger.text.places import Span, line_end


@dataclass(frozen=True, slots=True)
class Checking:
    """What every check is made with; `language` is that of labels inside sentences.

    `handling` tells to look at how customers are handled as well; `steps` are the checklists of kinds of cases, by
    canonical kind, each the name of its template and its steps.
    """

    vocabulary: Vocabulary
    settings: Settings
    today: date
    language: str
    handling: bool = False
    steps: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


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
    """A file, and all that checks ask of it. `pairs` is the front matter with its places, `starts` where lines start."""

    text: str
    customer: Customer
    pairs: tuple[Pair, ...]
    starts: Sequence[int]
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
        line = bisect_right(self.starts, span.start)
        stop = min(span.end, line_end(self.text, span.start))
        return Problem(code, line, span.start - self.starts[line - 1] + 1, stop - span.start, args)

    def offset(self, problem: Problem) -> int:
        """Where in the text a problem stands."""
        return self.starts[max(problem.line, 1) - 1] + problem.column - 1

    def heading(self, entry: Entry) -> Span:
        """Where the heading of an entry stands."""
        return Span(entry.span[0], line_end(self.text, entry.span[0]))

    def value_of(self, name: str) -> Span:
        """Where the value of a field that the customer has stands, or the field's name where it has none."""
        written = self.customer.fields[name].written
        pair = next(pair for pair in self.pairs if pair.key == written)
        return pair.value.span if pair.value.span.end > pair.value.span.start else pair.key_span

    def find(self, text: str, within: Span) -> Span:
        """The first place of a text within another; that whole place where it isn't found."""
        start = self.text.find(text, within.start, within.end) if text else -1
        return within if start < 0 else Span(start, start + len(text))

    def line(self, number: int) -> Span:
        """Where a line stands, by its number."""
        start = self.starts[number - 1]
        return Span(start, line_end(self.text, start))

    def entry_at(self, line: int) -> Entry | None:
        """The entry in or below which a line stands, by its number; None above the first one."""
        number = bisect_right(self.customer.entries, line, key=lambda entry: entry.line)
        return self.customer.entries[number - 1] if number else None

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
    return Sheet(text, customer, pairs, _starts(text), tell(customer, checking.vocabulary, checking.settings), checking)


def _starts(text: str) -> list[int]:
    starts = [0]
    while (end := text.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    return starts


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Many):
        for item in node.items:
            yield from _scalars(item)
    else:
        for pair in node.pairs:
            yield from _scalars(pair.value)
