"""The parts of a Markdown body that carry meaning here: headings and list items outside code, comments and quotes."""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.text.places import Fault, Span


class Heading(NamedTuple):
    """An ATX heading: `content` without its marks; from `start` to `end`, the line without its line break."""

    level: int
    start: int
    end: int
    line: int
    content: Span


class ListItem(NamedTuple):
    """The first line of a list item: from `start` to `end` without its line break.

    `box` is what stands in its brackets (None: not a task) and `box_start` where these begin; the text of the item
    starts at `content`.
    """

    indent: int
    start: int
    end: int
    line: int
    content: int
    box: str | None = None
    box_start: int = 0


class Blocks(NamedTuple):
    """Headings and list items in the order of the text, where code and comments stand, what is odd."""

    headings: tuple[Heading, ...]
    list_items: tuple[ListItem, ...]
    code: tuple[Span, ...]
    faults: tuple[Fault, ...]


# One pass over the line starts; the named group that matched tells what starts there.
_START = re.compile(
    r"""^(?:
        (?P<item>([ \t]*)(?:[-*+]|\d{1,9}[.)])
            (?:[ \t]+\[([ xX\-/√✓✔]?)\](?:[ \t\u3000]|(?=[0-9\u3400-\u9fff]))|[ \t\u3000]))
      | [ ]{0,3}(?P<heading>\#{1,6})(?=[ \t\u3000]|\r?$)
      | (?P<fence>[ \t]*(?:`{3,}(?=[^`\n]*$)|~{3,}))
      | [ ]{0,3}(?P<comment><!--)
      | [ ]{0,3}(?P<raw><(?i:pre|script|style|textarea)(?=[\s>]|$))
    )""",
    re.MULTILINE | re.VERBOSE,
)
_CLOSING_MARKS = re.compile(r"(?:^|(?<![ \t])[ \t]+)#+[ \t]*$")
_BLANKS = " \t\u3000"


def scan(text: str, start: int = 0, line: int = 1) -> Blocks:
    """Find the blocks of `text` from `start` on; `line` is the number of the line that starts there."""
    return _Scan(text, start, line).run()


class _Scan:
    """One pass over a body."""

    __slots__ = ("code", "counted", "deep", "faults", "headings", "items", "line", "start", "text")

    def __init__(self, text: str, start: int, line: int) -> None:
        self.text = text
        self.start = start
        self.line = line
        self.counted = start
        self.deep = (-1, False)  # the last deeply indented item looked at, and whether a list holds it
        self.headings: list[Heading] = []
        self.items: list[ListItem] = []
        self.code: list[Span] = []
        self.faults: list[Fault] = []

    def run(self) -> Blocks:
        offset = self.start
        for found in _START.finditer(self.text, self.start):
            kind = found.lastgroup
            start = found.start()
            if start < offset:  # inside of code or a comment
                continue
            if kind == "item":
                offset = self._item(found, start)
            elif kind == "heading":
                offset = self._heading(found, start)
            elif kind == "fence":
                offset = self._fence(start, found.group("fence"))
            else:
                offset = self._until(start, "-->" if kind == "comment" else "</" + found.group("raw")[1:])
        return Blocks(tuple(self.headings), tuple(self.items), tuple(self.code), tuple(self.faults))

    def _end(self, offset: int) -> int:
        """The end of the line, before its line break."""
        end = self.text.find("\n", offset)
        if end < 0:
            end = len(self.text)
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def _number(self, offset: int) -> int:
        self.line += self.text.count("\n", self.counted, offset)
        self.counted = offset
        return self.line

    def _heading(self, found: re.Match[str], start: int) -> int:
        marks, after = found.span("heading")
        end = self._end(after)
        content = self.text[after:end]
        if content.rstrip(_BLANKS).endswith("#"):
            content = _CLOSING_MARKS.sub("", content)
        content = content.lstrip()
        at = end - len(self.text[after:end].lstrip())
        span = Span(at, at + len(content.rstrip()))
        self.headings.append(Heading(after - marks, start, end, self._number(start), span))
        return end

    def _item(self, found: re.Match[str], start: int) -> int:
        text = self.text
        content = found.end()
        end = self._end(content - 1)
        while content < end and text[content] in _BLANKS:
            content += 1
        indent = found.end(2) - start
        if text[content : content + 3] in ("```", "~~~") and found.group(3) is None:
            return self._fence(start, text[start:content] + _run(text, content))
        if indent < 4 or self._in_list(start, indent):
            box = found.group(3)
            at = found.start(3) - 1 if box is not None else 0
            self.items.append(ListItem(indent, start, end, self._number(start), min(content, end), box, at))
        return end

    def _fence(self, start: int, opening: str) -> int:
        """Skip fenced code. Indented code ends with the list item around it, as in CommonMark."""
        marks = opening.lstrip(" \t")
        indent = len(opening) - len(marks)
        if marks[0] not in "`~":
            marks = marks[len(marks.rstrip("`~")) :]
            indent = len(opening) - len(marks)
        closing = re.compile(rf"^[ \t]*{re.escape(marks[0])}{{{len(marks)},}}[ \t]*\r?$", re.MULTILINE)
        after = self._end(start + len(opening))
        limit = len(self.text)
        if indent >= 2 and (outdented := re.compile(r"^[^\s]", re.MULTILINE).search(self.text, after)):
            limit = outdented.start()
        found = closing.search(self.text, after, limit) or closing.match(self.text, limit)
        if found is not None:
            limit = found.end()
        elif limit == len(self.text):
            self.faults.append(Fault("code-unclosed", Span(start, self._end(start))))
        self.code.append(Span(start, limit))
        return limit

    def _until(self, start: int, closing: str) -> int:
        """Skip a comment or raw HTML, whose last line belongs to it."""
        found = re.compile(re.escape(closing), re.IGNORECASE).search(self.text, start)
        if found is None:
            self.faults.append(Fault("comment-unclosed", Span(start, self._end(start))))
        end = self._end(found.start() if found is not None else len(self.text))
        self.code.append(Span(start, end))
        return end

    def _in_list(self, start: int, indent: int) -> bool:
        """Whether a line indented that far continues a list: else it is indented code."""
        known, answer = self.deep
        self.deep = (start, result := _listed(self.text, start, indent, known, answer))
        return result


def _run(text: str, start: int) -> str:
    """The equal characters that start at an offset."""
    end = start
    while end < len(text) and text[end] == text[start]:
        end += 1
    return text[start:end]


_LIST_LINE = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


def _listed(text: str, start: int, indent: int, known: int, answer: bool) -> bool:
    """Look upwards for a list item further left, no further than the last item whose `answer` is known."""
    offset = start
    while offset > 0:
        before = text.rfind("\n", 0, offset - 1) + 1
        line = text[before : offset - 1]
        offset = before
        if offset == known:
            return answer
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip(" \t"))
        if depth < indent and _LIST_LINE.match(line):
            return True
        if depth == 0:
            return False
    return False
