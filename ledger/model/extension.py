"""A vocabulary with what a ledger declares for itself: own fields and kinds, stages, levels, people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ledger.model.compiled import built_in
from ledger.model.definitions import FieldDefinition, KindDefinition, Names, ValueSet
from ledger.model.names import by_language
from ledger.model.settings import DEFAULT_LEVELS, OwnField, OwnKind, Settings
from ledger.model.vocabulary import Vocabulary


def vocabulary_of(settings: Settings) -> Vocabulary:
    """The vocabulary of a ledger: the program's with the ledger's own definitions."""
    return extended(built_in(), settings)


def extended(base: Vocabulary, settings: Settings) -> Vocabulary:
    """The base vocabulary with the ledger's own definitions; own names win over built-in ones."""
    sets = {**base.value_sets, **_ladders(base, settings)}
    fields = dict(base.fields)
    for own_field in settings.fields.values():
        defined = _field(own_field, base.field(own_field.name), sets)
        fields.pop(defined.name, None)
        fields[defined.name] = defined
    kinds = dict(base.kinds)
    for own_kind in settings.kinds.values():
        kind = _kind(own_kind, base, sets)
        kinds.pop(kind.name, None)
        kinds[kind.name] = kind
    return Vocabulary(fields, kinds, base.common, sets, f"{base.digest}-{settings.digest}")


def _ladders(base: Vocabulary, settings: Settings) -> Mapping[str, ValueSet]:
    """The value sets that ledger.yaml rules: stages, levels, people."""
    sets = {
        "level": _named_set("level", map(_level, settings.levels), is_open=settings.levels == DEFAULT_LEVELS),
        "people": _named_set(
            "people", ((p.name, *p.aliases, p.email) for p in settings.people.values()), is_open=not settings.people
        ),
    }
    own = dict(_stage(base, stage) for stage in settings.stages)
    if own:
        sets["stage"] = ValueSet("stage", own)
    # Stages by the rules of either ladder, by the ledger's own words where it has some.
    sets["ladder"] = ValueSet("ladder", {**base.value_sets["stage"].values, **own})
    return sets


def _stage(base: Vocabulary, written: str) -> tuple[str, Names]:
    """A stage under its canonical name; the ledger's word for it comes first among its names."""
    known = base.value("stage", written)
    names = base.value_sets["stage"].values[known] if known else {}
    return known or written, by_language((written, *(name for found in names.values() for name in found)))


def _level(name: str) -> tuple[str, ...]:
    """A level's names: a letter is written A级 and A类 as well."""
    return (name, *(f"{name}{word}" for word in ("级", "类", "级客户", "类客户") if len(name) == 1))


def _named_set(name: str, values: Iterable[tuple[str, ...]], *, is_open: bool = False) -> ValueSet:
    return ValueSet(name, {value[0]: _same(tuple(filter(None, value))) for value in values}, is_open)


def _same(names: tuple[str, ...]) -> Names:
    """Names that are the same in every language."""
    return {"zh": names, "en": names}


def _field(own: OwnField, built_in: FieldDefinition | None, sets: dict[str, ValueSet]) -> FieldDefinition:
    """An own field; one that names a built-in field changes only what it says of it."""
    values = built_in.values if built_in else ""
    if own.values:
        values = f"own:{own.name}"
        sets[values] = ValueSet(values, {value[0]: by_language(value) for value in own.values})
    if built_in is None:
        kind = "text" if own.type == "choice" and not own.values else own.type or ("choice" if own.values else "text")
        return FieldDefinition(
            own.name, kind, by_language(own.names, own.name), own.module or "own", values, own=True, of=own.of
        )
    names = [name for found in built_in.names.values() for name in found]
    # Its other names are its own now: the first that the ledger gives is what labels show.
    return replace(
        built_in,
        type=own.type or ("choice" if own.values and built_in.type == "text" else built_in.type),
        names=by_language((*own.names, *names)),
        module=own.module or built_in.module,
        values=values,
        of=own.of or built_in.of,
        own=True,
    )


def _kind(own: OwnKind, base: Vocabulary, sets: dict[str, ValueSet]) -> KindDefinition:
    """An own kind; one that names a built-in kind adds to it."""
    built_in = base.kind(own.name)
    model = built_in or base.kinds.get(own.like)
    name = built_in.name if built_in else own.name
    own_fields = {}
    for declared in own.fields:
        field = _field(declared, base.entry_field(model.name if model else "", declared.name), sets)
        own_fields[field.name] = field
    names = [name for found in built_in.names.values() for name in found] if built_in else []
    return KindDefinition(
        name=name,
        names=by_language((*own.names, *names), "" if built_in else own.name),
        group=own.group or (model.group if model else "contact"),
        contact=own.contact if own.contact is not None else bool(model and model.contact),
        record=own.record if own.record is not None else bool(model and model.record),
        fields={**(model.fields if model else {}), **own_fields},
        closing=model.closing if model else {},
        own=True,
    )
