"""Customer text made harmless for a terminal: what would act or hide there is shown as what it is."""

from __future__ import annotations

import re
import unicodedata

from ledger.text.late import late

LONGEST = 4096
"""Characters of one line that are shown at most; a line beyond this was not written to be read."""

MARKS = 8
"""Combining marks that one letter may carry; Thai, Hebrew and Vietnamese need up to four."""

# C0, DEL, C1; every format character (Cf) with the unassigned ones that browsers and terminals hide as well;
# fillers that look like nothing; line and paragraph separators; lone surrogates; noncharacters.
_UNSAFE = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000ffffe\U000fffff\U0010fffe\U0010ffff"
)
# Scripts that have no combining marks of their own: a run without any of these characters may be a flood.
_MARKLESS = (
    "\x00-\u02ff\u1100-\u115e\u1161-\u11ff\u2010-\u2027\u2030-\u205f\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\ua48f"
    "\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9f\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_SUSPECT = re.compile(f"[{_UNSAFE}]|[^{_MARKLESS}]{{{MARKS + 1}}}")
_EMOJI = "\u2190-\u2bff\u3030\ufe0f\U0001f000-\U0001faff"
# A joiner between two emoji makes one picture of them; anywhere else it hides.
_UNSAFE_CHARACTER = late(f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|([{_UNSAFE}])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HIDDEN_IN_JSON = late(f"[{_UNSAFE}]")


def safe_text(text: str, longest: int = LONGEST) -> str:
    """One line of text without anything that acts on a terminal or hides in it.

    TAB becomes a space, other C0 and DEL their pictures (`␛`, `␊`), lone surrogates and noncharacters `�`, C1, bidi
    controls, zero-width and other format characters `<U+202E>`. Marks beyond eight on one letter, and characters
    beyond `longest`, are counted instead of shown. Clean text is returned as it is.
    """
    if len(text) > longest:
        return f"{safe_text(text[:longest], longest)}…(+{len(text) - longest:,})"
    if _SUSPECT.search(text) is None:
        return text
    return _without_floods(_UNSAFE_CHARACTER.sub(_shown, text))


def whole(text: str) -> str:
    """The text with `�` for every lone surrogate, so that it can be encoded."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def escaped_json(text: str) -> str:
    r"""JSON text with `\u` escapes for what hides or acts on a terminal; a reader gets the same values.

    Line ends of the JSON text itself stay: inside its strings they are escaped already.
    """
    return text if text.isascii() and "\x7f" not in text else _HIDDEN_IN_JSON.sub(_json_escape, text)


def _shown(match: re.Match[str]) -> str:
    """What stands for one unsafe character."""
    character = match[0]
    code = ord(character)
    if match[1] is None:
        return character
    if code < 0x20:
        return " " if character == "\t" else chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE else f"<U+{code:04X}>"


def _without_floods(text: str) -> str:
    """The text with at most eight combining marks in a row; the rest as a count."""
    if all(unicodedata.category(character)[0] != "M" for character in text):
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        if unicodedata.category(character)[0] == "M":
            run += 1
            if run > MARKS:
                continue
        else:
            kept += _count_of(run)
            run = 0
        kept.append(character)
    return "".join(kept + _count_of(run))


def _count_of(run: int) -> list[str]:
    """How many marks of a run were left out, as text."""
    return [f"�(+{run - MARKS})"] if run > MARKS else []


def _json_escape(match: re.Match[str]) -> str:
    """One character as JSON writes it in ASCII; C0 outside strings stays."""
    code = ord(match[0])
    if code < 0x20:
        return match[0]
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"
