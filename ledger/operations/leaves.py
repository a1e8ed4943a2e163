"""The values of a profile one by one, as somebody is asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledger.facts.completeness import completeness
from ledger.facts.story import tell
from ledger.model.customer import Customer
from ledger.model.definitions import FieldDefinition
from ledger.model.names import has_han
from ledger.model.vocabulary import Vocabulary
from ledger.operations.places import Words, title_of
from ledger.operations.writing import Draft
from ledger.session import Session
from ledger.text.nodes import Many, Map, Node, Scalar

NOT_ASKED = frozenset(
    {"id", "created", "verified", "unconfirmed", "archived", "merged_into", "next_follow_up", "follow_up_every"}
)
"""Fields that a program keeps, or that say what is to be done and not how the customer is."""
_MARKS = "?？"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: the field that it is in (canonical) and `key`, by which it can be set; its label in parts, in some language.

    `value` is the text as the file has it, of a list all members with commas, without question marks: `doubt` tells that
    there was one. `missing` is what the customer's level requires and the file lacks.
    """

    name: str
    key: str
    label: tuple[str, ...] = field(compare=False)
    value: str = ""
    doubt: bool = False
    missing: bool = False


def leaves(session: Session, draft: Draft, language: str) -> tuple[Leaf, ...]:
    """The values of a profile in the order of the file, then what its level requires and it lacks."""
    reader = _Reader(session.vocabulary, language)
    found: list[Leaf] = []
    for pair in draft.page().front.pairs:
        definition = session.vocabulary.field(pair.key)
        name = definition.name if definition else pair.key
        if name not in NOT_ASKED:
            label = (reader.label(definition, pair.key),)
            found += reader.leaves(pair.value, definition, name, pair.key, label)
    listed = set(draft.customer.texts("unconfirmed"))
    doubted = {name for name, field in draft.customer.fields.items() if name in listed or field.written in listed}
    found = [leaf if leaf.name not in doubted else _doubtful(leaf) for leaf in found]
    there = {leaf.name for leaf in found}
    return (*found, *(leaf for leaf in _missing(session, draft.customer, reader) if leaf.name not in there))


def _doubtful(leaf: Leaf) -> Leaf:
    return Leaf(leaf.name, leaf.key, leaf.label, leaf.value, doubt=True)


def _missing(session: Session, customer: Customer, reader: _Reader) -> Iterator[Leaf]:
    story = tell(customer, session.vocabulary, session.settings)
    if story.level is None:
        return
    required = {name.partition(".")[0] for name in story.level.require}
    for name in completeness(story)[1]:
        definition = session.vocabulary.fields.get(name)
        if name in required and definition is not None and definition.type not in ("map", "maps"):
            yield Leaf(name, name, (reader.label(definition, name),), missing=True)


class _Reader:
    """Takes nodes of front matter apart."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.words = Words(vocabulary, language)

    def label(self, definition: FieldDefinition | None, key: str) -> str:
        """What people read for a field."""
        return key if definition is None else definition.names[self.language][0].replace("_", " ")

    def leaves(
        self, node: Node, definition: FieldDefinition | None, field: str, key: str, label: tuple[str, ...]
    ) -> Iterator[Leaf]:
        """The values in a node; empty ones are left out."""
        if isinstance(node, Scalar):
            text, doubt = _plain(node.text)
            if text:
                yield Leaf(field, key, label, text, doubt)
        elif isinstance(node, Many) and all(isinstance(item, Scalar) for item in node.items):
            members = [_plain(item.text) for item in node.items if isinstance(item, Scalar)]
            if any(text for text, _ in members):
                value = ", ".join(text for text, _ in members if text)
                yield Leaf(field, key, label, value, any(doubt for _, doubt in members))
        elif isinstance(node, Many):
            for number, item in enumerate(node.items):
                if isinstance(item, Map):
                    title = title_of(item, definition, self.vocabulary) or str(number + 1)
                    yield from self._members(item, definition, field, f"{key}.{number}", (*label, title))
        else:
            yield from self._members(node, definition, field, key, label)

    def _members(
        self, node: Map, definition: FieldDefinition | None, field: str, key: str, label: tuple[str, ...]
    ) -> Iterator[Leaf]:
        for pair in node.pairs:
            # A key with a dot in it can't be named in a path.
            if "." not in pair.key and "." not in key.partition(".")[0]:
                member = self.vocabulary.member(definition, pair.key) if definition else None
                more = (*label, self.label(member, pair.key))
                yield from self.leaves(pair.value, member, field, f"{key}.{pair.key}", more)


def _plain(text: str) -> tuple[str, bool]:
    """A value without the mark of doubt, and whether it had one."""
    if text in ("", "~"):
        return "", False
    bare = text.rstrip(_MARKS + " ")
    return (bare, True) if text[-1] in _MARKS and bare else (text, False)


def language_of(session: Session, customer: Customer) -> str:
    """The language in which a file names its fields: that of most of them, the ledger's where they are even."""
    votes = {"zh": 0, "en": 0}
    for name, found in customer.fields.items():
        definition = session.vocabulary.fields.get(name)
        if definition is not None:
            votes["zh"] += has_han(found.written)
            votes["en"] += not has_han(found.written)
    if votes["zh"] == votes["en"]:
        return session.settings.language
    return max(votes, key=lambda language: votes[language])


def without_doubt(names: Sequence[str], customer: Customer) -> tuple[str, ...]:
    """Those names in the list `unconfirmed` that mean one of these canonical fields, as they are written there."""
    written = {name: field.written for name, field in customer.fields.items()}
    return tuple(
        one for one in customer.texts("unconfirmed") if any(one in (name, written.get(name)) for name in names)
    )
