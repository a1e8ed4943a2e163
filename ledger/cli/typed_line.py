"""A line that somebody types, with a cursor in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledger.cli.keys import Key
from ledger.display.width import width

LONGEST = 400
"""Characters that a line takes; more is not typed but pasted by mistake."""

_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The text before and after the cursor."""

    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return self.before + self.after

    def pressed(self, key: Key) -> TypedLine:
        """The line after a key; the same for keys that do nothing to a line."""
        if key.name == "text":
            return TypedLine(self.before + key.text[: max(LONGEST - len(self.text), 0)], self.after)
        change = _CHANGES.get(key.name)
        return change(self) if change is not None else self


def _left(line: TypedLine) -> TypedLine:
    place = _last(line.before)
    return TypedLine(line.before[:place], line.before[place:] + line.after)


def _right(line: TypedLine) -> TypedLine:
    place = _first(line.after)
    return TypedLine(line.before + line.after[:place], line.after[place:])


def _rub_word(line: TypedLine) -> TypedLine:
    return TypedLine(re.sub(r"\S*\s*\Z", "", line.before), line.after)


def _last(text: str) -> int:
    """Where the last character begins, with the marks on it and what is joined to it."""
    place = len(text) - 1
    while place > 0 and (width(text[place]) == 0 or text[place - 1] == _JOINER):
        place -= 1
    return max(place, 0)


def _first(text: str) -> int:
    """Where the first character ends, with the marks on it and what is joined to it."""
    place = 1
    while place < len(text) and (width(text[place]) == 0 or text[place - 1] == _JOINER):
        place += 1
    return place


_CHANGES: Mapping[str, Callable[[TypedLine], TypedLine]] = {
    "left": _left,
    "right": _right,
    "home": lambda line: TypedLine("", line.text),
    "end": lambda line: TypedLine(line.text),
    "backspace": lambda line: TypedLine(line.before[: _last(line.before)], line.after),
    "delete": lambda line: TypedLine(line.before, line.after[_first(line.after) :]),
    "end-of-text": lambda line: TypedLine(line.before, line.after[_first(line.after) :]),
    "rub-line": lambda line: TypedLine(),
    "rub-rest": lambda line: TypedLine(line.before),
    "rub-word": _rub_word,
}
