"""A progress bar that appears only on a terminal and only when work takes a while."""

from __future__ import annotations

from collections.abc import Callable
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
            self._bar.update(self._bar.task_ids[0], completed=self._done)
        elif monotonic() - self._started > PATIENCE:
            self._bar = self._appear()

    def _appear(self) -> Bar:
        """The bar, running."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        bar = Bar(*columns, console=Console(file=self._stream), transient=True)
        bar.add_task(self._label, total=self._total, completed=self._done)
        bar.start()
        return bar


def _nothing(steps: int) -> None:
    """No bar."""
