"""`ledger playbook`: what to do with a customer, made into tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.context import Surface
from ledger.messages import say, say_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.index.lookup import Match
    from ledger.messages import Message
    from ledger.model.policies import Playbook
    from ledger.operations.playbook import Started
    from ledger.session import Session


@command(
    "playbook",
    help=N_(
        "Make tasks of the playbooks in ledger.yaml that fit a customer: its stage, level, segment, value, or its risk "
        "of leaving. They stand under a note of today, each with its day, and show in `ledger due`. A task that is open "
        "already is not written a second time. `ledger show` lists the playbooks of a customer."
    ),
    examples=[
        ("ledger playbook 云启", N_("all that fit")),
        ("ledger playbook 云启 --list", N_("only say which fit, and what they ask for")),
        ("ledger playbook acme win back", N_("this one, whether it fits or not")),
        ("ledger playbook acme --dry-run", N_("what would be written")),
    ],
)
@argument("who", help=N_("The customer."), shell_complete=complete.of("customer"))
@argument(
    "name", nargs=-1, help=N_("A playbook by its name; else all that fit."), shell_complete=complete.of("playbook")
)
@option("--list", "only_list", is_flag=True, help=N_("Say which playbooks fit, and write nothing."))
@option("--dry-run", is_flag=True, help=N_("Show what would change and write nothing."))
@option("--json", "as_json", is_flag=True, help=N_("Answer with a JSON object."))
@pass_surface
def run(surface: Surface, who: str, name: tuple[str, ...], only_list: bool, dry_run: bool, as_json: bool) -> int:
    """Make tasks of playbooks; 1 where none fits."""
    from ledger.operations import who as people
    from ledger.operations.playbook import named, playbooks_of, start

    session = surface.session()
    match = people.get(session, who)
    books = (named(session, " ".join(name)),) if name else playbooks_of(session, match.customer, match.path)
    if only_list or not books:
        return _list(surface, session, match, books, as_json=as_json)
    _answer(surface, start(session, match.path, books, dry_run=dry_run), dry_run=dry_run, as_json=as_json)
    return 0


def _list(surface: Surface, session: Session, match: Match, books: Sequence[Playbook], *, as_json: bool) -> int:
    """The playbooks that fit, with their tasks."""
    output, speaker = surface.output, surface.speaker
    if as_json:
        from ledger.display.machine import object_json
        from ledger.reports.customer_values import playbook_values

        found = {"path": match.path, "playbooks": [playbook_values(book) for book in books]}
        output.raw([object_json(found, speaker.say)])
        return 0 if books else 1
    from ledger.cli.pinned import tell
    from ledger.display.customer_playbooks import when
    from ledger.display.page import Gap, Line, Page, Span, Style

    if not books:
        output.talk(say("No playbook of ledger.yaml is for {customer}.", customer=match.name))
        if not session.settings.policies.playbooks:
            output.talk(say("`playbooks` in ledger.yaml would hold them; docs/playbooks.md says how."), Style.MUTED)
        return 1
    lines: list[Line | Gap] = []
    for book in books:
        lines += [Gap()] if lines else []
        lines.append(Line((Span(book.name, Style.HEADING),)))
        lines += [Line((Span(book.text),), indent=2)] if book.text else []
        for text, after in book.tasks:
            lines.append(Line((Span(text), Span(f" · {speaker.say(when(after))}", Style.MUTED)), indent=2))
    output.answer(Page(tuple(lines)))
    tell(surface)
    return 0


def _answer(surface: Surface, done: Started, *, dry_run: bool, as_json: bool) -> None:
    from ledger.cli.pinned import tell
    from ledger.display.page import Style
    from ledger.display.written import entry_object, place_page, revision_object

    output = surface.output
    notes = list(_notes(done))
    if as_json:
        from ledger.display.machine import object_json

        found = revision_object(done.revision, dry_run=dry_run, said=notes)
        found |= {
            "playbooks": [book.name for book in done.playbooks],
            "open_already": list(done.known),
            "entry": None if done.entry is None else dict(entry_object(done.entry, done.tasks)),
        }
        output.raw([object_json(found, surface.speaker.say)])
        return
    if done.entry is not None and dry_run:
        from ledger.display.diff import diff_page

        output.answer(diff_page(done.revision.path, done.revision.before, done.revision.after))
    elif done.entry is not None:
        output.answer(place_page(done.revision, (done.entry.line, *(task.line for task in done.tasks))))
    tell(surface)
    for message in notes:
        output.talk(message, Style.NOTICE)


def _notes(done: Started) -> Iterator[Message]:
    """What is to be said beside the answer."""
    if not any(book.tasks for book in done.playbooks):
        yield say(
            "The playbook {name} has no tasks; nothing was written.", name=tuple(book.name for book in done.playbooks)
        )
    elif done.entry is None:
        yield say("All of it is in open tasks already; nothing was written.")
    elif done.known:
        yield say_many(
            "{n} task is open already and was not written again: {tasks}.",
            "{n} tasks are open already and were not written again: {tasks}.",
            len(done.known),
            tasks=done.known,
        )
