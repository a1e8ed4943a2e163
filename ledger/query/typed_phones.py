"""Words side by side that are one phone number: people type it as they read it, with blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.query.fold import digits
from ledger.query.tree import Phrase, Tree, Word

_PART = re.compile(r"\+?[0-9][0-9./-]*")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SHORTEST = 7


def joined(parts: Sequence[Tree]) -> list[Tree]:
    """The parts, with numbers in a row as one phrase where together they can only be a phone number.

    That is one that begins with + or 0, or a Chinese mobile number; anything else (2026 11 21) stays words.
    """
    made: list[Tree] = []
    run: list[Word] = []
    for part in parts:
        if isinstance(part, Word) and _PART.fullmatch(part.text):
            run.append(part)
            continue
        made += [*_together(run), part]
        run = []
    return [*made, *_together(run)]


def _together(run: list[Word]) -> Sequence[Tree]:
    text = " ".join(word.text for word in run)
    number = digits(text)
    if len(run) > 1 and len(number) >= _SHORTEST and (text[0] in "+0" or _MOBILE.fullmatch(number)):
        return [Phrase(text, span=(run[0].span[0], run[-1].span[1]))]
    return run
