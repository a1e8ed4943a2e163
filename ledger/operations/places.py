"""A field as somebody names it to the place in front matter where it stands or would stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ledger.errors import Ambiguous, BadValue, NotFound, Refused
from ledger.messages import Message, say
from ledger.model.definitions import FieldDefinition
from ledger.model.names import fold
from ledger.model.vocabulary import Vocabulary, written
from ledger.query.computed import computed
from ledger.text.front_places import Page, find
from ledger.text.nodes import Many, Map, Node, Pair, Scalar

# A new field is refused only for a name so near to a known one that it is most likely a slip.
_SLIP = 75
_NOT_IN_KEYS = frozenset("\"'\\:：#,[]{}\n\r\t")


@dataclass(frozen=True, slots=True)
class Words:
    """What names are read with: the vocabulary, the language of new keys, and whether unknown ones are welcome."""

    vocabulary: Vocabulary
    language: str
    force: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: `path` in keys as the file spells them and positions, `name` the field's canonical name.

    `definition` is that of the place itself, None for what the vocabulary doesn't know; `new` tells that the name is
    nowhere in the file or the vocabulary.
    """

    name: str
    path: tuple[str, ...]
    definition: FieldDefinition | None
    new: bool = False

    @property
    def shown(self) -> str:
        """The place as people write it."""
        return ".".join(self.path)


def place(page: Page, key: str, words: Words) -> Place:
    """The place that `phone`, `contacts.0.phone` or `联系人.李雷.职务` means in a file.

    A person or thing in a list is named by its number from 0 or by its name; where the list has only one, it may be
    left out. Raises BadValue, NotFound, Ambiguous or Refused.
    """
    whole = next((pair for pair in page.front.pairs if pair.key == key), None)
    parts = [key] if whole is not None else [part.strip() for part in key.split(".")]
    if not all(parts):
        raise BadValue(say("“{key}” names no field.", key=key))
    found = _top(page, parts[0], words)
    at, definition, new = [found.path[0]], found.definition, found.new
    for number, part in enumerate(parts[1:], 1):
        node = find(page, at)
        more = _below(node, definition, part, words, ".".join(parts[:number]))
        at += more.path
        definition, new = more.definition, new or more.new
    return Place(found.name, tuple(at), definition, new)


def _top(page: Page, part: str, words: Words) -> Place:
    definition = words.vocabulary.field(part)
    name = definition.name if definition else part
    for pair in page.front.pairs:
        there = words.vocabulary.field(pair.key)
        if (there.name if there else pair.key) == name or (definition is None and fold(pair.key) == fold(part)):
            return Place(there.name if there else pair.key, (pair.key,), there)
    if definition is not None:
        return Place(name, (written(definition, words.language),), definition)
    if computed(part) is not None:
        raise Refused(
            say("{field} is worked out from the entries and can't be set. Nothing was written.", field=part),
        )
    _check_new(part, words.vocabulary.fields, words)
    return Place(part, (part,), None, new=True)


def _below(node: Node | None, definition: FieldDefinition | None, part: str, words: Words, above: str) -> Place:
    """One step down from a node, or from the place where one would stand."""
    empty = node is None or (isinstance(node, Scalar) and not node.text)
    if isinstance(node, Many) or (empty and definition is not None and definition.type == "maps"):
        return _in_list(node if isinstance(node, Many) else None, definition, part, words, above)
    if isinstance(node, Scalar) and not empty:
        raise BadValue(
            say("{field} is one value, without parts. Nothing was written.", field=above),
        )
    return _member(node if isinstance(node, Map) else None, definition, part, words)


def _in_list(node: Many | None, definition: FieldDefinition | None, part: str, words: Words, above: str) -> Place:
    count = len(node.items) if node else 0
    if part.isdigit() and part.isascii():
        if int(part) > count:
            raise NotFound(_too_far(above, count))
        return Place("", (str(int(part)),), _one_of(definition))
    named = list(positions(node, definition, part, words)) if node else []
    if len(named) == 1:
        return Place("", (str(named[0]),), _one_of(definition))
    if len(named) > 1:
        raise Ambiguous(
            say("“{part}” stands in {field} {count} times.", part=part, field=above, count=len(named)),
            say("Name it by its number: {field}.{number}", field=above, number=named[0]),
        )
    if definition is not None and count <= 1 and words.vocabulary.member(definition, part) is not None:
        item = node.items[0] if node and node.items else None
        inner = _member(item if isinstance(item, Map) else None, _one_of(definition), part, words)
        return Place("", ("0", *inner.path), inner.definition, inner.new)
    names = tuple(_names(node, definition, words)) if node else ()
    raise NotFound(
        say("There is no “{part}” in {field}. Nothing was written.", part=part, field=above),
        say("{field}+={part} adds it.", field=above, part=part)
        if not names
        else say("Name one of these, or its number from 0; {field}+={part} adds it.", field=above, part=part),
        candidates=names,
    )


def _too_far(above: str, count: int) -> Message:
    if not count:
        return say("{field} is empty; its first place is {field}.0. Nothing was written.", field=above)
    return say("{field} has {count}, numbered from 0. Nothing was written.", field=above, count=count)


def _one_of(definition: FieldDefinition | None) -> FieldDefinition | None:
    """The definition of one of several maps, or of a list's member."""
    if definition is None:
        return None
    if definition.type == "maps":
        return FieldDefinition(definition.name, "map", definition.names, fields=definition.fields)
    return FieldDefinition(definition.name, definition.of or "text", definition.names, values=definition.values)


def positions(node: Many, definition: FieldDefinition | None, name: str, words: Words) -> Iterator[int]:
    """Where in a list something of that name stands."""
    wanted = fold(name)
    for number, item in enumerate(node.items):
        if fold(title_of(item, definition, words.vocabulary)) == wanted:
            yield number


def title_of(item: Node, definition: FieldDefinition | None, vocabulary: Vocabulary) -> str:
    """What one of a list is called: the text itself, or the first member of its definition, such as a name."""
    if isinstance(item, Scalar):
        return item.text
    if not isinstance(item, Map):
        return ""
    first = next(iter(definition.fields), "") if definition else ""
    for pair in item.pairs:
        member = vocabulary.member(definition, pair.key) if definition else None
        if isinstance(pair.value, Scalar) and (not first or (member is not None and member.name == first)):
            return pair.value.text
    return ""


def _names(node: Many, definition: FieldDefinition | None, words: Words) -> Iterator[str]:
    return (title for item in node.items if (title := title_of(item, definition, words.vocabulary)))


def _member(node: Map | None, definition: FieldDefinition | None, part: str, words: Words) -> Place:
    known = words.vocabulary.member(definition, part) if definition else None
    for pair in node.pairs if node else ():
        if _same_member(pair, definition, known, part, words.vocabulary):
            there = words.vocabulary.member(definition, pair.key) if definition else None
            return Place("", (pair.key,), there)
    if known is not None:
        return Place("", (written(known, words.language),), known)
    if definition is not None and definition.fields:
        _check_new(part, definition.fields, words)
    else:
        _check_key(part)
    return Place("", (part,), None, new=bool(definition is not None and definition.fields))


def _same_member(
    pair: Pair, definition: FieldDefinition | None, known: FieldDefinition | None, part: str, vocabulary: Vocabulary
) -> bool:
    if pair.key == part:
        return True
    there = vocabulary.member(definition, pair.key) if definition else None
    if there is not None or known is not None:
        return there is not None and known is not None and there.name == known.name
    return fold(pair.key) == fold(part)


def _check_new(part: str, known: Mapping[str, FieldDefinition], words: Words) -> None:
    """Refuse a name that is no name, or, without force, one that is probably a slip of a known one."""
    _check_key(part)
    if words.force:
        return
    near = slip_of(part, (name for field in known.values() for names in field.names.values() for name in names))
    if near is not None:
        raise BadValue(
            say(
                "There is no field “{field}”. Did you mean “{nearest}”? Nothing was written.", field=part, nearest=near
            ),
            say("--force writes it as a new field."),
        )


def _check_key(part: str) -> None:
    if _NOT_IN_KEYS.intersection(part) or part[0] in "-?&*!|>%@`~=<" or len(part) > 60 or not part.isprintable():
        raise BadValue(say("“{field}” can't be the name of a field. Nothing was written.", field=part))


def slip_of(text: str, among: Iterable[str]) -> str | None:
    """The known name of which a text is most likely a slip of the fingers or of the ear, or None."""
    from rapidfuzz import fuzz, process

    from ledger.operations.check.near import likely

    names, wanted = tuple(among), fold(text)
    found = process.extractOne(wanted, names, scorer=fuzz.ratio, processor=fold, score_cutoff=_SLIP)
    return found[0] if found is not None and wanted else likely(text, names) or None
