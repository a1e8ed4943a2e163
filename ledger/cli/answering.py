"""Answers beside the typing: a thread that searches for the latest text, and looks at the files when nobody types."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Self

from ledger.reports.search_typed import Answer, Typing
from ledger.session import Session
from ledger.store.state import index_folder

QUIET = 1.0
"""Seconds without a question after which the files are looked at again."""
_SHARE = 20
"""Looking at the files takes at most one part in so many of the time."""
_SLICE = 0.2
"""Seconds that a text index that lags behind is worked on at a time; a question waits no longer than that."""
_LEAVE = 0.5

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A text as far as it is typed, and how many hits are wanted."""

    text: str
    limit: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question, by a session as it stood then."""

    question: Question
    answer: Answer
    session: Session


class Searching:
    """Searches in the ledger as it is when looked at; everything in one thread. `reopen` opens it anew.

    `lags` tells that the text index lags behind.
    """

    def __init__(self, reopen: Callable[[], Session], on_progress: Watch) -> None:
        self._reopen, self._on_progress = reopen, on_progress
        self.session = self._opened()
        self._mark = _mark(self.session)
        self._typing = Typing(self.session)
        self._pause = QUIET
        self.lags = False

    @property
    def pause(self) -> float | None:
        """Seconds of quiet after which `use_quiet` has something to do; None if it never has."""
        if self.lags:
            return QUIET / 4
        keeps = self.session.past is not None or self.session.fresh().catalog.in_memory
        return None if keeps else self._pause

    def answer(self, question: Question) -> Answered:
        """The answer, from the files anew if the catalog was changed under the question."""
        try:
            answer = self._typed(question)
        except Exception:  # noqa: BLE001 (the same mistake twice is raised)
            self._go_on_with(self._opened())
            answer = self._typed(question)
        self.lags = answer.found.unseen > 0
        return Answered(question, answer, self.session)

    def look(self) -> bool:
        """Look at the files; whether anything changed. What can't be read now is left for the next time."""
        begun = perf_counter()
        changed = False
        with suppress(Exception):
            session = self._opened()
            changed = _mark(session) != self._mark
            if changed:
                self._go_on_with(session)
            else:
                session.stale()
        self._pause = max(QUIET, _SHARE * (perf_counter() - begun))
        return changed

    def catch_up(self) -> None:
        """A short stretch of work on a text index that lags behind; what is wrong with it comes up elsewhere."""
        from ledger.index.building import bring_up_to_date

        self.lags = False
        with suppress(Exception):
            # The last few are not worth taking in.
            progress = bring_up_to_date(self.session, seconds=_SLICE)
            self.lags = progress.done > 0 and progress.left > 0
        if not self.lags:
            self._typing = Typing(self.session)

    def _typed(self, question: Question) -> Answer:
        self._typing.limit = question.limit
        return self._typing.answer(question.text)

    def _opened(self) -> Session:
        return self._reopen().watched(self._on_progress)

    def _go_on_with(self, session: Session) -> None:
        self._mark = _mark(session)
        self.session.stale()
        self.session, self._typing = session, Typing(session)


class Answering:
    """Answers the latest question in a thread of its own; `wake` is called whenever there is something new.

    `latest` is the last answer, `reading` how many files of how many are read, where there are many.
    """

    def __init__(self, reopen: Callable[[], Session], wake: Callable[[], None]) -> None:
        self.latest: Answered | None = None
        self.reading: tuple[int, int] | None = None
        self._reopen, self._wake = reopen, wake
        self._failure: BaseException | None = None
        self._changed = threading.Condition()
        self._question: Question | None = None
        self._look_wanted = self._stopped = False
        self._thread = threading.Thread(target=self._work, name="answering", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()
        # Whatever it is in the middle of may be cut off, as every command may be.
        self._thread.join(_LEAVE)

    def ask(self, question: Question) -> None:
        """Answer this next; a question that was not begun yet is dropped."""
        with self._changed:
            self._question = question
            self._changed.notify()

    def look_again(self) -> None:
        """Files were changed: look at them now."""
        with self._changed:
            self._look_wanted = True
            self._changed.notify()

    def check(self) -> None:
        """Raise what the thread ended with, if it did."""
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        try:
            searching = Searching(self._reopen, self._progress)
            while self._turn(searching):
                pass
            searching.session.stale()
        except BaseException as error:  # noqa: BLE001 (it is raised where it can be told)
            self._failure = error
            self._wake()

    def _turn(self, searching: Searching) -> bool:
        """Wait for something to do and do it; False when it is over."""
        with self._changed:
            self._changed.wait_for(self._wanted, searching.pause)
            question, look = self._question, self._look_wanted
            self._question, self._look_wanted = None, False
        if self._stopped:
            return False
        if question is None and not look and searching.lags:
            searching.catch_up()
        elif question is None or look:
            changed = searching.look()
            question = question or (self.latest.question if self.latest and changed else None)
        if question is not None:
            self.latest = searching.answer(question)
            self._wake()
        return True

    def _wanted(self) -> bool:
        return self._question is not None or self._look_wanted or self._stopped

    def _progress(self, done: int, total: int) -> None:
        self.reading = (done, total) if done < total else None
        self._wake()


def _mark(session: Session) -> tuple[object, ...]:
    """What is the same as long as the ledger and its catalog are; looks at the files."""
    return session.settings, session.today, session.fresh().catalog.note("turn"), index_folder(session.root)
