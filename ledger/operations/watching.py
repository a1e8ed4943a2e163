"""Keeping a ledger's catalog fresh while files are saved, and vouching for it to commands that ask."""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import LedgerError, NotFound, Refused
from ledger.index.keeper import Keeper, Kept, retrying
from ledger.index.reading import Reading
from ledger.messages import Message, say, say_many
from ledger.operations.saved import Saved, Telling
from ledger.session import SETTINGS_FILE, Session, open_session
from ledger.store.mounts import odd_mount
from ledger.store.ping import place_of
from ledger.store.ping_listener import Listener, Question
from ledger.store.watch_limits import folders, unwatched

if TYPE_CHECKING:
    from ledger.store.watch import Hints, Watcher

QUIET = 0.03
"""Seconds without another event before files are read, as saving one takes several."""
CEILING = 0.25
"""Seconds after which they are read although events go on."""
STORM_QUIET, STORM_CEILING = 0.2, 1.5
"""The same where everything has to be looked at; less where that takes little."""
QUICK = 0.02
"""Seconds within which everything is looked at even while a command waits."""
OPEN = 2.0
"""Seconds that a file is left alone which somebody writes and hasn't closed, unless somebody asks."""
TICK = 2.0
"""Seconds between two looks at whether watching itself still works."""
PULSE = 15.0
"""Seconds between two events of our own that have to come through."""
ROUND = 300.0
"""Seconds between two looks at all files, whatever events say."""
LEAST_POLL = 2.0
"""Seconds between two looks at all files where there are no events; more where looking takes long."""
GONE = 10.0
"""Seconds that a ledger may be away: git and people move folders about."""

_ANSWERING = 0.06
_DEAF = 1.0
_RETRY = 1.0
_SLICE = 0.05


@dataclass(frozen=True, slots=True)
class Said:
    """Something that happened to watching itself, and whether it is a warning."""

    message: Message
    warning: bool = False


Tell = Callable[[Saved | Said], None]


@dataclass(slots=True)
class Doing:
    """How watching stands, for `--status`."""

    since: float
    polling: float = 0.0
    reason: str = ""
    changed_at: float = 0.0
    changed: str = ""
    lag: float = 0.0


def session_text_index_slice(session: Session, seconds: float) -> bool:
    """Work at the text index for so long at most; whether there is more to do."""
    return False


class Watching:
    """One watch over one ledger: `run` goes on until a signal ends it. Raises Refused where another one runs."""

    def __init__(self, session: Session, tell: Tell, *, poll: float | None = None) -> None:
        self.session = session
        self._tell = tell
        self._forced = poll
        self._place = _own_place(session.root)
        self._lock = _seized(self._place, session.root)
        self._telling = Telling(session.vocabulary)
        self._keeper = self._new_keeper()
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        self._watcher: Watcher | None = None
        self._listener: Listener | None = None
        self._identity: object = None
        self._linked = False
        self.doing = Doing(time.time())
        now = time.monotonic()
        self._paths: dict[str, float] = {}
        self._open: frozenset[str] = frozenset()
        self._everything = self._doubt = self._settings = False
        self._first = self._last = 0.0
        self._not_before = 0.0
        self._again: dict[str, float] = {}
        self._waiting: list[Question] = []
        self._next: list[Question] = []
        self._mark: float | None = None
        self._tick, self._pulse, self._round = now + TICK, now + PULSE, now + ROUND
        self._gone: float | None = None
        self._took = 0.0
        self._text = True

    # Beginning and ending

    def run(self) -> None:
        """Watch until something is raised: a signal, or what makes watching impossible."""
        try:
            self._begin()
            while True:
                self._turn()
        finally:
            self._end()

    def _begin(self) -> None:
        # Reading many files takes processes of its own, which are better made before there are threads.
        self._look_at_everything(first=True)
        self._start_watching()
        self._look_at_everything()
        self._listener = Listener(self._place)
        self._say(self._beginning())

    def _end(self) -> None:
        for question in (*self._waiting, *self._next):
            question.answer({"trusted": False})
        if self._listener is not None:
            self._listener.close()
        self._stop_watching()
        self._keeper.close()
        self._woken.close()
        self._wake.close()
        os.close(self._lock)

    def _beginning(self) -> Message:
        count = self._files()
        if self.doing.polling:
            return say_many(
                "Watching {n} file, by looking every {seconds} s.",
                "Watching {n} files, by looking every {seconds} s.",
                count,
                seconds=f"{self.doing.polling:g}",
            )
        return say_many("Watching {n} file.", "Watching {n} files.", count)

    def _say(self, message: Message, *, warning: bool = False) -> None:
        self._tell(Said(message, warning))

    def _new_keeper(self) -> Keeper:
        session = self.session
        return Keeper(Reading(session.root, session.vocabulary, session.settings), self._telling.before)

    # Watching

    def _start_watching(self) -> None:
        """Have the system tell of changes; where it can't, look at the files every so often."""
        self._identity = _identity(self.session.root)
        self._mark = None
        kind = odd_mount(self.session.root)
        if self._forced is not None:
            self._poll(self._forced, "asked for")
        elif kind:
            self._poll(0.0, kind)
        elif self.doing.reason not in ("limit", "failed"):
            self._start_events()
        self._linked = folders(str(self.session.root / "customers")).linked

    def _start_events(self) -> None:
        from ledger.store.watch import Watcher

        try:
            self._watcher = Watcher(str(self.session.root), self._wakened)
        except FileNotFoundError:
            self._doubt = True
            return
        except OSError as error:
            self._too_few(str(error.strerror or error))
            return
        self._verify()

    def _verify(self) -> None:
        """Whether the system watches every folder; if not, its limit is reached."""
        lacking = unwatched(folders(str(self.session.root / "customers")))
        # A folder that has just been made is watched in a moment.
        for _ in range(5):
            if not lacking or self._watcher is None or not self._watcher.is_alive():
                return
            time.sleep(0.05)
            lacking = unwatched(folders(str(self.session.root / "customers")))
        if lacking:
            self._too_few("inotify")

    def _too_few(self, reason: str) -> None:
        self._stop_watching()
        self._poll(0.0, "limit")
        self._say(
            say(
                "The system can't watch that many folders ({reason}), so the files are looked at every {seconds} s. "
                "To raise the limit: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512; "
                "then start `ledger watch` again.",
                reason=reason,
                seconds=f"{self.doing.polling:g}",
            ),
            warning=True,
        )

    def _poll(self, seconds: float, reason: str) -> None:
        self.doing = replace(self.doing, polling=seconds or LEAST_POLL, reason=reason)
        self._round = time.monotonic() + self.doing.polling

    def _stop_watching(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _restart(self) -> None:
        """Watch anew: what was lost is found by looking at everything."""
        self._doubt = False
        self._stop_watching()
        if not _is_there(self.session.root):
            self._doubt = True
            now = time.monotonic()
            self._gone = self._gone or now
            if now - self._gone > GONE:
                raise NotFound(say("The ledger is gone: {folder}", folder=str(self.session.root)))
            self._not_before = now + 0.25
            return
        self._gone = None
        self._start_watching()
        self._everything = True
        self._first = self._last = time.monotonic() - STORM_CEILING

    def _wakened(self) -> None:
        """From other threads: there are hints."""
        try:
            self._wake.send(b"!")
        except OSError:
            # Full: it is awake already.
            return

    # One turn of the loop

    def _turn(self) -> None:
        wanted = max(0.0, self._due() - time.monotonic())
        before, clock = time.monotonic(), time.time()
        watched: list[socket.socket | Listener] = [self._woken]
        watched += [self._listener] if self._listener is not None else []
        ready = select.select(watched, [], [], wanted)[0]
        now = time.monotonic()
        if now - before > wanted + 2 or abs(time.time() - clock - (now - before)) > 2:
            # The process was stopped, the machine asleep, or the clock set: nobody knows what was lost.
            self._doubt = True
        if self._woken in ready:
            self._drain()
        if self._listener in ready and self._listener is not None:
            self._asked(list(self._listener.questions()))
        self._gather()
        self._expire()
        if time.monotonic() >= self._tick:
            self._check()
        if time.monotonic() >= self._ready_at():
            self._work()
        elif not self._pending() and self._text and not self._waiting:
            self._text = session_text_index_slice(self.session, _SLICE)
        self._settle()

    def _drain(self) -> None:
        try:
            while self._woken.recv(65536):
                pass
        except OSError:
            return

    def _due(self) -> float:
        """When there is something to do, if nothing happens before."""
        soonest = min(self._tick, self._round, self._ready_at(), self._telling.due())
        if self._waiting:
            soonest = min(soonest, self._waiting[0].asked + _ANSWERING)
        if self._text and not self._pending():
            soonest = min(soonest, time.monotonic() + 0.01)
        return soonest

    def _pending(self) -> bool:
        return bool(self._paths or self._everything or self._doubt or self._settings)

    def _ready_at(self) -> float:
        """When what is pending may be worked off."""
        at = min(self._again.values(), default=float("inf"))
        if self._doubt or self._settings:
            at = 0.0
        elif self._everything:
            quiet = min(max(QUIET, 4 * self._took), STORM_QUIET)
            at = min(self._last + quiet, self._first + min(max(CEILING, 10 * self._took), STORM_CEILING))
        elif self._paths:
            rest = [self._paths[path] + (OPEN if path in self._open else CEILING) for path in self._paths]
            closed = any(path not in self._open for path in self._paths)
            at = min(at, self._last + QUIET if closed else float("inf"), *rest)
        return max(at, self._not_before)

    def _gather(self) -> None:
        """Take in what the watcher saw."""
        if self._watcher is None:
            return
        hints = self._watcher.take()
        if hints:
            self._take(hints)
        if hints.marked:
            self._mark = None
            self._vouch()

    def _take(self, hints: Hints) -> None:
        now = time.monotonic()
        if not (self._paths or self._everything):
            self._first = now
        self._last = now
        for path in hints.paths:
            self._paths.setdefault(path, now)
        self._open = (self._open - hints.paths) | hints.open
        self._everything |= hints.everything
        self._doubt |= hints.doubt
        self._settings |= hints.settings

    def _check(self) -> None:
        """Whether watching itself still works; at times everything is looked at all the same."""
        now = time.monotonic()
        self._tick = now + TICK
        if self._watcher is None:
            if not self.doing.polling or not _is_there(self.session.root):
                self._doubt = True
        elif self._is_deaf(now) or not self._watcher.is_alive() or _identity(self.session.root) != self._identity:
            self._doubt = True
        elif now >= self._pulse and self._mark is None:
            self._pulse = now + PULSE
            self._send_mark()
        if not self._keeper.is_current():
            self._everything = True
        if now >= self._round:
            self._everything = True

    def _is_deaf(self, now: float) -> bool:
        return self._mark is not None and now - self._mark > _DEAF

    # Working off

    def _work(self) -> None:
        try:
            if self._doubt:
                self._restart()
            if self._settings:
                self._reopen()
            if self._everything:
                self._look_at_everything()
            elif self._paths or self._again:
                self._look_at_some(self._ripe())
        except Exception as error:
            if not retrying(error) or isinstance(error, NotFound):
                raise
            self._not_before = time.monotonic() + _RETRY

    def _ripe(self) -> list[str]:
        """The paths that may be read now."""
        now = time.monotonic()
        again = [path for path, at in self._again.items() if at <= now]
        return again + [path for path, first in self._paths.items() if path not in self._open or now > first + OPEN]

    def _look_at_everything(self, *, first: bool = False) -> None:
        started = time.monotonic()
        try:
            kept = self._keeper.everything(self.session.on_progress if first else None)
        except Exception:
            self._everything = True
            raise
        self._took = seconds = time.monotonic() - started
        self._everything = False
        self._paths.clear()
        self._again.clear()
        if self._watcher is not None:
            self._linked = folders(self._watcher.top).linked
            self._verify()
        poll = self.doing.polling
        if poll and self._forced is None:
            # Looking at many files, or over a slow network, shall not be all that the machine does.
            self.doing = replace(self.doing, polling=max(LEAST_POLL, 20 * seconds))
        waiting = self.doing.polling or (LEAST_POLL if self._linked else max(ROUND, 200 * seconds))
        self._round = time.monotonic() + waiting
        self._worked_off(kept)

    def _look_at_some(self, paths: Sequence[str]) -> bool:
        if not paths:
            return True
        kept = self._keeper.some(paths) if self._keeper.is_current() else None
        if kept is None:
            self._everything = True
            self._first = self._last = time.monotonic()
            return False
        for path in paths:
            self._paths.pop(path, None)
            self._again.pop(path, None)
        self._worked_off(kept)
        return True

    def _worked_off(self, kept: Kept) -> None:
        now = time.monotonic()
        for path in kept.held:
            self._again[path] = now + 0.25
        if kept.changed:
            self.doing = replace(
                self.doing, changed_at=time.time(), changed=kept.changed[-1], lag=now - (self._first or now)
            )
        if kept.changed or kept.anew:
            self._text = True
        self._telling.after(kept.changed)

    def _reopen(self) -> None:
        """Read ledger.yaml anew; while it can't be read, what it said before goes on."""
        self._settings = False
        try:
            opened = open_session(self.session.root, language=self.session.language)
        except LedgerError:
            self._settings = True
            self._not_before = time.monotonic() + _RETRY
            if not _is_there(self.session.root):
                self._doubt = True
            return
        self.session = replace(opened, on_progress=self.session.on_progress)
        self._telling.vocabulary = opened.vocabulary
        self._keeper.close()
        self._keeper = self._new_keeper()
        self._everything = True
        if opened.notes:
            self._say(say("ledger.yaml has problems: `ledger check ledger.yaml` shows them."), warning=True)

    def _settle(self) -> None:
        """Tell what has come to rest."""
        if self._telling.due() <= time.monotonic():
            for saved in self._telling.settled(self._keeper.catalog, self.session.root, self._open):
                self._tell(saved)

    # Answering

    def _asked(self, questions: Sequence[Question]) -> None:
        for question in questions:
            if question.text.get("ask") == "status":
                question.answer(self.status())
            elif self._may_vouch():
                self._next.append(question)
            else:
                question.answer({"trusted": False})
        if self._next and self._mark is None:
            self._waiting, self._next = self._next, []
            if not self._send_mark():
                self._refuse()

    def _send_mark(self) -> bool:
        if self._watcher is None or not self._watcher.send_mark():
            return False
        self._mark = time.monotonic()
        return True

    def _may_vouch(self) -> bool:
        """Whether commands may trust the catalog once what comes before the mark is worked off."""
        return (
            self._watcher is not None
            and not (
                self._everything or self._doubt or self._settings or self._linked or self._is_deaf(time.monotonic())
            )
            and self._not_before <= time.monotonic()
            and self._watcher.is_alive()
            and _identity(self.session.root) == self._identity
            and self._keeper.is_current()
        )

    def _vouch(self) -> None:
        """The mark has come through: work off what came before it, and answer those who waited for it."""
        if self._waiting:
            try:
                if self._may_vouch() and self._caught_up() and self._may_vouch():
                    self._answer({
                        "trusted": True,
                        "stamp": self._keeper.stamp,
                        "folder": self._keeper.folder,
                        "obstacles": self._keeper.obstacles,
                    })  # fmt: skip
            except Exception as error:
                if not retrying(error):
                    raise
                self._not_before = time.monotonic() + _RETRY
            self._refuse()
        self._asked(())

    def _caught_up(self) -> bool:
        """Whether all that is pending could be worked off at once."""
        if not self._everything and self._look_at_some([*self._paths, *self._again]):
            return True
        if self._took < QUICK:
            self._look_at_everything()
        return not self._everything

    def _answer(self, text: dict[str, object]) -> None:
        for question in self._waiting:
            question.answer(text)
        self._waiting = []

    def _refuse(self) -> None:
        self._answer({"trusted": False})

    def _expire(self) -> None:
        """Let those go who wait no longer."""
        if self._waiting and time.monotonic() - self._waiting[0].asked > _ANSWERING:
            self._refuse()

    def status(self) -> dict[str, object]:
        """How watching stands."""
        return {
            "pid": os.getpid(),
            "since": self.doing.since,
            "polling": self.doing.polling,
            "reason": self.doing.reason,
            "files": self._files(),
            "changed_at": self.doing.changed_at,
            "changed": self.doing.changed,
            "lag": round(self.doing.lag, 3),
            "pending": len(self._paths) + len(self._again),
            "everything": self._everything or self._doubt,
            "trusted": self._may_vouch(),
        }

    def _files(self) -> int:
        return int(self._keeper.catalog.connection.execute("SELECT count(*) FROM files").fetchone()[0])


def _own_place(root: Path) -> Path:
    place = place_of(root)
    if place is None:
        raise Refused(
            say("Your own state folder can't be written, so nobody could ask the watcher."),
            say("LEDGER_STATE names another one."),
        )
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _seized(place: Path, root: Path) -> int:
    from ledger.store.lock import seize

    handle = seize(place)
    if handle is None:
        raise Refused(
            say("This ledger is being watched already: {folder}", folder=str(root)),
            say("`ledger watch --status` tells by whom."),
        )
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _close(handle))
    return handle


def _close(handle: int) -> None:
    try:
        os.close(handle)
    except OSError:
        return


def _is_there(root: Path) -> bool:
    return (root / SETTINGS_FILE).is_file()


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
