"""Changing fields of a customer: what `ledger set` does, and what a new file is filled with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.errors import Refused
from ledger.messages import Message, say
from ledger.model import fields as typed_fields
from ledger.model.customer import Customer
from ledger.model.definitions import FieldDefinition
from ledger.model.fields import Reading
from ledger.model.vocabulary import written
from ledger.operations.assignments import Assignment, check_text
from ledger.operations.checking import Judge
from ledger.operations.confirm import confirm, confirmed, no_place
from ledger.operations.places import Place, Words, place, positions
from ledger.operations.writing import Draft, Revision, fields_alone, revise
from ledger.session import Session
from ledger.text import front_edits
from ledger.text.edits import Edit, apply
from ledger.text.front_edits import NoSuchPlace
from ledger.text.front_places import Page, find
from ledger.text.nodes import Many, Map, Node, Scalar
from ledger.text.places import Span

_LISTS = ("list", "people")


@dataclass(frozen=True, slots=True)
class Changed:
    """A file with its fields changed, and what is to be said of it."""

    revision: Revision
    notes: tuple[Message, ...]


class Hand:
    """Puts assignments into the text of a file, one after the other, each checked; `touched` are the fields' names."""

    def __init__(self, session: Session, *, force: bool = False) -> None:
        settings = session.settings
        self.words = Words(session.vocabulary, settings.language, force)
        self.judge = Judge(
            session.vocabulary, session.today, settings.currency, settings.country, session.language, force
        )
        self.touched: dict[str, None] = {}

    def put(self, text: str, assignments: Iterable[Assignment]) -> str:
        """The text with all assignments done; raises a refusal if one of them can't be."""
        for wanted in assignments:
            text = self._put(text, wanted)
        return text

    def _put(self, text: str, wanted: Assignment) -> str:
        check_text(wanted.key + wanted.value)
        page = Page.of(text)
        where = place(page, wanted.key, self.words)
        self.touched[where.name] = None
        if where.new and wanted.value:
            self.judge.notes.append(say("{field} is a new field of your own.", field=where.shown))
        try:
            return _DEEDS[wanted.sign](self, page, where, wanted.value)
        except NoSuchPlace as problem:
            raise no_place(problem, where) from None

    def _set(self, page: Page, where: Place, value: str) -> str:
        if not value:
            return self._removed(page, where)
        node = find(page, where.path)
        definition = where.definition
        if definition is not None and definition.type == "maps" and _is_empty(node):
            return self._add(page, where, value)
        if definition is not None and definition.type in _LISTS:
            return self._set_list(page, where, node, definition, value)
        self._guard_id(page, where)
        text = self.judge.text(value, definition, where.shown)
        if isinstance(node, Scalar) and (node.text == text or self._same_choice(node.text, text, definition)):
            return page.text
        return confirmed(page, where, front_edits.set_text(page, where.path, text), text)

    def _same_choice(self, old: str, new: str, definition: FieldDefinition | None) -> bool:
        """Whether both are names of one value; what the file uses is left as it is."""
        if definition is None or not definition.values:
            return False
        known = self.words.vocabulary.value(definition.values, old)
        return known is not None and known == self.words.vocabulary.value(definition.values, new)

    def _set_list(self, page: Page, where: Place, node: Node | None, definition: FieldDefinition, value: str) -> str:
        wanted = self.judge.texts(value, definition, where.shown)
        if wanted == self._members(node, definition):
            return page.text
        if len(wanted) == 1 and isinstance(node, Scalar) and node.text:
            return confirmed(page, where, front_edits.set_text(page, where.path, wanted[0]), wanted[0])
        return confirmed(page, where, front_edits.set_text(page, where.path, wanted), wanted)

    def _members(self, node: Node | None, definition: FieldDefinition) -> tuple[str, ...]:
        """The members of a list as the model reads them: a lone text may name several."""
        if node is None:
            return ()
        reading = Reading(self.words.vocabulary, self.judge.currency)
        found = typed_fields.listed(node, definition, definition.name, reading, [], [])
        return tuple(member for member in found if isinstance(member, str))

    def _removed(self, page: Page, where: Place) -> str:
        if where.path[1:] == () and where.name == "name":
            raise Refused(say("A customer needs a name. Nothing was written."))
        self._guard_id(page, where)
        try:
            return apply(page.text, front_edits.remove(page, where.path))
        except NoSuchPlace as problem:
            if problem.code != "first-member":
                raise
        # The first line of an item holds its dash as well.
        return apply(page.text, front_edits.set_text(page, where.path, ""))

    def _guard_id(self, page: Page, where: Place) -> None:
        node = find(page, where.path)
        if where.name == "id" and isinstance(node, Scalar) and node.text and not self.words.force:
            raise Refused(
                say("An id is for good: links and other files may name {id}. Nothing was written.", id=node.text),
                say("--force changes it all the same."),
            )

    def _add(self, page: Page, where: Place, value: str) -> str:
        node = find(page, where.path)
        definition = where.definition
        if definition is not None and definition.type == "maps":
            return self._add_one(page, where, node, definition, value)
        if definition is not None and definition.type not in _LISTS:
            raise Refused(
                say("{field} holds one value. Nothing was written.", field=where.shown),
                say("{field}={value} replaces it.", field=where.shown, value=value),
            )
        if definition is None:
            return apply(page.text, front_edits.add(page, where.path, value))
        there = self._members(node, definition)
        text = page.text
        for member in self.judge.texts(value, definition, where.shown):
            if self._position(there, member, definition) is not None:
                continue
            there = (*there, member)
            now = Page.of(text)
            if (isinstance(node, Scalar) and node.text) or _glued(node, there[:-1]):
                text = apply(text, front_edits.set_text(now, where.path, there))
            else:
                text = apply(text, front_edits.add(now, where.path, member))
            confirm(text, where, there)
        return text

    def _add_one(self, page: Page, where: Place, node: Node | None, definition: FieldDefinition, value: str) -> str:
        """One more person or thing, by its first member; an empty one that a template left is filled."""
        if isinstance(node, Many) and next(positions(node, definition, value, self.words), None) is not None:
            return page.text
        if node is not None and not isinstance(node, Many) and not _is_empty(node):
            raise NoSuchPlace("map", where.path[-1])
        first = next(iter(definition.fields.values()))
        number = len(node.items) if isinstance(node, Many) else 0
        key = written(first, self.words.language)
        for place_of, item in enumerate(node.items if isinstance(node, Many) else ()):
            if isinstance(item, Map):
                own = (pair.key for pair in item.pairs if self._is_member(pair.key, definition, first))
                key = next(own, key)
                number = min(number, place_of) if _is_empty(item) else number
        value = self.judge.text(value, first, where.shown)
        path = (*where.path, str(number), key)
        if isinstance(node, Scalar) and node.text in ("", "~") and node.span.start < node.span.end:
            page = Page.of(apply(page.text, front_edits.set_text(page, where.path, "")))
        text = apply(page.text, front_edits.set_text(page, path, value))
        confirm(text, Place(where.name, path, first), value)
        return text

    def _is_member(self, key: str, definition: FieldDefinition, member: FieldDefinition) -> bool:
        found = self.words.vocabulary.member(definition, key)
        return found is not None and found.name == member.name

    def _take(self, page: Page, where: Place, value: str) -> str:
        node = find(page, where.path)
        definition = where.definition
        if isinstance(node, Many) and any(isinstance(item, Map) for item in node.items):
            return self._take_one(page, where, node, value)
        if definition is not None and definition.type not in (*_LISTS, "maps"):
            raise Refused(
                say("{field} holds one value. Nothing was written.", field=where.shown),
                say("{field}= removes it.", field=where.shown),
            )
        parts = [value] if definition is None else self._parts(value)
        text = page.text
        for part in parts:
            text = self._taken(Page.of(text), where, part)
        return text

    def _parts(self, value: str) -> list[str]:
        from ledger.model.typed import parted

        return list(parted(value))

    def _taken(self, page: Page, where: Place, value: str) -> str:
        node = find(page, where.path)
        definition = where.definition or FieldDefinition(where.name, "list", {})
        there = self._members(node, definition)
        number = self._position(there, value, definition)
        if number is None:
            self.judge.notes.append(say("{field} has no “{value}”.", field=where.shown, value=value))
            return page.text
        kept = (*there[:number], *there[number + 1 :])
        if isinstance(node, Scalar) or _glued(node, there):
            text = apply(page.text, front_edits.set_text(page, where.path, kept or ""))
        else:
            text = apply(page.text, front_edits.take(page, where.path, there[number]))
        confirm(text, where, kept)
        return text

    def _take_one(self, page: Page, where: Place, node: Many, value: str) -> str:
        found = list(positions(node, where.definition, value, self.words))
        if not found:
            self.judge.notes.append(say("{field} has no “{value}”.", field=where.shown, value=value))
            return page.text
        if len(found) > 1:
            raise Refused(
                say("“{value}” stands there {count} times. Nothing was written.", value=value, count=len(found)),
                say("{field}.{number}= removes one of them.", field=where.shown, number=found[0]),
            )
        return apply(page.text, front_edits.remove(page, (*where.path, str(found[0]))))

    def _position(self, there: Sequence[str], value: str, definition: FieldDefinition) -> int | None:
        """Where a member stands: the same text, else one that differs in case and width, else another name of it."""
        from ledger.query.fold import fold

        for same in (lambda old: old == value, lambda old: fold(old) == fold(value)):
            for number, old in enumerate(there):
                if same(old):
                    return number
        return next((n for n, old in enumerate(there) if self._same_choice(old, value, definition)), None)


_DEEDS = {"=": Hand._set, "+=": Hand._add, "-=": Hand._take}  # noqa: SLF001


def set_fields(
    session: Session, path: str, assignments: Sequence[Assignment], *, force: bool = False, dry_run: bool = False
) -> Changed:
    """Do several assignments in one file in one write; nothing is written if one of them is refused.

    `force` takes values that ledger.yaml doesn't know, numbers that look wrong, and fields that look like a slip.
    """
    hands: list[Hand] = []

    def wish(draft: Draft) -> Sequence[Edit]:
        hands[:] = [Hand(session, force=force)]
        text = hands[0].put(draft.text, assignments)
        return [Edit(Span(0, len(draft.text)), text)] if text != draft.text else []

    def expected(before: Customer, after: Customer) -> bool:
        return fields_alone(*hands[0].touched)(before, after)

    revision = revise(session, path, wish, expected, dry_run=dry_run)
    return Changed(revision, tuple(hands[0].judge.notes))


def _is_empty(node: Node | None) -> bool:
    """Whether nothing is said in a node."""
    if isinstance(node, Scalar):
        return node.text in ("", "~")
    if isinstance(node, Many):
        return all(_is_empty(item) for item in node.items)
    return node is None or all(_is_empty(pair.value) for pair in node.pairs)


def _glued(node: Node | None, members: Sequence[str]) -> bool:
    """Whether members stand in brackets with a comma that only we read as one: [重点，老客户]."""
    return isinstance(node, Many) and node.flow and 0 < len(node.items) < len(members)
