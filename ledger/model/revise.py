"""A customer and a wish to edits of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from ledger.model.customer import Task
from ledger.model.shield import shielded
from ledger.text.edits import Edit, insertion
from ledger.text.places import Span, line_end, newline_near, newline_of, next_line

_BLOCK_ID = re.compile(r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]+$")
# What would make a nested line more than the text of a list item.
_OPENS = re.compile(r"(?=`{3}|~{3}|\[[ xX/✓✔√-]?\])")
_DONE_SIGN = "✅"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written; `kind` and the keys of `fields` are the words that go into the file, `next_steps`
    the texts of its open tasks.
    """

    date: date
    kind: str
    time: time | None = None
    ref: str = ""
    title: str = ""
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    next_steps: tuple[str, ...] = ()


def append_entry(text: str, entry: NewEntry) -> Edit:
    """An edit that adds an entry at the end of a text, after a blank line."""
    newline = newline_near(text, len(text)) if "\n" in text else newline_of(text)
    lines = newline.join(_lines(entry)) + newline
    return insertion(len(text), _gap(text, newline) + lines)


def _gap(text: str, newline: str) -> str:
    """What parts a new entry from the text above it."""
    if not text:
        return ""
    if not text.endswith("\n"):
        return newline * 2
    above = text[: text.rfind("\n")]
    return "" if not above[above.rfind("\n") + 1 :].strip() else newline


def _lines(entry: NewEntry) -> list[str]:
    words = [entry.date.isoformat()]
    if entry.time is not None:
        words.append(entry.time.strftime("%H:%M"))
    words += [entry.kind, entry.ref, _one_line(entry.title)]
    words += [f"@{name}" for name in entry.people]
    words += [f"#{name}" for name in entry.tags]
    lines = ["## " + " ".join(word for word in words if word)]
    said = shielded(entry.text)
    if said:
        lines += ["", *said.split("\n")]
    members = [line for key, value in entry.fields.items() for line in _field(key, value)]
    members += [f"- [ ] {_one_line(step)}" for step in entry.next_steps]
    if members:
        lines += ["", *members] if said else members
    return lines


def _field(key: str, value: str) -> list[str]:
    """The lines of a field; a value of several lines stands below its key, a list item each."""
    parts = [line.strip() for line in value.split("\n") if line.strip()]
    if len(parts) < 2:
        return [f"- {key}: {_one_line(value)}".rstrip()]
    return [f"- {key}:", *(f"  - {_harmless(_one_line(part))}" for part in parts)]


def _harmless(part: str) -> str:
    """What a list item says, without opening code or a box."""
    return f"\\{part}" if _OPENS.match(part) else part


def _one_line(text: str) -> str:
    return " ".join(text.split())


def tick(text: str, task: Task, day: date) -> list[Edit]:
    """Edits that tick a task and write the day behind it."""
    line = text[task.span[0] : task.span[1]]
    box = re.search(r"\[[ /]?\]", line)
    if box is None:
        return []
    start = task.span[0]
    # Obsidian finds a block's name only at the end of its line.
    end = start + len(_BLOCK_ID.sub("", line.rstrip()))
    return [
        Edit(Span(start + box.start(), start + box.end()), "[x]"),
        insertion(end, f" {_DONE_SIGN} {day.isoformat()}"),
    ]


def tick_occurrence(text: str, task: Task, occurrence: date, day: date, result: str = "") -> list[Edit]:
    """An edit that notes below a repeating task that one of its days is done."""
    words = [f"- [x] {occurrence.isoformat()}", " ".join(result.split())]
    if day != occurrence:
        words.append(f"{_DONE_SIGN} {day.isoformat()}")
    return [_below(text, task, " ".join(word for word in words if word))]


def move_occurrence(text: str, task: Task, occurrence: date, day: date) -> list[Edit]:
    """An edit that notes below a repeating task that one of its days is put off."""
    known = re.compile(
        rf"^[ \t]+[-*+] {occurrence.isoformat()}[ \t]*(?:→|->|=>|改到|推迟到)[ \t]*(\d{{4}}-\d{{2}}-\d{{2}})",
        re.MULTILINE,
    )
    found = known.search(text, task.span[1], _children_end(text, task))
    if found is not None:
        return [Edit(Span(*found.span(1)), day.isoformat())]
    return [_below(text, task, f"- {occurrence.isoformat()} → {day.isoformat()}")]


def move(text: str, task: Task, day: date) -> list[Edit]:
    """Edits that give a task another day, where its date stands or before its text."""
    line = text[task.span[0] : task.span[1]]
    start = task.span[0]
    if task.date is not None:
        span = _written_day(line, task.date)
        if span is not None:
            return [Edit(Span(start + span.start, start + span.end), day.isoformat())]
    box = re.search(r"\[[^\]]?\][ \t]*", line)
    if box is None:
        return []
    blank = "" if line[: box.end()].endswith((" ", "\t")) else " "
    return [insertion(start + box.end(), f"{blank}{day.isoformat()} ")]


def _written_day(line: str, day: date) -> Span | None:
    """Where a line holds the day that its task is due: not the same day written as that of its making or its tick."""
    places = [
        (_unlikeliness(line[: match.start()]), *match.span())
        for written in _forms(day)
        for match in re.finditer(rf"{re.escape(written)}(?!\d)", line)
    ]
    return Span(*min(places)[1:]) if places else None


def _unlikeliness(before: str) -> int:
    """How little a date behind this text is the one on which a task is due, by the sign of Obsidian Tasks before it."""
    sign = before.rstrip(" \t\ufe0f")[-1:]
    return "⏳🛫➕✅❌".find(sign) + 1 if sign else 0


def _forms(day: date) -> Iterable[str]:
    yield day.isoformat()
    for month, number in ((f"{day.month:02}", f"{day.day:02}"), (str(day.month), str(day.day))):
        yield from (f"{day.year}{mark}{month}{mark}{number}" for mark in "/-.")
        yield f"{day.year}年{month}月{number}日"


def _below(text: str, task: Task, content: str) -> Edit:
    """A nested line below a task and what is nested under it already."""
    line = text[task.span[0] : task.span[1]]
    marker = re.match(r"([ \t]*)([-*+]|\d{1,9}[.)])", line)
    indent = marker[1] + " " * (len(marker[2]) + 1) if marker else "  "
    at = _children_end(text, task)
    newline = newline_near(text, next_line(text, task.span[0]))
    return insertion(at, newline + indent + content)


def _children_end(text: str, task: Task) -> int:
    """The end of the last line that is nested under a task."""
    depth = len(text[task.span[0] : task.span[1]]) - len(text[task.span[0] : task.span[1]].lstrip(" \t"))
    end = line_end(text, task.span[0])
    offset = next_line(text, end)
    while offset < len(text):
        line = text[offset : line_end(text, offset)]
        if not line.strip() or len(line) - len(line.lstrip(" \t")) <= depth:
            break
        end = line_end(text, offset)
        offset = next_line(text, offset)
    return end
