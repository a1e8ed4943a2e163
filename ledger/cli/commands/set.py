"""`ledger set`: change fields of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface

if TYPE_CHECKING:
    from ledger.cli.context import Surface


@command(
    "set",
    help=N_(
        "Change fields of a customer. Only the lines of these fields change in the file; names of fields are "
        "understood in Chinese and English.\n\n"
        "field=value sets, field= removes, field+=value adds to a list, field-=value takes from it. Parts are joined "
        "by dots: contacts.0.phone=…, contacts.李雷.title=…, addresses.office=…\n\n"
        "Everything is checked before anything is written. Days may be typed as in `next_follow_up=fri`."
    ),
    examples=[
        ("ledger set 云启 level=A next_follow_up=下周三", N_("two fields in one write")),
        ("ledger set acme contacts.ana.phone=+4915112345678", N_("a contact's number")),
        ("ledger set acme aliases+=ACME likes-=tea", N_("add to a list, take from a list")),
        ("ledger set acme budget= --dry-run", N_("see what removing a field would do")),
    ],
)
@argument("who", help=N_("The customer: id, name, phone, file …"), shell_complete=complete.of("customer"))
@argument(
    "changes",
    metavar="FIELD=VALUE",
    nargs=-1,
    required=True,
    help=N_("What to change."),
    shell_complete=complete.of("field"),
)
@option(
    "--force", is_flag=True, help=N_("Take unknown values, numbers that look wrong and names that look like a slip.")
)
@option("-n", "--dry-run", is_flag=True, help=N_("Show the difference and write nothing."))
@pass_surface
def run(surface: Surface, who: str, changes: tuple[str, ...], force: bool, dry_run: bool) -> None:
    """Change the fields."""
    from ledger.cli.changes import tell
    from ledger.operations.assignments import assignment
    from ledger.operations.fields import set_fields
    from ledger.operations.who import get

    wanted = [assignment(word) for word in changes]
    session = surface.session()
    done = set_fields(session, get(session, who).path, wanted, force=force, dry_run=dry_run)
    for note in done.notes:
        surface.output.talk(note)
    tell(surface, done.revision, dry_run=dry_run)
