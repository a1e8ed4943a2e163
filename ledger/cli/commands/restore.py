"""`ledger restore`: bring back a customer or a field as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import Refused
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.sharing.restore import Earlier
    from ledger.session import Session
    from ledger.store.git import Repository


@command(
    "restore",
    help=N_(
        "Bring back a customer, or one of its fields, as git had it at a commit or on a day. What would change is shown "
        "first; the file stays where it is now. A customer that was deleted comes back where it was.\n\n"
        "It is an edit like any other: nothing is committed, and history stays as it is."
    ),
    examples=[
        ("ledger restore 云启 --at 2026-11-01 --dry-run", N_("see how it was at the end of that day")),
        ("ledger restore 云启 --at 2026-11-01 --field contacts", N_("only its contacts")),
        ("ledger restore 旧客户", N_("a customer that was deleted, as it was last")),
    ],
)
@argument("who", help=N_("The customer, also one that was deleted."), shell_complete=complete.of("customer"))
@option("--at", "moment", metavar=N_("COMMIT|DATE"), help=N_("When: a commit, a branch, a tag or a day."))
@option("--field", metavar=N_("FIELD"), help=N_("Only this field."), shell_complete=complete.of("field"))
@option("-n", "--dry-run", is_flag=True, help=N_("Show the difference and write nothing."))
@option("-y", "--yes", is_flag=True, help=N_("Don't ask."))
@pass_surface
def run(surface: Surface, who: str, moment: str | None, field: str | None, dry_run: bool, yes: bool) -> int:
    """Bring it back; 1 if the answer was no."""
    from ledger.display.diff import diff_page
    from ledger.operations.sharing.moments import commit_of
    from ledger.operations.sharing.restore import earlier, restore
    from ledger.store.git import Repository

    session = surface.session()
    repository = Repository.get(session.root)
    was = earlier(session, repository, who, None if moment is None else commit_of(session, repository, moment))
    planned = restore(session, was, field or "", dry_run=True)
    if not planned.changed:
        surface.output.talk(say("{name} is as it was then; the file was not touched.", name=planned.new.name))
        return 0
    surface.output.answer(diff_page(planned.path, planned.before, planned.after))
    if dry_run:
        surface.output.talk(say("Nothing was written: this was a dry run."))
        return 0
    if not yes and not _agreed(surface):
        surface.output.talk(say("Nothing was written."))
        return 1
    _keep(surface, session, repository, was)
    restore(session, was, field or "")
    told = say("{field} in {path} is as it was.", field=field, path=planned.path)
    surface.output.talk(told if field else say("{path} is as it was.", path=planned.path))
    return 0


def _agreed(surface: Surface) -> bool:
    from ledger.cli.typing import agrees, on_terminal

    if not on_terminal():
        raise Refused(say("Nothing was written."), say("--yes does it without asking, --dry-run only shows it."))
    return agrees(surface, say("Bring this back? [y/N]"))


def _keep(surface: Surface, session: Session, repository: Repository, was: Earlier) -> None:
    """Keep the file as it is now in the user's own folder, if git doesn't have it."""
    from ledger.store.files import read
    from ledger.store.recovery import put_aside

    if was.path and any(one.path == was.path for one in repository.status()):
        place = put_aside(read(session.root, was.path), was.path.rpartition("/")[2])
        if place:
            surface.output.talk(say("The file was not committed; as it was it is kept in {place}.", place=place))
