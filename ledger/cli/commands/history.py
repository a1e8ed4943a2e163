"""`ledger history`: what changed and who changed it, in words, from git."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import NotFound
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.sharing.history import Asked, Step
    from ledger.session import Session
    from ledger.store.git import Repository

KEYS = (
    "commit", "date", "author", "email", "person", "subject", "merge", "path", "id", "name", "changes",
)  # fmt: skip
"""What scripts may rely on, in this order."""


@command(
    "history",
    help=N_(
        "What changed in customers, when, and by whom, from git's history, newest first: of one customer under all "
        "names that its file had, of one field, or of all. What is not committed yet stands on top.\n\n"
        "A merge is named only for what it says that neither side had said. 1 if nothing changed."
    ),
    examples=[
        ("ledger history 云启", N_("everything that happened to one file")),
        ("ledger history 云启 --field stage", N_("the stages that it has been in")),
        ("ledger history --since 7d --by 张三", N_("what 张三 changed in the last seven days")),
        ("ledger history --since 2026-11-01 --until 2026-11-30 --json", N_("a month, for a script")),
    ],
)
@argument("who", required=False, help=N_("The customer; else all."), shell_complete=complete.of("customer"))
@option("--since", metavar=N_("DATE"), help=N_("Only from this day on: 2026-11-01, 7d, last-month."))
@option("--until", metavar=N_("DATE"), help=N_("Only up to this day."))
@option("--field", metavar=N_("FIELD"), help=N_("Only changes of this field."), shell_complete=complete.of("field"))
@option("--by", metavar=N_("PERSON"), help=N_("Only what this person committed."), shell_complete=complete.of("person"))
@option("--limit", type=click.IntRange(min=1), metavar=N_("N"), help=N_("At most so many lines."))
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line, as they are found."))
@pass_surface
def run(
    surface: Surface,
    who: str | None,
    since: str | None,
    until: str | None,
    field: str | None,
    by: str | None,
    limit: int | None,
    form: str | None,
) -> int:
    """Tell the history; 1 where there is none."""
    from ledger.model.dates import understand
    from ledger.operations.sharing.history import MOST, Asked, history
    from ledger.store.git import Repository

    session = surface.session()
    repository = Repository.get(session.root)
    asked = Asked(
        path="" if who is None else path_of(session, repository, who),
        field="" if field is None else _field(session, field),
        since=None if since is None else understand(since, session.today, past=True),
        until=None if until is None else understand(until, session.today, past=True),
        by=by or "",
        most=10**9 if form else MOST,
    )
    _warn(surface, repository)
    steps = history(session, repository, asked)
    told = _objects(surface, steps, form, limit) if form else _lines(surface, steps, asked, limit)
    if not told:
        surface.output.talk(say("Nothing changed."))
    return 0 if told else 1


def path_of(session: Session, repository: Repository, who: str) -> str:
    """The file of a customer, also of one that has been deleted."""
    from ledger.operations.sharing.gone import find_gone
    from ledger.operations.who import get

    try:
        return get(session, who).path
    except NotFound:
        gone = find_gone(session, repository, who)
        if gone is None:
            raise
        return gone.path


def _field(session: Session, written: str) -> str:
    found = session.vocabulary.field(written)
    return found.name if found is not None else written


def _warn(surface: Surface, repository: Repository) -> None:
    """Say what keeps the history from being whole."""
    from ledger.display.page import Style

    for odd in repository.oddities():
        if odd.code == "shallow":
            surface.output.talk(odd.message, Style.WARNING)
            surface.output.talk(odd.advice)


def _lines(surface: Surface, steps: Iterator[Step], asked: Asked, limit: int | None) -> int:
    """Print steps as they are found; gives the number of lines."""
    from ledger.display.field_words import Words
    from ledger.display.history import step_page
    from ledger.display.page import Page

    session = surface.session()
    words = Words(session.vocabulary, surface.speaker, session.today)
    told = 0
    for step in steps:
        page = step_page(step, session.settings, words, names=not asked.path)
        blocks = page.blocks if limit is None else page.blocks[: limit - told]
        surface.output.answer(Page(blocks))
        surface.output.stdout.flush()
        told += len(blocks)
        if told == limit:
            break
    return told


def _objects(surface: Surface, steps: Iterator[Step], form: str, limit: int | None) -> int:
    from ledger.display.history import step_objects
    from ledger.display.machine import to_json, to_jsonl

    settings = surface.session().settings
    told = 0

    def counted() -> Iterator[dict[str, object]]:
        nonlocal told
        rows = (row for step in steps for row in step_objects(step, settings))
        for row in islice(rows, limit):
            told += 1
            yield row

    surface.output.raw([to_json(counted())] if form == "json" else to_jsonl(counted()))
    return told
