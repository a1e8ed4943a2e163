"""Telling what became of a file, the same way for every command that changes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.display.changes import change_page
from ledger.display.diff import diff_page
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.writing import Revision


def tell(surface: Surface, revision: Revision, *, dry_run: bool) -> None:
    """Show what was changed, or with `dry_run` the difference that would be written."""
    output = surface.output
    if not revision.changed:
        output.talk(say("Nothing changes for {name}; the file was not touched.", name=revision.new.name))
    elif dry_run:
        output.answer(diff_page(revision.path, revision.before, revision.after))
        output.talk(say("Nothing was written: this was a dry run."))
    else:
        output.answer(change_page(revision.new.name, revision.path, revision.before, revision.after))
