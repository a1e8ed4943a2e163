"""What a merge says that neither of the sides it joins has said: what was settled by hand, or lost."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.model.changes import Change, Difference, FileChanged, TextChanged, differences
from ledger.model.entry_changes import EntryChanged
from ledger.model.field_changes import FieldChanged
from ledger.model.known import Known
from ledger.model.task_changes import TaskChanged
from ledger.model.vocabulary import Vocabulary
from ledger.operations.sharing.versions import Versions, is_customer
from ledger.store.git import Repository
from ledger.store.git_log import Commit, Merges
from ledger.store.git_objects import FileChange

Changes = Mapping[str, FileChange]


@dataclass(frozen=True, slots=True)
class Sides:
    """A merge compared with each of its parents, and each of these with what they began with; by the path in the merge."""

    to_merge: tuple[Changes, ...]
    from_base: tuple[Changes, ...]


def sides(repository: Repository, compare: Merges, commit: Commit) -> Sides:
    """Compare a merge with what it joins. Sides that have nothing in common begin with nothing."""
    base = repository.merge_base(*commit.parents) or repository.empty_tree()
    to_merge = [compare.between(parent, commit.oid) for parent in commit.parents]
    from_base = (compare.between(base, parent) for parent in commit.parents)
    return Sides(
        tuple(_by_path(changes, {}) for changes in to_merge),
        tuple(_by_path(changes, _names(later)) for changes, later in zip(from_base, to_merge, strict=True)),
    )


def _by_path(changes: Sequence[FileChange], names: Mapping[str, str]) -> Changes:
    paths = (change.after or change.before for change in changes)
    return {names.get(path, path): change for path, change in zip(paths, changes, strict=True)}


def _names(changes: Sequence[FileChange]) -> dict[str, str]:
    """The new names of files that were renamed."""
    return {change.before: change.after for change in changes if change.before and change.after}


def own_changes(read: Versions, found: Sides, vocabulary: Vocabulary, path: str = "") -> Iterator[Change]:
    """What became of customers by the merge itself, by path; with `path` only of that one.

    A file that only one side has touched and the merge has taken as it is there says nothing of its own.
    """
    paths = sorted({path for changes in found.to_merge for path in changes})
    for one in [path] if path else paths:
        if is_customer(one) and not _is_taken(found, one):
            change = _own(read, found, one, vocabulary)
            if change is not None:
                yield change


def _is_taken(found: Sides, path: str) -> bool:
    """Whether the merge's file is that of one side, and the others have not touched it."""
    differing = [changes.get(path) for changes in found.to_merge]
    if all(change is None for change in differing):
        return True
    for side, change in enumerate(differing):
        others = (changes for number, changes in enumerate(found.from_base) if number != side)
        if change is None and not any(path in changes for changes in others):
            return True
    return False


def _own(read: Versions, found: Sides, path: str, vocabulary: Vocabulary) -> Change | None:
    merged = _merged(read, found, path)
    bases = [_side(read, changes.get(path), old=True) for changes in found.from_base]
    base = next((one for one in bases if one is not None), None)
    newest = merged or base
    own: dict[Hashable, Difference] = {}
    for side in range(len(found.to_merge)):
        explained = {
            _mark(one)
            for other, changes in enumerate(found.from_base)
            if other != side and path in changes
            for one in _told(base, _side(read, changes[path], old=False), vocabulary)
        }
        change = found.to_merge[side].get(path)
        if change is not None:
            before = _side(read, change, old=True)
            newest = newest or before
            for one in _told(before, merged, vocabulary):
                if _mark(one) not in explained:
                    own.setdefault(_mark(one), one)
    return Change(path, newest.id, newest.name, tuple(own.values())) if own and newest is not None else None


def _merged(read: Versions, found: Sides, path: str) -> Known | None:
    change = next(changes[path] for changes in found.to_merge if path in changes)
    return _side(read, change, old=False)


def _side(read: Versions, change: FileChange | None, *, old: bool) -> Known | None:
    if change is None:
        return None
    return read.of(change.before, change.old) if old else read.of(change.after, change.new)


def _told(before: Known | None, after: Known | None, vocabulary: Vocabulary) -> tuple[Difference, ...]:
    """What differs; a file that came is compared with an empty one, as the other side may have brought one too."""
    if before is None and after is not None:
        before = Known(after.path, after.id, after.name)
    return differences(before, after, vocabulary)


def _mark(one: Difference) -> Hashable:
    """By what a difference is the same on both sides: what it has become, whatever it was before."""
    match one:
        case FieldChanged():
            after = repr(one.added), repr(one.removed) if one.added or one.removed else repr(one.after)
            return "field", one.name, one.of, after, tuple(map(_mark, one.parts)), one.doubted[1]
        case EntryChanged():
            entry = one.after or one.before
            if one.how != "changed":
                return "entry", one.how, repr(entry)
            return "entry", one.how, tuple(map(_mark, one.heading)), tuple(map(_mark, one.fields)), one.text
        case TaskChanged():
            return "task", one.how, repr(one.after or one.before)
        case FileChanged():
            return "file", one.how, one.after, one.reason
        case TextChanged():
            return "text", one.how
