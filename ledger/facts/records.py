"""Lasting records: the last word of every field over the entries of one kind and REF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.facts.values import Record
from ledger.model.customer import Entry
from ledger.model.values import Value
from ledger.model.vocabulary import KindDefinition

_URGENT = frozenset({"critical", "high"})


def gather(
    kinds: Mapping[str, Sequence[Entry]], definitions: Mapping[str, KindDefinition]
) -> dict[str, Sequence[Record]]:
    """The records of every record kind, each kind's in the order in which they were opened.

    `kinds` holds entries in time order. Entries of one kind and REF (whatever its case) make one record, in which the
    last word wins field by field (a key without a value says nothing); an entry without REF stands alone. Amounts that are open still are not known here.
    """
    found: dict[str, Sequence[Record]] = {}
    for kind, entries in kinds.items():
        definition = definitions.get(kind)
        if definition is not None and definition.record:
            found[kind] = [_record(same, definition) for same in together(entries)]
    return found


def titled(record: Record) -> str:
    """A record's REF and title as people read them."""
    return f"{record.ref} {record.title}".strip()


def responsible(record: Record) -> tuple[str, ...]:
    """Who is named as its owner."""
    owner = record.fields.get("owner")
    return tuple(name for name in owner if isinstance(name, str)) if isinstance(owner, tuple) else ()


def is_urgent(record: Record) -> bool:
    """Whether it is marked as grave or of high priority."""
    return record.fields.get("severity") in _URGENT or record.fields.get("priority") in _URGENT


def together(entries: Sequence[Entry]) -> Sequence[Sequence[Entry]]:
    """Entries of one kind by record: those of one REF, whatever its case; an entry without REF stands alone."""
    groups: dict[str | int, list[Entry]] = {}
    for place, entry in enumerate(entries):
        groups.setdefault(entry.ref.casefold() or place, []).append(entry)
    return list(groups.values())


def _record(entries: Sequence[Entry], definition: KindDefinition) -> Record:
    last = entries[-1]
    fields: Mapping[str, Value] = last.fields
    title = last.title
    if len(entries) > 1:
        fields = {name: value for entry in entries for name, value in entry.fields.items() if value != ""}
        title = next((entry.title for entry in reversed(entries) if entry.title), "")
    first = entries[0]
    return Record(last.kind, first.ref, title, first.date, last.date, last.line, _closed(fields, definition), fields)


def _closed(fields: Mapping[str, Value], definition: KindDefinition) -> bool:
    return any(fields[name] in definition.closing[name] for name in definition.closing.keys() & fields.keys())
