"""The pipeline: open opportunities by stage, conversion, what was won and lost, the steps, and targets."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.messages import Message, say
from ledger.model.values import Interval
from ledger.reports.asked import Asked
from ledger.reports.money import note
from ledger.reports.named.pipeline_funnel import conversion, history
from ledger.reports.named.pipeline_open import basis_note, one_by_one
from ledger.reports.named.pipeline_opportunities import Chances, Opportunity, Paths, ended, opportunities, paths
from ledger.reports.named.pipeline_results import reasons, results
from ledger.reports.named.pipeline_stages import Behind, View, by_groups, stale_note
from ledger.reports.named.pipeline_targets import targets
from ledger.reports.named.pipeline_why import weighed, why_nothing
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Period, Report, Row, Why
from ledger.session import Session

PERIOD = "12m"


def report(session: Session, asked: Asked) -> Report:
    """The pipeline as of today, or as of the last day of a period that is over; what happened within the period beside it."""
    found = scope(session, asked)
    period = asked.over(PERIOD, session.today)
    known = paths(found)
    view = _view(session, asked, known)
    open_ones = _open(found, known, view)
    stages = by_groups(found, view, open_ones, asked.by)
    among = _among(found, asked)
    closed = ended(found, known, period)
    return Report(
        "pipeline",
        say("Pipeline"),
        session.today,
        (
            stages,
            one_by_one(found, view, open_ones),
            conversion(found, known, view.chances, period, among),
            results(closed, Period(period.first, min(period.last, session.today))),
            reasons(closed),
            targets(found, period),
            history(found, known, period, among),
        ),
        period,
        asked.query,
        _notes(session, view, open_ones),
    )


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why the opportunities of a row of the open ones are worth what they are."""
    behind = row.key
    if not isinstance(behind, Behind):
        return why_nothing()
    return weighed(behind.scope, behind.view, behind.opportunities)


def why(session: Session, customer: int) -> Why:
    """Why the open opportunities of a customer are worth what they are."""
    asked = Asked()
    found = scope(session, asked)
    known = paths(found)
    view = _view(session, asked, known)
    mine = opportunities(found, known, condition=f"NOT r.closed AND r.customer = {int(customer)}")
    return weighed(found, view, mine)


def _view(session: Session, asked: Asked, known: Paths) -> View:
    """The day from which open ones are looked at: today, or the end of a period that is over."""
    day = session.today if asked.period is None else min(asked.period.last, session.today)
    stale = session.settings.due.opportunity_stale if asked.days is None else Interval(asked.days, "d")
    return View(session.settings, day, Chances(known), stale)


def _open(found: Scope, known: Paths, view: View) -> Sequence[Opportunity]:
    """The opportunities that were open on the day of the view."""
    if view.day >= found.session.today:
        return opportunities(found, known)
    # What was over by then and has not been touched since needs no look.
    then = f"r.opened <= '{view.day}' AND (NOT r.closed OR r.touched > '{view.day}')"
    earlier = (one.at(view.day) for one in opportunities(found, known, condition=then))
    return [one for one in earlier if one is not None and not one.closed]


def _among(found: Scope, asked: Asked) -> frozenset[int] | None:
    """The customers asked for; None for all."""
    if not asked.query.strip():
        return None
    return frozenset(number for (number,) in found.rows("SELECT customer FROM scope"))


def _notes(session: Session, view: View, open_ones: Sequence[Opportunity]) -> tuple[Message, ...]:
    notes = []
    if view.day < session.today:
        notes.append(say("Open on {date}: by the steps up to then, at the amounts known today.", date=view.day))
    basis = basis_note([view.chances.of(one) for one in open_ones])
    notes += [stale_note(view.stale)] if open_ones and view.day == session.today else []
    notes += [basis] if basis is not None else []
    unpriced = sum(one.amount is None for one in open_ones)
    if unpriced:
        notes.append(say("Without an amount, and worth nothing here: {count}.", count=unpriced))
    return (*notes, *((note(session.settings),) if session.settings.rates and open_ones else ()))
