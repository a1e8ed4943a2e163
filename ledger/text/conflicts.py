"""Places that a merge left for people to settle, as git marks them: with the old text between both sides or without."""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.text import fences
from ledger.text.places import Span, line_end, next_line

_MARK = re.compile(r"^(?P<mark><{7,}|\|{7,}|={7,}|>{7,})(?:[ \t][^\n]*)?\r?$", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]+")


class Place(NamedTuple):
    """A place from its first marker to its last, with the spans of whole lines that each side has there.

    `marker` is the one that begins it, `size` how many signs each has. `old` is None where they don't tell what was
    there before.
    """

    whole: Span
    mine: Span
    old: Span | None
    theirs: Span
    size: int
    marker: Span

    @property
    def sure(self) -> Span:
        """What is read until the place is settled: the old text, or ours where that is not told."""
        return self.mine if self.old is None else self.old


def places(text: str) -> tuple[Place, ...]:
    """The places in order; markers of other lengths inside of one belong to its text, odd ones are no place."""
    if "<<<<<<<" not in text:
        return ()
    marks = [(found.start(), found["mark"]) for found in _MARK.finditer(text)]
    found: list[Place] = []
    number = 0
    while number < len(marks):
        made = _place(text, marks, number) if marks[number][1][0] == "<" else None
        if made is None:
            number += 1
        else:
            place, number = made
            found.append(place)
    return tuple(found)


def _place(text: str, marks: list[tuple[int, str]], number: int) -> tuple[Place, int] | None:
    """The place that starts with a marker, and the number of the marker behind it."""
    start, opening = marks[number]
    size = len(opening)
    middle: dict[str, int] = {}
    for later in range(number + 1, len(marks)):
        at, mark = marks[later]
        if len(mark) != size:
            continue
        if mark[0] == "<":
            return None
        if mark[0] == "|" and not middle:
            middle["|"] = at
        elif mark[0] == "=" and "=" not in middle:
            middle["="] = at
        elif mark[0] == ">":
            if "=" not in middle:
                return None
            equal = middle["="]
            mine = Span(next_line(text, start), middle.get("|", equal))
            old = Span(next_line(text, middle["|"]), equal) if "|" in middle else None
            whole = Span(start, next_line(text, at))
            marker = Span(start, line_end(text, start))
            return Place(whole, mine, old, Span(next_line(text, equal), at), size, marker), later + 1
    return None


def readable(text: str, found: tuple[Place, ...]) -> str:
    """The text as it is read until the places are settled: what is not sure is blank, and nothing moves.

    In front matter it is a comment, as blank lines may belong to the text above them.
    """
    blank = _without(text, found, "")
    front = fences.find(blank)
    inside = () if front is None else tuple(place for place in found if place.whole.start < front.inner.end)
    if front is None or not inside:
        return blank
    return _without(text, inside, "#")[: front.inner.end] + blank[front.inner.end :]


def _without(text: str, found: tuple[Place, ...], first: str) -> str:
    """The text with blanks for all that is not sure; `first` begins each line of these."""
    parts: list[str] = []
    done = 0

    def hidden(line: re.Match[str]) -> str:
        return first + " " * (len(line.group()) - len(first))

    for place in found:
        kept = place.sure
        parts += (text[done : place.whole.start], _LINE.sub(hidden, text[place.whole.start : kept.start]))
        parts += (text[kept.start : kept.end], _LINE.sub(hidden, text[kept.end : place.whole.end]))
        done = place.whole.end
    parts.append(text[done:])
    return "".join(parts)


def sure(text: str) -> str:
    """The text with what is sure of each place in its stead."""
    parts: list[str] = []
    done = 0
    for place in places(text):
        parts += (text[done : place.whole.start], text[slice(*place.sure)])
        done = place.whole.end
    parts.append(text[done:])
    return "".join(parts)
