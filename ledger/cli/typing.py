"""Texts that a command asks for: from stdin, from the user's editor, or a line from the terminal."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from ledger.cli.context import Surface
from ledger.errors import BadValue, LedgerError, Refused
from ledger.messages import Message, say
from ledger.store.editor import open_editor
from ledger.store.files import MAX_BYTES, write_new
from ledger.store.recovery import keep
from ledger.text.source import Encoding, decode

_NOTE = "<!-- ledger: "


def on_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def from_stdin() -> str:
    """All of stdin as text; raises BadValue for more than 2 MiB, or for bytes that are no text."""
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    source = decode(content)
    if source.encoding is Encoding.OPAQUE or len(content) > MAX_BYTES:
        raise BadValue(say("What came from stdin is no text of at most 2 MiB; nothing was written."))
    return source.text


def from_editor(surface: Surface, start: str, advice: Sequence[Message]) -> str | None:
    """What the user makes of `start` in the editor; None if it was left as it was, or emptied.

    `advice` stands below it in comments that are taken out again. Raises Refused if there is no editor, or if it ends
    with an error.
    """
    notes = [f"{_NOTE}{surface.speaker.say(message)} -->" for message in advice]
    given = "\n".join((start.rstrip("\n"), "", *notes, ""))
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        place = Path(folder) / "entry.md"
        write_new(str(place), given.encode(), 0o600)
        code = open_editor(place, environ=surface.env)
        content = place.read_bytes() if place.exists() else b""
    if code != 0:
        refusal = Refused(say("The editor ended with an error ({code}); nothing was written.", code=code))
        raise refusal if content in (b"", given.encode()) else keep(refusal, content, "entry.md")
    source = decode(content)
    if source.encoding is Encoding.OPAQUE:
        raise BadValue(say("What the editor left is no text; nothing was written."))
    lines = [line.removesuffix("\r") for line in source.text.split("\n")]
    text = "\n".join(line for line in lines if line not in notes).strip("\n")
    return None if not text.strip() or text.strip() == start.strip() else text


def ask(surface: Surface, question: Message) -> str:
    """A line from the terminal, empty if the user just pressed return."""
    asked = surface.speaker.say(say("{question}: ", question=question))
    typed: str = click.prompt(asked, default="", show_default=False, err=True, prompt_suffix="")
    return typed.strip()


def agrees(surface: Surface, question: Message) -> bool:
    """Whether the user says yes in any language; no unless they do."""
    return ask(surface, question).casefold() in ("y", "yes", "是", "好", "对")


def choose(surface: Surface, question: Message, candidates: Sequence[str], error: LedgerError) -> int:
    """The position (from 0) of the candidate whose number the user types; raises `error` where nobody can be asked."""
    if not on_terminal():
        raise error
    from ledger.display.page import Page, line

    shown = Page(tuple(line(one, indent=2) for one in candidates))
    surface.output.talk_page(shown)
    typed = ask(surface, question)
    if typed.isdecimal() and 1 <= int(typed) <= len(candidates):
        return int(typed) - 1
    raise error
