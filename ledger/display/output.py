"""Where answers and talk go: stdout for what was asked, stderr for everything said beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TextIO

from ledger.display import plain
from ledger.display.encoding import tolerant, write_raw
from ledger.display.page import Line, Page, Span, Style, line
from ledger.display.progress import Advance, Progress
from ledger.display.safe import safe_text
from ledger.display.speech import Speaker
from ledger.errors import LedgerError
from ledger.messages import Message


@dataclass(frozen=True, slots=True)
class Output:
    """The two streams of a command and how to write on them.

    `width` is that of the terminal, None where the answer goes to a pipe or a file and nothing is cut.
    `colour` and `width` are for answers, `talk_colour` and `talk_width` for the other stream, which may be a terminal
    when this one is not.
    """

    stdout: TextIO
    stderr: TextIO
    speaker: Speaker
    is_terminal: bool = False
    talks_to_terminal: bool = False
    colour: bool = False
    talk_colour: bool = False
    width: int | None = None
    talk_width: int | None = None
    quiet: bool = False

    def answer(self, page: Page) -> None:
        """Show what was asked for."""
        _show(page, self.stdout, self.colour, self.width)

    def raw(self, chunks: Iterable[str]) -> None:
        """Write JSON or CSV: as it is to a pipe, its lines made safe on a terminal."""
        for text in chunks:
            if self.is_terminal:
                self.stdout.write(
                    "".join(safe_text(part, len(part)) + "\n" for part in text.removesuffix("\n").split("\n"))
                )
            else:
                write_raw(self.stdout, text)

    def talk(self, message: Message, style: Style = Style.PLAIN) -> None:
        """Say something beside the answer, unless the user wants quiet."""
        if not self.quiet:
            self.talk_page(Page((line(self.speaker.say(message), style),)))

    def talk_page(self, page: Page) -> None:
        """Show something beside the answer, quiet or not."""
        _show(page, self.stderr, self.talk_colour, self.talk_width)

    def complain(self, error: LedgerError, as_json: bool = False) -> None:
        """Say why an operation was refused, what to do next, and who might have been meant."""
        if as_json:
            from ledger.display.machine import error_json

            write_raw(self.stderr, error_json(error, self.speaker.say))
            return
        sentence = Line((Span("ledger: ", Style.MUTED), Span(self.speaker.say(error.message), Style.ERROR)))
        advice = [line(self.speaker.say(error.hint))] if error.hint else []
        below = error.excerpt.split("\n") if error.excerpt else error.candidates
        self.talk_page(Page((sentence, *(line(one, indent=2) for one in below), *advice)))

    def progress(self, message: Message, total: int) -> AbstractContextManager[Advance]:
        """A bar on a terminal for work that takes a while; call what it gives with the number of steps done."""
        return Progress(self.stderr, self.speaker.say(message), total, shown=self.talks_to_terminal and not self.quiet)


def choose_output(
    stdout: TextIO,
    stderr: TextIO,
    speaker: Speaker,
    *,
    color: str = "auto",
    quiet: bool = False,
    env: Mapping[str, str] | None = None,
) -> Output:
    """The output of a command; `color` is always, never or auto. COLUMNS tells the width where it is set."""
    from ledger.display.terminal import wants_colour

    env = os.environ if env is None else env
    is_terminal, talks_to_terminal = stdout.isatty(), stderr.isatty()
    return Output(
        tolerant(stdout),
        tolerant(stderr),
        speaker,
        is_terminal=is_terminal,
        talks_to_terminal=talks_to_terminal,
        colour=wants_colour(color, env, is_terminal),
        talk_colour=wants_colour(color, env, talks_to_terminal),
        width=_columns(env) if is_terminal else None,
        talk_width=_columns(env) if talks_to_terminal else None,
        quiet=quiet,
    )


def _columns(env: Mapping[str, str]) -> int:
    """The width of the terminal: at least 20 columns, so that something can be read."""
    import shutil

    written = env.get("COLUMNS", "")
    return max(int(written) if written.isdecimal() and written.isascii() else shutil.get_terminal_size().columns, 20)


def _show(page: Page, stream: TextIO, colour: bool, width: int | None) -> None:
    """Write a page in the way the stream can take."""
    if colour:
        from ledger.display.terminal import write

        write(page, stream, width)
    else:
        stream.writelines(plain.lines(page, width))
