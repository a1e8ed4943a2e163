"""`ledger search` without a query on a terminal: customers are found while somebody types."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.cli.answering import Answering, Question
from ledger.cli.errors import INTERRUPTED
from ledger.cli.typed_line import TypedLine
from ledger.display.field_words import Words
from ledger.display.live import Screen, View, painted, screen
from ledger.errors import LedgerError, WrongUsage
from ledger.messages import Message, say, say_many
from ledger.reports.search import LIMIT
from ledger.session import open_session

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.cli.full_screen import FullScreen
    from ledger.cli.keys import Key
    from ledger.reports.search import Hit
    from ledger.session import Session

# What chooses a hit, and its direction.
_CHOOSING = {"up": -1, "down": 1, "page-up": -1, "page-down": 1, "enter": 0}


def run_live(surface: Surface) -> int:
    """Search while somebody types, until they end it; 130 after Ctrl-C. Raises WrongUsage where no terminal can."""
    hint = say("Type words or conditions, as in `ledger search 报价`.")
    try:
        from ledger.cli.full_screen import FullScreen, HungUp
    except ImportError:
        raise WrongUsage(
            say("Searching while you type needs a POSIX terminal, which there is none of here."), hint
        ) from None
    if surface.env.get("TERM", "dumb") == "dumb":
        raise WrongUsage(say("This terminal can't search while you type: it has no screen to draw on."), hint)
    session = surface.session()
    # What takes long is read before there are threads: by both cores, with a bar.
    session.fresh()
    session.stale()
    with FullScreen(surface.output.stdout) as terminal, Answering(_opening(surface), terminal.wake) as answering:
        try:
            return Live(surface, terminal, answering).run()
        except HungUp:
            return 0


def _opening(surface: Surface) -> Callable[[], Session]:
    """What opens the session anew, with the settings and the day as they are then."""
    session = surface.session()

    def opened() -> Session:
        if session.past is not None:
            return replace(session, _kept=[])
        anew = open_session(session.root, today=surface.wished_day(), language=surface.lang)
        return anew.indexless() if session.without_index else anew

    return opened


class Live:
    """The search on one terminal: keys change the line and the choice, answers arrive when they are ready."""

    def __init__(self, surface: Surface, terminal: FullScreen, answering: Answering) -> None:
        self._surface, self._terminal, self._answering = surface, terminal, answering
        self._line = TypedLine()
        self._waiting: deque[Key] = deque()
        self._asked: Question | None = None
        self._shown = answering.latest
        self._selected = 0
        self._said: tuple[Message, ...] = ()
        self._screen = Screen((), (0, 0))

    def run(self) -> int:
        """Until somebody ends it: the exit code."""
        while True:
            self._answering.check()
            self._take_answer()
            code = self._work_off()
            if code is not None:
                return code
            self._ask()
            self._draw()
            self._waiting.extend(self._terminal.keys())

    def _work_off(self) -> int | None:
        """What was typed, as far as it can be done now; the exit code of a key that ends."""
        while self._waiting:
            if any(key.name == "interrupt" for key in self._waiting):
                return INTERRUPTED
            if self._has_to_wait(self._waiting[0]):
                return None
            key = self._waiting.popleft()
            if key.name == "escape" or (key.name == "end-of-text" and not self._line.text):
                return 0
            self._said = ()
            self._press(key)
        return None

    def _has_to_wait(self, key: Key) -> bool:
        """Whether a key means hits that are still on their way: those of what is typed, or more of them."""
        if key.name not in _CHOOSING:
            return False
        at_end = _CHOOSING[key.name] > 0 and self._selected == len(self._hits) - 1
        return not self._answered or (at_end and self._more_are_coming)

    def _press(self, key: Key) -> None:
        if key.name in _CHOOSING:
            self._choose(key.name)
        elif key.name == "suspend":
            self._terminal.stop()
        elif key.name == "redraw":
            self._terminal.redraw()
        else:
            self._line = self._line.pressed(key)

    def _choose(self, name: str) -> None:
        hits = self._hits
        if name == "enter":
            if hits:
                self._open(hits[self._selected])
            return
        step = self._screen.fitting if name.startswith("page") else 1
        self._selected = max(min(self._selected + step * _CHOOSING[name], len(hits) - 1), 0)

    def _open(self, hit: Hit) -> None:
        """The file of a hit in the editor, at the line; what came of it is said on the screen."""
        from ledger.cli.editing import edited_file, told_changes

        try:
            with self._terminal.lent():
                code, edited = edited_file(self._surface, self._surface.session(), hit.row.path, hit.excerpt.line)
        except LedgerError as error:
            self._said = (error.message, *((error.hint,) if error.hint else ()))
            return
        finally:
            self._surface.session().stale()
            self._answering.look_again()
        failed = (say("The editor ended with an error ({code}).", code=code),) if code else ()
        changed = (told_changes(edited),) if edited.changed else ()
        wrong = len(edited.problems)
        problems = (say_many("{n} problem: ledger check", "{n} problems: ledger check", wrong),) if wrong else ()
        self._said = (*failed, *changed, *problems)

    @property
    def _hits(self) -> tuple[Hit, ...]:
        return self._shown.answer.found.hits if self._shown is not None else ()

    @property
    def _answered(self) -> bool:
        """Whether what is shown is the answer to what is typed."""
        return self._shown is not None and self._shown.question.text == self._line.text

    @property
    def _more_are_coming(self) -> bool:
        """Whether there are more hits than were asked for."""
        shown = self._shown
        return shown is not None and len(self._hits) >= shown.question.limit < shown.answer.found.total

    def _take_answer(self) -> None:
        """The latest answer; the chosen customer stays chosen where the question is the same."""
        latest, before = self._answering.latest, self._shown
        if latest is None or latest is before:
            return
        chosen = self._hits[self._selected].row.path if self._hits else ""
        self._shown = latest
        paths = [hit.row.path for hit in self._hits]
        same = before is not None and before.question.text == latest.question.text
        if not same:
            self._selected = 0
        elif chosen in paths:
            self._selected = paths.index(chosen)
        self._selected = max(min(self._selected, len(paths) - 1), 0)

    def _ask(self) -> None:
        """Ask for what is typed, and for more hits once somebody has gone through those there are."""
        limit = LIMIT
        if self._answered and self._shown is not None:
            limit = self._shown.question.limit
            if self._selected + self._screen.fitting >= limit and self._more_are_coming:
                limit *= 2
        question = Question(self._line.text, max(limit, self._screen.fitting))
        if question != self._asked:
            self._asked = question
            self._answering.ask(question)

    def _draw(self) -> None:
        session = self._shown.session if self._shown is not None else self._surface.session()
        view = View(
            self._line.before,
            self._line.after,
            Words(session.vocabulary, self._surface.speaker, session.today),
            self._shown.answer if self._shown is not None else None,
            self._selected,
            self._screen.first,
            self._said or self._reading(),
        )
        self._screen = screen(view, *self._terminal.size)
        colour = self._surface.output.colour
        self._terminal.draw([painted(row, colour=colour) for row in self._screen.rows], self._screen.cursor)

    def _reading(self) -> tuple[Message, ...]:
        """How far reading is, while there is much to read."""
        reading = self._answering.reading
        if reading is None:
            return ()
        done, total = (f"{count:,}" for count in reading)
        return (say("Reading the files: {done} of {total}", done=done, total=total),)
