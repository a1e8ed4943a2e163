"""The heading of an entry: date, time, kind, reference, title, people and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from typing import NamedTuple

from ledger.model.vocabulary import Vocabulary

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:(?![\w-]|\.\d)|(?=T\d{1,2}:\d{2}))|(\d{4})-(\d{2})-(\d{2})(?=[^\x00-\x7f])", re.ASCII
)
_LENIENT = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日)(?![\w/.-]|\Z(?<=-))|"
    r"(\d{4})年(\d{1,2})月(\d{1,2})日",
    re.ASCII,
)
# The end of a meeting and the seconds of a machine may stand behind the time.
_TIME = re.compile(r"T?(\d{1,2})[:：](\d{2})(?::\d{2})?(?: ?[-–~—] ?\d{1,2}[:：]\d{2})?(?=[\s\u3000]|$)", re.ASCII)
_BLANKS = " \t\u3000"
# What nearly all headings look like, for which one match tells everything that `read` would find out step by step.
_USUAL = re.compile(
    r"(\d{4}-\d{2}-\d{2}) (?:([01]\d|2[0-3]):([0-5]\d) )?([\w]+)(?: ([^@#]*[^\s@#]))?((?: [@#][\w-]*[^\W\d][\w-]*)*)"
)
# The time in such a heading, with the blank behind it.
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ", re.ASCII)
_REF = re.compile(r"(?=[^\s\d]*\d)(?:[A-Za-z][A-Za-z0-9._/-]*|\d[\d.]*[A-Za-z_/-][A-Za-z0-9._/-]*|\d{4,})", re.ASCII)
# A mark stands apart: at the start, after a blank, or after a bracket or a Chinese sign.
_APART = r"(?:^|(?<=[\s()\[\]（）【】「」『』《》“”’，。；：、！？…—]))"
_NAME = r"[^\s@#()\[\]（）【】「」『』《》“”，。；：、！？,;]+"
# A number alone is no tag: 3 号楼 #12.
_SIGN = r"@|#(?=\d*[^\d\s@#()\[\]（）【】「」『』《》“”，。；：、！？,;])"
_MARKED = re.compile(rf"{_APART}({_SIGN})({_NAME})")
_LAST_MARK = re.compile(rf"{_APART}(?:{_SIGN}){_NAME}[，。；、！,;]*$")
_NAME_CHARACTERS = 200


class DateRead(NamedTuple):
    """A date as written at the start of a text: the day (None: it doesn't exist), its end, whether it is in ISO form."""

    day: date | None
    end: int
    iso: bool


class EntryHeading(NamedTuple):
    """What a heading says; `kind` is `note` where it names none (then `kind_as_written` is empty)."""

    day: DateRead
    time: time | None
    kind: str
    kind_as_written: str
    ref: str
    title: str
    people: tuple[str, ...]
    tags: tuple[str, ...]


def leading_date(text: str) -> DateRead | None:
    """The date that a text starts with, in ISO form or in one that leaves no doubt; None if it starts with none."""
    found = _ISO.match(text)
    if found is not None:
        parts = found.group(1, 2, 3) if found.group(1) else found.group(4, 5, 6)
        return DateRead(_day(*parts), found.end(), True)
    found = _LENIENT.match(text)
    if found is None:
        return None
    year, month, day = (part for part in found.groups() if part is not None)
    return DateRead(_day(year, month, day), found.end(), False)


def _plain_date(content: str) -> DateRead | None:
    """`2026-11-21` and a blank, which nearly all headings start with."""
    if content[10:11] != " " or content[4] != "-" or content[7] != "-":
        return None
    try:
        return DateRead(date.fromisoformat(content[:10]), 10, True)
    except ValueError:
        return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read(content: str, vocabulary: Vocabulary) -> EntryHeading | None:
    """What the heading of an entry says, or None for a heading that starts with no date."""
    said = usual(content, vocabulary)
    if said is not None:
        return said
    if not content[:4].isdigit():
        return None
    day = _plain_date(content) or leading_date(content)
    if day is None:
        return None
    at, rest = _time(_behind(content[day.end :]))
    people, tags, rest = marks(rest)
    kind, written, rest = _kind(rest, vocabulary)
    ref = ""
    definition = vocabulary.kinds[kind]
    if definition.record and rest:
        ref, rest = _ref(rest)
    return EntryHeading(day, at, kind, written, ref, rest, people, tags)


def _behind(rest: str) -> str:
    """What follows a date, without a sign that only parts them."""
    rest = rest.lstrip(_BLANKS)
    parted = rest[:1] in (":", "：", ",", "，") or rest[:2] in ("- ", "– ", "— ")
    return rest[1:].lstrip(_BLANKS) if parted else rest


def usual(content: str, vocabulary: Vocabulary) -> EntryHeading | None:
    """What a heading says that looks as nearly all do; None for others, and if its date or its kind is none."""
    found = _USUAL.fullmatch(content)
    if found is None:
        return None
    day, hour, minute, word, title, signs = found.groups()
    definition = vocabulary.kind(word)
    if definition is None or not day.isascii() or (title and "\u3000" in title):
        return None
    try:
        read_day = DateRead(date.fromisoformat(day), 10, True)
    except ValueError:
        return None
    at = None if hour is None else time(int(hour), int(minute))
    ref, title = _ref(title) if title and definition.record else ("", title or "")
    names = signs.split() if signs else ()
    people = tuple([name[1:] for name in names if name[0] == "@"])
    tags = tuple([name[1:] for name in names if name[0] == "#"])
    return EntryHeading(read_day, at, definition.name, word, ref, title, people, tags)


def _time(rest: str) -> tuple[time | None, str]:
    found = _TIME.match(rest) if rest[:1].isdigit() or rest[:1] == "T" else None
    if found is None:
        return None, rest
    hour, minute = int(found.group(1)), int(found.group(2))
    if hour > 23 or minute > 59:
        return None, rest
    return time(hour, minute), rest[found.end() :].lstrip(_BLANKS)


def marks(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The people and tags marked in a text, and the text without those that end it."""
    if "@" not in text and "#" not in text:
        return (), (), text.strip(_BLANKS)
    people: list[str] = []
    tags: list[str] = []
    for sign, name, _ in marked(text):
        (people if sign == "@" else tags).append(name)
    return tuple(people), tuple(tags), _without_last_marks(text)


def _without_last_marks(text: str) -> str:
    """The text without the marks that end it; those amid it are words of its own."""
    end = len(text)
    while True:
        while end and text[end - 1].isspace():
            end -= 1
        least = max(0, end - _NAME_CHARACTERS)
        start = max(text.rfind("@", least, end), text.rfind("#", least, end))
        if start < 0 or _LAST_MARK.match(text, start, end) is None:
            return text[:end].lstrip()
        end = start


def marked(text: str) -> Iterator[tuple[str, str, int]]:
    """Each `@name` and `#tag` of a line: its sign, its name, and where the name starts."""
    for found in _MARKED.finditer(text):
        name = found[2].rstrip(".:!?")
        if name:
            yield found[1], name, found.start(2)


def _kind(rest: str, vocabulary: Vocabulary) -> tuple[str, str, str]:
    word, _, after = rest.partition(" ") if "\u3000" not in rest else rest.replace("\u3000", " ").partition(" ")
    definition = vocabulary.kind(word) if word else None
    if definition is None and word:
        for sign in ("：", ":", "（", "("):
            head, found, tail = word.partition(sign)
            if found and (definition := vocabulary.kind(head)) is not None:
                word, after = head, f"{tail} {after}" if sign in "：:" else f"{sign}{tail} {after}"
                break
    if definition is None:
        return "note", "", rest
    return definition.name, word, after.strip(_BLANKS)


def _ref(rest: str) -> tuple[str, str]:
    word, _, after = rest.partition(" ")
    if _REF.fullmatch(word):
        return word, after.strip(_BLANKS)
    return "", rest
