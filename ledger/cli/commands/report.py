"""`ledger report`: what the ledger knows, as tables, charts and sheets."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli import complete
from ledger.cli.command import N_, argument, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.display.field_words import Words
    from ledger.reports.asked import Asked
    from ledger.reports.registry import Known
    from ledger.reports.table import Report, Why
    from ledger.session import Session

MOST = 50
"""Rows of a table on a terminal."""
WHYS = 20
"""Rows that --why explains where nobody said how many."""


@command(
    "report",
    help=N_(
        "What the ledger knows: sales, receivables, complaints, value, churn … Without a NAME it lists the reports.\n\n"
        "QUERY says about which customers, as in `ledger list`. --period takes 2026-Q3, 2026-06, 2026, last-month, "
        "2026-01..2026-06 or 12m (up to today). --by tells figures apart by a field of the customer (owner, level, "
        "region …) or by month, quarter, year, product. docs/reports describes each report with its formulas.\n\n"
        "Sums are exact and never mix currencies; with `rates` in ledger.yaml they are given in one currency too."
    ),
    examples=[
        ("ledger report", N_("which reports there are")),
        ("ledger report sales --period 2026-Q3 --by owner --compare last-year", N_("who sold what, and a year before")),
        ("ledger report receivables owner:张三 --sort -open", N_("what the customers of one person owe")),
        ("ledger report churn --why --limit 5", N_("who may be leaving, and by which signs")),
        ("ledger report value --xlsx value.xlsx", N_("a sheet with filters and charts")),
        ("ledger report sales --by month --chart", N_("a chart on the terminal")),
    ],
)
@argument("name", required=False, metavar="NAME", help=N_("Which report."), shell_complete=complete.of("report"))
@argument(
    "query",
    nargs=-1,
    metavar="QUERY",
    help=N_("Only customers that fit; see docs/query.md."),
    shell_complete=complete.of("query"),
)
@option("--period", metavar=N_("PERIOD"), help=N_("Which days: 2026-Q3, last-month, 2026-01..2026-06, 12m."))
@option(
    "--by", multiple=True, metavar=N_("NAMES"), help=N_("Tell figures apart by these: owner, level, region, month …")
)
@option("--across", metavar=N_("NAME"), help=N_("Make columns of these, as --by makes rows."))
@option("--measure", metavar=N_("NAME"), help=N_("Which figure a cross table holds."))
@option(
    "--compare",
    type=click.Choice(["previous", "last-year"]),
    help=N_("Put beside it what was in the period before, or a year before."),
)
@option("--sort", metavar=N_("NAMES"), help=N_("Sort by these columns; with a minus before it the largest first."))
@option(
    "--limit", type=click.IntRange(min=0), metavar=N_("N"), help=N_("So many rows (0: all; else 50 on a terminal).")
)
@option(
    "--days", type=click.IntRange(min=0), metavar=N_("N"), help=N_("The days that a report goes by: silent, stale …")
)
@option("--why", is_flag=True, help=N_("Say of each row why its figures are as they are."))
@option("--chart", "form", flag_value="chart", help=N_("Draw its charts on the terminal."))
@option("--json", "form", flag_value="json", help=N_("As JSON, with every table."))
@option("--csv", "form", flag_value="csv", help=N_("Its main table as CSV."))
@option("--md", "form", flag_value="md", help=N_("As Markdown."))
@option("--svg", metavar=N_("FILE"), help=N_("Draw its charts into an SVG file."))
@option("--html", metavar=N_("FILE"), help=N_("Write a page with charts and numbers, complete in one file."))
@option("--xlsx", metavar=N_("FILE"), help=N_("Write an Excel workbook with filters and charts."))
@option(
    "--save", is_flag=True, help=N_("Keep it as a dated note on the ledger's own page, with its question and commit.")
)
@option(
    "--apply",
    is_flag=True,
    help=N_("Write after a question: with grades the levels that would change, with churn warnings of high risk."),
)
@option("--yes", is_flag=True, help=N_("With --apply: don't ask."))
@option("-n", "--dry-run", is_flag=True, help=N_("With --apply: show what would be written, and write nothing."))
@pass_surface
def run(surface: Surface, /, **wishes: object) -> int:
    """Give a report; 1 if its main table has no rows."""
    from ledger.reports.registry import known

    wished = Wishes(wishes)
    if wished.name is None:
        return _list(surface)
    one = known(wished.name)
    session = surface.session()
    asked = _asked(session, one, wished)
    if (wished.yes or wished.dry_run) and not wished.apply:
        raise WrongUsage(say("--yes and --dry-run go with --apply."))
    if wished.apply:
        return _apply(surface, session, one, asked, wished)
    return _give(surface, session, one, asked, wished)


class Wishes:
    """The options of the command as click gives them."""

    def __init__(self, given: dict[str, object]) -> None:
        self.name = _text(given["name"])
        self.query = tuple(map(str, given["query"])) if isinstance(given["query"], tuple) else ()
        self.by = tuple(map(str, given["by"])) if isinstance(given["by"], tuple) else ()
        self.period, self.across, self.measure, self.compare, self.sort = (
            _text(given[name]) for name in ("period", "across", "measure", "compare", "sort")
        )
        self.limit, self.days = (_number(given[name]) for name in ("limit", "days"))
        self.form = _text(given["form"])
        self.files = {name: written for name in ("svg", "html", "xlsx") if (written := _text(given[name]))}
        self.why, self.apply, self.yes, self.save, self.dry_run = (
            bool(given[name]) for name in ("why", "apply", "yes", "save", "dry_run")
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _asked(session: Session, one: Known, wished: Wishes) -> Asked:
    from ledger.reports.asked import Asked, period

    _refuse_others(one, wished)
    query = " ".join(wished.query)
    if one.who:
        from ledger.operations.who import get

        query = get(session, query).id
    return Asked(
        query=query,
        period=None if wished.period is None else period(wished.period, session.today),
        by=wished.by,
        across=wished.across or "",
        measure=wished.measure or "",
        compare=wished.compare or "",
        sort=wished.sort or "",
        days=wished.days,
        limit=wished.limit or None,
    )


def _refuse_others(one: Known, wished: Wishes) -> None:
    """Raise WrongUsage for an option that would change nothing."""
    given = {
        "by": wished.by, "across": wished.across, "measure": wished.measure, "period": wished.period,
        "days": wished.days is not None,
    }  # fmt: skip
    for wish, is_given in given.items():
        if is_given and not one.takes(wish):
            raise WrongUsage(
                say("--{option} means nothing to the report {name}.", option=wish, name=one.name),
                say("It takes: {options}.", options=tuple(f"--{each}" for each in one.options.split())),
            )


def _list(surface: Surface) -> int:
    """The reports there are, with a line each."""
    from contextlib import suppress

    from ledger.display.report_list import listed
    from ledger.errors import LedgerError
    from ledger.reports.registry import REPORTS

    with suppress(LedgerError):
        # Reports can be listed anywhere; in a ledger in its own language.
        surface.session()
    surface.output.answer(listed(REPORTS.values(), surface.speaker))
    return 0


def _give(surface: Surface, session: Session, one: Known, asked: Asked, wished: Wishes) -> int:
    from dataclasses import replace

    from ledger.cli import trouble
    from ledger.display.field_words import Words
    from ledger.reports.shaping import shaped

    on_terminal = surface.output.is_terminal and not wished.form and not wished.files
    if wished.limit is None and wished.why:
        asked = replace(asked, limit=WHYS)
    elif wished.limit is None and on_terminal:
        asked = replace(asked, limit=MOST)
    report = shaped(session, asked, one)
    words = Words(session.vocabulary, surface.speaker, session.today)
    reasons = _reasons(session, asked, one, report) if wished.why else {}
    for form, written in wished.files.items():
        _write(surface, report, words, form, written)
    if wished.save:
        _save(surface, session, one, asked, report, words)
    elif wished.form or not wished.files:
        _show(surface, report, words, reasons, wished.form)
    trouble.tell(surface)
    return 0 if report.tables[0].rows else 1


def _reasons(session: Session, asked: Asked, one: Known, report: Report) -> dict[int, Why]:
    """Why each row of the main table is as it is, by its place."""
    from ledger.reports.registry import why_row
    from ledger.reports.why_plain import plain

    explain = why_row(session, asked, one) or partial(plain, report)
    return {place: explain(row) for place, row in enumerate(report.tables[0].rows)}


def _show(surface: Surface, report: Report, words: Words, reasons: dict[int, Why], form: str | None) -> None:
    """The report on stdout."""
    output, say_it = surface.output, surface.speaker.say
    if form == "json":
        from ledger.display.report_objects import report_json, report_object, why_object

        made = report_object(report, say_it)
        for place, row in enumerate(made["rows"] if reasons and isinstance(made["rows"], list) else ()):
            if isinstance(row, dict):
                row["why"] = why_object(reasons[place], say_it)
        output.raw(report_json(made))
    elif form == "csv":
        from ledger.display.report_csv import report_csv

        output.raw(report_csv(report, say_it))
    elif form == "md":
        from ledger.display.report_md import report_markdown

        output.raw([report_markdown(report, words)])
    elif form == "chart":
        from ledger.display.report_chart import chart_text

        output.answer(chart_text(report, words, output.width or 80, colour=output.colour))
    else:
        from ledger.display.report_page import report_page

        output.answer(report_page(report, words, why=reasons))


def _write(surface: Surface, report: Report, words: Words, form: str, written: str) -> None:
    """The report into a file; `-` is stdout, for what is text."""
    from ledger.store.given import give

    if form == "svg":
        from ledger.display.report_svg import report_svg

        content = report_svg(report, words).encode()
    elif form == "html":
        from ledger.display.report_html import report_html

        content = report_html([report], words).encode()
    else:
        from io import BytesIO

        from ledger.display.report_xlsx import report_xlsx

        sheet = BytesIO()
        report_xlsx(report, words, sheet)
        content = sheet.getvalue()
    if written == "-" and form != "xlsx":
        surface.output.raw([content.decode()])
        return
    give(Path(written), content)
    surface.output.talk(say("Written: {file}", file=written))


def _save(surface: Surface, session: Session, one: Known, asked: Asked, report: Report, words: Words) -> None:
    """Keep the report as a note, with what was asked and the commit that it was asked of."""
    from ledger.display.review_note import kept_text
    from ledger.operations.reviewing import commit_now, note

    commit = commit_now(session)
    told = f"`{_question(one, asked)}`" + (f" · {commit}" if commit else "")
    title = surface.speaker.say(report.title)
    done = note(session, title, f"{told}\n\n{kept_text(report, words)}", one.name)
    surface.output.talk(say("Kept in {place}.", place=f"{done.revision.path}:{done.entry.line}"))


def _question(one: Known, asked: Asked) -> str:
    """The command line that asks the same."""
    period = asked.period.written if asked.period is not None else ""
    options = (("period", period), ("across", asked.across), ("measure", asked.measure), ("compare", asked.compare))
    words = ["ledger report", one.name, *asked.query.split(), *(f"--by {each}" for each in asked.by)]
    words += [f"--{name} {value}" for name, value in (*options, ("sort", asked.sort)) if value]
    words += [
        f"--{name} {value}" for name, value in (("days", asked.days), ("limit", asked.limit)) if value is not None
    ]
    return " ".join(words)


def _apply(surface: Surface, session: Session, one: Known, asked: Asked, wished: Wishes) -> int:
    """Write what the report says into the files, after showing it."""
    from ledger.cli import grading, warning

    appliers = {"grades": grading.apply, "churn": warning.apply}
    if one.name not in appliers:
        raise WrongUsage(say("--apply goes with the reports {names}.", names=tuple(appliers)))
    return appliers[one.name](surface, session, asked, sure=wished.yes, dry_run=wished.dry_run)
