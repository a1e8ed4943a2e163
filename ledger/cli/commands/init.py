"""`ledger init`: make a new ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.messages import Message, say, say_many
from ledger.operations.templates import BUSINESSES

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.init import Made


@command(
    "init",
    help=N_(
        "Make a new ledger: ledger.yaml with its settings, the folder customers/, templates for new files, and what "
        "git needs to know if you use it. Nothing that is there is overwritten.\n\n"
        "--demo adds the sample ledger, with its days moved around today, to look around in."
    ),
    examples=[
        ("ledger init", N_("in this folder")),
        ("ledger init shop --template retail", N_("for a shop, in a new folder")),
        ("ledger init try --demo", N_("the sample, to try things out")),
    ],
)
@argument("folder", metavar="DIR", required=False, type=click.Path(), help=N_("The folder; else this one."))
@option("--template", type=click.Choice(BUSINESSES), help=N_("What kind of business it is for: b2b unless you say."))
@option("--lang", type=click.Choice(["zh", "en"]), help=N_("The language of the ledger, and of this answer."))
@option("--demo", "sample", is_flag=True, help=N_("Add the sample ledger."))
@pass_surface
def run(surface: Surface, folder: str | None, template: str | None, lang: str | None, sample: bool) -> None:
    """Make it and say what to do next."""
    from datetime import UTC, datetime

    from ledger.operations.demo import sample_day
    from ledger.operations.init import init

    if lang is not None:
        surface.wish("lang", lang)
    # LEDGER_DIR names the ledger that is used every day; a new one is made here all the same.
    named = None if surface.directory == surface.env.get("LEDGER_DIR") else surface.directory
    place = Path(folder or named or ".").expanduser()
    day = (surface.wished_day() or sample_day(datetime.now(UTC))) if sample else None
    made = init(place, business=template or "b2b", language=surface.speaker.language, sample=day)
    _tell(surface, made, sample=sample)


def _tell(surface: Surface, made: Made, *, sample: bool) -> None:
    output = surface.output
    folder = str(made.root)
    customers = sum(path.startswith("customers/") for path in made.written)
    output.talk(say("A new ledger is in {folder}.", folder=folder) if folder != "." else say("A new ledger is here."))
    if customers:
        output.talk(
            say_many(
                "It has {n} customer to try things out with.", "It has {n} customers to try things out with.", customers
            )
        )
    for path in made.left:
        if path == ".gitignore":
            output.talk(say("Your .gitignore stays as it is; index/ is ignored by a file of its own."))
        elif path == ".gitattributes":
            output.talk(say("Your .gitattributes stays as it is; this line keeps customer files to the byte in git:"))
            output.talk(say("  customers/** -text"))
    for step in _next(folder, sample=sample):
        output.talk(step)
    if made.in_git:
        output.talk(say("  ledger git setup   what this clone needs so that several people can share the ledger"))


def _next(folder: str, *, sample: bool) -> list[Message]:
    """What to do next."""
    there = [] if folder == "." else [say("  cd {folder}", folder=folder)]
    if sample:
        return [
            say("Next:"),
            *there,
            say("  ledger due         what needs attention today"),
            say("  ledger list        all customers"),
        ]
    return [
        say("Next:"),
        *there,
        say("  ledger new NAME    write the file of your first customer"),
        say("  ledger due         what needs attention"),
        say("ledger.yaml holds the settings: your people, your levels, how often to get in touch."),
    ]
