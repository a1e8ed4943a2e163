"""`ledger survey`: question sheets, who was asked, and answers by hand or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import BadValue, NotFound, Refused, WrongUsage
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.survey.asking import Recipient
    from ledger.operations.survey.importing import Line
    from ledger.operations.survey.sheet import Sheet
    from ledger.session import Session

ACTIONS = ("new", "answer", "import")
FORMS = ("md", "html", "csv")
_OF = {
    "new": ("questions", "form", "to", "mark", "due", "out", "sheet_language"),
    "answer": ("survey", "day", "by"),
    "import": ("survey", "columns", "top"),
}


@command(
    "survey",
    help=N_(
        "Ask customers how satisfied they are, and file what they answer.\n\n"
        "new NAME writes a question sheet (CSAT, NPS, CES and a free text, or the questions of a file) as Markdown, as "
        "a page that works without a net, and as CSV with a line for each customer asked. answer WHO files one "
        "answer by hand: csat=5 nps=9 ces=6 and words. import FILE files those of a form tool or of pages sent back: "
        "each line goes to the customer that its id, phone, e-mail or name fits; lines that fit none or several are "
        "listed and not taken, and what is there already is not written twice.\n\n"
        "`ledger report satisfaction` shows what came of it. docs/survey.md tells more."
    ),
    examples=[
        ("ledger survey new 2026-Q4 --to level:A --log", N_("three sheets for A customers, who are marked as asked")),
        ("ledger survey new 2026-Q4 --questions questions.md --form html", N_("a page with questions of your own")),
        ('ledger survey answer 云启 csat=5 nps=9 "交货很快"', N_("an answer by telephone")),
        ("ledger survey import answers.csv --survey 2026-Q4 --dry-run", N_("see what would be filed")),
        (
            'ledger survey import wjx.csv --survey 2026-Q4 --column nps="您会推荐我们吗？"',
            N_("say which column is which"),
        ),
    ],
)
@argument("action", metavar="ACTION", type=click.Choice(ACTIONS), help=N_("new, answer or import."))
@argument(
    "name", metavar="NAME", help=N_("The survey, the customer, or the file."), shell_complete=complete.of("customer")
)
@argument("words", nargs=-1, required=False, metavar="ANSWERS", help=N_("With answer: csat=5 nps=9 ces=6, and words."))
@option("--questions", metavar=N_("FILE"), help=N_("With new: a file with the questions."))
@option("--form", type=click.Choice([*FORMS, "all"]), help=N_("With new: which form; all if not given."))
@option("--to", metavar=N_("QUERY"), help=N_("With new: the customers asked."), shell_complete=complete.of("query"))
@option(
    "--log", "mark", is_flag=True, help=N_("With new: write into their files that they were asked, after a question.")
)
@option("--due", metavar=N_("DATE"), help=N_("With --log: the day by which an answer is awaited."))
@option("--out", metavar=N_("FOLDER"), help=N_("With new: where the sheets go; here if not given."))
@option("--in", "sheet_language", type=click.Choice(["zh", "en"]), help=N_("With new: the language of the sheet."))
@option("--survey", metavar=N_("NAME"), help=N_("With answer and import: which survey it is."))
@option(
    "--column",
    "columns",
    multiple=True,
    metavar=N_("NAME=HEADING"),
    help=N_("With import: what a column is; can be given several times."),
)
@option(
    "--out-of",
    "top",
    type=click.Choice(["5", "10", "100"]),
    help=N_("With import: how far CSAT goes in the file; 5 if not given."),
)
@option("--date", "day", metavar=N_("DATE"), help=N_("With answer: the day; today if not given."))
@option(
    "--by",
    metavar=N_("PERSON"),
    help=N_("With answer: who asked; you if not given."),
    shell_complete=complete.of("person"),
)
@option("-n", "--dry-run", is_flag=True, help=N_("Show what would be written and write nothing."))
@option("-y", "--yes", is_flag=True, help=N_("Don't ask."))
@option("--json", "as_json", is_flag=True, help=N_("Answer with a JSON object."))
@pass_surface
def run(
    surface: Surface, /, action: str, name: str, words: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool, **given: object
) -> int:  # fmt: skip
    """Do one of the three."""
    _only(action, given)
    if action != "answer" and words:
        raise WrongUsage(say("`ledger survey {action}` takes one NAME.", action=action))
    if action == "new":
        return _new(surface, name, given, dry_run=dry_run, yes=yes, as_json=as_json)
    if action == "answer":
        return _answer(surface, name, words, given, dry_run=dry_run, as_json=as_json)
    return _import(surface, name, given, dry_run=dry_run, yes=yes, as_json=as_json)


_WORDS = {"mark": "--log", "sheet_language": "--in", "columns": "--column", "top": "--out-of", "day": "--date"}


def _only(action: str, given: dict[str, object]) -> None:
    """Refuse options that go with another action."""
    for option_name, value in given.items():
        if value and option_name not in _OF[action]:
            word = _WORDS.get(option_name, f"--{option_name}")
            raise WrongUsage(say("{option} does not go with `ledger survey {action}`.", option=word, action=action))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _new(surface: Surface, name: str, given: dict[str, object], *, dry_run: bool, yes: bool, as_json: bool) -> int:
    from ledger.operations.survey.asking import recipients
    from ledger.operations.survey.naming import survey

    session = surface.session()
    of = survey(session, name)
    if (given["mark"] or given["due"]) and not (given["to"] and given["mark"]):
        raise WrongUsage(say("--log takes the customers asked from --to, and --due goes with --log."))
    if given["mark"] and not dry_run and not yes:
        _can_ask()
    sheet = _sheet(of.name, _text(given["questions"]))
    asked = recipients(session, _text(given["to"])) if given["to"] else []
    if given["to"] and not asked:
        raise NotFound(say("No customer fits “{query}”; nothing was written.", query=_text(given["to"])))
    written = _write_sheets(surface, session, sheet, asked, given, dry_run=dry_run)
    told: dict[str, object] = {"survey": of.name, "files": written, "customers": len(asked), "written": not dry_run}
    if not as_json:
        for place in written:
            said = say("Would be written: {file}", file=place) if dry_run else say("Written: {file}", file=place)
            surface.output.talk(said)
    code = 0
    if given["mark"]:
        code, told["marked"] = _mark(
            surface, session, asked, name, _text(given["due"]), dry_run=dry_run, yes=yes, as_json=as_json
        )
    if as_json:
        _json(surface, told)
    elif dry_run:
        surface.output.talk(say("Nothing was written: this was a dry run."))
    return code


def _json(surface: Surface, told: dict[str, object]) -> None:
    from ledger.display.machine import object_json

    surface.output.raw([object_json(told, surface.speaker.say)])


def _sheet(name: str, questions: str) -> Sheet:
    from ledger.operations.survey import sheet

    return sheet.from_file(name, _content(questions)) if questions else sheet.built_in(name)


def _content(place: str) -> bytes:
    try:
        return Path(place).expanduser().read_bytes()
    except FileNotFoundError:
        raise NotFound(say("There is no file {path}; nothing was written.", path=place)) from None
    except OSError as error:
        raise BadValue(
            say("{path} can't be read: {reason}. Nothing was written.", path=place, reason=error.strerror or str(error))
        ) from None


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

    speaker = Speaker(_text(given["sheet_language"]) or session.settings.language)
    wanted = FORMS if given["form"] in (None, "all") else (_text(given["form"]),)
    texts = {
        "md": lambda: survey_sheets.markdown(sheet, speaker),
        "html": lambda: survey_sheets.page(sheet, speaker),
        "csv": lambda: survey_sheets.table(sheet, asked),
    }
    folder = Path(_text(given["out"]) or ".").expanduser()
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
        if not yes and not _agreed(surface, question):
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


def _can_ask() -> None:
    """Raise Refused where nobody sits who could be asked."""
    from ledger.cli.typing import on_terminal

    if not on_terminal():
        raise Refused(say("Nothing was written."), say("--yes does it without asking, --dry-run only shows it."))


def _agreed(surface: Surface, question: Message) -> bool:
    from ledger.cli.typing import agrees

    _can_ask()
    return agrees(surface, question)


def _answer(
    surface: Surface, who: str, words: tuple[str, ...], given: dict[str, object], *, dry_run: bool, as_json: bool
) -> int:
    from ledger.cli.commands.log import answer as tell
    from ledger.operations.survey.by_hand import answer
    from ledger.operations.who import get

    session = surface.session()
    path = get(session, who).path
    done = answer(
        session,
        path,
        words,
        name=_text(given["survey"]),
        day=_text(given["day"]),
        by=_text(given["by"]) or None,
        dry_run=dry_run,
    )
    tell(surface, done, dry_run=dry_run, as_json=as_json)
    return 0


def _import(surface: Surface, file: str, given: dict[str, object], *, dry_run: bool, yes: bool, as_json: bool) -> int:
    from ledger.display.survey import lines_page, summary
    from ledger.operations.survey import answers_file, importing

    columns = given["columns"]
    mapped = dict(answers_file.columns_of([str(each) for each in columns] if isinstance(columns, tuple) else []))
    session = surface.session()
    stem = Path(file).stem.removeprefix("survey-").removeprefix("answers-")
    top = int(_text(given["top"]) or 5)
    plan = importing.plan(session, _content(file), _text(given["survey"]), mapped, stem=stem, top=top)
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
    if not yes and not _agreed(surface, question):
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
        _json(surface, {"written": done is not None, "lines": [line_object(line, done) for line in lines]})
    else:
        surface.output.talk(summary(lines, written=done is not None))
        if dry_run:
            surface.output.talk(say("Nothing was written: this was a dry run."))
    return 1 if refused else 0
