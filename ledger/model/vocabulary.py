"""What the names in a ledger mean: fields, kinds of entries and values, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from ledger.model.definitions import FieldDefinition, KindDefinition, Names, ValueSet
from ledger.model.names import fold, nearest

Memory = TypeVar("Memory")

__all__ = ["FieldDefinition", "KindDefinition", "ValueSet", "Vocabulary"]


class Vocabulary:
    """Fields, kinds and value sets with quick look-up of what somebody wrote; never changes once made.

    `common` are the fields that every entry may have, `digest` tells two vocabularies apart.
    """

    __slots__ = (
        "_entries",
        "_fields",
        "_kinds",
        "_members",
        "_remembered",
        "_values",
        "common",
        "digest",
        "fields",
        "kinds",
        "value_sets",
    )

    def __init__(
        self,
        fields: Mapping[str, FieldDefinition],
        kinds: Mapping[str, KindDefinition],
        common: Mapping[str, FieldDefinition],
        value_sets: Mapping[str, ValueSet],
        digest: str,
    ) -> None:
        self.fields = fields
        self.kinds = kinds
        self.common = common
        self.value_sets = value_sets
        self.digest = digest
        # Look-ups are made when first needed: what is extended at once never needs its own.
        self._fields: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._values: dict[str, dict[str, str]] = {}
        self._entries: dict[str, tuple[Mapping[str, FieldDefinition], dict[str, str]]] = {}
        self._remembered: dict[tuple[str, type], object] = {}
        # By identity, each with its definition so that no other can take its place in memory.
        self._members: dict[int, tuple[FieldDefinition, dict[str, str]]] = {}

    def field(self, written: str) -> FieldDefinition | None:
        """The front-matter field that a key means, in any language, case, width and spacing."""
        if not self._fields:
            self._fields = _lookup(_named(self.fields))
        name = _find(self._fields, written)
        return None if name is None else self.fields[name]

    def kind(self, word: str) -> KindDefinition | None:
        """The kind of entry that a word means."""
        if not self._kinds:
            self._kinds = _lookup(_named(self.kinds))
        name = _find(self._kinds, word)
        return None if name is None else self.kinds[name]

    def entry_field(self, kind: str, written: str) -> FieldDefinition | None:
        """The field that a key means in an entry of a canonical kind: its own ones first, then those of all entries."""
        fields, known = self._entries.get(kind) or self._entry(kind)
        name = known.get(written) or known.get(fold(written))
        return None if name is None else fields[name]

    def entry_fields(self, kind: str) -> Mapping[str, FieldDefinition]:
        """All the fields that an entry of a canonical kind may have, its own ones first."""
        return self._entry(kind)[0]

    def _entry(self, kind: str) -> tuple[Mapping[str, FieldDefinition], dict[str, str]]:
        found = self._entries.get(kind)
        if found is None:
            fields = dict(self.kinds[kind].fields) if kind in self.kinds else {}
            for name, field in self.common.items():
                fields.setdefault(name, field)
            found = self._entries[kind] = (fields, _lookup(_named(fields)))
        return found

    def remembered(self, currency: str, kind: type[Memory]) -> Memory:
        """What was read with this vocabulary and a ledger's currency, so that the same words need not be read again."""
        found = self._remembered.get((currency, kind))
        if not isinstance(found, kind):
            found = self._remembered[currency, kind] = kind()
        return found

    def by_module(self) -> Iterator[tuple[str, tuple[FieldDefinition, ...]]]:
        """All front-matter fields by module, in the order in which they are shown and documented."""
        modules: dict[str, list[FieldDefinition]] = {}
        for field in self.fields.values():
            modules.setdefault(field.module, []).append(field)
        yield from ((module, tuple(fields)) for module, fields in modules.items())

    def member(self, field: FieldDefinition, written: str) -> FieldDefinition | None:
        """The member of a map field that a key means."""
        found = self._members.get(id(field))
        if found is None:
            found = self._members[id(field)] = (field, _lookup(_named(field.fields)))
        name = _find(found[1], written)
        return None if name is None else field.fields[name]

    def value(self, set_name: str, written: str) -> str | None:
        """The canonical value that a word means in a value set, or None."""
        known = self._values.get(set_name)
        if known is None:
            found = self.value_sets.get(set_name)
            known = self._values[set_name] = _lookup(found.values.items() if found else ())
        return _find(known, written)

    def nearest(self, written: str, among: Iterable[str]) -> str | None:
        """The name that was most likely meant, for a "did you mean"; None if none is near."""
        return nearest(written, among)

    def label(self, name: str, language: str) -> str:
        """What people read for a canonical field, kind or value, looked for in that order; the name if unknown."""
        for names in self._named(name):
            return _label(names, language)
        return name

    def kind_label(self, kind: str, language: str) -> str:
        """What people read for a canonical kind."""
        found = self.kinds.get(kind)
        return kind if found is None else _label(found.names, language)

    def value_label(self, set_name: str, value: str, language: str) -> str:
        """What people read for a canonical value of a set; the value if unknown."""
        found = self.value_sets.get(set_name)
        names = found.values.get(value) if found else None
        return value if names is None else _label(names, language)

    def _named(self, name: str) -> Iterator[Names]:
        if name in self.fields:
            yield self.fields[name].names
        if name in self.kinds:
            yield self.kinds[name].names
        if name in self.common:
            yield self.common[name].names
        yield from (kind.fields[name].names for kind in self.kinds.values() if name in kind.fields)
        yield from (values.values[name] for values in self.value_sets.values() if name in values.values)


def written(definition: FieldDefinition | KindDefinition, language: str) -> str:
    """The name that a command writes into a file of that language."""
    return definition.names[language if language in definition.names else "en"][0]


def _label(names: Names, language: str) -> str:
    return names[language if language in names else "en"][0].replace("_", " ")


def _named(definitions: Mapping[str, FieldDefinition] | Mapping[str, KindDefinition]) -> Iterator[tuple[str, Names]]:
    """Canonical and other names, a ledger's own definitions first."""
    for own in (True, False):
        yield from ((name, found.names) for name, found in definitions.items() if found.own is own)


def _lookup(named: Iterable[tuple[str, Names]]) -> dict[str, str]:
    """Every name, as written and folded, to its canonical one; earlier definitions win over later ones."""
    known: dict[str, str] = {}
    for canonical, names in named:
        for name in (canonical, *names["zh"], *names["en"]):
            known.setdefault(name, canonical)
            known.setdefault(fold(name), canonical)
    return known


def _find(known: Mapping[str, str], written: str) -> str | None:
    return known.get(written) or known.get(fold(written))
