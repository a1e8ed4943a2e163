"""What the meaning of a value depends on besides its field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.messages import Message
from ledger.model.vocabulary import Vocabulary
from ledger.query.errors import BadQuery
from ledger.query.tree import Span


@dataclass(frozen=True, slots=True)
class Asking:
    """What values depend on: the query they stand in, names, the day, the ledger's currency."""

    query: str
    vocabulary: Vocabulary
    today: date
    currency: str

    def bad(self, message: Message, span: Span, hint: Message | None = None, *near: str | None) -> BadQuery:
        """The error of that place."""
        return BadQuery(message, self.query, span, hint, candidates=tuple(name for name in near if name))
