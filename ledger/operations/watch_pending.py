"""What a watch has been told of and not looked at yet, and when it should: not while somebody is still saving."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.store.watch import Hints

QUIET = 0.03
"""Seconds without another event before files are read, as saving one takes several."""
CEILING = 0.25
"""Seconds after which they are read although events go on."""
STORM_QUIET, STORM_CEILING = 0.2, 1.5
"""The same where everything has to be looked at; less where that takes little."""
OPEN = 2.0
"""Seconds that a file is left alone which somebody writes and hasn't closed, unless a command asks."""
AGAIN = 0.25
"""Seconds until a file is looked at again that has just been emptied."""
RETRY = 1.0
"""Seconds until something is tried again that failed."""


class Pending:
    """Paths to look at, or everything; `doubt` that watching must begin anew, `settings` that ledger.yaml may differ.

    `took` is how many seconds the last look at everything needed. Times are those of `time.monotonic`.
    """

    def __init__(self) -> None:
        self.everything = self.doubt = self.settings = False
        self.open: frozenset[str] = frozenset()
        self.opened = 0.0
        self.took = 0.0
        self.first = self.last = 0.0
        self._paths: dict[str, float] = {}
        self._again: dict[str, float] = {}
        self._not_before = 0.0

    def __bool__(self) -> bool:
        return bool(self._paths or self._again or self.everything or self.doubt or self.settings)

    def __len__(self) -> int:
        return len(self._paths) + len(self._again)

    @property
    def is_failing(self) -> bool:
        """Whether the last try failed and the next one is not due yet."""
        return self._not_before > time.monotonic()

    def take(self, hints: Hints) -> None:
        """Take in what was seen."""
        if not hints:
            return
        now = time.monotonic()
        if not (self._paths or self.everything):
            self.first = now
        self.last = now
        for path in hints.paths:
            self._paths.setdefault(path, now)
        still_open = (self.open - hints.paths) | hints.open
        if still_open and not self.open:
            self.opened = now
        self.open = still_open
        self.everything |= hints.everything
        self.doubt |= hints.doubt
        self.settings |= hints.settings

    def quiet_at(self) -> float:
        """When nobody is in the middle of saving, as far as can be seen."""
        return self.opened + OPEN if self.open else 0.0

    def all(self) -> None:
        """Everything has to be looked at, soon."""
        self.everything = True
        self.first = self.last = time.monotonic()

    def ready_at(self) -> float:
        """When something may be worked off."""
        at = min(self._again.values(), default=math.inf)
        if self.doubt or self.settings:
            at = 0.0
        elif self.everything:
            quiet = min(max(QUIET, 4 * self.took), STORM_QUIET)
            at = min(self.last + quiet, self.first + min(max(CEILING, 10 * self.took), STORM_CEILING))
        elif self._paths:
            closed = any(path not in self.open for path in self._paths)
            ceilings = [at + (OPEN if path in self.open else CEILING) for path, at in self._paths.items()]
            at = min(at, self.last + QUIET if closed else math.inf, *ceilings)
        return max(at, self._not_before)

    def ripe(self) -> list[str]:
        """The paths that may be looked at now."""
        now = time.monotonic()
        again = [path for path, at in self._again.items() if at <= now]
        return again + [path for path, first in self._paths.items() if path not in self.open or now > first + OPEN]

    def known(self) -> list[str]:
        """All paths, ripe or not."""
        return [*self._paths, *self._again]

    def done(self, paths: Iterable[str]) -> None:
        """These were looked at."""
        for path in paths:
            self._paths.pop(path, None)
            self._again.pop(path, None)

    def all_done(self, seconds: float) -> None:
        """Everything was looked at, which took so long."""
        self.everything, self.took = False, seconds
        self._paths.clear()
        self._again.clear()

    def hold(self, paths: Iterable[str]) -> None:
        """These have to be looked at again soon."""
        at = time.monotonic() + AGAIN
        self._again.update(dict.fromkeys(paths, at))

    def failed(self, pause: float = RETRY) -> None:
        """What was tried failed; nothing is tried again before long."""
        self._not_before = time.monotonic() + pause
