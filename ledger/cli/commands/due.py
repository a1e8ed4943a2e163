"""`ledger due`: what needs attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import BadValue, WrongUsage
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.reports.due import Dues
    from ledger.reports.due_rows import DueRow

KEYS = (
    "date", "days", "what", "text", "customer", "name", "owner", "level", "path", "line", "why",
    "group", "people", "urgent",
)  # fmt: skip
"""What scripts may rely on, in this order."""
MOST = 50
"""Rows of a group on a terminal."""
FORMS = ("json", "jsonl", "csv", "ics")


@command(
    "due",
    help=N_(
        "What needs attention, the most urgent first: overdue, then today, then the days ahead, then what has no day. "
        "What is due today is not overdue.\n\n"
        "Nothing here is typed in twice: everything is worked out from the files, by the rules of docs/due.md; --why "
        "names the rule under each line."
    ),
    examples=[
        ("ledger due --days 14", N_("two weeks ahead")),
        ("ledger due --mine --overdue", N_("what I am late with")),
        ("ledger due --kind birthday --kind 节日 --days 30", N_("whom to greet this month")),
        ("ledger due level:A region:上海", N_("only customers that fit a query")),
        ("ledger due --count", N_("one number for a shell prompt: overdue and today")),
        ("ledger due --ics > due.ics", N_("for the calendar on your phone")),
    ],
)
@argument(
    "query",
    nargs=-1,
    metavar="QUERY",
    help=N_("Only customers that fit, as in `ledger list`."),
    shell_complete=complete.of("query"),
)
@option(
    "--days", type=click.IntRange(min=0), metavar=N_("N"), help=N_("How many days ahead (else 7, or ledger.yaml's).")
)
@option("--by", metavar=N_("PERSON"), help=N_("What this person has to do."), shell_complete=complete.of("person"))
@option("--mine", is_flag=True, help=N_("What I have to do (LEDGER_USER says who I am)."))
@option(
    "--kind",
    "kinds",
    multiple=True,
    metavar=N_("KIND"),
    help=N_("Only this kind: task, birthday, invoice … (again for more)."),
    shell_complete=complete.of("due"),
)
@option("--overdue", is_flag=True, help=N_("Only what is overdue."))
@option("--why", is_flag=True, help=N_("Say under each line why it is there."))
@option(
    "--count", is_flag=True, help=N_("Only how many are overdue or due today; with --json the number of each group.")
)
@option(
    "--limit",
    type=click.IntRange(min=0),
    metavar=N_("N"),
    help=N_("So many lines of each group (0: all; else 50 on a terminal)."),
)
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line."))
@option("--csv", "form", flag_value="csv", help=N_("As CSV."))
@option("--ics", "form", flag_value="ics", help=N_("As a calendar (iCalendar) to import or subscribe to."))
@pass_surface
def run(
    surface: Surface,
    query: tuple[str, ...],
    days: int | None,
    by: str | None,
    mine: bool,
    kinds: tuple[str, ...],
    overdue: bool,
    why: bool,
    count: bool,
    limit: int | None,
    form: str | None,
) -> None:
    """Show what is due."""
    from ledger.reports.due import due

    found = due(
        surface.session(),
        days=days,
        by=_person(surface, by, mine),
        kinds=[_kind(surface, word) for word in kinds],
        overdue=overdue,
        query=" ".join(query) or None,
        most=_most(surface, limit, count=count, form=form),
    )
    if count:
        _count(surface, found, form)
    elif form:
        _give(surface, found, form, limit or 0)
    else:
        _show(surface, found, _most(surface, limit, count=False, form=None), why=why, overdue=overdue)
    if not count:  # A shell's prompt has no place for more than the number.
        _notes(surface, found, for_program=form is not None)


def _most(surface: Surface, limit: int | None, *, count: bool, form: str | None) -> int | None:
    """How many rows of a group are wanted; None for all."""
    if count:
        return 0
    if limit is None:
        return MOST if form is None and surface.output.is_terminal else None
    return limit or None


def _person(surface: Surface, by: str | None, mine: bool) -> str | None:
    """Whose dues are asked for, if anybody's."""
    if not mine:
        return by
    if by is not None:
        raise WrongUsage(say("--by and --mine do not go together."))
    from ledger.operations.sharing.people import who_works

    me = who_works(surface.session())
    if not me:
        raise BadValue(
            say("I don't know who you are."),
            say("Set LEDGER_USER to your name in `people` of ledger.yaml, or ask with --by NAME."),
        )
    return me


def _kind(surface: Surface, word: str) -> str:
    """The canonical name of a kind of due."""
    from ledger.reports.due_names import NAMES, due_kind

    found = due_kind(word)
    if found is None:
        known = [*NAMES, *(name for names in NAMES.values() for name in names)]
        near = surface.session().vocabulary.nearest(word, known)
        hint = None if near is None else say("Did you mean “{nearest}”?", nearest=near)
        chinese = surface.speaker.language == "zh"
        candidates = tuple(names[0] if chinese else name for name, names in NAMES.items())
        raise BadValue(say("Nothing that can be due is called “{word}”.", word=word), hint, candidates=candidates)
    return found


def _count(surface: Surface, found: Dues, form: str | None) -> None:
    """One number, or one for each group."""
    if form in ("csv", "ics"):
        raise WrongUsage(say("--count goes with --json only."))
    if form is not None:
        from ledger.display.machine import object_json

        surface.output.raw([object_json(found.counts)])
        return
    surface.output.raw([f"{found.counts['overdue'] + found.counts['today']}\n"])


def _give(surface: Surface, found: Dues, form: str, limit: int) -> None:
    """The rows for a program."""
    rows = _first_of_groups(found.rows, limit)
    if form == "ics":
        surface.output.raw([_calendar(surface, rows)])
        return
    from ledger.display.machine import to_csv, to_json, to_jsonl

    say_it = surface.speaker.say
    made = [{key: getattr(row, key) for key in KEYS} for row in rows]
    if form == "json":
        surface.output.raw([to_json(made, say_it)])
    elif form == "jsonl":
        surface.output.raw(to_jsonl(made, say_it))
    else:
        surface.output.raw(to_csv(made, KEYS, say=say_it))


def _calendar(surface: Surface, rows: Sequence[DueRow]) -> str:
    """The rows as iCalendar."""
    from ledger.display.due import short
    from ledger.exchange.ical import calendar

    session, speaker = surface.session(), surface.speaker
    return calendar(rows, session.today, speaker.say, lambda row: short(row, speaker), session.settings.name)


def _first_of_groups(rows: Sequence[DueRow], most: int) -> list[DueRow]:
    """At most so many rows of each group (0: all)."""
    if not most:
        return list(rows)
    taken: dict[str, int] = {}
    kept = []
    for row in rows:
        taken[row.group] = taken.get(row.group, 0) + 1
        if taken[row.group] <= most:
            kept.append(row)
    return kept


def _show(surface: Surface, found: Dues, most: int | None, *, why: bool, overdue: bool) -> None:
    """The page for people."""
    from ledger.display.due import due_page
    from ledger.display.page import Line, Page, Style, line, marked

    session, output = surface.session(), surface.output
    if session.pinned:
        told = say("As of {date}: ledger.yaml says that this is today.", date=session.today.isoformat())
        output.answer(Page((line(surface.speaker.say(told), Style.MUTED),)))
    if overdue and not found.sizes:
        output.answer(Page((Line((marked(Style.DONE, surface.speaker.say(say("Nothing is overdue."))),)),)))
    else:
        output.answer(due_page(found, surface.speaker, most=most or 0, why=why))


def _notes(surface: Surface, found: Dues, *, for_program: bool) -> None:
    """What has to be known beside the answer."""
    from ledger.cli import trouble

    trouble.tell(surface)
    if found.more_to_verify and not for_program:
        surface.output.talk(
            say_many(
                "And {n} more profile to check on another day: ledger due --kind verify",
                "And {n} more profiles to check on other days: ledger due --kind verify",
                found.more_to_verify,
            )
        )
    if found.broken_files:
        surface.output.talk(
            say_many(
                "{n} file has errors, so something may be missing here: ledger check",
                "{n} files have errors, so something may be missing here: ledger check",
                found.broken_files,
            )
        )
