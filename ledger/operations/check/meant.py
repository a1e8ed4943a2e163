"""What somebody meant as an entry, a task or a field, and typed in a way that makes it text: nothing of it is ever due."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger.model.customer import Entry
from ledger.model.headings import leading_date
from ledger.model.problem import Problem
from ledger.operations.check.sheet import Sheet
from ledger.text import blocks, fences
from ledger.text.places import Span

_FULL = r"\d{4}(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|年\d{1,2}月\d{1,2}日?)"
_WITHOUT_YEAR = r"\d{1,2}月\d{1,2}[日号]|今天|昨天|前天|today|yesterday"
# A day, and the word behind it, at the start of a line, of bold text or of a row of a table.
_ENTRY = re.compile(
    rf"^ {{0,3}}(?P<marks>#{{1,6}}[ \t]*|\*\*[ \t]*|\|[ \t]*|[-*+][ \t]+)?(?P<day>{_FULL}|{_WITHOUT_YEAR})"
    r"[ \t\u3000|:：,，*]*(?P<word>[^\s\u3000|:：,，。*（(]{1,12})?",
    re.MULTILINE | re.ASCII,
)
_BOX = re.compile(
    r"^[ \t]*(?:[-*+•][ \t\u3000]*|\d{1,3}[.)、][ \t]*)?(?P<box>\[[ \t\u3000xX√✓✔]?\](?![(\[:])|【[ \u3000xX√✓✔]?】|[☐☑□])[ \t\u3000]*(?=\S)",
    re.MULTILINE,
)
_PROPER_BOX = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ xX]?\][ \t]")
_UNCLEAR_DAY = re.compile(
    r"\d{1,2}月\d{1,2}[日号]|\d{1,2}[-/]\d{1,2}(?=\s)|(?:今天|明天|后天|大后天|月底|年底|下个?月|下周|本周)(?:[一二三四五六日天末])?"
    r"|(?:下?个?)(?:周|星期|礼拜)[一二三四五六日天]|(?:today|tomorrow|next week|next month)\b",
    re.IGNORECASE,
)
_LINE_FIELD = re.compile(
    r"^[ \t\u3000]*(?P<key>[^\s\-#>|*+：:]{1,20})[ \t]*[:：](?!//)[ \t]*(?P<value>\S)", re.MULTILINE
)

_SOME_DAY = "2026-11-30"


def entries(sheet: Sheet) -> Iterator[Problem]:
    """Lines that begin with a day and a kind of entry, and headings with a day, which are no entries."""
    start = _body(sheet)
    known = {entry.span[0] for entry in sheet.customer.entries}
    aside: _Aside | None = None
    for found in _ENTRY.finditer(sheet.text, start):
        if found.start() in known:
            continue
        aside = aside or _Aside(sheet.text, start)
        if _meant(sheet, found) and not aside.holds(found.start()):
            kind = found["word"] if _is_kind(sheet, found["word"]) else sheet.vocabulary.label("call", "zh")
            day = leading_date(found["day"])
            date = day.day.isoformat() if day is not None and day.day is not None else _SOME_DAY
            yield sheet.problem("entry-unread", Span(*found.span("day")), kind=kind, date=date)


def _meant(sheet: Sheet, found: re.Match[str]) -> bool:
    marks = found["marks"] or ""
    if marks.startswith("#"):
        full = re.fullmatch(_FULL, found["day"]) is not None
        level = len(marks.rstrip())
        # With a blank and the right number of marks it is an entry, or one whose day does not exist.
        if full and marks.endswith((" ", "\t")) and 2 <= level <= 4:
            return False
        return (full and not marks.endswith((" ", "\t"))) or _is_kind(sheet, found["word"])
    if marks[:1] in ("-", "+") or marks in ("* ", "*\t"):
        return sheet.entry_at(_line(sheet, found.start())) is None and _is_kind(sheet, found["word"])
    return _is_kind(sheet, found["word"])


def _is_kind(sheet: Sheet, word: str | None) -> bool:
    return bool(word) and sheet.vocabulary.kind(word or "") is not None


def tasks(sheet: Sheet) -> Iterator[Problem]:
    """Lines with a box that are no tasks: a blank too few, other brackets, boxes of a word processor."""
    start = _body(sheet)
    known = {task.span[0] for task in sheet.customer.tasks}
    aside: _Aside | None = None
    for found in _BOX.finditer(sheet.text, start):
        if found.start() in known or _PROPER_BOX.match(sheet.text, found.start()):
            continue
        aside = aside or _Aside(sheet.text, start)
        if not aside.holds(found.start()):
            yield sheet.problem("task-unread", Span(*found.span("box")))


def task_days(sheet: Sheet) -> Iterator[Problem]:
    """Open tasks without a day whose text begins with one that no file can keep."""
    for task in sheet.customer.tasks:
        found = _UNCLEAR_DAY.match(task.text) if task.date is None and not (task.done or task.cancelled) else None
        if found is not None and found[0]:
            yield sheet.problem("task-date-unclear", sheet.find(found[0], Span(*task.span)), written=found[0])


def fields_of_entries(sheet: Sheet) -> Iterator[Problem]:
    """Lines `key: value` below an entry that lack the dash of a field its kind has."""
    aside: _Aside | None = None
    for entry in sheet.customer.entries:
        kind = sheet.vocabulary.kinds.get(entry.kind)
        if kind is None or not kind.fields or not entry.text or not (":" in entry.text or "：" in entry.text):
            continue
        for found in _LINE_FIELD.finditer(sheet.text, sheet.heading(entry).end, entry.span[1]):
            if _is_own_field(sheet, entry, found["key"]):
                aside = aside or _Aside(sheet.text, _body(sheet))
                if not aside.holds(found.start()):
                    yield sheet.problem("entry-field-unread", Span(*found.span("key")), field=found["key"])


def _is_own_field(sheet: Sheet, entry: Entry, key: str) -> bool:
    definition = sheet.vocabulary.entry_field(entry.kind, key)
    kind = sheet.vocabulary.kinds[entry.kind]
    return definition is not None and definition.name in kind.fields and definition.name not in entry.fields


def _body(sheet: Sheet) -> int:
    found = fences.find(sheet.text)
    return found.whole.end if found is not None else 0


def _line(sheet: Sheet, offset: int) -> int:
    return sheet.text.count("\n", 0, offset) + 1


class _Aside:
    """Code and comments of a text, in which nothing is meant."""

    def __init__(self, text: str, start: int) -> None:
        self._spans = blocks.scan(text, start, 1).code

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in one."""
        return any(span.start <= offset < span.end for span in self._spans)
