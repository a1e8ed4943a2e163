"""`ledger sync`: share what changed here, and get what others changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.cli.command import N_, command, option, pass_surface
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.display.field_words import Words
    from ledger.model.changes import Change
    from ledger.operations.sharing.sync import NotShared, Synced

MOST = 20
"""Customers of whom it is told what became of them."""


@command(
    "sync",
    help=N_(
        "Check what changed in the ledger, commit it, get what others shared, merge customer files by what they mean, "
        "and send the result; again if somebody else was faster. Without a remote it commits, and without a connection "
        "it commits and says so.\n\n"
        "Whatever is refused leaves files as they were. Where both sides changed the same, nothing is merged unless "
        "--stay leaves the places for `ledger resolve`."
    ),
    examples=[
        ("ledger sync", N_("the message is made from what changed")),
        ('ledger sync --message "visits in Shanghai"', N_("with a message of your own")),
        ("ledger sync --dry-run", N_("see what would be committed; nobody is asked")),
    ],
)
@option("-m", "--message", metavar=N_("TEXT"), help=N_("The message of the commit."))
@option("--stay", is_flag=True, help=N_("Leave conflicts in the files, for `ledger resolve`."))
@option("-n", "--dry-run", is_flag=True, help=N_("Show what would be committed and change nothing."))
@option("--json", "as_json", is_flag=True, help=N_("As a JSON object."))
@pass_surface
def run(surface: Surface, message: str | None, stay: bool, dry_run: bool, as_json: bool) -> int:
    """Bring both sides to the same state; 1 where something is in the way."""
    from ledger.display.commit_message import commit_message
    from ledger.display.field_words import Words
    from ledger.display.speech import Speaker
    from ledger.operations.sharing.sync import NotShared, Phrases, sync

    session = surface.session()
    # What stays in the history is in the ledger's own language, whoever syncs.
    words = Words(session.vocabulary, Speaker(session.settings.language), session.today)

    def changed(changes: Sequence[Change]) -> str:
        return commit_message(changes, words) or words.say(say("Settings and other files")) + "\n"

    def merged(branch: str) -> str:
        return words.say(say("Merge with {branch}", branch=branch))

    try:
        done = sync(
            session,
            Phrases(changed, merged),
            message=message or "",
            stay=stay,
            dry_run=dry_run,
            most=None if as_json else MOST,
        )
    except NotShared as refused:
        _show(surface, refused)
        raise
    if as_json:
        surface.output.raw([_object(surface, done)])
    else:
        _tell(surface, done, Words(session.vocabulary, surface.speaker, session.today), dry_run=dry_run)
    return 0


def _show(surface: Surface, refused: NotShared) -> None:
    from ledger.display.problems import Found, problems_page

    shown = [Found(one.path, one.problem, one.excerpt) for one in refused.found]
    surface.output.talk_page(problems_page(shown, surface.speaker, surface.output.talk_width))


def _tell(surface: Surface, done: Synced, words: Words, *, dry_run: bool) -> None:
    output = surface.output
    if dry_run:
        output.talk(say("This was a dry run: nothing was committed or sent."))
    if done.own:
        output.talk(say("To be committed:") if dry_run else say("Committed:"))
        _changes(surface, done.own, words)
    elif dry_run:
        output.talk(say("There is nothing to commit."))
    if done.received:
        output.talk(say("Received:"))
        _changes(surface, done.received, words, done.more)
    if done.offline is not None:
        output.talk(say("{remote} could not be reached: {reason}", remote=done.remote, reason=done.offline))
        output.talk(say_many("{n} commit waits here to be sent.", "{n} commits wait here to be sent.", done.ahead))
    elif done.sent:
        output.talk(
            say_many("{n} commit sent to {remote}.", "{n} commits sent to {remote}.", done.sent, remote=done.remote)
        )
    elif not (done.commit or done.own or done.received or dry_run):
        output.talk(say("Everything is shared already.") if done.remote else say("There is nothing to commit."))
    if not done.remote:
        output.talk(say("There is no remote to share with; `git remote add origin URL` names one."))


def _changes(surface: Surface, changes: Sequence[Change], words: Words, more: int = 0) -> None:
    from ledger.display.change_words import change_line
    from ledger.display.page import Line, Page, Span

    lines = [change_line(change, words) for change in changes[:MOST]]
    left = max(len(changes) - MOST, 0) + more
    if left > 0:
        lines.append(Line((Span(words.say(say_many("… and {n} more", "… and {n} more", left))),)))
    surface.output.answer(Page(tuple(lines)))


def _object(surface: Surface, done: Synced) -> str:
    from ledger.display.change_objects import change_object
    from ledger.display.machine import object_json

    return object_json(
        {
            "commit": done.commit,
            "own": [change_object(change) for change in done.own],
            "received": [change_object(change) for change in done.received],
            "sent": done.sent,
            "remote": done.remote,
            "offline": done.offline is not None,
            "ahead": done.ahead,
        },
        surface.speaker.say,
    )
