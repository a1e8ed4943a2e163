"""What is wrong with a query, and where."""

from __future__ import annotations

import unicodedata

from ledger.errors import LedgerError
from ledger.messages import Message

_AROUND = 40


class BadQuery(LedgerError):
    """A query can't be understood; `query` is its text, `span` the place in it.

    `excerpt` shows both: the text, and under it `^` for every column of the place.
    """

    code = "bad-query"

    def __init__(
        self,
        message: Message,
        query: str,
        span: tuple[int, int],
        hint: Message | None = None,
        *,
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, hint, candidates=candidates)
        self.query = query
        self.span = span
        self.excerpt = _excerpt(query, span[0], max(span[1], span[0] + 1))


def _excerpt(query: str, start: int, end: int) -> str:
    """Two lines: the query, cut to the surroundings of the place, and the marks under it."""
    first, last = max(0, start - _AROUND), min(len(query), end + _AROUND)
    before = ("…" if first else "") + _plain(query[first:start])
    place = _plain(query[start:end])
    after = _plain(query[end:last]) + ("…" if last < len(query) else "")
    if len(place) > 2 * _AROUND:
        place, after = place[: 2 * _AROUND], "…"
    return f"{before}{place}{after}\n{' ' * _columns(before)}{'^' * max(1, _columns(place))}"


def _plain(text: str) -> str:
    """One line without what could move a cursor."""
    return "".join(character if character.isprintable() else " " for character in text)


def _columns(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
