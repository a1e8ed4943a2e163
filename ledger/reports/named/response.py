"""How fast requests are answered and closed, and which promises are broken, or about to be."""

from __future__ import annotations

from ledger.facts.cases import KINDS
from ledger.messages import say
from ledger.model.intervals import days as days_of
from ledger.reports import case_lists, case_why, cases
from ledger.reports.asked import Asked
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Chart, Period, Report, Row, Table, Why
from ledger.session import Session

OVER = "12m"
_OWN = ("kind", "topic", "product", "severity", "person")


def report(session: Session, asked: Asked) -> Report:
    """Times by kind (or as asked for), then by owner and level; what is late, what is due, and what was late."""
    over = asked.over(OVER, session.today)
    found = scope(session, asked)
    cases.stand(found, KINDS)
    names = [("kind",), ("owner",), ("level",)] if not asked.by else [asked.by]
    total = cases.figures(found, (), KINDS, over)[()]
    groups = [grouped(found, tuple(each), over, total) for each in names]
    within = asked.days if asked.days is not None else days_of(session.settings.due.ahead)
    return Report(
        "response",
        say("How fast requests are answered"),
        session.today,
        (
            *groups,
            case_lists.breaches(found, KINDS, asked),
            case_lists.coming(found, KINDS, within, asked),
            case_lists.broken(found, KINDS, over, asked),
        ),
        over,
        asked.query,
        notes=(
            say("Requests are inquiries, complaints, feedback and services opened in the period."),
            say("Where no time of day is written down, a time is counted in whole days."),
        ),
    )


def grouped(found: Scope, names: tuple[str, ...], over: Period, total: cases.Figures) -> Table:
    """First answer and closing times of the requests in each group."""
    by_what = cases.by(found, names, *_OWN)
    figures = cases.figures(found, by_what, KINDS, over)
    rows = [
        Row((*key, *figures[key].cells()), key=("group", key))
        for key in cases.in_order(by_what, {key: each.count for key, each in figures.items()})
    ]
    label = say("Requests by {names}", names=tuple(each.column.label for each in by_what))
    first = by_what[0].column
    kind = "line" if first.type == "month" else "bar"
    return Table(
        "by_" + "_".join(each.name for each in by_what), label, (*(each.column for each in by_what), *cases.COLUMNS),
        tuple(rows), (*(None for _ in by_what), *total.cells()) if total.count else None, len(by_what),
        charts=(Chart(kind, label, first.name, ("answer_median", "answer_mean")), Chart(kind, label, first.name, ("answer_kept", "solve_kept"))),
        empty=say("Nobody asked for anything in the period."),
    )  # fmt: skip


def why(session: Session, customer: int) -> Why:
    """How long the requests of a customer took, and what says so."""
    return case_why.why_all(session, customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a row is as it is."""
    return case_why.why_row(session, asked, row, case_why.Group(KINDS, ("kind",), _OWN, OVER))
