"""`ledger show`: everything about one customer on one page, or what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.complete import of
from ledger.cli.context import Surface
from ledger.errors import Broken, WrongUsage
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.display.field_words import Words
    from ledger.index.lookup import Match
    from ledger.reports.timeline import Wanted
    from ledger.session import Session


@command(
    "show",
    help=N_(
        "Everything about one customer on one page: how to reach them, what is open, money, the last contacts, what is "
        "due and why.\n\n"
        "WHO is an id, a file, a name, a phone number, an e-mail address, pinyin or its initials, or a part of a name."
    ),
    examples=[
        ("ledger show 云启", N_("the whole page")),
        ("ledger show acme --timeline --kind call --limit 10", N_("the last ten calls, with their texts")),
        ("ledger show --timeline --since 7d", N_("what happened with anybody in the last seven days")),
        ("ledger show 云启 --greeting", N_("good wishes to send")),
        ("ledger show acme --json | jq .computed", N_("for a script")),
    ],
)
@argument("who", required=False, help=N_("The customer."), shell_complete=of("customer"))
@option("--timeline", is_flag=True, help=N_("All entries, newest first, with their texts."))
@option("--limit", type=click.IntRange(min=1), metavar=N_("N"), help=N_("At most so many entries."))
@option("--kind", multiple=True, metavar=N_("KIND"), help=N_("Only entries of this kind."), shell_complete=of("kind"))
@option("--since", metavar=N_("DATE"), help=N_("Only entries from this day on: 2026-11-01, 7d, last-month."))
@option("--until", metavar=N_("DATE"), help=N_("Only entries up to this day."))
@option("--json", "as_json", is_flag=True, help=N_("An object with everything; with --timeline, an array of entries."))
@option(
    "--greeting",
    is_flag=True,
    help=N_("Good wishes for the nearest birthday, anniversary or holiday, from a template."),
)
@option("--raw", is_flag=True, help=N_("The file's text as it stands."))
@pass_surface
def run(
    surface: Surface,
    who: str | None,
    timeline: bool,
    limit: int | None,
    kind: tuple[str, ...],
    since: str | None,
    until: str | None,
    as_json: bool,
    greeting: bool,
    raw: bool,
) -> int:
    """Show a customer, or what happened; 1 where nothing did."""
    from ledger.operations.who import get

    session = surface.session()
    if timeline:
        match = None if who is None else get(session, who)
        return _timeline(surface, session, match, _wanted(session, limit, kind, since, until), as_json)
    if limit or kind or since or until:
        raise WrongUsage(say("--limit, --kind, --since and --until go with --timeline."))
    if who is None:
        raise WrongUsage(
            say("WHO is missing."), say("`ledger show --timeline --since 7d` shows what happened with all customers.")
        )
    match = get(session, who)
    if greeting:
        from ledger.operations.greetings import greeting as composed

        surface.output.raw([composed(session, match)])
        return 0
    if raw:
        return _raw(surface, session, match)
    return _page(surface, session, match, as_json)


def _page(surface: Surface, session: Session, match: Match, as_json: bool) -> int:
    """The page of a customer."""
    from ledger.reports.customer_page import customer_page, problem_lines, profile

    found = customer_page(session, match)
    if as_json:
        from ledger.display.machine import object_json
        from ledger.reports.customer_values import customer_values

        surface.output.raw([object_json(customer_values(found), surface.speaker.say)])
        return 0
    from ledger.cli import trouble
    from ledger.display import customer

    _say_the_day(surface, session)
    modules, problems = profile(session, found.customer), problem_lines(session, found)
    words = _words(surface, session)
    surface.output.answer(customer.customer_page(found, modules, problems, words, surface.output.width))
    trouble.tell(surface)
    return 0


def _raw(surface: Surface, session: Session, match: Match) -> int:
    """The file as it stands."""
    from ledger.reports.customer_page import source_text

    text = source_text(session, match.path)
    if not text:
        raise Broken(say("{path} holds no text that could be shown.", path=match.path))
    surface.output.raw([text])
    return 0


def _wanted(session: Session, limit: int | None, kind: tuple[str, ...], since: str | None, until: str | None) -> Wanted:
    """Which entries were asked for; raises BadValue for what is no date or no kind."""
    from ledger.model.dates import understand
    from ledger.reports.timeline import Wanted, kinds_named

    return Wanted(
        since=None if since is None else understand(since, session.today, past=True),
        until=None if until is None else understand(until, session.today, past=True),
        kinds=kinds_named(session, kind),
        limit=limit,
    )


def _timeline(surface: Surface, session: Session, match: Match | None, wanted: Wanted, as_json: bool) -> int:
    """What happened with one customer, or with all of them from a day on."""
    from ledger.display import entries as shown
    from ledger.reports.customer_values import entry_values, named
    from ledger.reports.timeline import timeline_of, timeline_of_all

    if match is not None:
        customer, entries = timeline_of(session, match, wanted)
        page = shown.timeline_page(customer, entries, _words(surface, session))
        values = [{**named(customer), **entry_values(entry)} for entry in entries]
    elif wanted.since is not None:
        found = list(timeline_of_all(session, wanted.since, wanted))
        page = shown.all_timelines_page(found, _words(surface, session))
        values = [
            {"customer": each.customer, "name": each.name, "path": each.path, **entry_values(each.entry)}
            for each in found
        ]
    else:
        raise WrongUsage(
            say("A timeline of all customers needs --since."), say("`ledger show --timeline --since 7d`, for example.")
        )
    if as_json:
        from ledger.display.machine import to_json

        surface.output.raw([to_json(values, surface.speaker.say)])
    elif values:
        _say_the_day(surface, session)
        surface.output.answer(page)
    else:
        surface.output.talk(say("No entries."))
    return 0 if values else 1


def _say_the_day(surface: Surface, session: Session) -> None:
    """Say above the answer that ledger.yaml pins its day."""
    if session.pinned:
        from ledger.display.page import Page, Style, line

        told = say("As of {date}: ledger.yaml says that this is today.", date=session.today.isoformat())
        surface.output.answer(Page((line(surface.speaker.say(told), Style.MUTED),)))


def _words(surface: Surface, session: Session) -> Words:
    from ledger.display.field_words import Words

    return Words(session.vocabulary, surface.speaker, session.today)
