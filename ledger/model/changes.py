"""What changed between two versions of a customer, as values: fields, tasks, entries, the file itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ledger.model.entry_changes import EntryChanged, entry_changes
from ledger.model.field_changes import FieldChanged, field_changes
from ledger.model.known import Known
from ledger.model.pairs import paired
from ledger.model.parse import stem_of
from ledger.model.plain import Plain
from ledger.model.task_changes import TaskChanged, task_changes, tasks_differ
from ledger.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class FileChanged:
    """The file came, went, has another path, or can't or can again be read (`reason`: the problem's code).

    `how`: added, removed, renamed, unreadable, readable; a path is empty where there is no file.
    """

    how: str
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TextChanged:
    """The free text outside entries (`how`: text), or nothing but the way in which something is written (formatting)."""

    how: str


Difference = FileChanged | FieldChanged | TaskChanged | EntryChanged | TextChanged


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one customer; `path` and the rest are those of the newer version, if there is one."""

    path: str
    id: str
    name: str
    differences: tuple[Difference, ...]


def change(before: Known | None, after: Known | None, vocabulary: Vocabulary) -> Change | None:
    """What became of a customer, None where nothing did; a version that is None is not there."""
    newer = after or before
    found = differences(before, after, vocabulary)
    return Change(newer.path, newer.id, newer.name, found) if newer is not None and found else None


def differences(before: Known | None, after: Known | None, vocabulary: Vocabulary) -> tuple[Difference, ...]:
    """What differs: the file, fields in the vocabulary's order, free text, tasks and entries by date.

    A file that came or went says no more than that. Where the exact text is not known (see Known), a text is told
    apart by what it is known by, and only where fields and tasks beside it are the same.
    """
    if before is None or after is None:
        return _came_or_went(before, after)
    found: list[Difference] = []
    if before.path != after.path:
        found.append(FileChanged("renamed", before.path, after.path))
    if before.unread or after.unread:
        return (*found, *_readable(before, after))
    found += _of_customer(before, after, vocabulary)
    texts = before.exact is after.exact
    if texts and before.text != after.text and (after.exact or not (found or tasks_differ(before, after, -1, -1))):
        found.append(TextChanged("text"))
    found += task_changes(before, after)
    found += entry_changes(before, after, vocabulary)
    if not found and before.digest != after.digest and before.digest and after.digest:
        found.append(TextChanged("formatting"))
    return tuple(found)


class Mark(NamedTuple):
    """By what a file is known again under another path; an empty digest is unknown."""

    path: str
    id: str
    digest: str


def moves(gone: Iterable[Mark], come: Iterable[Mark]) -> dict[str, str]:
    """The new path to the old one of each file that was renamed: the same content, or else the same id."""
    keys: tuple[Callable[[Mark], Hashable], ...] = (lambda mark: mark.digest or None, lambda mark: mark.id or None)
    pairs, _, _ = paired(sorted(gone), sorted(come), keys)
    return {new.path: old.path for old, new in pairs}


def _came_or_went(before: Known | None, after: Known | None) -> tuple[Difference, ...]:
    if after is not None:
        return (FileChanged("added", "", after.path, after.unread),)
    return (FileChanged("removed", before.path, ""),) if before is not None else ()


def _readable(before: Known, after: Known) -> Iterator[FileChanged]:
    if before.unread != after.unread:
        how = "unreadable" if after.unread else "readable"
        yield FileChanged(how, before.path, after.path, after.unread or before.unread)


def _of_customer(before: Known, after: Known, vocabulary: Vocabulary) -> Iterator[FieldChanged]:
    doubted = (before.doubted, after.doubted) if before.exact is after.exact else (frozenset[str](), frozenset[str]())
    return field_changes(_fields(before), _fields(after), vocabulary.fields, doubted)


def _fields(version: Known) -> Mapping[str, Plain]:
    """The fields, with the name that a heading gives where no field does."""
    if "name" in version.fields or version.name == stem_of(version.path):
        return version.fields
    return {**version.fields, "name": version.name}
