"""`ledger log`: append a dated entry to a customer's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.context import Surface
from ledger.errors import BadValue
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.operations.asked_entry import Asked, Checked
    from ledger.operations.log import Logged
    from ledger.session import Session


@command(
    "log",
    help=N_(
        "Append a dated entry at the end of a customer's file. No other byte of the file is touched.\n\n"
        "KIND is any kind of entry in any of its names: call, 电话, invoice, 回款 … Days may be typed as "
        "2026-11-30, yesterday, fri, 昨天, 12月1日; the file gets the ISO date. Fields that are known are checked "
        "before anything is written, others are kept as they are."
    ),
    examples=[
        ('ledger log yunqi call "wants a quote in two weeks"', N_("a call, today, by you")),
        ('ledger log 云启 电话 "两周内要报价" --next "下周三 发送报价单"', N_("with the next step as a task")),
        ("ledger log yunqi payment -f amount=60000 -f invoice=INV-7 --date yesterday", N_("a payment")),
        ("ledger log yunqi opportunity --ref OPP-1 -f stage=won", N_("go on with a record")),
        ("ledger log yunqi visit", N_("write the text in your editor")),
        ("ledger log yunqi meeting - < notes.md", N_("take the text from a file")),
    ],
)
@argument("who", help=N_("The customer."), shell_complete=complete.of("customer"))
@argument("kind", help=N_("What happened."), shell_complete=complete.of("kind"))
@argument(
    "text", nargs=-1, required=False, help=N_("What was said; - takes it from stdin, nothing at all opens the editor.")
)
@option("--date", "day", metavar=N_("DATE"), help=N_("The day it happened; today if not given."))
@option("--at", metavar=N_("TIME"), help=N_("The time of day, like 14:30."))
@option("--by", metavar=N_("PERSON"), help=N_("Who did it; you if not given."), shell_complete=complete.of("person"))
@option("--ref", metavar=N_("REF"), help=N_("The record's REF, like OPP-1: a known one goes on with that record."))
@option("--title", metavar=N_("TITLE"), help=N_("A short title in the heading."))
@option(
    "-f",
    "--field",
    "fields",
    multiple=True,
    metavar=N_("NAME=VALUE"),
    help=N_("A field; can be given several times."),
    shell_complete=complete.entry_field,
)
@option(
    "--next",
    "steps",
    multiple=True,
    metavar=N_('"DATE TEXT"'),
    help=N_("A task for the next step; can be given several times."),
)
@option("--tag", "tags", multiple=True, metavar=N_("TAG"), help=N_("A tag."), shell_complete=complete.of("tag"))
@option("-e", "--edit", is_flag=True, help=N_("Open the editor on the text that was given."))
@option("--dry-run", is_flag=True, help=N_("Show what would change and write nothing."))
@option("--json", "as_json", is_flag=True, help=N_("Answer with a JSON object."))
@pass_surface
def run(
    surface: Surface,
    who: str,
    kind: str,
    text: tuple[str, ...],
    day: str | None,
    at: str | None,
    by: str | None,
    ref: str | None,
    title: str | None,
    fields: tuple[str, ...],
    steps: tuple[str, ...],
    tags: tuple[str, ...],
    edit: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Log an entry; 1 where the editor was left without a text."""
    from ledger.operations import who as people
    from ledger.operations.asked_entry import Asked, check
    from ledger.operations.asked_fields import pair
    from ledger.operations.log import log

    session = surface.session()
    asked = Asked(
        kind=kind,
        date=day or "",
        at=at or "",
        by=by,
        ref=ref or "",
        title=title or "",
        fields=tuple(map(pair, fields)),
        next_steps=steps,
        tags=tags,
    )
    checked = check(session, asked)
    path = people.get(session, who).path
    typed = _text(surface, session, path, checked, asked, text, edit=edit)
    if typed is None:
        surface.output.talk(say("The text was left as it was; nothing was written."))
        return 1
    done = log(session, path, _with_text(checked, typed), dry_run=dry_run)
    answer(surface, done, dry_run=dry_run, as_json=as_json)
    return 0


def _with_text(checked: Checked, typed: str) -> Checked:
    """The entry with its text; one that can't be written is kept for whoever typed it."""
    from ledger.store.recovery import keep

    try:
        return checked.with_text(typed)
    except BadValue as error:
        raise keep(error, typed.encode("utf-8", "surrogateescape"), "entry.md") from None


def _text(
    surface: Surface, session: Session, path: str, checked: Checked, asked: Asked, words: tuple[str, ...], *, edit: bool
) -> str | None:
    """The entry's text: as given, from stdin, or from the editor; None if the editor was left without one."""
    from ledger.cli import typing

    given = typing.from_stdin() if words == ("-",) else " ".join(words)
    said_all = given or asked.title or asked.fields or asked.next_steps or asked.ref
    if not edit and (said_all or not typing.on_terminal()):
        return given
    return _edited(surface, session, path, checked, given)


def _edited(surface: Surface, session: Session, path: str, checked: Checked, given: str) -> str | None:
    from ledger.cli import typing
    from ledger.operations.entry_templates import template, without_blanks
    from ledger.operations.log import log
    from ledger.store.replace import check_writable

    # Whatever would be refused is refused before anybody types a text.
    check_writable(session.root, path)
    name = log(session, path, checked, dry_run=True).revision.new.name
    start = given or template(session, checked.kind, checked.values)
    typed = typing.from_editor(
        surface,
        start,
        (
            say("{customer}, {day} {kind}.", customer=name, day=checked.entry.date, kind=checked.entry.kind),
            say("Write above what was said. A line - name: value is a field, - [ ] 2026-11-28 text a task."),
            say("If you leave it empty or as it is, nothing is written."),
        ),
    )
    return None if typed is None else without_blanks(typed, start)


def answer(surface: Surface, done: Logged, *, dry_run: bool, as_json: bool) -> None:
    """Say where the entry stands, and what was understood."""
    from ledger.cli.pinned import tell
    from ledger.display.page import Style
    from ledger.display.written import entry_object, place_page, revision_object

    output = surface.output
    if as_json:
        from ledger.display.machine import object_json

        said = (*done.understood, *done.notes)
        found = revision_object(done.revision, dry_run=dry_run, said=said) | dict(entry_object(done.entry, done.tasks))
        output.raw([object_json(found, surface.speaker.say)])
        return
    if dry_run:
        from ledger.display.diff import diff_page

        output.answer(diff_page(done.revision.path, done.revision.before, done.revision.after))
    else:
        output.answer(place_page(done.revision, (done.entry.line,)))
    tell(surface)
    for message in done.understood:
        output.talk(message)
    for message in done.notes:
        output.talk(message, Style.NOTICE)
