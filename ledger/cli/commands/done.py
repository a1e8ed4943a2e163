"""`ledger done`: tick a task, with what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.context import Surface
from ledger.messages import say

if TYPE_CHECKING:
    from datetime import date

    from ledger.messages import Message
    from ledger.model.customer import Customer
    from ledger.operations.asked_entry import Checked
    from ledger.operations.done import Done
    from ledger.operations.open_tasks import OpenTask
    from ledger.session import Session


@command(
    "done",
    help=N_(
        "Tick an open task of a customer: `- [x] … ✅ 2026-11-21`. TASK is its number in the list or a part of its text; "
        "it may be left out where only one is open. A result is logged as an entry. A task that comes again gets this "
        "time noted below it, and the next day is said."
    ),
    examples=[
        ("ledger done 云启", N_("the only open task")),
        ('ledger done yunqi quote --result "sent, they compare"', N_("with what came of it")),
        ('ledger done yunqi 2 --kind call --next "fri ask again"', N_("it was a call, and there is a next step")),
    ],
)
@argument("who", help=N_("The customer."), shell_complete=complete.of("customer"))
@argument(
    "task",
    nargs=-1,
    required=False,
    help=N_("The task: its number, or a part of its text."),
    shell_complete=complete.task,
)
@option("--result", metavar=N_("TEXT"), help=N_("What came of it; asked for on a terminal."))
@option(
    "--kind",
    metavar=N_("KIND"),
    help=N_("Log it as an entry of this kind, such as call; a note if there is only a result."),
    shell_complete=complete.of("kind"),
)
@option("--date", "day", metavar=N_("DATE"), help=N_("The day it was done; today if not given."))
@option("--by", metavar=N_("PERSON"), help=N_("Who did it; you if not given."), shell_complete=complete.of("person"))
@option(
    "--next",
    "steps",
    multiple=True,
    metavar=N_('"DATE TEXT"'),
    help=N_("A task for the next step; can be given several times."),
)
@option("--dry-run", is_flag=True, help=N_("Show what would change and write nothing."))
@option("--json", "as_json", is_flag=True, help=N_("Answer with a JSON object."))
@pass_surface
def run(
    surface: Surface,
    who: str,
    task: tuple[str, ...],
    result: str | None,
    kind: str | None,
    day: str | None,
    by: str | None,
    steps: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    """Tick a task."""
    from ledger.cli.picking import pick
    from ledger.model.vocabulary import written
    from ledger.operations import who as people
    from ledger.operations.asked_entry import Asked, check, past_day
    from ledger.operations.done import done
    from ledger.operations.open_tasks import open_tasks
    from ledger.operations.writing import look
    from ledger.store.replace import check_writable

    session = surface.session()
    understood: list[Message] = []
    when = past_day(session, day or "", understood)
    note = written(session.vocabulary.kinds["note"], session.settings.language)
    asked = Asked(kind or note, date=when.isoformat(), by=by, next_steps=steps)
    entry = check(session, asked)
    path = people.get(session, who).path
    # Whoever is asked for a result should not have typed it in vain.
    check_writable(session.root, path)
    customer = look(session, path).customer
    if not task and not open_tasks(customer):
        return _follow_up(
            surface, session, path, customer, entry, result, told=bool(kind), dry_run=dry_run, json=as_json
        )
    chosen = pick(surface, customer, " ".join(task))
    said = _result(surface, result, ask=not (dry_run or as_json))
    wanted = kind or steps or (said and chosen.occurrence is None)
    checked = _with_result(session, replace_title(entry, chosen.task.text), said) if wanted else None
    finished = done(session, path, chosen, when, result=said, checked=checked, dry_run=dry_run)
    _answer(surface, session, chosen, finished, understood, dry_run=dry_run, as_json=as_json)
    return 0


def replace_title(checked: Checked, title: str) -> Checked:
    """The entry under another title."""
    return replace(checked, entry=replace(checked.entry, title=" ".join(title.split())))


def _result(surface: Surface, given: str | None, *, ask: bool) -> str:
    from ledger.cli import typing
    from ledger.operations.typed_text import one_line

    if given is None and ask and typing.on_terminal():
        given = typing.ask(surface, say("Result (may be empty)"))
    return one_line(given or "")


def _with_result(session: Session, checked: Checked, result: str) -> Checked:
    """The entry with the result as its field."""
    from ledger.operations.asked_entry import field_word

    if not result:
        return checked
    fields = {field_word(session, checked.kind, "result"): result, **checked.entry.fields}
    return replace(checked, entry=replace(checked.entry, fields=fields), values={"result": result, **checked.values})


def _follow_up(
    surface: Surface,
    session: Session,
    path: str,
    customer: Customer,
    entry: Checked,
    result: str | None,
    *,
    told: bool,
    dry_run: bool,
    json: bool,
) -> int:
    """No task is open: log the contact that meets the next follow-up, or say how."""
    from ledger.cli.commands.log import answer
    from ledger.errors import NotFound
    from ledger.operations.done import planned_follow_up
    from ledger.operations.log import log
    from ledger.operations.open_tasks import no_such_task

    planned = planned_follow_up(session, customer)
    if planned is None:
        raise no_such_task(customer, "")
    if not told:
        raise NotFound(
            say(
                "{customer} has no open task, only a follow-up planned for {day}; nothing was written.",
                customer=customer.name,
                day=planned,
            ),
            say("Log the contact that meets it: `ledger log` with call, visit, … or `ledger done --kind call`."),
        )
    said = _result(surface, result, ask=not (dry_run or json))
    checked = _with_result(session, entry, said)
    notes = _unmet(planned, checked)
    answer(
        surface,
        log(session, path, replace(checked, notes=(*checked.notes, *notes)), dry_run=dry_run),
        dry_run=dry_run,
        as_json=json,
    )
    return 0


def _unmet(planned: date, checked: Checked) -> tuple[Message, ...]:
    """Why the follow-up stays planned, if it does."""
    if not checked.kind.contact:
        return (say("The follow-up stays planned for {day}: this was no contact.", day=planned),)
    if checked.entry.date < planned:
        return (say("The follow-up stays planned for {day}, which is later; `ledger snooze` moves it.", day=planned),)
    return ()


def _answer(
    surface: Surface,
    session: Session,
    chosen: OpenTask,
    finished: Done,
    understood: list[Message],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Say what stands in the file now, and when a task that comes again is due next."""
    from ledger.cli.pinned import tell
    from ledger.display.page import Style
    from ledger.display.written import entry_object, place_page, revision_object
    from ledger.model.dates import in_words
    from ledger.reports.customer_values import task_values

    output = surface.output
    notes = list(finished.notes)
    if finished.following is not None:
        notes.insert(0, say("It comes again on {day}.", day=in_words(finished.following, session.today)))
    elif chosen.occurrence is not None:
        notes.insert(0, say("It does not come again."))
    if as_json:
        from ledger.display.machine import object_json

        found = revision_object(finished.revision, dry_run=dry_run, said=(*understood, *finished.understood, *notes))
        found |= {"task": task_values(finished.task), "next": finished.following, "entry": None}
        if finished.entry is not None:
            found["entry"] = dict(entry_object(finished.entry, finished.entry_tasks))
        output.raw([object_json(found, surface.speaker.say)])
        return
    if dry_run:
        from ledger.display.diff import diff_page

        output.answer(diff_page(finished.revision.path, finished.revision.before, finished.revision.after))
    else:
        more = () if finished.entry is None else (finished.entry.line,)
        output.answer(place_page(finished.revision, (finished.line, *more)))
    tell(surface)
    for message in (*understood, *finished.understood):
        output.talk(message)
    for message in notes:
        output.talk(message, Style.NOTICE)
