"""The places that a merge left in a text: reading them back, and settling them one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.messages import say
from ledger.model.headings import leading_date
from ledger.text import conflicts as marks
from ledger.text import fences
from ledger.text.conflicts import Place
from ledger.text.places import next_line

_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t\u3000]+([^\n]*?)[ \t]*\r?$", re.MULTILINE)
_TASK = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[[^\]\n]?\][ \t]*(?:\d{4}-\d{2}-\d{2}[ \t]+)?([^\n\r]*)")
_FIELD = re.compile(r"[-*+][ \t]+(?:\*\*|__)?([^\s:：\[\]][^:：\[\]\n]{0,38}?)(?:\*\*|__)?[ \t]*(?:::|：|:(?!//))")
_KEY = re.compile(r"^(?![ \t#-])([^\n:：]+)[:：]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One place that people have to settle.

    `what`: field, entry, task, text, or file for all of it. `name` is the field as written, what the task asks for,
    or the heading of the entry; `line` that of the first marker, from 1. `old`, `mine` and `theirs` are the raw lines
    of each side, None where a side has nothing there. `told` is false where the markers don't tell what was old.
    """

    what: str
    name: str
    line: int
    old: str | None
    mine: str | None
    theirs: str | None
    told: bool = True


def conflicts(text: str, size: int = 0) -> tuple[Conflict, ...]:
    """The places in order, marked by us or by git, with the old text or without; of one marker length if given."""
    found = [place for place in marks.places(text) if size in (0, place.size)]
    return tuple(_conflict(text, place) for place in found)


def _conflict(text: str, place: Place) -> Conflict:
    old, mine, theirs = (
        None if span is None else text[span.start : span.end] or None for span in (place.old, place.mine, place.theirs)
    )
    what, name = _about(text, place, [side for side in (mine, theirs, old) if side is not None and side.strip()])
    line = text.count("\n", 0, place.whole.start) + 1
    return Conflict(what, name, line, old, mine, theirs, place.old is not None)


def _about(text: str, place: Place, sides: list[str]) -> tuple[str, str]:
    start, end = place.whole
    if not text[:start].strip("\ufeff \t\r\n") and not text[end:].strip():
        return "file", ""
    front = fences.find(marks.readable(text, (place,)))
    if front is not None and front.inner.start <= start < front.inner.end:
        key = next((_unquoted(found.group(1).strip()) for side in sides if (found := _KEY.search(side))), "")
        return ("field", key) if key else ("text", "")
    for side in sides:
        heading = _HEADING.match(side)
        if heading is not None and leading_date(heading.group(2)) is not None:
            return "entry", heading.group(2)
        task = _TASK.match(side)
        if task is not None and len(sides) == sum(_TASK.match(other) is not None for other in sides):
            return "task", task.group(1).strip()
        field = _FIELD.match(side)
        if field is not None and len(sides) == sum(_FIELD.match(other) is not None for other in sides):
            return "field", field.group(1).strip()
    return "text", _above(text, start)


def _unquoted(key: str) -> str:
    if key[:1] in ("'", '"') and len(key) > 1:
        key = key[1:].strip()
    return key[:-1].strip() if key[-1:] in ("'", '"') and len(key) > 1 else key


def _above(text: str, start: int) -> str:
    """The heading under which a place stands."""
    headings = _HEADING.findall(text, 0, start)
    return str(headings[-1][1]) if headings else ""


def settled(text: str, conflict: Conflict, choice: str) -> str:
    """The text with one of its conflicts settled: `mine`, `theirs`, `old` or `both` (ours, then theirs).

    Raises BadValue for another choice, for `old` where that isn't told, and for both values of one field.
    """
    if choice == "both":
        if conflict.what == "field" and conflict.mine and conflict.theirs:
            raise BadValue(say("A field has one value: both can't be kept."))
        return settled_with(text, conflict, _both(conflict))
    if choice == "old" and not conflict.told:
        raise BadValue(say("The markers don't tell what was there before."))
    if choice not in ("mine", "theirs", "old"):
        raise BadValue(say("{choice} is no choice; these are: mine, theirs, old, both.", choice=choice))
    chosen: str | None = getattr(conflict, choice)
    return settled_with(text, conflict, chosen or "")


def _both(conflict: Conflict) -> str:
    mine, theirs = conflict.mine or "", conflict.theirs or ""
    between = "\n" if conflict.what == "entry" and mine and theirs and not mine.endswith("\n\n") else ""
    return mine + between + theirs if mine != theirs else mine


def settled_with(text: str, conflict: Conflict, replacement: str) -> str:
    """The text with other text in the place of a conflict; raises BadValue if it isn't there any more."""
    place = next((place for place in marks.places(text) if _conflict(text, place) == conflict), None)
    if place is None:
        raise BadValue(say("This conflict is not in the file any more."))
    start, end = place.whole
    if replacement and not replacement.endswith("\n") and end < len(text):
        replacement += "\r\n" if text[place.whole.start : end].endswith("\r\n") else "\n"
    if not replacement and (start == 0 or text[:start].endswith(("\n\n", "\n\r\n"))):
        # The blank lines behind what goes are gone with it.
        while end < len(text) and not text[end : next_line(text, end)].strip():
            end = next_line(text, end)
    return text[:start] + replacement + text[end:]
