"""What somebody typed, fit to stand in a file, and refusals that say that nothing was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import BadValue
from ledger.messages import say
from ledger.text import limits

# Control characters but TAB, LF and CR: nobody types them, and a single NUL makes a file unreadable.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNDECODED = re.compile(r"[\ud800-\udfff]")


def plain_text(typed: str) -> str:
    """The text without control characters; raises BadValue for bytes that are no text, and for endless lines."""
    if typed.isprintable() and len(typed) < limits.line_characters:
        return typed
    if _UNDECODED.search(typed) is not None:
        raise undecoded()
    longest = max(map(len, typed.split("\n")))
    if longest >= limits.line_characters:
        raise BadValue(
            say("A line of {length} characters is longer than a file can hold; nothing was written.", length=longest)
        )
    return _CONTROLS.sub("", typed)


def undecoded() -> BadValue:
    """The refusal of what is bytes in an encoding that is not the system's."""
    return BadValue(
        say("What was typed is not all text; nothing was written."),
        say("Is it in another encoding than UTF-8? `iconv -f GB18030 -t UTF-8` turns it."),
    )


def one_line(typed: str) -> str:
    """The text on one line, with single blanks; raises as `plain_text` does."""
    return " ".join(plain_text(typed).split())


@contextmanager
def nothing_written() -> Iterator[None]:
    """While this lasts, a value that is none is refused with the word that nothing was written."""
    try:
        yield
    except BadValue as error:
        raise BadValue(say("{problem} Nothing was written.", problem=error.message), error.hint) from None
