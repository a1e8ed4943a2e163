"""`ledger survey`: question sheets, who was asked, and answers by hand or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface

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
        from ledger.cli.survey_new import new

        return new(surface, name, given, dry_run=dry_run, yes=yes, as_json=as_json)
    if action == "answer":
        return _answer(surface, name, words, given, dry_run=dry_run, as_json=as_json)
    from ledger.cli.survey_import import import_file

    return import_file(surface, name, given, dry_run=dry_run, yes=yes, as_json=as_json)


_WORDS = {"mark": "--log", "sheet_language": "--in", "columns": "--column", "top": "--out-of", "day": "--date"}


def _only(action: str, given: dict[str, object]) -> None:
    """Refuse options that go with another action."""
    for option_name, value in given.items():
        if value and option_name not in _OF[action]:
            word = _WORDS.get(option_name, f"--{option_name}")
            raise WrongUsage(say("{option} does not go with `ledger survey {action}`.", option=word, action=action))


def _answer(
    surface: Surface, who: str, words: tuple[str, ...], given: dict[str, object], *, dry_run: bool, as_json: bool
) -> int:
    from ledger.cli.commands.log import answer as tell
    from ledger.cli.survey_words import text
    from ledger.operations.survey.by_hand import answer
    from ledger.operations.who import get

    session = surface.session()
    path = get(session, who).path
    done = answer(
        session,
        path,
        words,
        name=text(given["survey"]),
        day=text(given["day"]),
        by=text(given["by"]) or None,
        dry_run=dry_run,
    )
    tell(surface, done, dry_run=dry_run, as_json=as_json)
    return 0
