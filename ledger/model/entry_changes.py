"""What became of the entries of a customer between two versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import NamedTuple

from ledger.model.field_changes import FieldChanged, field_changes
from ledger.model.known import Known, KnownEntry
from ledger.model.pairs import paired
from ledger.model.plain import Plain, plain
from ledger.model.task_changes import tasks_differ
from ledger.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class EntryChanged:
    """An entry. `how`: added, removed, changed; `heading` and `fields` are what differs there, `text` the rest."""

    how: str
    before: KnownEntry | None
    after: KnownEntry | None
    heading: tuple[FieldChanged, ...] = ()
    fields: tuple[FieldChanged, ...] = ()
    text: bool = False


class _Placed(NamedTuple):
    """An entry with its place among the others, and its fields as one text."""

    entry: KnownEntry
    place: int
    said: str


def _placed(version: Known) -> list[_Placed]:
    return [
        _Placed(entry, n, json.dumps(entry.fields, sort_keys=True, ensure_ascii=False))
        for n, entry in enumerate(version.entries)
    ]


def _heading(one: _Placed) -> tuple[Hashable, ...]:
    entry = one.entry
    return entry.date, entry.time, entry.kind, entry.ref, entry.title, entry.people, entry.tags


# From the same entry to one that is the same in all but a part; each but the last asks for something told.
_ENTRY_KEYS: tuple[Callable[[_Placed], Hashable], ...] = (
    lambda one: (*_heading(one), one.said, one.entry.text),
    lambda one: (*_heading(one), one.said),
    _heading,
    lambda one: (one.entry.date, one.entry.kind, one.entry.ref, one.entry.title),
    lambda one: (one.entry.date, one.entry.kind, one.entry.ref) if one.entry.ref else None,
    lambda one: (one.entry.kind, one.entry.ref, one.entry.title, one.said, one.entry.text) if _told(one) else None,
    lambda one: (one.entry.date, one.entry.ref, one.entry.title, one.said, one.entry.text) if _told(one) else None,
    lambda one: (one.entry.date, one.entry.kind),
)


def _told(one: _Placed) -> bool:
    return bool(one.entry.title or one.entry.fields)


def entry_changes(before: Known, after: Known, vocabulary: Vocabulary) -> list[EntryChanged]:
    """The entries that came, went or differ, by date; texts are compared where both versions know them alike."""
    texts = before.exact is after.exact
    pairs, removed, added = paired(_placed(before), _placed(after), _ENTRY_KEYS)
    found = []
    for old, new in pairs:
        if old.entry == new.entry:
            continue
        heading = tuple(field_changes(_spoken(old.entry), _spoken(new.entry), {}))
        fields = tuple(field_changes(old.entry.fields, new.entry.fields, vocabulary.entry_fields(new.entry.kind)))
        text = texts and old.entry.text != new.entry.text
        if text and not after.exact:
            text = not (heading or fields or tasks_differ(before, after, old.place, new.place))
        if heading or fields or text:
            found.append(EntryChanged("changed", old.entry, new.entry, heading, fields, text))
    found += [EntryChanged("removed", old.entry, None) for old in removed]
    found += [EntryChanged("added", None, new.entry) for new in added]
    return sorted(found, key=_entry_order)


def _spoken(entry: KnownEntry) -> dict[str, Plain]:
    """What a heading says, as plain values."""
    return {
        "date": entry.date.isoformat(),
        "time": plain(entry.time),
        "kind": entry.kind,
        "ref": entry.ref,
        "title": entry.title,
        "people": list(entry.people),
        "tags": list(entry.tags),
    }


def _entry_order(found: EntryChanged) -> tuple[str, ...]:
    entry = found.after or found.before
    assert entry is not None
    return (entry.date.isoformat(), str(entry.time or ""), entry.kind, entry.ref, entry.title, found.how)
