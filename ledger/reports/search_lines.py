"""The line of a file that shows best why a customer was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ledger.model.vocabulary import Vocabulary
from ledger.query.fold import fold, phones
from ledger.query.standing import Sought, Span, joined, places, rest_from, spans, times
from ledger.reports.search_terms import InField

LONGEST = 300
"""Characters of a line that are shown at most; of a longer one those around the first match."""
_COLON = re.compile("[:：]")
_NAMES = ("name", "aliases")
_MARKS = ("tags", "contacts")
# Where the same words stand in several lines: which one tells most.
_NAME, _MARK, _LATEST, _FIELD, _OLDER, _HEADING = 8.0, 4.0, 2.0, 1.5, 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the file: the line of its heading, its day, whether it is one of the latest, and whether it is meant."""

    line: int
    date: str
    latest: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line is looked for: words, tags and people, fields, entries in the file's order.

    `called` are names by which the customer was found though the word itself stands nowhere: the name as it stands,
    and the parts of it that are marked.
    """

    words: Sequence[Sought]
    names: Sequence[Sought] = ()
    fields: Sequence[InField] = ()
    entries: Sequence[Place] = ()
    called: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line: its number from 1, its text without blanks around it, and what in it was asked for.

    `date` is the day of the entry that it belongs to, empty for a heading and outside of entries.
    """

    line: int
    text: str
    spans: tuple[Span, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    folded: str
    zone: float
    field: str
    entry: int


def best_line(text: str, asked: Asked, vocabulary: Vocabulary) -> Excerpt | None:
    """The line with most of what is asked for; where several have as much, the name's, then that of the latest entries.

    None if no line shows any of it.
    """
    lines = list(_lines(text, asked, vocabulary))
    worths = [_worth(line, asked) for line in lines]
    if not any(map(any, worths)):
        across = _across(lines, asked.words)
        return None if across is None else _excerpt(across[0], [across[1]], asked)
    best = max(range(len(lines)), key=lambda n: (*worths[n], lines[n].zone, -lines[n].number))
    return _excerpt(lines[best], _marks(lines[best], asked), asked)


def name_line(text: str, vocabulary: Vocabulary) -> Excerpt:
    """The line of the name, else the first that is not empty."""
    nothing = Asked(())
    lines = list(_lines(text, nothing, vocabulary))
    found = max(lines, key=lambda line: (line.zone == _NAME, bool(line.text.strip()), -line.number), default=None)
    return Excerpt(1, "") if found is None else _excerpt(found, (), nothing)


def _excerpt(line: _Line, marks: Sequence[Span], asked: Asked) -> Excerpt:
    on = asked.entries[line.entry] if line.entry >= 0 else None
    return _cut(line.number, line.text, marks, on.date if on is not None and on.line != line.number else "")


def _worth(line: _Line, asked: Asked) -> tuple[int, int, int]:
    """How many words it has, whether it is in an entry that is meant, how many conditions on fields it shows."""
    words = sum(_has(line, word) for word in asked.words)
    words += sum(called in line.text for called in asked.called or ())
    names = sum(_has(line, name) for name in asked.names)
    entry = line.entry >= 0 and asked.entries[line.entry].wanted
    return words + names, int(entry), sum(_shows(line, field) for field in asked.fields)


def _has(line: _Line, word: Sought) -> bool:
    if times(word.text, line.folded, begins=word.begins):
        return True
    return bool(word.number) and any(word.number in phone for phone in phones(line.folded))


def _shows(line: _Line, field: InField) -> int:
    """2 for the line of a field with the value asked for, 1 for a line of the field."""
    if line.field != field.field:
        return 0
    return 2 if any(_has(line, text) for text in field.texts) else 1


def _marks(line: _Line, asked: Asked) -> list[Span]:
    wanted = [*asked.words, *asked.names]
    wanted += [text for field in asked.fields if field.field == line.field for text in field.texts]
    marks = [span for word in wanted for span in spans(line.text, word)]
    for called, parts in (asked.called or {}).items():
        if called in line.text:
            marks += _parts(line.text, called, parts)
    return joined(marks)


def _parts(text: str, called: str, parts: Sequence[str]) -> Iterator[Span]:
    """Parts of a name in their order."""
    start = text.find(called)
    for part in parts:
        found = spans(text[start : start + len(called)], Sought(part, begins=True))
        for first, last in found[:1]:
            yield start + first, start + last


def _across(lines: Sequence[_Line], words: Sequence[Sought]) -> tuple[_Line, Span] | None:
    """The line in which words begin that go on in the next one, with what of it belongs to them."""
    starts = list(accumulate((len(line.folded) + 1 for line in lines), initial=0))
    whole = " ".join(line.folded for line in lines)
    for word in words:
        for place in places(word.text, whole, begins=word.begins):
            line, start = next(
                (line, start) for line, start, end in zip(lines, starts, starts[1:], strict=False) if place < end
            )
            return line, rest_from(line.text, place - start)
    return None


def _lines(text: str, asked: Asked, vocabulary: Vocabulary) -> Iterator[_Line]:
    """The lines of a file with what they belong to."""
    written = [line.removesuffix("\r") for line in text.split("\n")]
    front = _front(written)
    field = ""
    entry = -1
    for number, line in enumerate(written, 1):
        while entry + 1 < len(asked.entries) and asked.entries[entry + 1].line <= number:
            entry += 1
        if 1 < number < front:
            key = _key(line)
            if key:
                known = vocabulary.field(key)
                field = known.name if known is not None else key
            yield _Line(number, line, fold(line), _field_zone(field), field, -1)
        elif number != front and (number > 1 or not front):
            yield _Line(number, line, fold(line), _zone(number, line, front, entry, asked), "", entry)


def _key(line: str) -> str:
    """The key of a field that begins in a line of front matter; empty where none does."""
    colon = _COLON.search(line)
    if colon is None or line[0] in " \t#-" or line[colon.end() : colon.end() + 1].strip():
        return ""
    return line[: colon.start()].strip().strip("\"'")


def _front(lines: Sequence[str]) -> int:
    """The number of the line that ends the front matter; 0 where there is none."""
    if lines[0].lstrip("\ufeff").rstrip() != "---":
        return 0
    return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "...")), len(lines) + 1)


def _field_zone(field: str) -> float:
    return _NAME if field in _NAMES else _MARK if field in _MARKS else _FIELD


def _zone(number: int, line: str, front: int, entry: int, asked: Asked) -> float:
    if entry < 0:
        return _NAME if line.startswith("# ") and not front else _OLDER
    on = asked.entries[entry]
    return (_LATEST if on.latest else _OLDER) + (_HEADING if on.line == number else 0.0)


def _cut(number: int, text: str, marks: Sequence[Span], date: str) -> Excerpt:
    """The line without blanks around it; of a long one the surroundings of the first match."""
    left = len(text) - len(text.lstrip())
    bare = text.strip()
    moved = [(max(start - left, 0), min(end - left, len(bare))) for start, end in marks]
    if len(bare) > LONGEST:
        first = moved[0][0] if moved else 0
        start = max(0, min(first - LONGEST // 3, len(bare) - LONGEST))
        before, after = "…" if start else "", "…" if start + LONGEST < len(bare) else ""
        bare = before + bare[start : start + LONGEST] + after
        shift = start - len(before)
        moved = [(max(a - shift, 0), min(b - shift, len(bare))) for a, b in moved]
    return Excerpt(number, bare, tuple((a, b) for a, b in moved if a < b), date)
