"""Searching while somebody types: a query that is not finished is taken for what it is so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.errors import LedgerError
from ledger.index.engines import words_of
from ledger.index.words import Words
from ledger.query.fold import fold, kind_of
from ledger.query.tree import Everything, Tree
from ledger.reports.search import LIMIT, Found, found, understood
from ledger.session import Session

# What nothing has followed yet: parentheses, and what has to stand for itself.
_OPENING = ("entry(", "entry（", "记录(", "记录（", "(", "（")
_LEADING = ("OR", "AND", "NOT", "-", "－", "#", "＃", "@", "＠")
# A word that may go on.
_OPEN_WORD = re.compile(r"(?:^|[\s(（])[-－]?([^\s()（）\"“”＂:：#＃@＠*＊]+)$")
_CLOSING = {'"': '"', "“": '”"', "＂": '＂"'}
_MOST_LEFT_OUT = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What is found for `query`, the part of the text that is understood; `refused` tells what is wrong with the rest."""

    found: Found
    query: str
    refused: LedgerError | None = None


@dataclass(slots=True)
class Typing:
    """One search that goes on from key to key: words that were looked for once are known.

    It stays with the catalog of the session; after `session.stale()` it begins anew.
    """

    session: Session
    limit: int = LIMIT
    _words: Words | None = None
    _last: tuple[str, Tree] = field(default=("", Everything()))

    def answer(self, text: str) -> Answer:
        """The best hits for a text as far as it is typed; the last word may go on. Never refuses."""
        refused: LedgerError | None = None
        for form in _forms(text):
            try:
                self._last = form, understood(self.session, form)
                break
            except LedgerError as error:
                refused = refused or error
        query, tree = self._last
        return Answer(found(self.session, tree, self._known(), limit=self.limit), query, refused)

    def _known(self) -> Words:
        catalog = self.session.fresh().catalog
        if self._words is None or self._words.catalog is not catalog:
            self._words = words_of(catalog, self.session.settings.engine)
        return self._words


def _forms(text: str) -> Iterator[str]:
    """What a text may be taken for, the likeliest first: finished as it is, then without its last parts."""
    for _ in range(_MOST_LEFT_OUT):
        text = _without_unfinished(_without_open_quote(text))
        yield _with_open_end(text) + ")" * _open_parentheses(text)
        words = text.rsplit(None, 1)
        if len(words) < 2:
            return
        text = words[0]


def _without_open_quote(text: str) -> str:
    """A phrase that is being typed: its whole words as one, the last one beside it."""
    opened = _open_quote(text)
    if opened is None:
        return text
    before, inside = text[:opened], text[opened + 1 :]
    phrase, blank, last = inside.rpartition(" ")
    return f'{before}"{phrase}" {last}' if blank and phrase.strip() else before + inside.strip()


def _without_unfinished(text: str) -> str:
    """The text without what nothing has followed yet."""
    while True:
        bare = text.rstrip()
        end = next((sign for sign in (*_OPENING, *_LEADING) if bare.endswith(sign)), "")
        before = bare.removesuffix(end)
        stands_alone = end in _OPENING or before == "" or before[-1].isspace() or before.endswith(("(", "（", "-"))
        if not end or not stands_alone:
            return text
        text = before


def _with_open_end(text: str) -> str:
    """The last word as the beginning of one; of Chinese any part is found in any case."""
    last = _OPEN_WORD.search(text)
    end = fold(last[1])[-1:] if last is not None else ""
    return f"{text}*" if end and kind_of(end) in ("letter", "digit") else text


def _open_quote(text: str) -> int | None:
    """Where the quotation mark stands that is not closed."""
    opened: int | None = None
    for place, sign in enumerate(text):
        if opened is None:
            opened = place if sign in _CLOSING else None
        elif sign in _CLOSING[text[opened]]:
            opened = None
    return opened


def _open_parentheses(text: str) -> int:
    """How many parentheses are not closed."""
    depth = 0
    quoted = re.sub(r'"[^"]*"|“[^”"]*[”"]|＂[^＂"]*[＂"]', "", text)
    for sign in quoted:
        depth = depth + 1 if sign in "(（" else max(depth - 1, 0) if sign in ")）" else depth
    return depth
