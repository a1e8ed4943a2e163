"""Answering commands that ask whether they may trust the catalog: only once everything before the question is in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ledger.store.ping_listener import Question

PATIENCE = 0.06
"""Seconds after which nobody waits for an answer any more."""

REFUSED: dict[str, object] = {"trusted": False}


class Vouching:
    """Questions that wait for a mark: an event of our own, sent after they came, behind all events before them.

    `may` tells whether anything can be vouched for now, `mark` sends a mark, `answer` gives the answer once that has
    come through and what was before it is worked off, None where it could not be.
    """

    def __init__(
        self, may: Callable[[], bool], mark: Callable[[], bool], answer: Callable[[], dict[str, object] | None]
    ) -> None:
        self._may = may
        self._mark = mark
        self._answer = answer
        self._waiting: list[Question] = []
        self._next: list[Question] = []

    def asked(self, questions: Sequence[Question], *, under_way: bool) -> None:
        """Take questions; a mark that is `under_way` already says nothing about them, so that they wait for the next."""
        for question in questions:
            if self._may():
                self._next.append(question)
            else:
                question.answer(REFUSED)
        if self._next and not under_way:
            self._waiting, self._next = [*self._waiting, *self._next], []
            if not self._mark():
                self._give(REFUSED)

    def marked(self) -> None:
        """The mark has come through."""
        if self._waiting:
            self._give((self._answer() if self._may() else None) or REFUSED)
        self.asked((), under_way=False)

    def due(self) -> float:
        """When somebody stops waiting."""
        return min((one.asked + PATIENCE for one in (*self._waiting, *self._next)), default=float("inf"))

    def expire(self) -> None:
        """Let those go who wait no longer."""
        oldest = time.monotonic() - PATIENCE
        for question in (*self._waiting, *self._next):
            if question.asked <= oldest:
                question.answer(REFUSED)
        self._waiting = [one for one in self._waiting if one.asked > oldest]
        self._next = [one for one in self._next if one.asked > oldest]

    def close(self) -> None:
        """Let everybody go."""
        self._waiting += self._next
        self._next = []
        self._give(REFUSED)

    def _give(self, text: dict[str, object]) -> None:
        for question in self._waiting:
            question.answer(text)
        self._waiting = []
