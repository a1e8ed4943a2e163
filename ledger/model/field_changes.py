"""What became of a field between two versions: set, changed, removed, and what came to or left a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.model.definitions import FieldDefinition
from ledger.model.from_plain import from_plain
from ledger.model.plain import Plain
from ledger.model.values import Value

_CALLED_BY = ("name", "text", "what")


@dataclass(frozen=True, slots=True)
class FieldChanged:
    """A field, by its canonical name; None is a value that is not there (empty values are none).

    Of a list, `added` and `removed` are the members that came and left; if there are none, their order is another
    one. A member of a list of maps (a contact) that changed is told by itself: `of` is what it is called by. What
    changed inside a map are its `parts`. `doubted` tells whether the value was, and is, marked as not confirmed.
    """

    name: str
    before: Value | None
    after: Value | None
    added: tuple[Value, ...] = ()
    removed: tuple[Value, ...] = ()
    parts: tuple[FieldChanged, ...] = ()
    of: str = ""
    doubted: tuple[bool, bool] = (False, False)

    @property
    def how(self) -> str:
        """set, removed, changed, members, order or doubt."""
        if self.added or self.removed:
            return "members"
        if self.before is None or self.after is None:
            return "set" if self.before is None else "removed"
        if self.before == self.after:
            return "doubt"
        return "order" if isinstance(self.after, tuple) and not self.parts else "changed"


def field_changes(
    before: Mapping[str, Plain],
    after: Mapping[str, Plain],
    definitions: Mapping[str, FieldDefinition],
    doubted: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset()),
) -> Iterator[FieldChanged]:
    """The fields that differ, in the order of the definitions, others behind them by name.

    `doubted` are the names of fields marked as not confirmed, before and after.
    """
    names = before.keys() | after.keys()
    ordered = [name for name in definitions if name in names]
    for name in (*ordered, *sorted(names - definitions.keys())):
        doubts = (name in doubted[0], name in doubted[1])
        old, new = before.get(name), after.get(name)
        if old != new or doubts[0] != doubts[1]:
            definition = definitions.get(name)
            yield from _changes(name, _filled(old, definition), _filled(new, definition), definition, doubts)


def _filled(plain: Plain, definition: FieldDefinition | None) -> Value | None:
    """The typed value, None for one that says nothing."""
    return None if plain is None else _said(from_plain(plain, definition))


def _said(value: Value | None) -> Value | None:
    return None if value in ("", (), {}) else value


def _changes(
    name: str,
    old: Value | None,
    new: Value | None,
    definition: FieldDefinition | None,
    doubts: tuple[bool, bool] = (False, False),
) -> Iterator[FieldChanged]:
    if old == new or (_is_list(old, new) and _members(old) == _members(new)):
        if old is not None and doubts[0] != doubts[1]:
            yield FieldChanged(name, old, new, doubted=doubts)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        if parts := _parts(old, new, definition):
            yield FieldChanged(name, old, new, parts=parts, doubted=doubts)
    elif _is_list(old, new):
        yield from _lists(name, old, new, definition)
    else:
        yield FieldChanged(name, old, new, doubted=doubts)


def _parts(
    old: Mapping[str, Value], new: Mapping[str, Value], definition: FieldDefinition | None
) -> tuple[FieldChanged, ...]:
    """What changed inside a map, its members in the order of the definition."""
    members = definition.fields if definition is not None else {}
    names = dict.fromkeys((*(name for name in members if name in old or name in new), *old, *new))
    return tuple(
        change
        for name in names
        for change in _changes(name, _said(old.get(name)), _said(new.get(name)), members.get(name))
    )


def _is_list(old: Value | None, new: Value | None) -> bool:
    return isinstance(old, tuple) or isinstance(new, tuple)


def _members(value: Value | None) -> tuple[Value, ...]:
    """A list's members; a lone value is a list of one."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _lists(
    name: str, old: Value | None, new: Value | None, definition: FieldDefinition | None
) -> Iterator[FieldChanged]:
    removed, added = _without(_members(old), _members(new)), _without(_members(new), _members(old))
    pairs, removed, added = _namesakes(removed, added)
    if added or removed or not pairs:
        yield FieldChanged(name, old, new, added, removed)
    for before, after in pairs:
        if parts := _parts(before, after, definition):
            yield FieldChanged(name, before, after, parts=parts, of=called(after))


def _without(members: tuple[Value, ...], others: tuple[Value, ...]) -> tuple[Value, ...]:
    """The members, in order, that the others don't have as often."""
    there = Counter(map(_mark, others))
    left = []
    for member in members:
        mark = _mark(member)
        if there[mark]:
            there[mark] -= 1
        else:
            left.append(member)
    return tuple(left)


def _mark(value: Value) -> str:
    """The same text for equal values; the order inside a map says nothing."""
    if isinstance(value, Mapping):
        return repr(sorted((name, _mark(part)) for name, part in value.items()))
    return repr(tuple(map(_mark, value))) if isinstance(value, tuple) else repr(value)


Map = Mapping[str, Value]


def _namesakes(
    removed: Sequence[Value], added: Sequence[Value]
) -> tuple[list[tuple[Map, Map]], tuple[Value, ...], tuple[Value, ...]]:
    """Maps of one name that left and came, which are the same ones changed; and what else left and came."""
    waiting: defaultdict[str, list[Map]] = defaultdict(list)
    for member in removed:
        if isinstance(member, Mapping) and called(member):
            waiting[called(member)].append(member)
    pairs, taken, new = [], set(), []
    for member in added:
        if isinstance(member, Mapping) and waiting[called(member)]:
            before = waiting[called(member)].pop(0)
            pairs.append((before, member))
            taken.add(id(before))
        else:
            new.append(member)
    return pairs, tuple(member for member in removed if id(member) not in taken), tuple(new)


def called(member: Value) -> str:
    """What a map is called by: a contact's name, a need's text; empty where it has nothing of the kind."""
    if not isinstance(member, Mapping):
        return member if isinstance(member, str) else ""
    found = (member[name] for name in _CALLED_BY if name in member)
    return next((text for text in found if isinstance(text, str) and text), "")
