"""Keeping a ledger's catalog fresh while files are saved, and vouching for it to commands that ask."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.errors import LedgerError, NotFound
from ledger.index.keeper import Keeper, Kept, retrying
from ledger.index.reading import Reading
from ledger.messages import Message, say, say_many
from ledger.operations.saved import Saved, Storm, Telling
from ledger.operations.vouching import Vouching
from ledger.operations.watch_dashboard import Dashboard
from ledger.operations.watch_eyes import Eyes
from ledger.operations.watch_pending import OPEN, Pending
from ledger.operations.watch_seat import Seat
from ledger.operations.watch_sleep import Sleep
from ledger.operations.watch_words import TextIndexing
from ledger.session import SETTINGS_FILE, Session, open_session

TICK = 2.0
"""Seconds between two looks at whether watching itself still works."""
GONE = 10.0
"""Seconds that a ledger may be away: git and people move folders about."""
QUICK = 0.02
"""Seconds within which everything is looked at even while a command waits."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that happened to watching itself, and whether it is a warning."""

    message: Message
    warning: bool = False


Tell = Callable[[Saved | Storm | Said], None]


class Watching:
    """One watch over one ledger: `run` goes on until a signal ends it. Raises Refused where another one runs.

    With `quiet` nothing is told but what happens to watching itself. `poll` is how many seconds lie between two looks
    at everything where that is wished instead of the system's events. `page` is where a dashboard follows the ledger.
    """

    def __init__(
        self, session: Session, tell: Tell, *, poll: float | None = None, quiet: bool = False, page: Path | None = None
    ) -> None:
        self.session = session
        self._tell = tell
        self._quiet = quiet
        self._seat = Seat(session.root)
        self._sleep = Sleep()
        self._pending = Pending()
        self._eyes = Eyes(session.root, self._sleep.wake, lambda message: self._say(message, warning=True), poll)
        self._keeper = self._new_keeper()
        self._telling = Telling(session.root)
        self._vouching = Vouching(self._may_vouch, self._eyes.mark, self._answer)
        self._tick = time.monotonic() + TICK
        self._round = 0.0
        self._reading = False
        self._gone: float | None = None
        self._words = TextIndexing(session.root)
        self._dashboard = None if page is None else Dashboard(session.root, page, session.language)
        self._since = time.time()
        self._changed, self._changed_at, self._lag = "", 0.0, 0.0

    def run(self) -> None:
        """Watch until something is raised: a signal, or what makes watching impossible."""
        try:
            self._begin()
            while True:
                self._turn()
        finally:
            self._end()

    def _begin(self) -> None:
        self._from_nothing()
        if not self._quiet:
            self._telling.begin(self._keeper.catalog)
        self._say(self._beginning())

    def _end(self) -> None:
        self._vouching.close()
        self._seat.close()
        self._eyes.close()
        self._telling.close()
        self._words.close()
        if self._dashboard is not None:
            self._dashboard.close()
        self._keeper.close()
        self._sleep.close()

    def _beginning(self) -> Message:
        count = self._files()
        if not self._eyes.polling:
            return say_many("Watching {n} file.", "Watching {n} files.", count)
        return say_many(
            "Watching {n} file, by a look every {seconds} s.",
            "Watching {n} files, by a look every {seconds} s.",
            count,
            seconds=f"{self._eyes.polling:g}",
        )

    def _say(self, message: Message, *, warning: bool = False) -> None:
        self._tell(Said(message, warning))

    def _new_keeper(self) -> Keeper:
        return Keeper(Reading(self.session.root, self.session.vocabulary, self.session.settings))

    # One turn of the loop

    def _turn(self) -> None:
        woke = self._sleep.until(self._due(), self._seat)
        if woke.stopped:
            # The process was stopped, the machine asleep, or the clock set: nobody knows what was lost.
            self._pending.doubt = True
        if woke.asked:
            self._asked()
        self._gather()
        self._vouching.expire()
        now = time.monotonic()
        if now >= self._tick:
            self._check()
        if now >= self._pending.ready_at():
            self._work()
        elif not self._pending:
            self._rest()

    def _due(self) -> float:
        """When there is something to do if nothing happens before."""
        soonest = min(self._tick, self._pending.ready_at(), self._vouching.due())
        if self._pending:
            return soonest
        telling = max(self._telling.due(), self._pending.quiet_at())
        page = soonest if self._dashboard is None else self._dashboard.due()
        return 0.0 if self._words.is_wanted else min(soonest, self._round, telling, page)

    def _gather(self) -> None:
        """Take in what was seen."""
        hints = self._eyes.hints()
        if hints is None:
            return
        self._pending.take(hints)
        if hints.marked:
            self._vouching.marked()

    def _check(self) -> None:
        """Whether watching itself still works; at times everything is looked at all the same."""
        self._tick = time.monotonic() + TICK
        if self._eyes.is_sound:
            self._eyes.pulse()
        else:
            self._pending.doubt = True
        if not self._pending.everything and (time.monotonic() >= self._round or not self._keeper.is_current()):
            self._pending.all()

    def _rest(self) -> None:
        """Nothing is pending: tell what has come to rest, work at the text index."""
        if max(self._telling.due(), self._pending.quiet_at()) <= time.monotonic():
            self._tell_changes()
        elif time.monotonic() >= self._round:
            self._pending.all()
        elif self._dashboard is not None and self._dashboard.due() <= time.monotonic():
            self._dashboard.make()
        elif self._words.is_wanted and self._keeper.is_current():
            self._words.slice(self._keeper.catalog, self.session.settings.engine)

    def _tell_changes(self) -> None:
        """Tell what has come to rest; where the catalog went away meanwhile, later, by the one made instead."""
        try:
            if self._keeper.is_current():
                told = list(self._telling.told(self._keeper.catalog, self.session.vocabulary, self._pending.last))
            else:
                self._pending.all()
                return
        except Exception as error:
            if not retrying(error):
                raise
            self._pending.all()
            return
        for one in told:
            self._tell(one)

    # Working off

    def _work(self) -> None:
        try:
            if self._pending.doubt:
                self._open_eyes_anew()
            elif self._pending.settings:
                self._reopen()
            elif self._pending.everything:
                self._look_at_everything()
            else:
                self._look_at(self._pending.ripe())
        except NotFound:
            raise
        except Exception as error:
            if not retrying(error):
                raise
            self._pending.failed()

    def _open_eyes_anew(self) -> None:
        """Watch anew: what was lost is found by looking at everything. Raises NotFound for a ledger that stays away."""
        now = time.monotonic()
        if not (self.session.root / SETTINGS_FILE).is_file():
            self._eyes.close()
            self._gone = self._gone or now
            if now - self._gone > GONE:
                raise NotFound(say("The ledger is gone: {folder}", folder=str(self.session.root)))
            self._pending.failed(0.25)
            return
        self._gone = None
        self._open_eyes()

    def _reopen(self) -> None:
        """Read ledger.yaml anew; while it can't be read, or is being saved, what it said before goes on."""
        try:
            if _is_being_saved(self.session.root / SETTINGS_FILE):
                self._pending.failed(0.1)
                return
            opened = open_session(self.session.root, language=self.session.language)
        except (LedgerError, OSError):
            self._pending.failed(0.25)
            self._pending.doubt |= not (self.session.root / SETTINGS_FILE).is_file()
            return
        self._pending.settings = False
        same = (opened.settings.digest, opened.vocabulary.digest)
        if same != (self.session.settings.digest, self.session.vocabulary.digest):
            self._keeper.close()
            self._pending.everything = True
        known, self.session = self.session.notes, replace(opened, on_progress=self.session.on_progress)
        if self._pending.everything:
            self._keeper = self._new_keeper()
            self._from_nothing()
        if opened.notes and opened.notes != known:
            self._say(say("ledger.yaml has problems: `ledger check ledger.yaml` shows them."), warning=True)

    def _from_nothing(self) -> None:
        """Make the catalog, or take up the one there is, and watch from then on."""
        # Reading many files takes processes of its own, which are made while there are no threads.
        self._eyes.close()
        self._look_at_files()
        self._open_eyes()

    def _open_eyes(self) -> None:
        """See from now on, and look for what happened while nobody saw."""
        self._eyes.open()
        self._pending.doubt = False
        self._pending.settings = True
        self._look_at_files()

    def _look_at_everything(self) -> None:
        if self._keeper.is_current():
            self._look_at_files()
        else:
            self._from_nothing()

    def _look_at_files(self) -> None:
        # Until it is done nobody may trust what there is.
        self._pending.everything = self._reading = True
        started = time.monotonic()
        try:
            kept = self._keeper.everything(self._busy)
        finally:
            self._reading = False
        seconds = time.monotonic() - started
        self._pending.all_done(seconds)
        self._round = time.monotonic() + self._eyes.looked(seconds)
        if self._eyes.are_open and not self._eyes.is_sound:
            self._pending.doubt = True
        self._looked(kept)

    def _look_at(self, paths: Sequence[str]) -> bool:
        """Look at some paths; False where everything has to be looked at instead."""
        kept = self._keeper.some(paths) if self._keeper.is_current() else None
        if kept is None:
            self._pending.all()
            return False
        self._pending.done(paths)
        self._looked(kept)
        return True

    def _looked(self, kept: Kept) -> None:
        self._pending.hold(kept.held)
        self._telling.looked(kept.changed)
        if kept.changed:
            now = time.monotonic()
            self._changed, self._changed_at = kept.changed[-1], time.time()
            self._lag = now - (self._pending.first or now)
        self._words.changed(len(kept.changed), anew=kept.anew)
        if self._dashboard is not None and (kept.changed or kept.anew):
            self._dashboard.changed()

    # Answering

    def _asked(self) -> None:
        questions = []
        for question in self._seat.questions():
            if question.text.get("ask") == "status":
                question.answer(self.status())
            else:
                questions.append(question)
        self._vouching.asked(questions, under_way=self._eyes.is_waiting)

    def _busy(self, done: int, total: int) -> None:
        """Nobody shall wait while many files are read."""
        self._asked()
        if self.session.on_progress is not None and not self._quiet:
            self.session.on_progress(done, total)

    def _may_vouch(self) -> bool:
        """Whether commands may trust the catalog once what comes before the mark is worked off."""
        pending = self._pending
        return (
            not self._reading
            and self._eyes.sees
            and not self._eyes.misses_links
            and not (pending.doubt or pending.settings or pending.is_failing)
            and (not pending.everything or pending.took < QUICK)
            and self._keeper.is_current()
        )

    def _answer(self) -> dict[str, object] | None:
        """What a command has to know to trust the catalog; None where not everything could be worked off."""
        pending = self._pending
        try:
            if not pending.everything:
                self._look_at(pending.known())
            if pending.everything and pending.took < QUICK:
                self._look_at_everything()
        except Exception as error:
            if not retrying(error):
                raise
            pending.failed()
        if pending.everything or not self._may_vouch():
            return None
        keeper = self._keeper
        return {"trusted": True, "stamp": keeper.stamp, "folder": keeper.folder, "obstacles": keeper.obstacles}

    def status(self) -> dict[str, object]:
        """How watching stands; times are seconds since 1970, `lag` seconds from a file's first event to the catalog."""
        return {
            "pid": os.getpid(),
            "since": self._since,
            "polling": self._eyes.polling,
            "reason": self._eyes.reason,
            "files": self._files(),
            "changed": self._changed,
            "changed_at": self._changed_at,
            "lag": round(self._lag, 3),
            "pending": len(self._pending),
            "everything": self._pending.everything or self._pending.doubt,
            "trusted": self._may_vouch(),
        }

    def _files(self) -> int:
        return self._keeper.count() if self._keeper.is_open else 0


def _is_being_saved(path: Path) -> bool:
    """Whether a file has just become empty, as many editors empty it first."""
    found = path.stat()
    return found.st_size == 0 and -1 < time.time() - found.st_mtime < OPEN
