"""`ledger verify`: go through profiles whose term is past, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.operations.verify import Candidate
    from ledger.session import Session


@command(
    "verify",
    help=N_(
        "Go through profiles whose term is past, those that wait longest first: for each value of a profile keep it, "
        "change it or clear it. The file gets the day under `verified`, values that had a question mark lose it, and "
        "what changed is named in an entry. Nothing is written of a profile before its last value was asked for.\n\n"
        "The term is `verify` under `due` in ledger.yaml. With WHO it is these customers, whenever they were verified."
    ),
    examples=[
        ("ledger verify", N_("those that are due, one after the other")),
        ("ledger verify 云启", N_("one customer")),
        ("ledger verify --owner 张三 --limit 5", N_("five of somebody's")),
        ("ledger verify --yes acme 云启", N_("only stamp them: all is as it stands")),
        ("ledger verify --json", N_("what would be asked")),
    ],
)
@argument("who", nargs=-1, help=N_("Customers; else those whose term is past."), shell_complete=complete.of("customer"))
@option(
    "--owner", metavar=N_("PERSON"), help=N_("Only customers of this person."), shell_complete=complete.of("person")
)
@option(
    "--limit",
    type=click.IntRange(min=1),
    metavar=N_("N"),
    help=N_("At most so many; verify_per_day of ledger.yaml if not given."),
)
@option(
    "--yes", is_flag=True, help=N_("Ask nothing: all values of WHO are right as they stand. Doubtful ones stay so.")
)
@option("--force", is_flag=True, help=N_("Take unknown values and numbers that look wrong."))
@option("-n", "--dry-run", is_flag=True, help=N_("Show the difference and write nothing."))
@option("--json", "as_json", is_flag=True, help=N_("Ask nothing; list what would be asked, as JSON."))
@pass_surface
def run(
    surface: Surface,
    who: tuple[str, ...],
    owner: str | None,
    limit: int | None,
    yes: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Verify profiles; 1 where none is due."""
    from ledger.cli.typing import on_terminal

    session = surface.session()
    if who and (owner or limit):
        raise WrongUsage(say("--owner and --limit go without WHO."))
    if yes and not who:
        raise WrongUsage(
            say("--yes needs WHO: nobody can say of profiles that they did not look at that they are right.")
        )
    chosen, left = _chosen(session, who, owner or "", limit)
    if as_json:
        _list(surface, session, chosen)
        return 0 if chosen else 1
    if not chosen:
        surface.output.talk(say("No profile is past its term."))
        return 1
    if yes:
        return _stamp(surface, session, chosen, dry_run=dry_run)
    if not on_terminal():
        raise WrongUsage(
            say("ledger verify asks on a terminal, and this is none; nothing was written."),
            say("--yes WHO stamps without asking; --json lists what would be asked."),
        )
    return _walk(surface, session, chosen, left, force=force, dry_run=dry_run)


def _chosen(session: Session, who: Sequence[str], owner: str, limit: int | None) -> tuple[tuple[Candidate, ...], int]:
    """The profiles to go through, and how many more are past their term."""
    from ledger.operations.verify import Candidate, past_term
    from ledger.operations.who import get

    if who:
        found = dict.fromkeys(get(session, word) for word in who)
        return tuple(Candidate(one.path, one.id, one.name, "", None) for one in found), 0
    due = past_term(session, owner)
    most = limit or session.settings.due.verify_per_day or len(due)
    return due[:most], max(len(due) - most, 0)


def _list(surface: Surface, session: Session, chosen: Sequence[Candidate]) -> None:
    from ledger.display.machine import to_json
    from ledger.operations.leaves import leaves
    from ledger.operations.writing import look

    rows = []
    for one in chosen:
        draft = look(session, one.path)
        rows.append(
            {
                "id": one.id,
                "name": one.name,
                "path": one.path,
                "owner": draft.customer.text("owner"),
                "verified": draft.customer.value("verified"),
                "due": one.day,
                "fields": [
                    {
                        "field": leaf.name,
                        "key": leaf.key,
                        "label": " ".join(leaf.label),
                        "value": leaf.value,
                        "unconfirmed": leaf.doubt,
                        "missing": leaf.missing,
                    }
                    for leaf in leaves(session, draft, surface.speaker.language)
                ],
            }
        )
    surface.output.raw([to_json(rows)])


def _stamp(surface: Surface, session: Session, chosen: Sequence[Candidate], *, dry_run: bool) -> int:
    from ledger.cli.changes import tell
    from ledger.operations.verify import verify

    for one in chosen:
        tell(surface, verify(session, one.path, dry_run=dry_run).revision, dry_run=dry_run)
    return 0


def _walk(
    surface: Surface, session: Session, chosen: Sequence[Candidate], left: int, *, force: bool, dry_run: bool
) -> int:
    """Ask about one profile after the other, and write each when it is through."""
    from ledger.cli.changes import tell
    from ledger.cli.verifying import Wish, ask_about, how
    from ledger.display.page import Gap, Line, Page, Span, Style
    from ledger.operations.verify import verify
    from ledger.operations.writing import look

    output, speaker = surface.output, surface.speaker
    how(surface)
    done = 0
    for number, one in enumerate(chosen, 1):
        draft = look(session, one.path)
        count = speaker.say(say("{number} of {all}", number=number, all=len(chosen)))
        verified = draft.customer.text("verified")
        since = say("verified {date}", date=verified) if verified else say("never verified")
        beside = f"  {one.id}  {count} · {speaker.say(since)}"
        output.talk_page(Page((Gap(), Line((Span(one.name, Style.HEADING), Span(beside, Style.MUTED))))))
        found = ask_about(surface, session, draft, force=force)
        if found is Wish.QUIT:
            break
        if isinstance(found, Wish):
            output.talk(say("{customer} is left as it is.", customer=one.name), Style.MUTED)
            continue
        written = verify(session, one.path, found.shown, found.answers, force=force, dry_run=dry_run)
        tell(surface, written.revision, dry_run=dry_run)
        done += 1
    if not dry_run:
        output.talk(say_many("{n} profile is verified.", "{n} profiles are verified.", done))
    more = left + len(chosen) - done
    if left or (more and len(chosen) > 1):
        output.talk(say_many("{n} more waits.", "{n} more wait.", more), Style.MUTED)
    return 0
