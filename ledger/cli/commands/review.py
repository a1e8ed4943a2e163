"""`ledger review`: a dated review note, prefilled with the figures of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli.command import N_, command, option, pass_surface
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface


@command(
    "review",
    help=N_(
        "Write a dated review note into the ledger and open it: the key figures of a period with those before beside "
        "them, what is open, and room for conclusions and actions. A line such as `- [ ] 2026-12-05 visit them @Ana` "
        "under Actions becomes due on its day.\n\n"
        "Reviews stand on a page of the ledger's own (a file with `type: internal`), which no report counts as a customer."
    ),
    examples=[
        ("ledger review", N_("of last month")),
        ("ledger review --period last-quarter", N_("of the last quarter")),
        ("ledger review --no-edit", N_("only write it")),
    ],
)
@option("--period", metavar=N_("PERIOD"), help=N_("Which days: last-month (the default), 2026-Q3, 2026-01..2026-06."))
@option("--no-edit", is_flag=True, help=N_("Don't open the editor."))
@option("--dry-run", is_flag=True, help=N_("Show the note; write nothing."))
@pass_surface
def run(surface: Surface, period: str | None, no_edit: bool, dry_run: bool) -> int:
    """Write and open it."""
    from ledger.display.field_words import Words
    from ledger.display.review_note import review_text
    from ledger.operations.reviewing import note
    from ledger.reports.asked import Asked
    from ledger.reports.asked import period as understood
    from ledger.reports.named.review import DEFAULT, report

    session = surface.session()
    written = period or DEFAULT
    days = understood(written, session.today)
    words = Words(session.vocabulary, surface.speaker, session.today)
    text = review_text(report(session, Asked(period=days)), words)
    if dry_run:
        surface.output.raw([text])
        return 0
    title = surface.speaker.say(
        say("Review {first} to {last}", first=days.first.isoformat(), last=days.last.isoformat())
    )
    done = note(session, title, text, surface.speaker.say(say("review")))
    place = f"{done.revision.path}:{done.entry.line}"
    surface.output.talk(say("The review stands in {place}.", place=place))
    if no_edit or not surface.output.is_terminal:
        return 0
    from ledger.cli.editing import edit_file

    return edit_file(surface, session, done.revision.path, done.entry.line)
