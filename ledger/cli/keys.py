"""What is typed at a terminal, as keys: bytes may come in any pieces."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPE_PATIENCE = 0.1
"""Seconds after which an escape that nothing follows is the key, not the beginning of another key's sequence."""
PASTE_PATIENCE = 2.0
"""Seconds of silence after which a pasted text counts as ended, though its end was not told."""

_CONTROL = {
    "\r": "enter", "\n": "enter", "\x08": "backspace", "\x7f": "backspace", "\x01": "home", "\x02": "left",
    "\x03": "interrupt", "\x04": "end-of-text", "\x05": "end", "\x06": "right", "\x0b": "rub-rest", "\x0c": "redraw",
    "\x0e": "down", "\x10": "up", "\x15": "rub-line", "\x17": "rub-word", "\x1a": "suspend",
}  # fmt: skip
_LETTERS = {"A": "up", "B": "down", "C": "right", "D": "left", "F": "end", "H": "home"}
_NUMBERS = {"1": "home", "3": "delete", "4": "end", "5": "page-up", "6": "page-down", "7": "home", "8": "end"}
# Sources: ECMA-48 (CSI), xterm's ctlseqs (SS3, bracketed paste); an escape before them is the Alt key.
_SEQUENCE = re.compile(r"\x1b{1,2}\[([0-?]*)[ -/]*([@-~])|\x1b{1,2}O([ -~])|\x1b([^\x1b\[O])")
_BEGUN = re.compile(r"\x1b{1,2}(?:\[[0-?]*[ -/]*|O)?")
_TEXT = re.compile(r"[^\x00-\x1f\x7f]+")
_PASTE, _PASTED = "200", "\x1b[201~"


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its name; `text` is what was typed or pasted, for those named "text"."""

    name: str
    text: str = ""


class Keys:
    """Makes keys of bytes; the beginnings of characters and of sequences wait for the rest."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = ""
        self._pasting = False

    @property
    def patience(self) -> float | None:
        """Seconds to wait for more before `settle`; None where nothing is waiting."""
        if self._pasting:
            return PASTE_PATIENCE
        return ESCAPE_PATIENCE if self._rest else None

    def feed(self, typed: bytes) -> Iterator[Key]:
        """The keys that are whole now; a pasted text is one line."""
        text, self._rest = self._rest + self._decoder.decode(typed), ""
        while text:
            key, text = self._pasted(text) if self._pasting else self._typed(text)
            if key is not None:
                yield key
            elif self._rest:
                return

    def settle(self) -> Iterator[Key]:
        """Nothing came for a while: what was begun is all there is."""
        rest, self._rest, self._pasting = self._rest, "", False
        if rest and not rest.strip("\x1b"):
            yield Key("escape")

    def _typed(self, text: str) -> tuple[Key | None, str]:
        """The first key and what is behind it; no key for what means nothing here."""
        if plain := _TEXT.match(text):
            return Key("text", plain[0]), text[plain.end() :]
        if text[0] != "\x1b":
            name = _CONTROL.get(text[0])
            return Key(name) if name else None, text[1:]
        if sequence := _SEQUENCE.match(text):
            return self._meant(sequence), text[sequence.end() :]
        if _BEGUN.fullmatch(text):
            self._rest = text
            return None, ""
        return Key("escape"), text[1:]

    def _meant(self, sequence: re.Match[str]) -> Key | None:
        """The key of a whole sequence."""
        parameters, final, simple, alt = sequence.groups()
        if alt is not None:
            return Key("rub-word") if alt in "\x7f\x08" else None
        if final == "~" and parameters == _PASTE:
            self._pasting = True
            return None
        name = _NUMBERS.get(parameters.split(";")[0]) if final == "~" else _LETTERS.get(final or simple)
        return Key(name) if name else None

    def _pasted(self, text: str) -> tuple[Key | None, str]:
        """The pasted text as far as it came, without its line ends, and what was typed behind it."""
        inside, end, behind = text.partition(_PASTED)
        if end:
            self._pasting = False
        else:
            # The end may have come in part.
            kept = next((n for n in range(len(_PASTED) - 1, 0, -1) if inside.endswith(_PASTED[:n])), 0)
            inside, self._rest = inside[: len(inside) - kept], inside[len(inside) - kept :]
        line = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", inside)
        return Key("text", line) if line else None, behind
