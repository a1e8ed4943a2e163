"""`ledger survey import`: the answers of a file, shown and then filed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli.survey_words import agreed, content, tell_json, text
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.survey.importing import Line
    from ledger.session import Session


def import_file(
    surface: Surface, file: str, given: dict[str, object], *, dry_run: bool, yes: bool, as_json: bool
) -> int:
    """Show what a file holds, ask, and file it; 1 if a line was refused, or nothing was agreed to."""
    from ledger.display.survey import lines_page, summary
    from ledger.operations.survey import answers_file, importing

    columns = given["columns"]
    mapped = dict(answers_file.columns_of([str(each) for each in columns] if isinstance(columns, tuple) else []))
    session = surface.session()
    stem = Path(file).stem.removeprefix("survey-").removeprefix("answers-")
    top = int(text(given["top"]) or 5)
    plan = importing.plan(session, content(file), text(given["survey"]), mapped, stem=stem, top=top)
    new = [line for line in plan.lines if line.new]
    if not as_json:
        for note in plan.notes:
            surface.output.talk(note)
        surface.output.answer(lines_page(plan.lines, file, surface.speaker))
    if dry_run or not new:
        return _told(surface, plan.lines, None, as_json=as_json, dry_run=dry_run)
    if not as_json:
        surface.output.talk(summary(plan.lines, written=False))
    question = say_many("File {n} answer? [y/N]", "File {n} answers? [y/N]", len(new))
    if not yes and not agreed(surface, question):
        surface.output.talk(say("Nothing was written."))
        return 1
    return _file(surface, session, plan.lines, as_json=as_json)


def _file(surface: Surface, session: Session, lines: Sequence[Line], *, as_json: bool) -> int:
    from ledger.operations.survey.importing import write

    done: dict[int, int] = {}
    after: dict[int, Line] = {line.number: line for line in lines}
    for line, logged in write(session, [line for line in lines if line.new]):
        after[line.number] = line
        if logged is not None:
            done[line.number] = logged.entry.line
        elif line.refused is not None and not as_json:
            surface.output.talk(line.refused)
    return _told(surface, list(after.values()), done, as_json=as_json, dry_run=False)


def _told(surface: Surface, lines: Sequence[Line], done: dict[int, int] | None, *, as_json: bool, dry_run: bool) -> int:
    """Say what became of the lines; 1 if any was refused."""
    from ledger.display.survey import line_object, summary

    refused = any(line.refused is not None for line in lines)
    if as_json:
        tell_json(surface, {"written": done is not None, "lines": [line_object(line, done) for line in lines]})
    else:
        surface.output.talk(summary(lines, written=done is not None))
        if dry_run:
            surface.output.talk(say("Nothing was written: this was a dry run."))
    return 1 if refused else 0
