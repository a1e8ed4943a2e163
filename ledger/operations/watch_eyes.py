"""How a watch sees: by the system's events where these can be relied on, else by looking every so often."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.messages import Message, say
from ledger.store.mounts import odd_mount
from ledger.store.watch_limits import folders, unwatched

if TYPE_CHECKING:
    from ledger.store.watch import Hints, Watcher

ROUND = 300.0
"""Seconds between two looks at all files, whatever events say."""
LEAST_POLL = 2.0
"""Seconds between two looks where there are no events; more where looking takes long."""
PULSE = 15.0
"""Seconds between two events of our own that have to come through."""
DEAF = 1.0
"""Seconds after which an event of our own that hasn't come through tells that nothing does."""

ASKED_FOR, LIMIT = "asked for", "limit"
_TRIES = 4
_LIMITS = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENOMEM})


class Eyes:
    """Watches the ledger at `root`; `on_hint` is called from other threads.

    `polling` is the seconds between two looks at everything where there are no events (else 0), and `reason` why: that
    it was asked for, the system's limit, or the type of the file system. `warn` is told once of a limit.
    """

    def __init__(
        self, root: Path, on_hint: Callable[[], None], warn: Callable[[Message], None], poll: float | None
    ) -> None:
        self.root = root
        self.top = root / "customers"
        self.polling = poll or 0.0
        self.reason = ASKED_FOR if poll else ""
        self._fixed = poll is not None
        self._on_hint = on_hint
        self._warn = warn
        self._watcher: Watcher | None = None
        self._identity: object = None
        self._linked = False
        self._lacks = False
        self._mark: float | None = None
        self._pulse = 0.0

    def open(self) -> None:
        """Watch from now on; what happened before has to be looked for. Raises FileNotFoundError."""
        self.close()
        self._identity = _identity(self.root)
        self._lacks = False
        if not self.reason and (kind := odd_mount(self.root)):
            self.polling, self.reason = LEAST_POLL, kind
        if not self.reason:
            self._open_events()

    def _open_events(self) -> None:
        """Begin to be told, of every folder: the library starts happily with fewer than there are.

        A folder may have been made just now, or another one taken its place: only what stays so is the limit.
        """
        from ledger.store.watch import Watcher

        for _ in range(_TRIES):
            try:
                self._watcher = Watcher(str(self.root), self._on_hint)
            except OSError as error:
                if error.errno not in _LIMITS:
                    raise
                break
            self._pulse = time.monotonic() + PULSE
            if not unwatched(folders(str(self.top))):
                return
            self.close()
        self._give_up()

    def close(self) -> None:
        """Watch no more."""
        self._mark = None
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def hints(self) -> Hints | None:
        """What was seen since the last call; a mark that came through is taken note of."""
        if self._watcher is None:
            return None
        found = self._watcher.take()
        if found.marked:
            self._mark = None
        return found

    def looked(self, seconds: float) -> float:
        """Everything was looked at, which took so long; gives the seconds until the next time."""
        found = folders(str(self.top))
        self._linked = found.linked
        self._lacks = self._watcher is not None and unwatched(found) > 0
        if self.polling and not self._fixed:
            # Looking at many files, or over a slow network, shall not be all that the machine does.
            self.polling = max(LEAST_POLL, 20 * seconds)
        # What lies behind a link out of customers/ is not watched.
        return self.polling or (max(LEAST_POLL, 20 * seconds) if self._linked else max(ROUND, 500 * seconds))

    def _give_up(self) -> None:
        self.close()
        self.polling, self.reason = LEAST_POLL, LIMIT
        self._warn(
            say(
                "The system can't watch that many folders, so the files are looked at every {seconds} s instead. Raise "
                "its limits and start `ledger watch` again: "
                "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024",
                seconds=f"{self.polling:g}",
            )
        )

    @property
    def sees(self) -> bool:
        """Whether the system tells of changes, and of all of them, as far as is known."""
        watcher = self._watcher
        return (
            watcher is not None
            and not (self.is_deaf or self._lacks)
            and watcher.is_alive()
            and _identity(self.root) == self._identity
        )

    @property
    def are_open(self) -> bool:
        """Whether the system tells of changes."""
        return self._watcher is not None

    @property
    def is_sound(self) -> bool:
        """Whether it still works as it should; else it has to be opened anew."""
        return self.sees if self._watcher is not None else bool(self.polling) and _identity(self.root) == self._identity

    @property
    def is_deaf(self) -> bool:
        """Whether an event of our own has been waited for in vain."""
        return self._mark is not None and time.monotonic() - self._mark > DEAF

    @property
    def is_waiting(self) -> bool:
        """Whether an event of our own is on its way."""
        return self._mark is not None

    @property
    def misses_links(self) -> bool:
        """Whether customers lie behind links where nobody watches."""
        return self._linked

    def mark(self) -> bool:
        """Send an event of our own behind all others; False where that can't be."""
        if self._watcher is None or not self._watcher.send_mark():
            return False
        self._mark = time.monotonic()
        return True

    def pulse(self) -> None:
        """From time to time see whether anything comes through at all."""
        if self._watcher is not None and self._mark is None and time.monotonic() >= self._pulse:
            self._pulse = time.monotonic() + PULSE
            self.mark()


def _identity(root: Path) -> object:
    """Which folders the ledger and customers/ are now: a folder of the same name may be another one."""
    found: list[tuple[int, ...] | None] = []
    for place in (root, root / "customers"):
        try:
            state = place.lstat()
            found.append((state.st_dev, state.st_ino, state.st_mode, state.st_uid))
        except OSError:
            found.append(None)
    return tuple(found)
