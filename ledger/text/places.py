"""Places in a text: offsets, lines, columns. Only LF and CRLF end a line."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """From `start` up to but not including `end`, in characters of a text."""

    start: int
    end: int


class Fault(NamedTuple):
    """Something in the text that is not as it should be: a code, a place, and values for its sentence."""

    code: str
    span: Span
    args: dict[str, str] = {}  # noqa: RUF012  (read only)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line that holds `offset` ends, before its line break."""
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def next_line(text: str, offset: int) -> int:
    """Where the line after that of `offset` starts; the text's end after the last one."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def line_start(text: str, offset: int) -> int:
    """Where the line that holds `offset` starts."""
    return text.rfind("\n", 0, offset) + 1


def newline_of(text: str) -> str:
    """The line break that a text uses first; LF where it has none."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def newline_near(text: str, offset: int) -> str:
    """The line break of the line before `offset`, so that a new line looks like its neighbour."""
    end = text.rfind("\n", 0, offset)
    if end < 0:
        return newline_of(text)
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
