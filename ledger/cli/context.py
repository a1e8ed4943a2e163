"""What a command works with: where it writes, what it was told before it, and the session once it needs one."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.display.output import Output
    from ledger.display.progress import Counted
    from ledger.display.speech import Speaker
    from ledger.session import Session


class Surface:
    """One run of the command line. Options arrive while it is parsed; output and session are made when first used.

    `json` is true when answers are asked for as JSON, so that errors can be given that way too.
    """

    def __init__(self, env: Mapping[str, str] | None = None, *, json: bool = False) -> None:
        self.env = os.environ if env is None else env
        self.json = json
        self.directory: str | None = self.env.get("LEDGER_DIR") or None
        self.today: str | None = self.env.get("LEDGER_TODAY") or None
        self.as_of: str | None = None
        self.lang: str | None = None
        self.color = "auto"
        self.quiet = False
        self.verbose = False
        self.command = ""
        self._output: Output | None = None
        self._session: Session | None = None
        self._speaker: Speaker | None = None
        self._indexless = False

    def wish(self, name: str, value: object) -> None:
        """Take one of the options that every command has."""
        setattr(self, name, value)
        self._speaker = self._output = None

    @property
    def speaker(self) -> Speaker:
        """Says messages in the reader's language: --lang, LEDGER_LANG, the ledger's own once it is open, the system's."""
        if self._speaker is None:
            from ledger.display.speech import Speaker, choose_language

            settings = None if self._session is None else self._session.language
            self._speaker = Speaker(choose_language(self.lang, self.env, settings))
        return self._speaker

    @property
    def output(self) -> Output:
        """Where answers and talk go."""
        if self._output is None:
            from ledger.display.output import choose_output

            self._output = choose_output(
                sys.stdout, sys.stderr, self.speaker, color=self.color, quiet=self.quiet, env=self.env
            )
        return self._output

    def session(self) -> Session:
        """The session over the ledger, opened at the first call; raises NotFound where there is no ledger."""
        if self._session is None:
            from ledger.session import open_session

            folder = None if self.directory is None else Path(self.directory)
            opened = open_session(folder, today=self.wished_day(), language=self.lang)
            if self.as_of is not None:
                from dataclasses import replace

                from ledger.cli.past import as_it_was
                from ledger.display.page import Style

                then = as_it_was(opened, self.as_of, self.command, lambda told: self.output.talk(told, Style.MUTED))
                opened = then if self.today is None else replace(then, today=opened.today)
            opened = opened.watched(self.bar(say("Reading the files")))
            self._session = opened.indexless() if self._indexless else opened
            self._speaker = self._output = None
        return self._session

    def bar(self, message: Message) -> Counted:
        """Shows on a terminal how many of something are done."""
        from ledger.display.progress import Counted

        return Counted(lambda total: self.output.progress(message, total))

    def without_index(self) -> bool:
        """Throw a damaged index away and go on without one; False if no ledger was opened."""
        if self._session is None:
            return False
        from ledger.store.state import renew_index_folder

        renew_index_folder(self._session.root)
        self._indexless = True
        self._session = None
        return True

    def wished_day(self) -> date | None:
        """The day to take as today, or None for the clock's; raises BadValue if it can't be understood."""
        if self.today is None:
            return None
        from ledger.model.dates import understand

        return understand(self.today, date.today())  # noqa: DTZ011
