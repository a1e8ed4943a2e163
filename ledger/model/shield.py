"""Text made harmless: what somebody typed can stand in an entry without passing for the file's own structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ledger.model.headings import leading_date
from ledger.text import blocks
from ledger.text.blocks import Blocks, Heading
from ledger.text.edits import Edit, apply, insertion
from ledger.text.places import Fault, Span, line_end

_FENCE_LINE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: [^\n]*)?$", re.MULTILINE)
_MARKS = re.compile(r"`{3,}|~{3,}")
_LINE_BREAK = re.compile(r"\r\n?")
_ENTRY_LEVEL = 2
_DEEPEST = 4


def shielded(text: str) -> str:
    """Text as it can stand in an entry, its lines ended by LF, without blank lines around it.

    Headings that would start another entry or end this one, lines that fence front matter, marks of a merge conflict
    and comments that never end are led by a backslash; code that never ends gets its closing line. All else stays.
    """
    closed = _closed(_LINE_BREAK.sub("\n", text).strip("\n"))
    return apply(closed, _escapes(closed, blocks.scan(closed)))


def _closed(text: str) -> str:
    """The text with nothing left open at its end."""
    while (fault := _open(blocks.scan(text).faults)) is not None:
        if fault.code == "code-unclosed":
            text = f"{text}\n{_closing_line(text, fault.span)}"
        else:
            text = _without_opening(text, fault.span)
    return text


def _open(faults: Iterable[Fault]) -> Fault | None:
    return next((fault for fault in faults if fault.code in ("code-unclosed", "comment-unclosed")), None)


def _closing_line(text: str, opening: Span) -> str:
    line = text[opening.start : opening.end]
    marks = _MARKS.search(line)
    assert marks is not None
    return marks.group()


def _without_opening(text: str, opening: Span) -> str:
    """Escape a comment that never ends, and all of its like behind it, which can't end either."""
    line = text[opening.start : line_end(text, opening.start)]
    start = opening.start + line.index("<")
    word = re.match(r"<!--|<\w+", text[start:])
    assert word is not None
    like = re.compile(rf"^([ ]{{0,3}}){re.escape(word.group())}", re.MULTILINE | re.IGNORECASE)
    return text[: opening.start] + like.sub(lambda found: f"{found[1]}\\{found[0].lstrip(' ')}", text[opening.start :])


def _escapes(text: str, found: Blocks) -> Iterator[Edit]:
    for heading in found.headings:
        if _parts(text, heading):
            yield insertion(text.index("#", heading.start), "\\")
    for line in _FENCE_LINE.finditer(text):
        if not _inside(line.start(), found.code):
            yield insertion(line.start(), "\\")
    for line in _CONFLICT.finditer(text):
        yield insertion(line.start(), " " if _inside(line.start(), found.code) else "\\")


def _parts(text: str, heading: Heading) -> bool:
    """Whether a heading would start an entry or end the one that it stands in."""
    if heading.level <= _ENTRY_LEVEL:
        return True
    return heading.level <= _DEEPEST and leading_date(text[heading.content.start : heading.content.end]) is not None


def _inside(offset: int, code: Iterable[Span]) -> bool:
    return any(span.start <= offset < span.end for span in code)
