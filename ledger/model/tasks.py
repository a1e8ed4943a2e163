"""Task items to tasks: dates, people, repetition, and the signs of Obsidian Tasks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ledger.model import headings, repeats
from ledger.model.customer import Task
from ledger.model.dates import iso_date
from ledger.model.values import Repeat
from ledger.text.blocks import ListItem
from ledger.text.places import Fault, Span

_SIGNED_DATE = re.compile(r"(?<!\s)\s*([📅📆🗓⏳🛫✅❌➕])\ufe0f?\s*(\d{4}-\d{2}-\d{2})")
_PRIORITY = re.compile(r"(?<!\s)\s*([🔺⏫🔼🔽⏬])\ufe0f?")
_PRIORITIES = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_SIGNS = re.compile("[📅📆🗓⏳🛫✅❌➕🔺⏫🔼🔽⏬🔁]")
_REPEATING = re.compile(r"\bevery\b|每|🔁", re.IGNORECASE)
_MOVED = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:→|->|=>|改到|推迟到)\s*(\d{4}-\d{2}-\d{2})\s*$")
_DONE_ON = re.compile(r"✅\ufe0f?\s*(\d{4}-\d{2}-\d{2})")


def read(
    text: str, list_items: Iterable[ListItem], entry_spans: Sequence[tuple[int, int]], faults: list[Fault]
) -> Iterator[Task]:
    """The tasks among list items, each with the number of the entry that it stands under.

    What stands ticked or moved below a repeating task belongs to it.
    """
    found: list[Task | _Series] = []
    starts = [start for start, _ in entry_spans]
    series: _Series | None = None
    for item in list_items:
        if series is not None and (item.indent <= series.indent or "\n#" in text[series.end : item.start]):
            series = None
        if series is not None and series.takes(text, item):
            continue
        if item.box is None:
            continue
        entry = bisect_right(starts, item.start) - 1
        task = task_of(text, item, entry if entry >= 0 and item.start < entry_spans[entry][1] else -1, faults)
        if task.repeat is None or series is not None:
            found.append(task)
        else:
            series = _Series(task, item)
            found.append(series)
    return (part.task() if isinstance(part, _Series) else part for part in found)


class _Series:
    """A repeating task, and what is said below it of its days."""

    __slots__ = ("end", "first", "indent", "moved", "occurrences")

    def __init__(self, first: Task, item: ListItem) -> None:
        self.first = first
        self.indent = item.indent
        self.end = item.end
        self.occurrences: list[tuple[date, date]] = []
        self.moved: dict[date, date] = {}

    def task(self) -> Task:
        """The task with all that was said of it."""
        return replace(self.first, occurrences=tuple(self.occurrences), moved=self.moved)

    def takes(self, text: str, item: ListItem) -> bool:
        """Whether a nested item speaks of one of its days; then it is noted."""
        self.end = item.end
        content = text[item.content : item.end]
        if item.box is None:
            moved = _MOVED.match(content.strip())
            before, after = (iso_date(part) for part in moved.groups()) if moved else (None, None)
            if before is None or after is None:
                return False
            self.moved[before] = after
            return True
        day = iso_date(content[:10])
        if day is None or item.box in " -/":
            return False
        signed = _DONE_ON.search(content)
        self.occurrences.append((day, (iso_date(signed.group(1)) if signed else None) or day))
        return True


def task_of(text: str, item: ListItem, entry: int, faults: list[Fault]) -> Task:
    """The task of one item with a box, which stands under the entry of that number (-1: none)."""
    content = text[item.content : item.end].strip()
    if item.box == "":
        faults.append(Fault("task-box", Span(item.box_start, item.box_start + 2)))
    day, done_on, priority, cancelled_on = None, None, "", None
    if _SIGNS.search(content):
        day, done_on, cancelled_on, priority, content = _signs(content)
    leading = headings.leading_date(content) if content[:4].isdigit() else None
    if leading is not None:
        _judge(leading, content, item, faults)
        day = day or leading.day
        content = content[leading.end :].lstrip(" \t\u3000:：")
    repeat: Repeat | None = None
    if _REPEATING.search(content):
        found = repeats.repeat(content)
        if found is not None:
            repeat, content = found
    people, tags, words = headings.marks(content)
    return Task(
        text=words,
        line=item.line,
        span=(item.start, item.end),
        date=day,
        done=item.box not in ("", " ", "-", "/", None),
        cancelled=item.box == "-" or cancelled_on is not None,
        done_on=done_on,
        people=people,
        tags=tags,
        repeat=repeat if day is not None else None,
        priority=priority,
        entry=entry,
    )


def _judge(leading: headings.DateRead, content: str, item: ListItem, faults: list[Fault]) -> None:
    """Fault dates that don't exist or aren't in ISO form."""
    span = Span(item.content, item.content + leading.end)
    if leading.day is None:
        faults.append(Fault("task-date-invalid", span, {"value": content[: leading.end]}))
    elif not leading.iso:
        faults.append(Fault("task-date-format", span, {"date": leading.day.isoformat()}))


def _signs(content: str) -> tuple[date | None, date | None, date | None, str, str]:
    """Due day, day of its tick, day it was dropped, priority, and the text without their signs."""
    days: dict[str, date | None] = {}
    for sign, written in _SIGNED_DATE.findall(content):
        days.setdefault(sign, iso_date(written))
    priority = _PRIORITY.search(content)
    rest = _PRIORITY.sub("", _SIGNED_DATE.sub("", content)).strip()
    due = days.get("📅") or days.get("📆") or days.get("🗓") or days.get("⏳") or days.get("🛫")
    return due, days.get("✅"), days.get("❌"), _PRIORITIES[priority.group(1)] if priority else "", rest
