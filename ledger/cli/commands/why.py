"""`ledger why`: the rule, the numbers and the entries behind a figure of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.cli.complete import of

if TYPE_CHECKING:
    from ledger.cli.context import Surface


@command(
    "why",
    help=N_(
        "Why a figure of a customer is as it is: the rule, the numbers put into it, and the entries that they come from "
        "with file and line.\n\n"
        "WHAT is due, level, value, segment, stage, churn, revenue, next_order, open_amount, satisfaction or "
        "completeness, in English or Chinese; several may be named, without any all are told."
    ),
    examples=[
        ("ledger why 云启 level", N_("why it has this level")),
        ("ledger why 云启 流失 欠款", N_("why it may be leaving, and what it owes")),
        ("ledger why acme --json", N_("everything, for a script")),
    ],
)
@argument("who", help=N_("The customer."), shell_complete=of("customer"))
@argument("what", nargs=-1, metavar="WHAT", help=N_("The figures."), shell_complete=of("figure"))
@option("--json", "as_json", is_flag=True, help=N_("As a JSON array, an object for each figure."))
@pass_surface
def run(surface: Surface, who: str, what: tuple[str, ...], as_json: bool) -> int:
    """Say why."""
    from ledger.operations.who import get
    from ledger.reports.whys import FIGURES, figure, why

    session = surface.session()
    match = get(session, who)
    names = [figure(each) for each in what] or list(FIGURES)
    found = [why(session, match.customer, name) for name in dict.fromkeys(names)]
    if as_json:
        from ledger.display.machine import to_json
        from ledger.display.report_objects import why_object

        surface.output.raw([to_json((why_object(each, surface.speaker.say) for each in found), surface.speaker.say)])
        return 0
    from ledger.display.field_words import Words
    from ledger.display.page import Gap, Heading, Page
    from ledger.display.why import why_blocks

    words = Words(session.vocabulary, surface.speaker, session.today)
    blocks = (block for each in found for block in (Gap(), *why_blocks(each, words)))
    surface.output.answer(Page((Heading(match.name), *blocks)))
    return 0
