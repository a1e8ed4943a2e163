"""Where words stand in a text: in a folded one, and from there back in the text as it was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.query.fold import digits, fold, kind_of

Span = tuple[int, int]
# A number of a phone may be written with so much between its digits.
_BETWEEN_DIGITS = frozenset(" ()./-+")


@dataclass(frozen=True, slots=True)
class Sought:
    """A folded word that is looked for; with `begins` its last letters may go on, `number` are its digits as a phone."""

    text: str
    begins: bool = False
    number: str = ""

    @classmethod
    def of(cls, text: str, *, begins: bool = False) -> Sought:
        """A word as typed."""
        folded = fold(text).strip()
        return cls(folded, begins, digits(folded))


def places(wanted: str, text: str, *, begins: bool = False) -> Iterator[int]:
    """Where a folded word starts in a folded text, by the rule of fold.found."""
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not _cuts(text, start) and (begins or not _cuts(text, end)):
            yield start
        start = text.find(wanted, start + 1)


def times(wanted: str, text: str, *, begins: bool = False) -> int:
    """How often it stands there."""
    if wanted not in text:
        return 0
    return sum(1 for _ in places(wanted, text, begins=begins))


def spans(text: str, sought: Sought) -> list[Span]:
    """Where a word stands in a text as it was written, from left to right and not overlapping."""
    folded, origin = _with_origin(text)
    found = [
        (origin[start][0], origin[_end(folded, start, sought) - 1][1])
        for start in places(sought.text, folded, begins=sought.begins)
    ]
    if not found and sought.number:
        found = list(_numbers(text, sought.number))
    return joined(found)


def rest_from(text: str, place: int) -> Span:
    """From a place in the folded form of a text to its end, as it was written."""
    _, origin = _with_origin(text)
    return (origin[place][0] if place < len(origin) else len(text)), len(text)


def joined(found: list[Span]) -> list[Span]:
    """Spans from left to right, those that touch made one."""
    kept: list[Span] = []
    for start, end in sorted(found):
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return kept


def _end(folded: str, start: int, sought: Sought) -> int:
    """Where a word found ends; one of which only the beginning was asked for is marked whole."""
    end = start + len(sought.text)
    while sought.begins and end < len(folded) and _cuts(folded, end):
        end += 1
    return end


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies between two letters, or between two digits."""
    if not 0 < place < len(text):
        return False
    kind = kind_of(text[place])
    return kind in ("letter", "digit") and kind == kind_of(text[place - 1])


def _with_origin(text: str) -> tuple[str, list[Span]]:
    """A text folded, and for each character of that the stretch that it comes from."""
    if text.isascii() and "  " not in text and "\t" not in text:
        return fold(text), [(place, place + 1) for place in range(len(text))]
    folded: list[str] = []
    origin: list[Span] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me"):
            end += 1
        made = fold(text[start:end])
        if made == " " and folded and folded[-1] == " ":
            origin[-1] = origin[-1][0], end
        else:
            folded += made
            origin += [(start, end)] * len(made)
        start = end
    return "".join(folded), origin


def _numbers(text: str, number: str) -> Iterator[Span]:
    """Where the digits of a phone number stand, whatever is between them."""
    bare = [(sign, place) for place, sign in enumerate(text) if sign not in _BETWEEN_DIGITS]
    plain = fold("".join(sign for sign, _ in bare))
    if len(plain) != len(bare):
        return
    start = plain.find(number)
    while start >= 0:
        yield bare[start][1], bare[start + len(number) - 1][1] + 1
        start = plain.find(number, start + len(number))
