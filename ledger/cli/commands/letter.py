"""`ledger letter`: a letter that asks for an overdue invoice to be paid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import Refused
from ledger.messages import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.cli.context import Surface
    from ledger.operations.letters import Letter
    from ledger.operations.log import Logged
    from ledger.session import Session

STEPS = ("friendly", "second", "formal")


@command(
    "letter",
    help=N_(
        "A letter in Markdown that asks for an invoice to be paid: a friendly reminder, a second one, or a formal "
        "demand. Without INVOICE it is about the one that is overdue for the longest; without --step it is the step that "
        "comes next in `ledger report receivables`.\n\n"
        "--log writes into the customer's file that the letter was sent, so that the next step is the one after. Letters "
        "of your own stand in templates/letter-friendly.md, letter-second.md and letter-formal.md."
    ),
    examples=[
        ("ledger letter 云启", N_("the next letter about the oldest overdue invoice")),
        ("ledger letter acme INV-7 --step formal --in en", N_("a formal demand for this invoice, in English")),
        ("ledger letter 云启 --out 催款.md --log", N_("into a file, and note that it was sent")),
    ],
)
@argument("who", help=N_("The customer."), shell_complete=complete.of("customer"))
@argument(
    "invoice", required=False, help=N_("The invoice, by its REF; else the oldest overdue one."),
    shell_complete=complete.invoice,
)  # fmt: skip
@option("--step", type=click.Choice(STEPS), help=N_("Which letter; the one that comes next if not given."))
@option(
    "--in",
    "letter_language",
    type=click.Choice(["zh", "en"]),
    help=N_("The language of the letter; the customer's, else the ledger's, if not given."),
)
@option("--out", metavar=N_("FILE"), help=N_("Write the letter into this file; - is stdout."))
@option("--log", "mark", is_flag=True, help=N_("Write into the customer's file that it was sent."))
@option("--json", "as_json", is_flag=True, help=N_("Answer with a JSON object."))
@pass_surface
def run(
    surface: Surface, who: str, invoice: str | None, step: str | None, letter_language: str | None, out: str | None,
    mark: bool, as_json: bool,
) -> int:  # fmt: skip
    """Print or write the letter, and note that it was sent if that is wanted."""
    from ledger.operations import who as people
    from ledger.operations.letters import compose, meant, sending
    from ledger.operations.log import log

    session = surface.session()
    match = people.get(session, who)
    found = compose(session, meant(session, match, invoice or ""), step or "", letter_language or "")
    place = None if out in (None, "-") else _place(session, str(out))
    entry = sending(session, found) if mark else None
    if entry is not None:
        # Whatever would be refused is refused before a letter is written.
        log(session, match.path, entry, dry_run=True)
    if place is not None:
        from ledger.store.given import give

        give(place, found.text.encode())
    logged = None if entry is None else log(session, match.path, entry)
    if as_json:
        _tell_json(surface, found, place, logged)
    else:
        _tell(surface, found, place, logged)
    return 0


def _place(session: Session, out: str) -> Path:
    """Where the letter goes; raises Refused for a place in which it would be read as a customer."""
    place = Path(out).expanduser()
    if place.resolve().is_relative_to((session.root / "customers").resolve()):
        raise Refused(
            say("In the folder customers a letter would be read as a customer; nothing was written."),
            say("--out names another place."),
        )
    return place


def _tell(surface: Surface, found: Letter, place: Path | None, logged: Logged | None) -> None:
    """The letter, or where it stands now, and where it was noted."""
    from ledger.display.page import Style

    output, about = surface.output, found.about
    if place is None:
        output.raw([found.text.removesuffix("\n") + "\n"])
    else:
        output.talk(say("Written: {file}", file=str(place)))
    if about.late is None:
        output.talk(say("No day is known by which {invoice} is to be paid.", invoice=about.called), Style.NOTICE)
    elif about.late <= 0 and about.due is not None:
        day = about.due.isoformat()
        output.talk(say("{invoice} is not overdue: its day is {day}.", invoice=about.called, day=day), Style.NOTICE)
    if logged is not None:
        line = logged.revision.after.split("\n")[logged.entry.line - 1].strip()
        output.talk(say("Noted: {place}", place=f"{logged.revision.path}:{logged.entry.line}: {line}"))
        for message in logged.notes:
            output.talk(message, Style.NOTICE)


def _tell_json(surface: Surface, found: Letter, place: Path | None, logged: Logged | None) -> None:
    """An object: whom it is to, about which invoice, which step, the text, and what was written."""
    from ledger.display.machine import object_json
    from ledger.display.written import entry_object

    about = found.about
    entry: Mapping[str, object] | None = None if logged is None else entry_object(logged.entry, logged.tasks)
    told = {
        "id": about.id,
        "name": about.name,
        "path": about.path,
        "invoice": about.called,
        "due": about.due,
        "days_overdue": about.late,
        "step": found.step,
        "text": found.text,
        "file": None if place is None else str(place),
        "entry": entry,
    }
    surface.output.raw([object_json(told, surface.speaker.say)])
