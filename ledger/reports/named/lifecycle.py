"""Stages of customers on both ladders, steps between them, retention by cohort, repurchase; new, old and potential."""

from __future__ import annotations

from dataclasses import replace

from ledger.facts.lifecycle import LADDERS, POTENTIAL, steps
from ledger.facts.money import orders
from ledger.facts.story import Story
from ledger.messages import Message, say
from ledger.model.policies import Lifecycle
from ledger.reports.asked import Asked
from ledger.reports.case_why import story_of
from ledger.reports.retention import (
    cohorts_table,
    repurchase_by_level,
    repurchase_by_product,
    repurchase_table,
    types_table,
)
from ledger.reports.scope import scope
from ledger.reports.stages import (
    NAMES,
    STAGES,
    brought_in,
    by_hand_table,
    by_table,
    moves_table,
    stages_table,
    standings,
    steps_table,
    steps_taken,
)  # fmt: skip
from ledger.reports.table import Report, Row, Source, Table, Why
from ledger.session import Session

OVER = "12m"
_MOST = 10


def report(session: Session, asked: Asked) -> Report:
    """Customers by stage of the ledger's ladder, then of the other; steps of the period; who comes back."""
    found = scope(session, asked)
    over = asked.over(OVER, session.today)
    # Nothing is known of days to come.
    over = replace(over, last=max(over.first, min(over.last, session.today)))
    ladder = session.settings.policies.lifecycle.ladder
    ladders = (ladder, *(name for name in LADDERS if name != ladder))
    known, taken = standings(found), steps_taken(found, over)
    tables: list[Table] = [by_table(found, known, ladder, asked)] if asked.by else []
    brought = brought_in(known)
    tables += [stages_table(known, brought, name) for name in ladders]
    tables += [moves_table(taken, name, over) for name in ladders]
    tables += [steps_table(taken, name) for name in ladders]
    tables += [
        types_table(found, over), cohorts_table(found, over), repurchase_table(found, over),
        repurchase_by_level(found, over), repurchase_by_product(found, over, asked), by_hand_table(known, ladder),
    ]  # fmt: skip
    notes = (*_rules(session.settings.policies.lifecycle), _REPURCHASE)
    return Report("lifecycle", say("Life cycle"), session.today, tuple(tables), over, asked.query, notes)


_REPURCHASE = say(
    "Repurchase rate: of those who ordered in a period, who ordered on more than one day up to its end. "
    "Retention: of those with their first order in a month, who ordered so many months later."
)


def _rules(rules: Lifecycle) -> tuple[Message, ...]:
    return (
        say(
            "Loyal: {orders} orders within {within}. Lost: no order for {after}, or for {gaps} times the own mean gap where "
            "that is longer. Potential: no order yet. Another order brings back who was lost.",
            orders=rules.loyal_orders,
            within=rules.loyal_within,
            after=rules.lost_after,
            gaps=rules.lost_gaps,
        ),
    )  # fmt: skip


def why(session: Session, customer: int) -> Why:
    """Why a customer is at its stage: the rule, its orders, and its steps on both ladders."""
    story = story_of(session, customer)
    rules = session.settings.policies.lifecycle
    written = story.customer.value("stage")
    placed = orders(story)
    numbers = (
        (say("orders"), len(placed)),
        (say("last order"), placed[-1].opened if placed else None),
        (say("written down"), STAGES.get(written, say("{name}", name=written)) if isinstance(written, str) else say("nothing")),
    )  # fmt: skip
    ladders = (rules.ladder, *(name for name in LADDERS if name != rules.ladder))
    parts = tuple(_ladder(story, name, session) for name in ladders)
    what = say("Stage of {name}", name=story.customer.name)
    return Why(what, parts[0].value, _rules(rules)[0], numbers, _orders(story), parts)


def _ladder(story: Story, ladder: str, session: Session) -> Why:
    """The steps on a ladder, and the one that lies ahead."""
    taken = [move for move in steps(story, orders(story)) if move.what == ladder]
    past = [move for move in taken if move.date <= session.today]
    ahead = [move for move in taken if move.date > session.today]
    stage = past[-1].became if past else POTENTIAL
    numbers = tuple((say("without another order {stage} on", stage=STAGES[move.became]), move.date) for move in ahead)
    sources = tuple(
        Source(story.customer.path, move.line, move.date, say("{was} → {became}", was=STAGES[move.was], became=STAGES[move.became]))
        for move in reversed(past)
    )  # fmt: skip
    rule = say("The steps, newest first; each by the order it comes from, or the last one before.")
    return Why(say("{ladder}", ladder=NAMES[ladder]), STAGES[stage], rule, numbers, sources)


def _orders(story: Story) -> tuple[Source, ...]:
    placed = orders(story)[::-1][:_MOST]
    path = story.customer.path
    return tuple(Source(path, each.line, each.opened, f"{each.ref} {each.title}".strip()) for each in placed)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """The rules by which customers are counted at a stage."""
    return Why(say("These figures"), None, _rules(session.settings.policies.lifecycle)[0])
