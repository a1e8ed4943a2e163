"""What changed in a customer, for programs."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.model.changes import Change, Difference, FileChanged, TextChanged
from ledger.model.entry_changes import EntryChanged
from ledger.model.field_changes import FieldChanged
from ledger.model.known import KnownEntry, KnownTask
from ledger.model.task_changes import TaskChanged

Object = dict[str, object]


def change_object(change: Change) -> Object:
    """`{path, id, name, changes}` under canonical names; each change has `what` and `how`.

    `what`: file (before, after: paths; reason), field (field, before, after; of a list added, removed; `of` a member
    that changed, with parts), task (before, after), entry (before, after, fields, text), text, formatting. Values are
    typed as in `show --json`; what is empty is left out.
    """
    changes = [_difference(one) for one in change.differences]
    return {"path": change.path, "id": change.id, "name": change.name, "changes": changes}


def _difference(one: Difference) -> Object:
    match one:
        case FileChanged():
            return _full(
                {"what": "file", "how": one.how, "before": one.before, "after": one.after, "reason": one.reason}
            )
        case FieldChanged():
            return {"what": "field", **_field(one)}
        case TaskChanged():
            return _full({"what": "task", "how": one.how, "before": _task(one.before), "after": _task(one.after)})
        case EntryChanged():
            parts = {"heading": [*map(_field, one.heading)], "fields": [*map(_field, one.fields)], "text": one.text}
            return _full(
                {"what": "entry", "how": one.how, "before": _entry(one.before), "after": _entry(one.after), **parts}
            )
        case TextChanged():
            return {"what": one.how, "how": "changed"}


def _field(one: FieldChanged) -> Object:
    found: Object = {"field": one.name, "how": one.how, "of": one.of}
    if one.parts:
        return _full({**found, "parts": [*map(_field, one.parts)]})
    found |= {"before": one.before, "after": one.after, "added": one.added, "removed": one.removed}
    if one.doubted[0] != one.doubted[1]:
        found["unconfirmed"] = {"before": one.doubted[0], "after": one.doubted[1]}
    return _full(found)


def _task(task: KnownTask | None) -> Object:
    if task is None:
        return {}
    return _full(
        {
            "text": task.text,
            "date": task.date,
            "state": task.state,
            "done_on": task.done_on,
            "people": task.people,
            "tags": task.tags,
            "repeats": task.repeats,
            "next": task.next,
        }
    )


def _entry(entry: KnownEntry | None) -> Object:
    if entry is None:
        return {}
    return _full(
        {
            "date": entry.date,
            "time": entry.time,
            "kind": entry.kind,
            "ref": entry.ref,
            "title": entry.title,
            "people": entry.people,
            "tags": entry.tags,
            "fields": entry.fields,
        }
    )


def _full(found: Mapping[str, object]) -> Object:
    """Only what says something."""
    return {
        name: value
        for name, value in found.items()
        if value is not None and value is not False and value not in ("", (), [], {})
    }
