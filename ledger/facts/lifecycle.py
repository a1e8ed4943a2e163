"""The stages of a customer by the rules of ledger.yaml, from its orders alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from ledger.facts.story import Story
from ledger.facts.tables import Move
from ledger.facts.values import Record
from ledger.model.intervals import add
from ledger.model.policies import Lifecycle

LADDERS = {
    "life": ("potential", "active", "loyal", "lost"),
    "buying": ("potential", "first_purchase", "repeat", "loyal", "lost"),
}
"""The stages of both ladders, the first that of whoever has not ordered yet."""
POTENTIAL, LOST = "potential", "lost"


class State(NamedTuple):
    """How things stand from a day on: the orders so far, and whether they make a loyal or a lost customer.

    `line` is the entry that it comes from: the order, or the last one before nothing happened any more.
    """

    date: date
    line: int
    orders: int
    loyal: bool
    lost: bool


def steps(story: Story, placed: Sequence[Record]) -> Sequence[Move]:
    """The steps of a customer on both ladders, first those of `life`, each by day; the orders are in time order.

    Whoever has not ordered is potential and has taken no step. A step to lost lies ahead until its day has come.
    """
    if not placed:
        return ()
    known = list(states(placed, story.settings.policies.lifecycle))
    return [*_moves("life", known), *_moves("buying", known)]


def states(placed: Sequence[Record], rules: Lifecycle) -> Iterator[State]:
    """How things stand after each day with orders, and on the days between when they change by themselves."""
    days = [order.opened for order in placed]
    ends = [place for place, day in enumerate(days, 1) if place == len(days) or days[place] != day]
    for distinct, count in enumerate(ends, 1):
        day, line = days[count - 1], placed[count - 1].line
        following = days[count] if count < len(days) else None
        loyal_until = _loyal_until(days, count, rules)
        lost_on = _lost_on(days[0], day, distinct, rules)
        yield State(day, line, count, loyal_until > day, lost=False)
        if day < loyal_until < min(lost_on, following or date.max):
            yield State(loyal_until, line, count, loyal=False, lost=False)
        if lost_on < (following or date.max):
            yield State(lost_on, line, count, loyal=False, lost=True)


def _loyal_until(days: Sequence[date], count: int, rules: Lifecycle) -> date:
    """The day on which so many orders are no longer within the time that makes a customer loyal."""
    first = count - max(rules.loyal_orders, 1)
    return add(days[first], rules.loyal_within) if first >= 0 else date.min


def _lost_on(first: date, last: date, distinct: int, rules: Lifecycle) -> date:
    """The day on which a customer is lost without another order; the calendar's last if it never comes."""
    after = add(last, rules.lost_after)
    if distinct < 2:
        return after
    gaps = ceil(rules.lost_gaps * (last - first).days / (distinct - 1))
    try:
        return max(after, last + timedelta(days=gaps))
    except OverflowError:
        return date.max


def _moves(ladder: str, known: Sequence[State]) -> Iterator[Move]:
    was = POTENTIAL
    for state in known:
        became = stage(ladder, state)
        if became != was:
            yield Move(ladder, "", state.date, state.line, was, became)
            was = became


def stage(ladder: str, state: State) -> str:
    """The stage on a ladder."""
    if state.lost:
        return LOST
    if state.loyal:
        return "loyal"
    if ladder == "life":
        return "active"
    return "repeat" if state.orders > 1 else "first_purchase"
