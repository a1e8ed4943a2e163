"""One-line YAML scalars: reading what was typed, and writing text so that every YAML reader gets it back."""

from __future__ import annotations

import re

from ledger.text.nodes import Many, Scalar
from ledger.text.places import Fault, Span

_DOUBLE = re.compile(r'"((?:[^"\\\n]|\\.)*)"[ \t]*(?:(?<=[ \t])#.*)?$')
_SINGLE = re.compile(r"'((?:[^'\n]|'')*)'[ \t]*(?:(?<=[ \t])#.*)?$")
_FLOW = re.compile(r"\[([^\[\]{}\"'\n#&*!|>%@`]*)\][ \t]*(?:(?<=[ \t])#.*)?$")
_COMMENT = re.compile(r"(?<![ \t])[ \t]+#")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
# First characters that YAML keeps for itself. What was typed still counts as text here.
_RESERVED = {
    "&": "yaml-anchor",
    "*": "yaml-alias",
    "!": "yaml-tag",
    "%": "yaml-reserved",
    "@": "yaml-reserved",
    "`": "yaml-reserved",
}
_NEEDS_QUOTES = re.compile(
    r"^$|^[\s&*!|>%@`\"'#\[\]{},]|^[-?:](?:\s|$)|:(?:\s|$)|\s#|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|^(?:---|\.\.\.)|^[=~]$|^<<$"
)

# What else ends a plain scalar between brackets, or begins something other there.
_IN_FLOW = re.compile(r"[\[\]{},\"'#&*!|>%@`:?]|^-$")


class Hard(Exception):
    """More than one line or more than plain; the whole grammar is needed."""


def read(text: str, start: int, end: int, faults: list[Fault]) -> Scalar | Many:
    """The value written in `text[start:end]`, one line without surrounding blanks; raises Hard.

    What YAML would refuse or take for an anchor, an alias or a tag is the text that was typed, with a fault.
    """
    if start == end:
        return Scalar("", start, start)
    first = text[start]
    if first in "\"'":
        return _quoted(text, start, end)
    if first == "[":
        return _flow_list(text, start, end)
    if first in "{|>":
        raise Hard
    if first == "#":
        return Scalar("", start, start)
    raw = text[start:end]
    if " #" in raw or "\t#" in raw:
        raw = raw[: _COMMENT.search(raw).start()]  # type: ignore[union-attr]
    end = start + len(raw)
    if first in _RESERVED:
        faults.append(Fault(_RESERVED[first], Span(start, end), {"text": raw}))
    elif (": " in raw or raw[-1] == ":" or ":\t" in raw) or (first in "?-" and raw[1:2] in ("", " ", "\t")):
        faults.append(Fault("yaml-colon" if ":" in raw else "yaml-reserved", Span(start, end), {"text": raw}))
    elif first in ",]}":
        faults.append(Fault("yaml-reserved", Span(start, end), {"text": raw}))
    return Scalar(raw, start, end)


def _quoted(text: str, start: int, end: int) -> Scalar:
    double = text[start] == '"'
    found = (_DOUBLE if double else _SINGLE).match(text[start:end])
    if found is None:
        raise Hard
    inner = found.group(1)
    end = start + found.end(1) + 1
    if not double:
        return Scalar(inner.replace("''", "'"), start, end, "'")
    return Scalar(_ESCAPE.sub(_unescape, inner) if "\\" in inner else inner, start, end, '"')


def _unescape(found: re.Match[str]) -> str:
    code = found.group(1)
    if len(code) > 1:
        number = int(code[1:], 16)
        if number > 0x10FFFF or 0xD800 <= number < 0xE000:
            raise Hard
        return chr(number)
    if code not in _ESCAPES:
        raise Hard
    return _ESCAPES[code]


def _flow_list(text: str, start: int, end: int) -> Many:
    found = _FLOW.match(text[start:end])
    if found is None:
        raise Hard
    inner = found.group(1)
    span = Span(start, start + found.end(1) + 1)
    if not inner.strip():
        return Many((), span, True)
    items = []
    offset = start + 1
    parts = inner.split(",")
    for number, part in enumerate(parts):
        word = part.strip(" \t")
        if not word:
            if number == len(parts) - 1 and number:
                break
            raise Hard
        if ": " in word or word[-1] == ":" or (word[0] in "-?:" and word[1:2] in ("", " ")) or "\t" in word:
            raise Hard
        at = offset + len(part) - len(part.lstrip(" \t"))
        items.append(Scalar(word, at, at + len(word)))
        offset += len(part) + 1
    return Many(tuple(items), span, True)


def write(text: str, *, flow: bool = False, style: str = "") -> str:
    """A scalar that reads back as `text`: as typed where that is sure, else in quotes (in `style` if it can be)."""
    plain = not _NEEDS_QUOTES.search(text) and not (flow and _IN_FLOW.search(text))
    if plain and not style:
        return text
    if style == "'" and not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _QUOTE.sub(_escape, text) + '"'


_QUOTE = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escape(found: re.Match[str]) -> str:
    mark = found.group()
    return _NAMED.get(mark) or (f"\\x{ord(mark):02x}" if ord(mark) < 256 else f"\\u{ord(mark):04x}")
