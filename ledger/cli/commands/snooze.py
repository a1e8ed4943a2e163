"""`ledger snooze`: move a task or a follow-up to another day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.context import Surface
from ledger.errors import BadValue
from ledger.messages import say

if TYPE_CHECKING:
    from datetime import date

    from ledger.model.customer import Customer
    from ledger.operations.snooze import Snoozed
    from ledger.session import Session


@command(
    "snooze",
    help=N_(
        "Move an open task of a customer to another day. TASK is its number in the list or a part of its text. Without "
        "one it is the only open task, or the next follow-up where no task is open. Of a task that comes again only "
        "this time is moved; the rhythm stays."
    ),
    examples=[
        ("ledger snooze 云启 下周三", N_("the only open task, or the follow-up")),
        ("ledger snooze yunqi quote +3d", N_("three days from today")),
        ("ledger snooze yunqi next_follow_up next month", N_("the follow-up, though a task is open")),
    ],
)
@argument("who", help=N_("The customer."), shell_complete=complete.of("customer"))
@argument(
    "words",
    nargs=-1,
    required=True,
    metavar=N_("[TASK] DATE"),
    help=N_("The task, if need be, and the day: 2026-11-30, fri, +3d, 下周三, next month."),
    shell_complete=complete.task,
)
@option("--dry-run", is_flag=True, help=N_("Show what would change and write nothing."))
@option("--json", "as_json", is_flag=True, help=N_("Answer with a JSON object."))
@pass_surface
def run(surface: Surface, who: str, words: tuple[str, ...], dry_run: bool, as_json: bool) -> int:
    """Move a task or the follow-up."""
    from ledger.cli.picking import pick
    from ledger.operations import who as people
    from ledger.operations.open_tasks import open_tasks
    from ledger.operations.snooze import check_day, snooze_follow_up, snooze_task
    from ledger.operations.writing import look

    session = surface.session()
    # A mistyped day is said even where the customer is mistyped too.
    _days(words, session)
    path = people.get(session, who).path
    customer = look(session, path).customer
    task, day = _parted(words, session, customer)
    check_day(session, day)
    if _is_follow_up(session, task) or not (task or open_tasks(customer)):
        done = snooze_follow_up(session, path, day, dry_run=dry_run)
    else:
        done = snooze_task(session, path, pick(surface, customer, task), day, dry_run=dry_run)
    _answer(surface, session, done, dry_run=dry_run, as_json=as_json)
    return 0


def _days(words: Sequence[str], session: Session) -> list[tuple[str, date]]:
    """The ways to read the last words as a day, fewest words first, each with the words before; raises BadValue."""
    from ledger.model.dates import understand
    from ledger.operations.typed_text import nothing_written

    found: list[tuple[str, date]] = []
    for place in range(len(words) - 1, max(len(words) - 5, -1), -1):
        try:
            found.append((" ".join(words[:place]), understand(" ".join(words[place:]), session.today)))
        except BadValue:
            continue
    if not found:
        with nothing_written():
            understand(words[-1], session.today)
    return found


def _parted(words: Sequence[str], session: Session, customer: Customer) -> tuple[str, date]:
    """The task and the day: the day is as short as leaves words that name a task, so that `next fri` is no task."""
    from ledger.operations.open_tasks import matching

    days = _days(words, session)
    for task, day in days:
        if not task or _is_follow_up(session, task) or matching(customer, task):
            return task, day
    return days[0]


def _is_follow_up(session: Session, word: str) -> bool:
    from ledger.operations.snooze import FOLLOW_UP

    found = session.vocabulary.field(word) if word else None
    return found is not None and found.name == FOLLOW_UP


def _answer(surface: Surface, session: Session, done: Snoozed, *, dry_run: bool, as_json: bool) -> None:
    """Say where it stands now, and the day that was understood."""
    from ledger.cli.pinned import tell
    from ledger.display.written import place_page, revision_object
    from ledger.model.dates import in_words

    output = surface.output
    day = in_words(done.day, session.today)
    if not done.revision.changed:
        said = say("It is planned for {day} already; nothing was written.", day=day)
    elif done.text:
        said = say("“{task}” is due on {day}.", task=done.text, day=day)
    else:
        said = say("The next follow-up is planned for {day}.", day=day)
    if as_json:
        from ledger.display.machine import object_json

        found = revision_object(done.revision, dry_run=dry_run, said=(said,))
        found |= {"text": done.text, "before": done.before, "date": done.day, "line": done.line}
        output.raw([object_json(found, surface.speaker.say)])
        return
    if dry_run:
        from ledger.display.diff import diff_page

        output.answer(diff_page(done.revision.path, done.revision.before, done.revision.after))
    elif done.revision.changed:
        output.answer(place_page(done.revision, (done.line,)))
    tell(surface)
    output.talk(said)
