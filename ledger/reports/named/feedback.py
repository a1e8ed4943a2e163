"""Opinions and suggestions: how many of what tone, what was handled, and what waits."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.messages import say
from ledger.model.intervals import days as days_of
from ledger.reports import case_why, cases, feedback_lists
from ledger.reports.asked import Asked
from ledger.reports.samples import HOUR, percent
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Cell, Chart, Column, Period, Report, Row, Table, Why
from ledger.session import Session

KIND = ("feedback",)
OVER = "12m"
_OWN = ("topic", "product", "tone", "severity", "person")
_TONES = ("positive", "neutral", "negative")


def report(session: Session, asked: Asked) -> Report:
    """By topic, product and tone (or as asked for), what waits for more than `days`, and what became of the rest."""
    over = asked.over(OVER, session.today)
    found = scope(session, asked)
    cases.stand(found, KIND)
    names = [(name,) for name in ("topic", "product", "tone")] if not asked.by else [asked.by]
    groups = [grouped(found, each, over) for each in names]
    groups = [table for place, table in enumerate(groups) if place == 0 or any(row.cells[0] for row in table.rows)]
    after = asked.days if asked.days is not None else days_of(session.settings.due.feedback)
    return Report(
        "feedback",
        say("Feedback"),
        session.today,
        (
            *groups,
            feedback_lists.waiting_table(found, KIND, after, asked),
            feedback_lists.handled_table(found, KIND, over, asked),
        ),
        over,
        asked.query,
        notes=(
            say("Figures are of the feedback given in the period; handled is what was answered, handled or declined."),
        ),
    )


def grouped(found: Scope, names: Sequence[str], over: Period) -> Table:
    """How many of which tone, and how many of them were handled."""
    by_what = cases.by(found, names, *_OWN)
    figures = cases.figures(found, by_what, KIND, over)
    keys = [each.expression for each in by_what]
    tones: dict[tuple[Cell, ...], dict[str, int]] = {}
    for *key, tone, count in cases.ask(
        found, by_what, (*keys, "s.tone", "count(*)"), KIND, over, f"GROUP BY {', '.join((*keys, 's.tone'))}"
    ):
        tones.setdefault(tuple(key), {})[tone or ""] = count
    rows = [
        Row((*key, *_cells(figures[key], tones[key])), key=("group", key))
        for key in cases.in_order(by_what, {key: each.count for key, each in figures.items()})
    ]
    total = cases.figures(found, (), KIND, over)[()]
    of_all = dict(cases.ask(found, (), ("ifnull(s.tone, '')", "count(*)"), KIND, over, "GROUP BY 1"))
    label = say("Feedback by {names}", names=tuple(each.column.label for each in by_what))
    chart = Chart("stacked", label, by_what[0].column.name, _TONES)
    return Table(
        "by_" + "_".join(each.name for each in by_what), label, (*(each.column for each in by_what), *_COLUMNS), tuple(rows),
        (*(None for _ in by_what), *_cells(total, of_all)) if total.count else None, len(by_what), charts=(chart,),
        empty=say("There was no feedback in the period."),
    )  # fmt: skip


_COLUMNS = (
    Column("feedback", say("feedback"), "count"),
    Column("positive", say("positive"), "count"),
    Column("neutral", say("neutral"), "count"),
    Column("negative", say("negative"), "count"),
    Column("no_tone", say("without a tone"), "count", wide=True),
    Column("handled", say("handled"), "count"),
    Column("handled_share", say("handled, share"), "percent", "%"),
    Column("open", say("still open"), "count"),
    Column("answer_median", say("first answer, median"), "hours"),
    Column("answer_mean", say("first answer, mean"), "hours", wide=True),
    Column("answer_kept", say("answered in time"), "percent", "%"),
)


def _cells(figures: cases.Figures, tones: dict[str, int]) -> tuple[Cell, ...]:
    handled = figures.count - figures.open
    return (
        figures.count, *(tones.get(tone, 0) for tone in _TONES), tones.get("", 0), handled,
        percent(handled, figures.count), figures.open, figures.answers.median(HOUR), figures.answers.mean(HOUR),
        cases.kept(figures.answer),
    )  # fmt: skip


def why(session: Session, customer: int) -> Why:
    """What a customer's feedback became, and what says so."""
    return case_why.why_all(session, customer, KIND)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a row is as it is."""
    return case_why.why_row(session, asked, row, case_why.Group(KIND, ("topic",), _OWN, OVER))
