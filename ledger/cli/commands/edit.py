"""`ledger edit`: open a customer's file in the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface

if TYPE_CHECKING:
    from ledger.cli.context import Surface


@command(
    "edit",
    help=N_(
        "Open a customer's file in your editor (VISUAL, else EDITOR). Afterwards it says in a word what changed and shows "
        "the problems of the file. Leaving the editor without a change touches nothing."
    ),
    examples=[
        ("ledger edit 云启", N_("the file itself")),
        ("ledger edit acme --line 40", N_("at a line")),
    ],
)
@argument("who", help=N_("The customer: id, name, phone, file …"), shell_complete=complete.of("customer"))
@option("-l", "--line", type=click.IntRange(min=1), default=1, metavar=N_("N"), help=N_("Go to this line."))
@pass_surface
def run(surface: Surface, who: str, line: int) -> int:
    """Open it and tell."""
    from ledger.cli.editing import edit_file
    from ledger.operations.who import get

    session = surface.session()
    return edit_file(surface, session, get(session, who).path, line)
