"""Refusals: every exception that an operation raises on purpose.

LedgerError            exit 1   an answer of "no", or a refused operation
  NotFound                      nothing of that name
  Ambiguous                     several fit; `candidates` lists them
  Refused                       the rules or the file forbid it; nothing was written
  BadValue                      a value given to a command is none; nothing was written
  Broken                        a file is too damaged to be changed
WrongUsage             exit 2   options that do not go together
ChangedMeanwhile       exit 3   a file changed under us; nothing was written
Unwritable             exit 74  the disk refused; the text may stand in a recovery file
Busy                   exit 75  another process holds the lock
"""

from __future__ import annotations

from ledger.messages import Message


class LedgerError(Exception):
    """An operation was refused; `message` says so in a sentence, `hint` what to do next.

    `excerpt` shows the place of what is wrong in what was typed: its line, and marks below it.
    """

    exit_code = 1
    code = "refused"
    excerpt = ""

    def __init__(self, message: Message, hint: Message | None = None, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        self.candidates = candidates


class NotFound(LedgerError):
    """Nothing of that name."""

    code = "not-found"


class Ambiguous(LedgerError):
    """Several fit."""

    code = "ambiguous"


class Refused(LedgerError):
    """The rules or the file forbid it."""


class BadValue(LedgerError):
    """A value given to a command is none."""

    code = "bad-value"


class Broken(LedgerError):
    """A file is too damaged to be changed by a program."""

    code = "broken-file"


class WrongUsage(LedgerError):
    """The command line makes no sense."""

    exit_code = 2
    code = "usage"


class ChangedMeanwhile(LedgerError):
    """A file changed between reading and writing."""

    exit_code = 3
    code = "changed-meanwhile"


class Unwritable(LedgerError):
    """The disk or its permissions refused a write."""

    exit_code = 74
    code = "unwritable"


class Busy(LedgerError):
    """Another process holds the lock for too long."""

    exit_code = 75
    code = "busy"
