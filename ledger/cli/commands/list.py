"""`ledger list`: a table of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.messages import Message, say, say_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.cli.context import Surface
    from ledger.reports.columns import Column
    from ledger.reports.customers import Listing

MOST = 100
"""Rows, or rows of a group, on a terminal."""
IN_A_SHEET = (
    "id", "name", "path", "level", "stage", "owner", "region", "last_contact", "next_due", "days_silent",
    "revenue", "orders", "open_amount", "overdue_amount", "completeness", "problems",
)  # fmt: skip
"""The columns of --csv where nobody chose any."""


@command(
    "list",
    help=N_(
        "A table of customers: all, or those that fit a query such as `level:A region:上海 last_contact:>30d`. "
        "docs/query.md describes queries; words in one are looked for in whole files.\n\n"
        "Columns, --sort and --group take fields (nested ones too: contacts.phone) and what is worked out: "
        "last_contact, next_due, days_silent, revenue, orders, open_amount, overdue_amount, completeness, problems … "
        "in Chinese or English. Text is sorted by its characters' codes, Chinese too, not by pinyin; levels and stages "
        "by their rank; what is empty comes last.\n\n"
        "★ marks customers with a star or a level that has it, ？ values that nobody has confirmed, ✗ a file with "
        "errors. The exit code is 1 if nobody fits."
    ),
    examples=[
        ("ledger list level:A last_contact:>30d", N_("key accounts that nobody has talked with for a month")),
        ("ledger list --sort -revenue --limit 10", N_("the ten largest")),
        ("ledger list --group owner --sort next_due", N_("each person's customers, what is due first")),
        ("ledger list 标签:VIP --columns name,contacts.phone,revenue", N_("chosen columns")),
        ("ledger list -phone:", N_("who has no phone")),
        ("ledger list stage:流失 --paths | xargs grep -l 价格", N_("the files, for other programs")),
    ],
)
@argument(
    "query",
    nargs=-1,
    metavar="QUERY",
    help=N_("Only customers that fit; see docs/query.md."),
    shell_complete=complete.of("query"),
)
@option(
    "--columns",
    metavar=N_("NAMES"),
    help=N_("What to show: name,owner,contacts.phone,revenue."),
    shell_complete=complete.of("column"),
)
@option(
    "--sort",
    metavar=N_("NAMES"),
    help=N_("Sort by these columns; with a minus before it the largest first."),
    shell_complete=complete.of("column"),
)
@option(
    "--group",
    metavar=N_("NAME"),
    help=N_("Put together those with the same value, with counts."),
    shell_complete=complete.of("column"),
)
@option(
    "--limit",
    type=click.IntRange(min=0),
    metavar=N_("N"),
    help=N_("So many customers, of each group if there are groups (0: all; else 100 on a terminal)."),
)
@option("--json", "form", flag_value="json", help=N_("As a JSON array."))
@option("--jsonl", "form", flag_value="jsonl", help=N_("As JSON, one object a line."))
@option("--csv", "form", flag_value="csv", help=N_("As CSV."))
@option("--paths", "form", flag_value="paths", help=N_("Only the files, one a line."))
@pass_surface
def run(
    surface: Surface,
    query: tuple[str, ...],
    columns: str | None,
    sort: str | None,
    group: str | None,
    limit: int | None,
    form: str | None,
) -> int:
    """Show the customers; 1 if there are none."""
    from ledger.cli import trouble
    from ledger.reports import columns as named
    from ledger.reports.customers import list_customers

    session = surface.session()
    chosen = None if columns is None else named.columns(session, columns)
    sorting = named.orders(session, sort or "level")
    found = list_customers(
        session,
        " ".join(query),
        sort=sorting,
        group=None if group is None else named.column(session, group),
        limit=_limit(surface, limit, form),
    )
    if form:
        _give(surface, found, chosen, form)
    elif found.total:
        _show(surface, found, chosen, [order.column for order in sorting])
    trouble.tell(surface)
    if len(query) == 1 and query[0] in session.settings.queries:
        surface.output.talk(say("“{name}” was looked for as text; @{name} is the saved query.", name=query[0]))
    if not found.total:
        surface.output.talk(_nobody(bool(query)))
        return 1
    return 0


def _limit(surface: Surface, limit: int | None, form: str | None) -> int | None:
    """How many rows; None for all."""
    if limit is not None:
        return limit or None
    return MOST if form is None and surface.output.is_terminal else None


def _nobody(asked: bool) -> Message:
    """What is said instead of an empty table."""
    if asked:
        return say("No customer fits.")
    return say("There are no customers yet. `ledger new NAME` writes the first one.")


def _give(surface: Surface, found: Listing, chosen: Sequence[Column] | None, form: str) -> None:
    """The rows for a program; a customer stands there once, whatever groups it is in."""
    from ledger.display.machine import to_csv, to_json, to_jsonl
    from ledger.reports.cells import machine_row

    rows = found.once()
    say_it = surface.speaker.say
    if form == "paths":
        surface.output.raw(f"{row.path}\n" for row in rows)
    elif form == "csv":
        from ledger.display.customers import sheet_row
        from ledger.reports.columns import column

        wanted = chosen or [column(surface.session(), name) for name in IN_A_SHEET]
        names = [one.name for one in wanted]
        surface.output.raw(to_csv((sheet_row(row, wanted) for row in rows), names, say=say_it))
    elif form == "json":
        surface.output.raw([to_json((machine_row(row, chosen) for row in rows), say_it)])
    else:
        surface.output.raw(to_jsonl((machine_row(row, chosen) for row in rows), say_it))


def _show(surface: Surface, found: Listing, chosen: Sequence[Column] | None, sorted_by: Sequence[Column]) -> None:
    """The page for people; what it is sorted by is shown where nobody chose columns."""
    from ledger.display.customers import DEFAULT, customers_page
    from ledger.display.field_words import Words
    from ledger.reports.columns import column, distinct
    from ledger.reports.customers import with_errors

    session, output = surface.session(), surface.output
    words = Words(session.vocabulary, surface.speaker, session.today)
    columns = chosen or distinct([*(column(session, name) for name in DEFAULT), *sorted_by])
    output.answer(customers_page(found, columns, words, chosen=chosen is not None))
    broken = with_errors(session, found)
    if broken:
        output.talk(
            say_many(
                "✗ marks {n} file with errors; `ledger check` shows them.",
                "✗ marks {n} files with errors; `ledger check` shows them.",
                broken,
            )
        )
