"""Output that never fails on a character: terminals and pipes that are not UTF-8."""

from __future__ import annotations

import codecs
from io import TextIOWrapper
from typing import TextIO

from ledger.display.width import width

NEAREST = "ledger.nearest"

# What the signs of pages become where they can't be written: one column each, the meaning kept.
_SIGNS = str.maketrans("★•›○✓✗▲·…—–“”‘’␊¥", "*=>ov!^..--\"\"''~Y")


def tolerant(stream: TextIO) -> TextIO:
    """The stream itself, which from now on writes the nearest sign for a character that its encoding lacks."""
    if isinstance(stream, TextIOWrapper):
        codecs.register_error(NEAREST, _nearest)
        stream.reconfigure(errors=NEAREST)
    return stream


def write_raw(stream: TextIO, text: str) -> None:
    """Write text for programs as UTF-8, whatever the stream's own encoding."""
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(text)
        return
    stream.flush()
    binary.write(text.encode("utf-8", "replace"))


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """A stand-in for each character that can't be encoded: a sign of the same meaning, else `?` for each column."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end].translate(_SIGNS)
    return "".join(character if character.isascii() else "?" * width(character) for character in missing), error.end
