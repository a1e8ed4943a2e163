"""A POSIX terminal taken over: every key at once, a screen of its own, and all given back in any case."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self, TextIO

from ledger.cli.keys import Key, Keys

# xterm's private modes: 1049 another screen, 2004 brackets around pasted text, 7 lines that go on below, 25 the cursor.
_TAKE = "\x1b[?1049h\x1b[?2004h\x1b[?7l"
_GIVE_BACK = "\x1b[0m\x1b[?7h\x1b[?2004l\x1b[?25h\x1b[?1049l"
_ENDING = ("SIGTERM", "SIGHUP", "SIGINT")
_INPUT, _LOCAL, _SIGNS = 0, 3, 6

_Handler = Callable[[int, FrameType | None], object] | int | None


class HungUp(Exception):
    """The terminal is gone."""


class FullScreen:
    """A terminal that is ours inside of `with`. `wake` may be called by any thread or signal: `keys` returns then."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._input = sys.stdin.fileno()
        self._keys = Keys(sys.stdin.encoding or "utf-8")
        self._given = termios.tcgetattr(self._input)
        self._drawn: list[str] = []
        self._stop_wanted = self._came_back = self._resized = False
        self._before: dict[int, _Handler] = {}
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        self._wakeup = -1

    def __enter__(self) -> Self:
        # Whichever thread a signal is delivered to, `keys` returns and the handlers are called.
        self._wakeup = signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        self._listen(signal.SIGWINCH, self._on_resize)
        self._listen(signal.SIGTSTP, self._on_stop)
        self._listen(signal.SIGCONT, self._on_continue)
        try:
            self._take()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_back()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        with suppress(OSError):
            columns, rows = os.get_terminal_size(self._output.fileno())
            if columns and rows:
                return columns, rows
        return 80, 24

    def wake(self) -> None:
        """Have `keys` return though nothing was typed."""
        with suppress(BlockingIOError):
            os.write(self._waker, b".")

    def keys(self) -> list[Key]:
        """Wait for keys and give all that were typed meanwhile; none if something else happened. Raises HungUp."""
        ready, _, _ = select.select([self._input, self._woken], [], [], self._keys.patience)
        if self._woken in ready:
            os.read(self._woken, 4096)
        if self._stop_wanted:
            self.stop()
        if self._came_back:
            self._came_back = False
            self._take()
        if self._input in ready:
            return list(self._keys.feed(self._read()))
        return list(self._keys.settle()) if not ready else []

    def draw(self, rows: Sequence[str], cursor: tuple[int, int]) -> None:
        """Show these rows, of text that is safe, with the cursor in a row and a column from 0."""
        if self._resized:
            self._resized, self._drawn = False, []
        # What is shown is known again only when all of it was written.
        drawn, self._drawn = self._drawn, []
        changed = ["" if drawn else "\x1b[2J"]
        changed += [
            f"\x1b[{place + 1};1H\x1b[2K{row}"
            for place, row in enumerate(rows)
            if place >= len(drawn) or drawn[place] != row
        ]
        if len(rows) < len(drawn):
            changed.append(f"\x1b[{len(rows) + 1};1H\x1b[J")
        text = "".join(changed)
        at = f"\x1b[{cursor[0] + 1};{cursor[1] + 1}H"
        self._write(f"\x1b[?25l{text}{at}\x1b[?25h" if text else at)
        self._drawn = list(rows)

    def redraw(self) -> None:
        """Draw all of it next time: something else wrote here."""
        self._drawn = []

    def stop(self) -> None:
        """Stop as Ctrl-Z stops programs, until the shell continues us."""
        self._stop_wanted = False
        with self._as_it_was():
            os.kill(0, signal.SIGTSTP)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The terminal as it was, for another program; an interrupt there is not one for us."""
        interrupt = signal.signal(signal.SIGINT, _pass)
        try:
            with self._as_it_was():
                yield
        finally:
            signal.signal(signal.SIGINT, interrupt)

    @contextmanager
    def _as_it_was(self) -> Iterator[None]:
        """The terminal given back for a while, in which we stop where everybody does."""
        self._give_back()
        handler = signal.getsignal(signal.SIGTSTP)
        if handler == self._on_stop:
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        try:
            yield
        finally:
            signal.signal(signal.SIGTSTP, handler)
            self._came_back = False
            self._take()

    def _take(self) -> None:
        """Every key at once, unseen and without a meaning for the system; what was typed ahead is kept."""
        modes = [*self._given[:_SIGNS], list(self._given[_SIGNS])]
        modes[_INPUT] &= ~(
            termios.BRKINT | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP | termios.IXON
        )
        modes[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        modes[_SIGNS][termios.VMIN], modes[_SIGNS][termios.VTIME] = 1, 0
        termios.tcsetattr(self._input, termios.TCSADRAIN, modes)
        self._drawn = []
        self._write(_TAKE)

    def _give_back(self) -> None:
        """The screen and the modes as they were."""
        with _without_interruption():
            with suppress(OSError):
                self._write(_GIVE_BACK)
            with suppress(OSError, termios.error):
                termios.tcsetattr(self._input, termios.TCSANOW, self._given)

    def _read(self) -> bytes:
        try:
            typed = os.read(self._input, 65536)
        except OSError:
            typed = b""
        if not typed:
            raise HungUp
        return typed

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()

    def _listen(self, number: int, handler: _Handler) -> None:
        """Take a signal, unless whoever started us wants it to be ignored."""
        before = signal.getsignal(number)
        if before != signal.SIG_IGN:
            self._before[number] = before
            signal.signal(number, handler)

    def _on_resize(self, number: int, frame: FrameType | None) -> None:
        self._resized = True

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_wanted = True

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        self._came_back = True


@contextmanager
def _without_interruption() -> Iterator[None]:
    """Requests to end wait until this is done."""
    came: list[int] = []
    ending = [getattr(signal, name) for name in _ENDING]
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in ending}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def _pass(number: int, frame: FrameType | None) -> None:
    """The program that has the terminal is who was interrupted."""
