"""`ledger survey new`: the question sheets, and who is marked as asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli.survey_words import agreed, can_ask, content, tell_json, text
from ledger.errors import NotFound, Refused, WrongUsage
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.survey.asking import Recipient
    from ledger.operations.survey.sheet import Sheet
    from ledger.session import Session

FORMS = ("md", "html", "csv")


def new(surface: Surface, name: str, given: dict[str, object], *, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Write the sheets, and mark those asked if that is wanted; 1 if that was not agreed to."""
    from ledger.operations.survey.asking import recipients
    from ledger.operations.survey.naming import survey

    session = surface.session()
    of = survey(session, name)
    if (given["mark"] or given["due"]) and not (given["to"] and given["mark"]):
        raise WrongUsage(say("--log takes the customers asked from --to, and --due goes with --log."))
    if given["mark"] and not dry_run and not yes:
        can_ask()
    sheet = _sheet(of.name, text(given["questions"]))
    asked = recipients(session, text(given["to"])) if given["to"] else []
    if given["to"] and not asked:
        raise NotFound(say("No customer fits “{query}”; nothing was written.", query=text(given["to"])))
    written = _write_sheets(surface, session, sheet, asked, given, dry_run=dry_run)
    told: dict[str, object] = {"survey": of.name, "files": written, "customers": len(asked), "written": not dry_run}
    if not as_json:
        for place in written:
            said = say("Would be written: {file}", file=place) if dry_run else say("Written: {file}", file=place)
            surface.output.talk(said)
    code = 0
    if given["mark"]:
        code, told["marked"] = _mark(
            surface, session, asked, name, text(given["due"]), dry_run=dry_run, yes=yes, as_json=as_json
        )
    if as_json:
        tell_json(surface, told)
    elif dry_run:
        surface.output.talk(say("Nothing was written: this was a dry run."))
    return code


def _sheet(name: str, questions: str) -> Sheet:
    from ledger.operations.survey import sheet

    return sheet.from_file(name, content(questions)) if questions else sheet.built_in(name)


def _write_sheets(
    surface: Surface,
    session: Session,
    sheet: Sheet,
    asked: Sequence[Recipient],
    given: dict[str, object],
    *,
    dry_run: bool,
) -> list[str]:
    """Write the sheets; none of them if one is there already. Their places."""
    from ledger.display import survey_sheets
    from ledger.display.speech import Speaker
    from ledger.store.given import give

    speaker = Speaker(text(given["sheet_language"]) or session.settings.language)
    wanted = FORMS if given["form"] in (None, "all") else (text(given["form"]),)
    texts = {
        "md": lambda: survey_sheets.markdown(sheet, speaker),
        "html": lambda: survey_sheets.page(sheet, speaker),
        "csv": lambda: survey_sheets.table(sheet, asked),
    }
    folder = Path(text(given["out"]) or ".").expanduser()
    stem = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in sheet.name)
    places = {form: folder / f"survey-{stem}.{form}" for form in wanted}
    if (folder.resolve() / "x").is_relative_to(session.root / "customers"):
        raise Refused(
            say("In the folder customers a sheet would be read as a customer; nothing was written."),
            say("--out names another folder."),
        )
    there = next((place for place in places.values() if place.exists()), None)
    if there is not None:
        raise Refused(say("{path} is there already; nothing was written.", path=str(there)))
    if not dry_run:
        for form, place in places.items():
            give(place, texts[form]().encode())
    return [str(place) for place in places.values()]


def _mark(
    surface: Surface,
    session: Session,
    asked: Sequence[Recipient],
    name: str,
    due: str,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> tuple[int, object]:
    """Write into the files of those asked that they were, after showing it; the exit code, and what programs are told."""
    from ledger.display.survey import marked_page
    from ledger.operations.survey.asking import marked
    from ledger.operations.survey.naming import survey

    of = survey(session, name)
    planned = list(marked(session, asked, of, due=due, dry_run=True))
    new = [one for one in planned if one.revision is not None]
    if not as_json:
        surface.output.answer(marked_page(planned, surface.speaker))
        surface.output.talk(_marking(len(new), len(planned) - len(new)))
    done = planned
    if not dry_run and new:
        question = say_many("Mark {n} customer as asked? [y/N]", "Mark {n} customers as asked? [y/N]", len(new))
        if not yes and not agreed(surface, question):
            surface.output.talk(say("Nobody was marked as asked."))
            return 1, []
        done = list(marked(session, [one.recipient for one in new], of, due=due))
        count = sum(one.revision is not None for one in done)
        if not as_json:
            surface.output.talk(
                say_many("{n} customer is marked as asked.", "{n} customers are marked as asked.", count)
            )
    objects = [
        {"id": one.recipient.id, "name": one.recipient.name, "path": one.recipient.path, "reason": one.refused}
        for one in done
    ]
    return 0, objects


def _marking(new: int, left_out: int) -> Message:
    return say(
        "{new}; {left_out}.",
        new=say_many("{n} customer to be marked as asked", "{n} customers to be marked as asked", new),
        left_out=say_many("{n} is left out", "{n} are left out", left_out),
    )
