"""Opening a customer's file in the user's editor, and saying afterwards what changed and what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import Refused
from ledger.messages import Message, say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.editing import Edited
    from ledger.session import Session


def edit_file(surface: Surface, session: Session, path: str, line: int = 1) -> int:
    """Open the file itself and wait; 1 if the editor failed and nothing changed. Raises Refused if there is no editor."""
    code, edited = edited_file(surface, session, path, line)
    if code:
        surface.output.talk(say("The editor ended with an error ({code}).", code=code))
    if not edited.changed:
        surface.output.talk(say("{path} is as it was.", path=path))
        return 1 if code else 0
    _tell(surface, edited)
    return 0


def edited_file(surface: Surface, session: Session, path: str, line: int = 1) -> tuple[int, Edited]:
    """As `edit_file`, without a word: the editor's exit code, and what became of the file."""
    if session.past is not None:
        raise Refused(
            say("With --as-of you see the file as it was; only the file as it is now can be edited."),
            say("`ledger restore WHO --at {commit}` brings it back.", commit=session.past.commit.oid[:10]),
        )
    from ledger.operations.editing import compare
    from ledger.store.editor import open_editor
    from ledger.store.files import place, read

    before = read(session.root, path)
    code = open_editor(Path(place(session.root, path)), line, environ=surface.env)
    return code, compare(session, path, before)


def _tell(surface: Surface, edited: Edited) -> None:
    from ledger.display.problems import Found, problems_page

    surface.output.talk(told_changes(edited))
    if edited.problems:
        found = [Found(one.path, one.problem, one.excerpt) for one in edited.problems]
        surface.output.answer(problems_page(found, surface.speaker, surface.output.width))


def told_changes(edited: Edited) -> Message:
    """What changed in a file, in a sentence."""
    return say("{path} changed: {changes}", path=edited.path, changes=_listed(edited.changes))


def _listed(changes: tuple[Message, ...]) -> Message:
    sentence = changes[0]
    for further in changes[1:]:
        sentence = say("{first}, {next}", first=sentence, next=further)
    return sentence
