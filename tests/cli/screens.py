"""A real terminal with a program at it: what it writes is drawn on a small screen that tests can read."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.display.width import width

PROJECT = Path(__file__).parents[2]
PATIENCE = 30.0
# Makes the terminal that of a session of its own, and becomes the program.
_OWN = "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
_STEP = re.compile(r"\x1b\[(\??[0-9;]*)([A-Za-z])|([^\x1b])", re.DOTALL)
_MODES = termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN


class Terminal:
    """A pseudo-terminal of some size, with a program that owns it."""

    def __init__(self, words: Sequence[str], root: Path, columns: int = 80, rows: int = 24, **env: str) -> None:
        self._ours, theirs = pty.openpty()
        self.resize(columns, rows)
        self.modes = termios.tcgetattr(self._ours)
        self.written = b""
        self._cells: dict[tuple[int, int], str] = {}
        self._rest = ""
        self._place = (0, 0)
        self.private: set[str] = set()
        made = {**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm", "LEDGER_LANG": "en", **env}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OWN, *words], cwd=root, env=made, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)

    def type(self, keys: str | bytes) -> Terminal:
        """Press keys."""
        os.write(self._ours, keys.encode() if isinstance(keys, str) else keys)
        return self

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.size = columns, rows

    def until(self, happened: Callable[[], object]) -> Terminal:
        """Read what is written until something has happened."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, f"waited in vain:\n{self.text}\n{self.written[-2000:]!r}"
            self._read(0.1)
        return self

    def shows(self, *texts: str) -> Terminal:
        """Wait until all of these are to be seen."""
        return self.until(lambda: all(text in self.text for text in texts))

    def ends(self) -> int:
        """Wait for the end of the program: its exit code."""
        self.until(lambda: self.process.poll() is not None)
        self._read(0.1)
        return self.process.returncode

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        columns, rows = self.size
        return ["".join(self._cells.get((row, at), " ") for at in range(columns)).rstrip() for row in range(rows)]

    @property
    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    @property
    def prompt(self) -> tuple[str, int]:
        """The first line, and the column of the cursor."""
        return self.lines[0], self._place[1]

    @property
    def chosen(self) -> str:
        """The line of the hit that is selected."""
        return next((line for line in self.lines if line.startswith("› ")), "")

    @property
    def is_given_back(self) -> bool:
        """Whether the modes are those from before, the usual screen is shown, and the cursor too."""
        now = termios.tcgetattr(self._ours)
        return now[:6] == self.modes[:6] and self.private.isdisjoint({"?1049h", "?2004h", "?7l", "?25l"})

    @property
    def is_taken(self) -> bool:
        """Whether every key arrives at once."""
        return not termios.tcgetattr(self._ours)[3] & _MODES

    def close(self) -> None:
        """End what still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def _read(self, patience: float) -> None:
        while select.select([self._ours], [], [], patience)[0]:
            try:
                part = os.read(self._ours, 65536)
            except OSError:
                part = b""
            if not part:
                time.sleep(0.01)
                return
            self.written += part
            self._draw(part)
            patience = 0

    def _draw(self, part: bytes) -> None:
        text = self._rest + part.decode("utf-8", "surrogateescape")
        at = 0
        while step := _STEP.match(text, at):
            at = step.end()
            if step[3]:
                self._put(step[3])
            else:
                self._obey(step[1], step[2])
        self._rest = text[at:]

    def _put(self, sign: str) -> None:
        row, column = self._place
        if sign in "\r\n":
            self._place = (row, 0) if sign == "\r" else (row + 1, column)
            return
        wide = width(sign)
        if wide == 0:
            self._cells[row, column - 1] = self._cells.get((row, column - 1), "") + sign
            return
        self._cells[row, column] = sign
        if wide == 2:
            self._cells[row, column + 1] = ""
        self._place = row, column + wide

    def _obey(self, told: str, final: str) -> None:
        match final:
            case "H":
                row, _, column = told.partition(";")
                self._place = int(row or 1) - 1, int(column or 1) - 1
            case "J" if told == "2":
                self._cells.clear()
            case "J":
                self._cells = {place: sign for place, sign in self._cells.items() if place[0] < self._place[0]}
            case "K":
                self._cells = {place: sign for place, sign in self._cells.items() if place[0] != self._place[0]}
            case "h" | "l" if told.startswith("?"):
                self.private -= {f"{told}h", f"{told}l"}
                self.private.add(told + final)
                if told == "?1049":
                    self._cells.clear()


@contextmanager
def terminal(
    root: Path, *words: str, columns: int = 80, rows: int = 24, program: Sequence[str] = (), **env: str
) -> Iterator[Terminal]:
    """`ledger search` at a terminal, or another program, for as long as this lasts."""
    command = program or [sys.executable, "-B", "-m", "ledger", "-C", str(root), *words, "search"]
    at = Terminal(command, root, columns, rows, **env)
    try:
        yield at
    finally:
        with suppress(ProcessLookupError):
            os.killpg(at.process.pid, signal.SIGCONT)
        at.close()
