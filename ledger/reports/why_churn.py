"""Why a customer is at risk: the signs with their points, and the entries that each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from ledger.facts.bills import bills
from ledger.facts.churn import FEW_AFTER, Part, churn, expected_gap
from ledger.facts.money import orders
from ledger.facts.ratings import ratings
from ledger.facts.rhythms import rhythms
from ledger.facts.story import Story
from ledger.facts.tables import Rhythm
from ledger.messages import Message, say
from ledger.model.customer import Entry
from ledger.model.intervals import days
from ledger.reports.case_why import story_of
from ledger.reports.table import Cell, Source, Why
from ledger.session import Session

MOST = 10
_RULES = {
    "silence": say("20 · √(days since the last order ÷ expected gap), at most 80. The expected gap is the mean of the own gaps and three of 60 days."),
    "few_orders": say("35 points for one order day, 23, 17, 12, 8, 5 and 2 for more; √(days since the first order ÷ 180) of them in the first half year."),
    "slower": say("5 points where the mean of the last three gaps is at least one and a half times that of those before."),
    "talking": say("5 points where nobody talked with them for more than twice the usual gap (at least 14 days), 10 for more than four times."),
    "complaints": say("5 points for each complaint more than in as many days before, at most 15."),
    "satisfaction": say("5 points where the last answer is 20 of 100 below the mean of the earlier ones, 10 for 40."),
    "paying": say("5 points where the last three bills were paid 7 days later, measured by their term, than those before."),
    "overdue": say("5 points from the seventh day on that a bill is overdue, 10 after thirty; with those for paying later at most 10."),
}  # fmt: skip


def why_customer(session: Session, customer: int) -> Why:
    """The risk of a customer today, from its own entries."""
    story = story_of(session, customer)
    (rhythm,) = rhythms(story, orders(story), bills(story), ratings(story))
    rules = session.settings.policies.churn
    risk = churn(rhythm, session.today, rules)
    what = say("Risk of {name}", name=story.customer.name)
    if not risk.level:
        return Why(what, None, say("Whoever has not ordered has no risk: nobody can be lost who was not won."))
    rule = say(
        "The points of all signs, at most 100: medium from {medium} on, high from {high}.",
        medium=rules.medium, high=rules.high,
    )  # fmt: skip
    numbers: list[tuple[Message, Cell]] = [(say("points"), risk.points), (say("since"), risk.since)]
    parts = tuple(_part(part, story, rhythm, session) for part in risk.parts)
    return Why(what, _LEVELS[risk.level], rule, tuple(numbers), _resting(story), parts)


_LEVELS = {"high": say("high risk"), "medium": say("medium risk"), "low": say("low risk")}


def _resting(story: Story) -> tuple[Source, ...]:
    """That reports pass the customer over, where they do."""
    if not story.resting:
        return ()
    told = say("Put away, merged into another or given up as lost: reports leave this customer out.")
    return (Source(story.customer.path, 1, None, told),)


def _part(part: Part, story: Story, rhythm: Rhythm, session: Session) -> Why:
    return Why(
        part.message, part.points, _RULES[part.rule], _numbers(part, rhythm, session), tuple(_sources(part, story))
    )


def _numbers(part: Part, rhythm: Rhythm, session: Session) -> tuple[tuple[Message, Cell], ...]:
    """What goes into a sign."""
    first, last = rhythm.first_order, rhythm.last_order
    if part.rule == "silence" and last is not None:
        return (
            (say("days since the last order"), (session.today - last).days), (say("days with an order"), rhythm.order_days),
            (say("expected gap in days"), round(expected_gap(rhythm))),
        )  # fmt: skip
    if part.rule == "few_orders" and first is not None:
        known = min((session.today - first).days, FEW_AFTER)
        return ((say("days with an order"), rhythm.order_days), (say("days since the first order, at most 180"), known))
    if part.rule == "complaints":
        return ((say("days that count"), days(session.settings.policies.churn.complaints_within)),)
    if part.rule == "talking":
        return ((say("usual gap in days"), rhythm.talk_gap), (say("last contact"), rhythm.last_contact))
    return ()


def _sources(part: Part, story: Story) -> Iterable[Source]:
    kinds = {"complaints": ("complaint",), "satisfaction": ("survey", "feedback", "service"), "talking": ()}
    if part.rule == "talking":
        return _told(story, story.contacts)
    if part.rule in ("paying", "overdue"):
        return _told(story, sorted(_of(story, ("invoice", "payment")), key=lambda entry: entry.date))
    if part.rule in kinds:
        return _told(story, sorted(_of(story, kinds[part.rule]), key=lambda entry: entry.date))
    lines = {order.line for order in orders(story)}
    return _told(story, [entry for entry in story.kinds.get("order", ()) if entry.line in lines])


def _of(story: Story, kinds: Sequence[str]) -> list[Entry]:
    return [entry for kind in kinds for entry in story.kinds.get(kind, ())]


def _told(story: Story, entries: Sequence[Entry]) -> Iterable[Source]:
    """The newest of some entries in time order."""
    for entry in islice(reversed(entries), MOST):
        words = " ".join(filter(None, (entry.kind_as_written, entry.ref, entry.title)))
        yield Source(story.customer.path, entry.line, entry.date, words)
