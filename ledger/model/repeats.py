"""Tasks that come again: the words that say so, and the day of the next open occurrence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from ledger.model.dates import iso_date
from ledger.model.intervals import add, interval
from ledger.model.values import Interval, Repeat

_MARK = "\U0001f501"
_UNIT_EN = r"(?:days?|weeks?|fortnights?|months?|quarters?|years?)"
_COUNT_ZH = r"(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_LENGTH_ZH = (
    rf"(?:{_COUNT_ZH}? ?个? ?(?:星期|礼拜|月|季度)|{_COUNT_ZH}? ?(?:天|日|周|週|年)|[0-9]{{1,3}}[dwmy]"
    r"|半年|半个月|半月)"
)
_EVERY_EN = (
    rf"(?:every|each) +(?:(?:[0-9]{{1,3}}|other|two|three|four|five|six) *)?(?:[dwmy]\b|{_UNIT_EN}\b)"
    r"|every +half +(?:a +)?year\b"
)
_DONE = r"(?:when +done|after +done|每?次?完成后)"
_UNTIL = r"(?:until|till|直到|直至|截止到?|到|至) ?(?P<until{n}>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
_PHRASE = re.compile(
    rf"(?:{_MARK}\ufe0f? *)?(?:"
    rf"(?P<before>{_DONE}) ?(?:每隔?)?(?P<length>{_LENGTH_ZH})"
    rf"|(?P<every>{_EVERY_EN}|每{_LENGTH_ZH})(?: ?(?P<after>{_DONE}))?"
    rf"|(?P<word>{_MARK}\ufe0f? *(?:daily|weekly|monthly|quarterly|yearly))(?: +(?P<later>{_DONE}))?"
    rf")(?:[ ,，]*{_UNTIL.format(n='')})?(?=\s|$|[@#，,。；;.])",
    re.IGNORECASE,
)
# What may stand behind the words: people, tags, and the signs and dates of Obsidian Tasks.
_TAIL = re.compile(
    r"(?:\s*(?:[@#]\S+|[\u2705\u23f3\U0001f4c5\U0001f6eb\u2795\u274c]\ufe0f?(?: *[0-9][0-9-]*)?"
    r"|[\u23eb\u23ec\U0001f53a\U0001f53c\U0001f53d]\ufe0f?|[。.；;]))*\s*"
)
_HINT = re.compile(rf"every|each|{_MARK}|每|完成后", re.IGNORECASE)


def repeat(text: str) -> tuple[Repeat, str] | None:
    """How the task that a text describes comes again, and the text without those words; None if it does not.

    Read are `every 2w`, `every month when done until 2027-01-01`, `every other week`, 每2周, 每月, 每季度, 每年, each
    with 完成后 before or behind it, and Obsidian's `🔁 every 2 weeks when done`. The words must stand apart, and first
    or last in the text (people, tags and dates by emoji may follow) unless 🔁 marks them: 整理每月报表 repeats nothing.
    """
    if _HINT.search(text) is None:
        return None
    for found in _PHRASE.finditer(text):
        start, end = found.span()
        if not (_MARK in found[0] or _stands_apart(text, start, end)):
            continue
        read = _read(found)
        if read is not None:
            return read, " ".join(
                part for part in (text[:start].rstrip(), text[end:].lstrip(" \t，,。；;.").rstrip()) if part
            )
    return None


def _stands_apart(text: str, start: int, end: int) -> bool:
    if not text[:start].strip():
        return True
    return text[start - 1].isspace() and _TAIL.fullmatch(text, end) is not None


def _read(found: re.Match[str]) -> Repeat | None:
    every = interval((found["length"] or found["every"] or found["word"]).lstrip(_MARK + "\ufe0f ").replace("週", "周"))
    if every is None or every.unit == "h":
        return None
    chained = bool(found["before"] or found["after"] or found["later"])
    return Repeat(every, chained, iso_date(found["until"]) if found["until"] else None)


def write(how: Repeat) -> str:
    """The words that files hold: `every 2w when done until 2027-01-01`."""
    until = f" until {how.until.isoformat()}" if how.until is not None else ""
    return f"every {how.every}{' when done' if how.chained else ''}{until}"


def occurrence(anchor: date, every: Interval, number: int) -> date:
    """The `number`-th day of a series (0 is the anchor), counted from the anchor so that the 31st never drifts."""
    return add(anchor, Interval(every.count * number, every.unit)) if number else anchor


def occurrence_on_or_before(anchor: date, every: Interval, day: date) -> date | None:
    """The last day of the series up to `day`, or None before its anchor."""
    return occurrence(anchor, every, _number(anchor, every, day)) if day >= anchor else None


def occurrence_after(anchor: date, every: Interval, day: date) -> date | None:
    """The first day of the series after `day`; None past the calendar's end."""
    if day < anchor:
        return anchor
    number = _number(anchor, every, day) + 1
    found = occurrence(anchor, every, number)
    return found if day < found < date.max else None


def _number(anchor: date, every: Interval, day: date) -> int:
    """The number of the last occurrence up to `day`, which is not before the anchor."""
    if every.unit in "dw":
        return (day - anchor).days // (every.count * (7 if every.unit == "w" else 1))
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    number = months // (every.count * (12 if every.unit == "y" else 1))
    return number if number == 0 or occurrence(anchor, every, number) <= day else number - 1


def next_occurrence(
    anchor: date,
    how: Repeat,
    occurrences: Iterable[tuple[date, date]],
    moved: Mapping[date, date],
    done_first: bool,
    first_done_on: date | None = None,
) -> date | None:
    """The occurrence that is open now, by its own day even if it was put off; None when the series is over.

    `occurrences` are the ticked ones, each with the day it was done; `done_first` tells that the anchor's own line
    is ticked (on `first_done_on`, if written). On the calendar it is the one after the latest ticked; skipped ones
    are not asked for again. A tick with a day between two occurrences counts for the one before it, or, where that
    is done already, for the one after if that is nearer. A chained task is open so long after it was last done.
    """
    ticked = sorted(occurrences)
    if how.chained:
        done_on = [done for _, done in ticked] + ([first_done_on or anchor] if done_first else [])
        found = add(max(done_on), how.every) if done_on else anchor
    else:
        on_calendar = _next_on_calendar(anchor, how.every, [day for day, _ in ticked], moved, done_first)
        if on_calendar is None:
            return None
        found = on_calendar
    return None if found == date.max or (how.until is not None and found > how.until) else found


def _next_on_calendar(
    anchor: date, every: Interval, ticked: list[date], moved: Mapping[date, date], done_first: bool
) -> date | None:
    own_day = {to: day for day, to in moved.items()}
    found = occurrence_after(anchor, every, anchor) if done_first else anchor
    for day in sorted(own_day.get(day, day) for day in ticked):
        if found is None:
            return None
        found = _after_tick(anchor, every, day, found)
    return found


def _after_tick(anchor: date, every: Interval, day: date, found: date) -> date | None:
    """The open occurrence after a tick of `day`, when `found` was open before it."""
    previous = occurrence_on_or_before(anchor, every, day)
    if previous is not None and previous >= found:
        return occurrence_after(anchor, every, previous)
    early = previous is None or (previous < day and (found - day) < (day - previous))
    return occurrence_after(anchor, every, found) if early and (previous is not None or found == anchor) else found


def put_off(day: date, moved: Mapping[date, date]) -> date:
    """Where an occurrence was put off to in the end; the same day if it was not."""
    seen = {day}
    while day in moved and moved[day] not in seen:
        day = moved[day]
        seen.add(day)
    return day
