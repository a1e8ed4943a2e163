"""The one place where the command line catches what went wrong, says it, and gives the exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import click

from ledger.cli.context import Surface
from ledger.errors import LedgerError, Unwritable
from ledger.messages import Message, say

INTERNAL = 70
INTERRUPTED = 130
BROKEN_PIPE = 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1


class Stopped(BaseException):
    """The process was asked to end by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class Internal(LedgerError):
    """A mistake of the program's own."""

    exit_code = INTERNAL
    code = "internal"


def report(error: BaseException, surface: Surface) -> int:
    """Say what went wrong and return the exit code."""
    match error:
        case SystemExit(code=code):
            return code if isinstance(code, int) else 0 if code is None else 1
        case Stopped():
            return error.exit_code
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED
        case BrokenPipeError():
            _let_go_of_output()
            return BROKEN_PIPE
    refusal = as_refusal(error)
    if isinstance(refusal, Internal) and surface.verbose:
        import traceback

        traceback.print_exception(error)
    with suppress(BrokenPipeError):
        _tell(refusal, surface)
    return refusal.exit_code


def as_refusal(error: BaseException) -> LedgerError:
    """Any error as a refusal with a sentence of its own."""
    if isinstance(error, LedgerError):
        return error
    if isinstance(error, click.ClickException):
        from ledger.cli.usage import as_wrong_usage

        return as_wrong_usage(error)
    if isinstance(error, OSError):
        return Unwritable(_system_sentence(error))
    if isinstance(error, MemoryError):
        return Internal(say("There is not enough memory for this."))
    return Internal(
        say("Something went wrong inside Ledger: {what}.", what=f"{type(error).__name__}: {error}"),
        say("Your files are not the cause. Run the command again with -v and report what it prints."),
    )


@contextmanager
def signals_as_errors() -> Iterator[None]:
    """While this lasts, a request to end arrives as an exception, so that locks are freed and half-written files removed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # A process started with `nohup` ignores SIGHUP and has to go on doing so.
    before = {number: signal.signal(number, _stop) for number in wanted if signal.getsignal(number) is signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(number)


def _system_sentence(error: OSError) -> Message:
    """What the system said, with the path that it said it about."""
    reason = error.strerror or str(error)
    if error.filename is None:
        return say("The system refused: {reason}.", reason=reason)
    return say("{path}: the system refused: {reason}.", path=os.fsdecode(error.filename), reason=reason)


def _tell(error: LedgerError, surface: Surface) -> None:
    """Write a refusal to stderr, for scripts as an object too."""
    surface.output.complain(error)
    if surface.json:
        surface.output.complain(error, as_json=True)
    sys.stderr.flush()


def _let_go_of_output() -> None:
    """Point stdout at nothing, so that Python's own closing words about a closed pipe are not printed."""
    with suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
