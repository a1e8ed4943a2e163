"""`ledger handover`: customers, open tasks and promises of one person become another's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import LedgerError, Refused
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.handover import Handed, Wanted
    from ledger.session import Session

MOST = 30


@command(
    "handover",
    help=N_(
        "Hand the customers of one person over to another: the owner and since when, open tasks (@FROM becomes @TO) and "
        "open records that FROM is responsible for, with a dated entry in each file. Also files of others in which FROM "
        "has open tasks or records. In a repository it is one commit.\n\n"
        "All files are checked before the first is written. Who is to take over has to be one of the people in "
        "ledger.yaml, and a customer whose protection still holds stays; --force goes round both."
    ),
    examples=[
        ("ledger handover 张三 李四", N_("all of it; shown first, then you are asked")),
        ("ledger handover 张三 李四 region:上海 --reason 调岗", N_("some customers, with a reason")),
        (
            "ledger handover 张三 李四 --dry-run --list handover.md",
            N_("a list for both to sign; nothing else is written"),
        ),
    ],
)
@argument("giver", metavar="FROM", help=N_("Who hands over: a name or an alias."))
@argument("taker", metavar="TO", help=N_("Who takes over."))
@argument(
    "query",
    nargs=-1,
    metavar="QUERY",
    help=N_("Only customers that fit; see docs/query.md."),
    shell_complete=complete.of("query"),
)
@option("--reason", metavar=N_("TEXT"), help=N_("Why; it stands in the entries."))
@option("--list", "listed", metavar=N_("FILE"), help=N_("Write a list for both to sign, as Markdown."))
@option("-n", "--dry-run", is_flag=True, help=N_("Show every change and write none."))
@option("-y", "--yes", is_flag=True, help=N_("Don't ask."))
@option("--force", is_flag=True, help=N_("Also to somebody who is not in ledger.yaml, and against a protection."))
@pass_surface
def run(
    surface: Surface,
    giver: str,
    taker: str,
    query: tuple[str, ...],
    reason: str | None,
    listed: str | None,
    dry_run: bool,
    yes: bool,
    force: bool,
) -> int:
    """Show what changes hands, ask, and write it; 1 if it wasn't."""
    from ledger.display.diff import diff_page
    from ledger.display.handover import handed_page, signing_list
    from ledger.operations import handover
    from ledger.operations.sharing.commit_paths import ready

    session = surface.session()
    asked = handover.wanted(session, giver, taker, reason=reason or "", force=force)
    plan = handover.planned(session, asked, " ".join(query), force=force)
    repository = None if dry_run else ready(session)
    if dry_run:
        for one in plan:
            surface.output.answer(diff_page(one.path, one.revision.before, one.revision.after))
    surface.output.answer(handed_page(plan, surface.speaker, None if dry_run else MOST))
    if (warning := handover.said_to_others(plan)) is not None:
        surface.output.talk(warning)
    if not dry_run and not yes and not _agreed(surface, asked, len(plan)):
        surface.output.talk(say("Nothing was written."))
        return 1
    if listed is not None:
        _write_list(surface, listed, signing_list(plan, asked, session.today, surface.speaker))
    if dry_run:
        surface.output.talk(say("Nothing was written: this was a dry run."))
        return 0
    done = handover.hand_over(session, asked, plan)
    surface.output.talk(
        say_many(
            "{n} customer has changed hands: {giver} → {taker}.",
            "{n} customers have changed hands: {giver} → {taker}.",
            len(done),
            giver=asked.giver,
            taker=asked.taker,
        )
    )
    if repository is not None:
        _commit(surface, session, asked, done)
    return 0


def _agreed(surface: Surface, asked: Wanted, count: int) -> bool:
    from ledger.cli.typing import agrees, on_terminal

    if not on_terminal():
        raise Refused(say("Nothing was written."), say("--yes does it without asking, --dry-run only shows it."))
    question = say_many(
        "Hand {n} customer over to {taker}? [y/N]",
        "Hand {n} customers over to {taker}? [y/N]",
        count,
        taker=asked.taker,
    )
    return agrees(surface, question)


def _write_list(surface: Surface, listed: str, text: str) -> None:
    try:
        with Path(listed).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(say("{path} is there already; nothing was written.", path=listed)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused(
            say("{path} can't be written: {reason}. Nothing was written.", path=listed, reason=reason)
        ) from error
    surface.output.talk(say("The list to sign stands in {path}.", path=listed))


def _commit(surface: Surface, session: Session, asked: Wanted, done: Sequence[Handed]) -> None:
    from ledger.display.speech import Speaker
    from ledger.operations.sharing.commit_paths import commit_paths

    speaker = Speaker(session.settings.language)
    subject = say_many(
        "Handover {giver} → {taker}: {n} customer", "Handover {giver} → {taker}: {n} customers", len(done),
        giver=asked.giver, taker=asked.taker,
    )  # fmt: skip
    lines = [
        speaker.say(subject),
        "",
        *([asked.reason, ""] if asked.reason else []),
        *(f"- {one.name}" for one in done),
    ]
    try:
        oid = commit_paths(session, [one.path for one in done], "\n".join(lines) + "\n")
    except LedgerError as refused:
        surface.output.talk(say("The files are written, and not committed: {reason}", reason=refused.message))
        return
    surface.output.talk(say("Committed as {commit}.", commit=oid[:10]))
