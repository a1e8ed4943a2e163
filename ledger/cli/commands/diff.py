"""`ledger diff`: what differs between two commits, or between one and now, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface

KEYS = ("path", "id", "name", "changes")
"""What scripts may rely on, in this order."""


@command(
    "diff",
    help=N_(
        "What differs in customers: between the last commit and the files as they are now, between another commit "
        "(or day) and now, or between two commits, as A..B.\n\n"
        "A commit is named by its id, a branch or a tag; a day means the last commit before its end. 1 if nothing "
        "differs."
    ),
    examples=[
        ("ledger diff", N_("what is not committed yet")),
        ("ledger diff 2026-11-01", N_("what has changed since the end of that day")),
        ("ledger diff main..origin/main", N_("what the others have")),
        ("ledger diff 2026-10-31..2026-11-30 --who 云启 --json", N_("a month of one customer, for a script")),
    ],
)
@argument("range", metavar="A..B", required=False, help=N_("A commit or a day, or two of them."))
@option("--who", metavar=N_("WHO"), help=N_("Only this customer."), shell_complete=complete.of("customer"))
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line."))
@pass_surface
def run(surface: Surface, range: str | None, who: str | None, form: str | None) -> int:  # noqa: A002
    """Tell what differs; 1 where nothing does."""
    from ledger.cli.commands.history import path_of
    from ledger.display.field_words import Words
    from ledger.operations.sharing.compared import compared, pair_of
    from ledger.store.git import Repository

    session = surface.session()
    repository = Repository.get(session.root)
    pair = pair_of(session, repository, range or "")
    changes = compared(session, repository, pair, "" if who is None else path_of(session, repository, who))
    told = 0
    if form:
        from ledger.display.change_objects import change_object
        from ledger.display.machine import to_json, to_jsonl

        rows = [change_object(change) for change in changes]
        told = len(rows)
        surface.output.raw([to_json(rows)] if form == "json" else to_jsonl(rows))
    else:
        from ledger.display.history import difference_line
        from ledger.display.page import Page

        words = Words(session.vocabulary, surface.speaker, session.today)
        for change in changes:
            surface.output.answer(Page((difference_line(change, words),)))
            told += 1
    if not told:
        surface.output.talk(say("Nothing differs."))
    return 0 if told else 1
