"""What of a query a hit is ranked by, and what of it is shown in the hit's best line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.query.standing import Sought
from ledger.query.tree import (
    And,
    Condition,
    EntryThat,
    Has,
    KindIs,
    Of,
    Operator,
    Or,
    Person,
    Phrase,
    Prefix,
    Saved,
    Starts,
    Tag,
    Tree,
    Word,
)

Leaf = Word | Phrase | Prefix


@dataclass(frozen=True, slots=True)
class InField:
    """A condition on a field of the customer: the canonical name of the top field, and the texts that it asks for."""

    field: str
    texts: tuple[Sought, ...]


def ranking(tree: Tree) -> tuple[Leaf, ...]:
    """The words that count, each once, in the order of the query: all but those that must not be there."""
    found: dict[Sought, Leaf] = {}
    for leaf in asked(tree):
        if isinstance(leaf, Word | Phrase | Prefix):
            found.setdefault(sought(leaf), leaf)
    return tuple(found.values())


def sought(leaf: Leaf) -> Sought:
    """A word of a query as it is looked for."""
    return Sought.of(leaf.text, begins=isinstance(leaf, Prefix))


def names(tree: Tree) -> tuple[Sought, ...]:
    """The tags and people that are asked for, which may stand anywhere in a file."""
    found = [
        Sought.of(name)
        for leaf in asked(tree)
        if isinstance(leaf, Tag | Person)
        for name in ((leaf.name, *leaf.also) if isinstance(leaf, Person) else (leaf.name,))
    ]
    return tuple(dict.fromkeys(found))


def fields(tree: Tree) -> tuple[InField, ...]:
    """The conditions on fields of the customer."""
    found = [
        InField(leaf.field.partition(".")[0], tuple(_texts(leaf)) if isinstance(leaf, Condition) else ())
        for leaf in asked(tree)
        if isinstance(leaf, Has | Condition) and leaf.of is Of.CUSTOMER
    ]
    return tuple(dict.fromkeys(found))


def entries(tree: Tree) -> tuple[Tree, ...]:
    """The conditions that some entry fits."""
    return tuple(dict.fromkeys(_entries(tree)))


def asked(tree: Tree) -> Iterator[Tree]:
    """The single conditions of a query, without those that must not hold."""
    match tree:
        case And() | Or():
            for part in tree.parts:
                yield from asked(part)
        case Saved() | EntryThat():
            yield from asked(tree.tree)
        case _:
            yield tree


def _entries(tree: Tree) -> Iterator[Tree]:
    match tree:
        case And() | Or():
            for part in tree.parts:
                yield from _entries(part)
        case Saved():
            yield from _entries(tree.tree)
        case EntryThat() | KindIs():
            yield tree


def _texts(condition: Condition) -> Iterator[Sought]:
    if condition.operator is not Operator.WITHIN:
        for value in condition.values:
            if isinstance(value, Starts):
                yield Sought.of(value.text, begins=True)
            elif isinstance(value, str):
                yield Sought.of(value)
    for name in condition.also:
        yield Sought.of(name)
