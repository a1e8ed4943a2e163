"""Sleeping until there is something to do: a moment comes, events wake, or a command asks."""

from __future__ import annotations

import select
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from ledger.operations.watch_seat import Seat

_STOPPED = 2.0


@dataclass(frozen=True, slots=True)
class Woke:
    """Why sleep ended: somebody asked; and whether it was so much longer than wanted that anything may have happened."""

    asked: bool
    stopped: bool


class Sleep:
    """Sleep that other threads can end."""

    def __init__(self) -> None:
        self._woken, self._waking = socket.socketpair()
        self._woken.setblocking(False)
        self._waking.setblocking(False)

    def wake(self) -> None:
        """End it, from any thread; where that can't be said, it was said often enough."""
        with suppress(OSError):
            self._waking.send(b"!")

    def until(self, moment: float, seat: Seat) -> Woke:
        """Sleep until a moment of `time.monotonic` at most."""
        wanted = max(0.0, moment - time.monotonic())
        before, clock = time.monotonic(), time.time()
        awaited: list[socket.socket | Seat] = [self._woken, seat]
        ready = select.select(awaited, [], [], wanted)[0]
        slept = time.monotonic() - before
        if self._woken in ready:
            with suppress(OSError):
                while self._woken.recv(65536):
                    pass
        return Woke(seat in ready, slept > wanted + _STOPPED or abs(time.time() - clock - slept) > _STOPPED)

    def close(self) -> None:
        """Let go of what it takes."""
        self._woken.close()
        self._waking.close()
