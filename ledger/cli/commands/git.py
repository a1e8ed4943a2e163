"""`ledger git`: what a clone needs to share the ledger, the check of what is committed, and the message made from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from ledger.cli.context import Surface

ACTIONS = ("setup", "status", "check", "message")
STATUS_KEYS = ("complete", "items", "notes")
"""What scripts may rely on in `status --json`."""


@command(
    "git",
    help=N_(
        "Share the ledger through git.\n\n"
        "setup gives this clone what it needs, says each thing, and changes nothing that is right already: customer "
        "files are merged by what they mean, what is committed is checked before, differences name the entry that they "
        "are in. status tells what is there and what lacks; 1 if something does.\n\n"
        "check looks at what is staged, and message makes a commit's message from it; the hooks call them. "
        "docs/sharing.md tells more."
    ),
    examples=[
        ("ledger git setup", N_("once in every clone; again after moving it or the program")),
        ("ledger git setup --message", N_("let git propose a message made from what changed, too")),
        ("ledger git setup --dry-run", N_("see what would be done")),
        ("ledger git setup --undo", N_("take it back")),
        ("ledger git status", N_("what this clone has, and what it lacks")),
        ("ledger git message", N_("what is staged, in words")),
    ],
)
@argument("action", metavar="ACTION", type=click.Choice(ACTIONS), help=N_("setup, status, check or message."))
@option("--message", "with_message", is_flag=True, help=N_("With setup: the hook that makes messages, too."))
@option("--undo", is_flag=True, help=N_("With setup: take back what it did in this clone."))
@option("-n", "--dry-run", is_flag=True, help=N_("With setup: say what would be done, and do nothing."))
@option("--into", type=click.Path(), metavar=N_("FILE"), help=N_("With message: put it at the beginning of a file."))
@option("--json", "as_json", is_flag=True, help=N_("With status and check: as JSON."))
@pass_surface
def run(
    surface: Surface, action: str, with_message: bool, undo: bool, dry_run: bool, into: str | None, as_json: bool
) -> int:
    """Do one of the four."""
    if action != "setup" and (with_message or undo or dry_run):
        raise WrongUsage(say("--message, --undo and --dry-run go with `ledger git setup`."))
    if into is not None and action != "message":
        raise WrongUsage(say("--into goes with `ledger git message`."))
    if as_json and action not in ("status", "check"):
        raise WrongUsage(say("--json goes with status and check."))
    if action == "status":
        return _status(surface, as_json=as_json)
    if action == "check":
        return _check(surface, as_json=as_json)
    if action == "message":
        return _message(surface, into)
    return _undo(surface, dry_run=dry_run) if undo else _setup(surface, message=with_message, dry_run=dry_run)


def _setup(surface: Surface, *, message: bool, dry_run: bool) -> int:
    from ledger.display.git_setup import items_page
    from ledger.operations.sharing import setup
    from ledger.operations.sharing.clone import clone_of

    items = setup.setup(clone_of(surface.session()), message=message, dry_run=dry_run)
    surface.output.answer(items_page(items, surface.speaker))
    if dry_run:
        surface.output.talk(say("Nothing was written: this was a dry run."))
    elif any(item.code in ("attributes", "ignores") and item.how == "done" for item in items):
        surface.output.talk(say("Commit .gitattributes and .gitignore, so that the others have them too."))
    return 1 if any(item.is_lacking for item in items) else 0


def _undo(surface: Surface, *, dry_run: bool) -> int:
    from ledger.display.git_setup import items_page
    from ledger.operations.sharing import setup
    from ledger.operations.sharing.clone import clone_of

    items = setup.undo(clone_of(surface.session()), dry_run=dry_run)
    surface.output.answer(items_page(items, surface.speaker))
    if dry_run:
        surface.output.talk(say("Nothing was written: this was a dry run."))
    elif not any(item.how == "undone" for item in items):
        surface.output.talk(say("There was nothing to take back in this clone."))
    return 0


def _status(surface: Surface, *, as_json: bool) -> int:
    from ledger.operations.sharing import setup
    from ledger.operations.sharing.clone import clone_of

    found = setup.state(clone_of(surface.session()))
    if as_json:
        from ledger.display.machine import object_json

        items = [
            {
                "code": one.code,
                "what": one.what,
                "met": one.how == "met",
                "optional": one.optional,
                "advice": one.advice,
            }
            for one in found.items
        ]
        notes = [{"code": one.code, "message": one.message, "advice": one.advice} for one in found.oddities]
        answer = {"complete": found.is_complete, "items": items, "notes": notes}
        surface.output.raw([object_json(answer, surface.speaker.say)])
    else:
        from ledger.display.git_setup import state_page

        surface.output.answer(state_page(found, surface.speaker))
    return 0 if found.is_complete else 1


def _check(surface: Surface, *, as_json: bool) -> int:
    """Check what is staged; errors make the hook refuse the commit."""
    from ledger.display.problems import Found, problems_page
    from ledger.operations.sharing.staged import check_staged
    from ledger.store.git import Repository

    session = surface.session()
    checked = check_staged(session, Repository.get(session.root), surface.speaker.language)
    if as_json:
        from ledger.cli.commands.check import give

        give(surface, [Found(one.path, one.problem, one.excerpt) for one in checked.found], "json")
        return 1 if checked.errors else 0
    shown = [
        Found(one.path, one.problem, one.excerpt) for one in (checked.found if surface.verbose else checked.errors)
    ]
    surface.output.talk_page(problems_page(shown, surface.speaker, surface.output.talk_width))
    if checked.errors:
        told = say_many(
            "{n} error in what is to be committed.", "{n} errors in what is to be committed.", len(checked.errors)
        )
        surface.output.talk(told)
        surface.output.talk(say("Mend it and `git add` it again, or commit it all the same: git commit --no-verify"))
        return 1
    return 0


def _message(surface: Surface, into: str | None) -> int:
    """Tell what is staged, or write it into the file in which git asks for a message."""
    from ledger.display.commit_message import commit_message
    from ledger.display.field_words import Words
    from ledger.display.speech import Speaker
    from ledger.operations.sharing.staged import customers_staged
    from ledger.store.git import Repository

    session = surface.session()
    changes = customers_staged(session, Repository.get(session.root))
    # All who share a ledger read its history in one language: the ledger's.
    speaker = Speaker(surface.lang or session.settings.language)
    text = commit_message(changes, Words(session.vocabulary, speaker, session.today))
    if into is None:
        surface.output.raw([text])
        return 0 if text else 1
    if text:
        from ledger.operations.sharing.message_file import put_first

        put_first(Path(into), text)
    return 0
