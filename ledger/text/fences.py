"""Where the front matter of a text stands, and what is odd about its fences."""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.text import limits
from ledger.text.places import Fault, Span, line_end, next_line

_OPENING = re.compile(r"((?:[ \t]*\r?\n)*)---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^(---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
# A line that can stand in front matter: a key, a nested line, a list item, a comment, nothing.
_KEY = re.compile(r"[^\s#:：\-\[\]{}<>|`*][^:：\n]{0,60}[:：]")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)+|[ \t]*\r?\Z")
# An entry's heading is no comment: front matter ends above it.
_ENTRY = re.compile(r"^#{2,4}[ \t]+\d{4}-\d{2}-\d{2}", re.MULTILINE)
_INSIDE = re.compile(r"[ \t]+\S|- |#|\r?\n|\r?\Z")


class Fences(NamedTuple):
    """`inner` is what stands between the fences, `whole` includes them; `sound` when both fences are there."""

    inner: Span
    whole: Span
    sound: bool
    faults: tuple[Fault, ...] = ()


def find(text: str) -> Fences | None:
    """The fences of a text, or None where it has no front matter."""
    opening = _OPENING.match(text)
    if opening is None:
        return _unopened(text)
    start = opening.end()
    closing = _CLOSING.search(text, start)
    if closing is None or closing.start() - start > limits.front_matter_characters:
        return _unclosed(text, opening.end(1), start, far=closing is not None)
    entry = _ENTRY.search(text, start, closing.start())
    if entry is not None and _lines_inside(text, start) <= entry.start():
        return _unclosed(text, opening.end(1), start, far=False)
    faults = []
    if opening.end(1):
        faults.append(Fault("front-matter-late", Span(opening.end(1), opening.end(1) + 3)))
    if closing.group(1) == "...":
        faults.append(Fault("front-matter-dots", Span(closing.start(), closing.start() + 3)))
    whole = Span(opening.end(1), next_line(text, closing.start()))
    return Fences(Span(start, closing.start()), whole, True, tuple(faults))


def _lines_inside(text: str, start: int) -> int:
    """The end of the lines from `start` on that could be front matter: up to a blank line and something else."""
    offset, sure = start, start
    while offset < len(text):
        if _KEY.match(text, offset):
            sure = offset = next_line(text, offset)
        elif _ENTRY.match(text, offset) or (sure > start and _title(text, offset)):
            return sure
        elif _INSIDE.match(text, offset):
            blank = _BLANK_LINES.match(text, offset)
            offset = blank.end() if blank else next_line(text, offset)
            sure = sure if blank else offset
        else:
            return sure
    return sure


def _title(text: str, offset: int) -> bool:
    """Whether a line is rather the title of a body than a comment."""
    return text.startswith("# ", offset) and text.endswith(("\n\n", "\n\r\n"), 0, offset)


def _unclosed(text: str, opening: int, start: int, *, far: bool) -> Fences | None:
    """Front matter whose closing line is missing, as far as its lines look like fields."""
    end = _lines_inside(text, start)
    if end == start or not _KEY.match(text, start):
        return None
    if end - start > limits.front_matter_characters:
        fault = Fault("front-matter-too-large", Span(opening, opening + 3))
        return Fences(Span(start, start), Span(opening, end), False, (fault,))
    code = "front-matter-too-large" if far else "front-matter-unclosed"
    return Fences(Span(start, end), Span(opening, end), False, (Fault(code, Span(opening, opening + 3)),))


def _unopened(text: str) -> Fences | None:
    """Fields at the top of a file that end with a fence but start without one."""
    start = len(text) - len(text.lstrip(" \t\r\n"))
    if not _KEY.match(text, start):
        return None
    closing = _CLOSING.search(text, start, start + limits.front_matter_characters)
    if closing is None or _lines_inside(text, start) < closing.start():
        return None
    fault = Fault("front-matter-unopened", Span(start, line_end(text, start)))
    return Fences(Span(start, closing.start()), Span(start, next_line(text, closing.start())), False, (fault,))
