"""Text cells that a spreadsheet must not take for formulas, and back."""

from __future__ import annotations

import re

# OWASP, CSV injection; the full-width forms are read as formulas by some East Asian versions.
_FORMULA = re.compile("'*\\s*[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("'+\\s*[=+\\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-\d{1,15}(\.\d{1,15})?", re.ASCII)


def guarded(text: str) -> str:
    """A text cell led by `'` if a spreadsheet might run it, or read a phone's `+86…` as a sum.

    A plain negative number stays as it is. `unguarded` gives every text back.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` may have changed, when a sheet comes back."""
    return cell[1:] if _GUARDED.match(cell) else cell
