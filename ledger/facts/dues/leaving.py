"""A warning from the day on which the signs say that a customer may be leaving, until somebody has seen to it."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.facts.churn import churn, points
from ledger.facts.story import Story
from ledger.facts.tables import Rhythm
from ledger.facts.values import Due
from ledger.messages import say
from ledger.model.policies import Churn

SEEN_TO = ("warning", "winback", "care")
"""Entries that show that somebody has seen it; a real contact does as well."""
_FARTHEST = timedelta(days=1100)
"""Whoever has not looked risky so long after the last order never will by silence alone."""


def leaving(story: Story, rhythm: Rhythm) -> tuple[Due, ...]:
    """The warning, dated on the first day of high risk if nothing else happens; nothing for who is at rest or never ordered."""
    settings = story.settings.policies.churn
    if story.resting or not settings.warn or rhythm.last_order is None:
        return ()
    day = risky_from(rhythm, settings)
    if day is None or _seen_to(story, day):
        return ()
    signs = tuple(part.message for part in churn(rhythm, day, settings).parts[:2])
    why = say("By its own history the risk of losing it is high from {date} on: {signs}.", date=day, signs=signs)
    line = max((entry.line for entry in story.entries if entry.date == rhythm.last_order), default=1)
    return (Due("churn", "", line, why, day),)


def risky_from(rhythm: Rhythm, settings: Churn) -> date | None:
    """The first day after the last order on which the points say high; points hardly ever fall while nothing happens."""
    last = rhythm.last_order
    if last is None or last > date.max - _FARTHEST:
        return None
    low, high = last, last + _FARTHEST
    if points(rhythm, high, settings) < settings.high:
        return None
    if points(rhythm, low, settings) >= settings.high:
        return low
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        if points(rhythm, middle, settings) >= settings.high:
            high = middle
        else:
            low = middle
    return high


def _seen_to(story: Story, day: date) -> bool:
    return story.spoken_since(day) or any(story.kinds[kind][-1].date >= day for kind in SEEN_TO if kind in story.kinds)
