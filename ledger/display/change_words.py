"""What changed in a customer, in words on one line: `云启: 阶段 潜在 → 活跃; + 电话 2026-11-21`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.display.field_words import Words
from ledger.display.page import SYMBOLS, Line, Span, Style
from ledger.display.safe import safe_text
from ledger.display.width import ELLIPSIS, fit, width
from ledger.messages import Message, say, say_many
from ledger.model.changes import Change, Difference, FileChanged, TextChanged
from ledger.model.definitions import FieldDefinition
from ledger.model.entry_changes import EntryChanged
from ledger.model.field_changes import FieldChanged, called
from ledger.model.known import KnownEntry, KnownTask
from ledger.model.task_changes import TaskChanged
from ledger.model.values import Value

MOST = 5
"""Differences that one line tells; the others are counted."""

_WIDEST = 30
_MOST_MEMBERS = 3
_ENTRIES_FIRST = 2
_KEPT_BEFORE = 6
_BETWEEN = say("; ")
_TASK = say("task")
_HEADING = {
    "date": say("date"),
    "time": say("time"),
    "kind": say("kind"),
    "ref": say("number"),
    "title": say("title"),
    "people": say("people"),
    "tags": say("tags"),
}
_FILE = {
    "added": say("new file {after}"),
    "removed": say("file {before} deleted"),
    "renamed": say("file {before} → {after}"),
    "unreadable": say("can't be read now"),
    "readable": say("can be read again"),
}
_TEXT = {"text": say("text"), "formatting": say("formatting only")}


def change_line(change: Change, words: Words, *, day: date | None = None, most: int = MOST) -> Line:
    """The customer's name and what changed; a date that is `day` is not said. Too long for a terminal, it goes on below."""
    return Line(
        (Span(change.name, Style.STRONG), Span(": "), *change_spans(change.differences, words, day, most)), hang=2
    )


def change_text(change: Change, words: Words, *, day: date | None = None, most: int = MOST) -> str:
    """The same as text on one line, safe to show, without LF: for the message of a commit."""
    return "".join(safe_text(span.text) for span in change_line(change, words, day=day, most=most).spans)


def change_spans(
    differences: Sequence[Difference], words: Words, day: date | None = None, most: int = MOST
) -> tuple[Span, ...]:
    """What changed without the name, at most so many differences and a count of the rest."""
    spans: list[Span] = []
    chosen = _chosen(differences, most)
    for difference in chosen:
        if spans:
            spans.append(Span(words.say(_BETWEEN), Style.MUTED))
        spans.append(_difference(difference, words, day))
    left = len(differences) - len(chosen)
    if left:
        more = say_many("… and {n} more", "… and {n} more", left)
        spans.append(Span(f" {words.say(more)}", Style.MUTED))
    return tuple(spans)


def _chosen(differences: Sequence[Difference], most: int) -> Sequence[Difference]:
    """What is told where there is too much: of the file and of two entries anyway, then in order."""
    if len(differences) <= most:
        return differences
    entries = [n for n, one in enumerate(differences) if isinstance(one, EntryChanged)][:_ENTRIES_FIRST]
    files = [n for n, one in enumerate(differences) if isinstance(one, FileChanged)]
    first = dict.fromkeys((*files, *entries, *range(len(differences))))
    return [differences[n] for n in sorted(list(first)[:most])]


def _difference(difference: Difference, words: Words, day: date | None) -> Span:
    match difference:
        case FileChanged():
            return _file(difference, words)
        case FieldChanged():
            definition = words.vocabulary.fields.get(difference.name)
            return Span(
                _field(difference, words.label(definition, difference.name), definition, words), _style(difference)
            )
        case TaskChanged():
            return _task(difference, words)
        case EntryChanged():
            return _entry(difference, words, day)
        case TextChanged():
            return Span(words.say(_TEXT[difference.how]), Style.MUTED)


def _file(found: FileChanged, words: Words) -> Span:
    style = {"added": Style.ADDED, "removed": Style.REMOVED, "unreadable": Style.ERROR}.get(found.how, Style.PATH)
    sentence = _FILE[found.how]
    return Span(words.say(Message(sentence.template, {"before": found.before, "after": found.after})), style)


def _style(found: FieldChanged) -> Style:
    return {"set": Style.ADDED, "removed": Style.REMOVED}.get(found.how, Style.PLAIN)


def _field(found: FieldChanged, label: str, definition: FieldDefinition | None, words: Words) -> str:
    """A field that changed: `stage potential → active`, `tags +VIP -new`, `contacts 李雷: phone 138 → 139`."""
    match found.how:
        case "members":
            return " ".join(
                (
                    label,
                    *_members(found.added, "+", definition, words),
                    *_members(found.removed, "-", definition, words),
                )
            )
        case "order":
            return words.say(say("{field} in another order", field=label))
        case "set" | "removed":
            sign, value, doubt = (
                ("+", found.after, found.doubted[1]) if found.how == "set" else ("-", found.before, found.doubted[0])
            )
            return f"{sign} {label} {_value(value, definition, words)}{'?' if doubt else ''}"
        case "doubt" if not isinstance(found.after, str):
            return words.say(
                say("{field} unconfirmed", field=label) if found.doubted[1] else say("{field} confirmed", field=label)
            )
    if found.parts:
        members = definition.fields if definition is not None else {}
        told = words.joined(
            _field(part, words.label(members.get(part.name), part.name), members.get(part.name), words)
            for part in found.parts
        )
        return f"{label} {_short(found.of)}: {told}" if found.of else f"{label}: {told}"
    return f"{label} {_arrow(*_texts(found, definition, words))}"


def _members(members: Sequence[Value], sign: str, definition: FieldDefinition | None, words: Words) -> Iterator[str]:
    """Members of a list that came or left, a few of them."""
    for member in members[:_MOST_MEMBERS]:
        yield sign + (
            _short(called(member))
            if not isinstance(member, str) and called(member)
            else _value(member, definition, words)
        )
    if len(members) > _MOST_MEMBERS:
        yield f"{sign}{len(members) - _MOST_MEMBERS}{ELLIPSIS}"


def _texts(found: FieldChanged, definition: FieldDefinition | None, words: Words) -> tuple[str, str]:
    """The values in words, as they are written where the words are the same."""
    old, new = (
        " ".join(words.value("" if value is None else value, definition).split())
        for value in (found.before, found.after)
    )
    marks = ["?" if doubt else "" for doubt in found.doubted]
    if old == new and isinstance(found.before, str) and isinstance(found.after, str):
        old, new = found.before, found.after
    return old + marks[0], new + marks[1]


def _arrow(old: str, new: str) -> str:
    """`old → new`; of long texts that begin alike, from shortly before where they part."""
    if max(width(old), width(new)) > _WIDEST:
        alike = next(
            (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
        )
        start = alike - _KEPT_BEFORE
        if start > 0:
            old, new = ELLIPSIS + old[start:], ELLIPSIS + new[start:]
    return f"{_short(old)} → {_short(new)}"


def _value(value: Value | None, definition: FieldDefinition | None, words: Words) -> str:
    return "" if value is None else _short(words.value(value, definition))


def _short(text: str) -> str:
    return fit(" ".join(safe_text(text).split()), _WIDEST)


def _task(found: TaskChanged, words: Words) -> Span:
    task = found.after or found.before
    assert task is not None
    label = words.say(_TASK)
    if found.before is None or found.after is None:
        sign, style = ("+", Style.ADDED) if found.after is not None else ("-", Style.REMOVED)
        return Span(" ".join(filter(None, (sign, label, _when(task), _called(task)))), style)
    match found.how:
        case "done":
            again = words.say(say(" (next {date})", date=task.next.isoformat())) if task.next else ""
            return Span(f"{SYMBOLS[Style.DONE]} {_called(task)}{again}", Style.DONE)
        case "cancelled":
            return Span(words.say(say("{task} dropped", task=f"{label} {_called(task)}")))
        case "reopened":
            return Span(words.say(say("{task} open again", task=f"{label} {_called(task)}")))
        case "moved":
            any_day = words.say(say("any day"))
            return Span(f"{label} {_called(task)} {_when(found.before) or any_day} → {_when(task) or any_day}")
    if found.before.text != task.text:
        return Span(f"{label} {_arrow(found.before.text, task.text)}")
    if found.before.people != task.people:
        return Span(f"{label} {_called(task)}: {_at(found.before)} → {_at(task)}")
    return Span(words.say(say("{task} changed", task=f"{label} {_called(task)}")))


def _when(task: KnownTask) -> str:
    day = task.next or task.date
    return day.isoformat() if day else ""


def _called(task: KnownTask) -> str:
    return _short(task.text)


def _at(task: KnownTask) -> str:
    return _short(" ".join(f"@{name}" for name in task.people)) or "@"


def _entry(found: EntryChanged, words: Words, day: date | None) -> Span:
    entry = found.after or found.before
    assert entry is not None
    if found.before is None or found.after is None:
        sign, style = ("+", Style.ADDED) if found.after is not None else ("-", Style.REMOVED)
        title = f'"{_short(entry.title)}"' if entry.title else ""
        return Span(" ".join(filter(None, (sign, _which(entry, words, day), title))), style)
    told = [_field(_spoken(part, words), words.say(_HEADING[part.name]), None, words) for part in found.heading]
    fields = words.vocabulary.entry_fields(entry.kind)
    told += [
        _field(part, words.label(fields.get(part.name), part.name), fields.get(part.name), words)
        for part in found.fields
    ]
    told += [words.say(_TEXT["text"])] if found.text else []
    # One that got another day or kind is called by what it was.
    return Span(f"{_which(found.before, words, None if found.heading else day)}: {words.joined(told)}")


def _which(entry: KnownEntry, words: Words, day: date | None) -> str:
    kind = words.vocabulary.kind_label(entry.kind, words.speaker.language)
    return " ".join(filter(None, (kind, _short(entry.ref), "" if entry.date == day else entry.date.isoformat())))


def _spoken(part: FieldChanged, words: Words) -> FieldChanged:
    """A part of a heading, kinds by their labels."""
    if part.name != "kind":
        return part
    old, new = (words.vocabulary.kind_label(str(kind), words.speaker.language) for kind in (part.before, part.after))
    return FieldChanged(part.name, old, new)
