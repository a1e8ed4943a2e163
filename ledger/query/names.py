"""What the name before a colon speaks of: a field of the customer, a worked-out value, or a field of entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ledger.model.definitions import FieldDefinition
from ledger.model.names import fold
from ledger.model.vocabulary import Vocabulary
from ledger.query.computed import COMPUTED, computed
from ledger.query.tree import Of


def _of_entries(name: str, kind: str, *names: str) -> FieldDefinition:
    return FieldDefinition(name, kind, {"en": (name,), "zh": names})


# What every entry has besides its own fields.
ENTRY: Mapping[str, FieldDefinition] = {
    definition.name: definition
    for definition in (
        _of_entries("date", "date", "日期"),
        _of_entries("time", "time", "时间"),
        _of_entries("ref", "text", "编号", "单号"),
        _of_entries("title", "text", "标题", "主题"),
        _of_entries("text", "text", "正文", "内容"),
    )
}

# Names before a colon that belong to the language itself.
WORDS: Mapping[str, str] = {"kind": "kind", "种类": "kind", "记录类型": "kind", "person": "person", "saved": "saved"}

# Fields whose day lies ahead as a rule, so that "30d" could mean two things.
AHEAD = frozenset(
    {
        *("next_follow_up", "next_due", "due", "end", "renew", "close_on", "deliver_on", "until", "expires", "promise"),
        *("warranty_until", "protected_until"),
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A name resolved: its canonical `path` (dotted where nested), what it is, and whose it is.

    `sets` are the value sets of a choice; a field of entries may have another one in every kind.
    """

    path: str
    definition: FieldDefinition
    of: Of
    sets: tuple[str, ...] = ()


def customer_field(written: str, vocabulary: Vocabulary) -> Asked | None:
    """A front-matter field, `contacts.title` included; `contacts` alone too."""
    first, *rest = written.split(".")
    found = vocabulary.field(written) if not rest else vocabulary.field(first)
    if found is None:
        return None
    path = [found.name]
    for step in rest:
        found = vocabulary.member(found, step)
        if found is None:
            return None
        path.append(found.name)
    return Asked(".".join(path), found, Of.CUSTOMER, _sets(found))


def computed_field(written: str) -> Asked | None:
    """A worked-out value."""
    found = computed(written)
    return None if found is None else Asked(found.name, found, Of.COMPUTED, _sets(found))


def entry_fields(written: str, vocabulary: Vocabulary, kinds: frozenset[str]) -> tuple[Asked, ...]:
    """All that a name can mean in entries of these kinds, or of any kind if they have no such field.

    A canonical name means only itself; other names may stand for a different field in every kind.
    """
    found = [*_builtin(written), *_of_kinds(written, vocabulary, kinds or vocabulary.kinds)]
    if not found:
        found = list(_of_kinds(written, vocabulary, vocabulary.kinds))
    exact = [field for field in found if field.name == written] or found
    merged: dict[tuple[str, str], Asked] = {}
    for field in exact:
        key = (field.name, "choice" if field.values else field.type)
        before = merged.get(key, Asked(field.name, field, Of.ENTRY))
        merged[key] = replace(before, sets=tuple(dict.fromkeys((*before.sets, *_sets(field)))))
    return tuple(merged.values())


def _sets(definition: FieldDefinition) -> tuple[str, ...]:
    return (definition.values,) if definition.values else ()


def _builtin(written: str) -> Iterator[FieldDefinition]:
    wanted = fold(written)
    return (field for field in ENTRY.values() if any(fold(name) == wanted for name in names_of(field)))


def _of_kinds(written: str, vocabulary: Vocabulary, kinds: Iterable[str]) -> Iterator[FieldDefinition]:
    return filter(None, (vocabulary.entry_field(kind, written) for kind in kinds))


@lru_cache(maxsize=8)
def people_fields(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The fields of customers and of entries that name people of ours who have to do with the customer."""
    of_customers = (field for field in vocabulary.fields.values() if field.module != "keeping")
    of_entries = (field for kind in vocabulary.kinds for field in vocabulary.entry_fields(kind).values())
    return tuple(
        dict.fromkeys(field.name for field in (*of_customers, *of_entries) if "people" in (field.type, field.values))
    )


def known_names(vocabulary: Vocabulary) -> Iterator[str]:
    """All names that may stand before a colon, for "did you mean"."""
    yield from WORDS
    for fields in (vocabulary.fields, COMPUTED, ENTRY, *(kind.fields for kind in vocabulary.kinds.values())):
        for definition in fields.values():
            yield from names_of(definition)
    for definition in vocabulary.fields.values():
        yield from (f"{definition.name}.{member}" for member in definition.fields)


def names_of(definition: FieldDefinition) -> Iterator[str]:
    """Its canonical name and all others."""
    yield definition.name
    for names in definition.names.values():
        yield from names
