"""A progress bar that appears only on a terminal and only when work takes a while, with pace and time left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

Advance = Callable[[int], None]

PATIENCE = 0.4
"""Seconds before a bar appears; quicker work leaves the terminal alone."""


class Progress:
    """A context that gives the function to call with the number of steps done."""

    def __init__(self, stream: TextIO, label: str, total: int, *, shown: bool) -> None:
        self._stream = stream
        self._label = label
        self._total = total
        self._shown = shown
        self._done = 0
        self._started = monotonic()
        self._bar: Bar | None = None

    def __enter__(self) -> Advance:
        self._started = monotonic()
        return self._advance if self._shown else _nothing

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _advance(self, steps: int) -> None:
        """Count steps; the bar appears once the work has taken a while."""
        self._done += steps
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done, pace=self._pace())
        elif monotonic() - self._started > PATIENCE:
            self._bar = self._appear()

    def _appear(self) -> Bar:
        """The bar, running."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        told = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        going = (TextColumn("{task.fields[pace]}", markup=False), TimeRemainingColumn(compact=True))
        bar = Bar(*told, *going, console=Console(file=self._stream), transient=True)
        bar.add_task(self._label, total=self._total, completed=self._done, pace=self._pace())
        bar.start()
        return bar

    def _pace(self) -> str:
        """How many steps a second."""
        return f"{self._done / max(monotonic() - self._started, 0.001):,.0f}/s"


class Counted:
    """Takes how many are done and how many there are, and shows it with the bar that `begin` makes for so many."""

    def __init__(self, begin: Callable[[int], AbstractContextManager[Advance]]) -> None:
        self._begin = begin
        self._bar: AbstractContextManager[Advance] | None = None
        self._advance: Advance = _nothing
        self._done = self._total = 0

    def __call__(self, done: int, total: int) -> None:
        """So many are done; after the last one the bar is gone, and another one begins with the next."""
        if total != self._total:
            self.end()
        if self._bar is None:
            self._bar, self._done, self._total = self._begin(total), 0, total
            self._advance = self._bar.__enter__()
        self._advance(done - self._done)
        self._done = done
        if done >= total:
            self.end()

    def end(self) -> None:
        """No more is to come."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _nothing(steps: int) -> None:
    """No bar."""
