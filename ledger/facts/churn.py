"""How likely a customer is to leave: points for signs against its own history, each a line that can be read.

The points order customers by risk; they are no probability. docs/reports/churn.md has the rules and how they were found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import sqrt

from ledger.facts.tables import Rhythm
from ledger.messages import Message, say, say_many
from ledger.model.intervals import days
from ledger.model.policies import Churn

MOST = 100
# Few orders tell little of a customer's pace: three gaps of 60 days are put to its own.
ASSUMED_GAPS, ASSUMED_DAYS = 3, 60
_ASSUMED = ASSUMED_GAPS * ASSUMED_DAYS
# Points for silence of one expected gap; for k of them √k times as many, as the first tell most.
SILENCE, SILENCE_MOST = 20, 80
# Points for one order day, two …; nothing from eight on: 35 · (1 − log n / log 8). In full after half a year: whoever
# came yesterday could not have ordered often.
FEW_ORDERS, FEW_AFTER = (0, 35, 23, 17, 12, 8, 5, 2), 180
SLOWER, SLOWER_FROM = 5, 1.5
TALK, TALKS, TALK_LEAST, TALK_FROM, TALK_TWICE = 5, 3, 14, 2, 4
COMPLAINT, COMPLAINTS_MOST = 5, 15
SATISFACTION, SATISFACTION_FALL = 5, 20
PAYING, PAYING_RISE, OVERDUE_LONG = 5, 7, 30


@dataclass(frozen=True, slots=True)
class Part:
    """A sign that was seen: its rule, its points, and a line that says what was seen."""

    rule: str
    points: int
    message: Message


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk of a customer on a day: points from 0 to 100, the level (high, medium, low), its parts, the largest first.

    `since` is the first day of the level. Who never ordered has no level: nobody can be lost who was not won.
    """

    points: int
    level: str
    parts: tuple[Part, ...]
    since: date | None


NO_RISK = Risk(0, "", (), None)


def churn(rhythm: Rhythm, today: date, churn_settings: Churn) -> Risk:
    """The risk of a customer, with the signs and since when its level holds."""
    if rhythm.last_order is None or rhythm.last_order > today:
        return NO_RISK
    total = points(rhythm, today, churn_settings)
    level = level_of(total, churn_settings)
    parts = sorted(_parts(rhythm, today, churn_settings), key=lambda part: -part.points)
    return Risk(total, level, tuple(parts), since(rhythm, today, churn_settings))


def level_of(total: int, churn_settings: Churn) -> str:
    """The level of so many points."""
    if total >= churn_settings.high:
        return "high"
    return "medium" if total >= churn_settings.medium else "low"


def points(rhythm: Rhythm, today: date, churn_settings: Churn) -> int:
    """The points alone: what a list of all customers is made of. Nothing for who has not ordered by then."""
    first, last, count = rhythm.first_order, rhythm.last_order, rhythm.order_days
    if first is None or last is None or last > today:
        return 0
    # What expected_gap, _silence and _few say, spelled out: all customers of a ledger come through here.
    silent = (today - last).days
    known = (today - first).days
    gap = (known - silent + _ASSUMED) / (count - 1 + ASSUMED_GAPS)
    total = int(SILENCE * sqrt(silent / gap if gap > 1 else silent) + 0.5)
    if total > SILENCE_MOST:
        total = SILENCE_MOST
    if count < len(FEW_ORDERS):
        few = FEW_ORDERS[count]
        total += few if known >= FEW_AFTER else int(few * sqrt(known / FEW_AFTER) + 0.5)
    if rhythm.earlier_gap is not None:
        total += _slower(rhythm)
    if rhythm.talk_gap is not None and rhythm.talks >= TALKS:
        total += _talking(rhythm, today)
    if rhythm.complaints:
        total += _complaining(rhythm, today, churn_settings)
    if rhythm.rating_before is not None:
        total += _satisfaction(rhythm, today)
    if rhythm.late_before is not None or rhythm.owes_since is not None:
        total += _paying(rhythm, today)[0]
    return min(MOST, total)


def expected_gap(rhythm: Rhythm) -> float:
    """After how many days another order could be expected: the mean of the own gaps and those assumed, at least one."""
    first, last = rhythm.first_order, rhythm.last_order
    span = (last - first).days if first is not None and last is not None else 0
    own = max(rhythm.order_days - 1, 0)
    return max(1.0, (span + _ASSUMED) / (own + ASSUMED_GAPS))


def since(rhythm: Rhythm, today: date, churn_settings: Churn) -> date | None:
    """The first day of the level that holds today, back to the last order at most.

    Points only fall on days when a complaint grows old, so that between these the day can be found by halving.
    """
    last = rhythm.last_order
    if last is None or last > today:
        return None
    level = level_of(points(rhythm, today, churn_settings), churn_settings)
    end = today
    for begin in _stretches(rhythm, last, today, churn_settings):
        if level_of(points(rhythm, begin, churn_settings), churn_settings) != level:
            return _turn(rhythm, begin, end, level, churn_settings)
        if begin == last:
            return last
        end = begin - timedelta(days=1)
        if level_of(points(rhythm, end, churn_settings), churn_settings) != level:
            return begin
    return last


def _stretches(rhythm: Rhythm, last: date, today: date, churn_settings: Churn) -> list[date]:
    """The first days of stretches in which points never fall, newest first; the oldest is the last order."""
    window = _window(churn_settings)
    falls = set()
    for day in _days(rhythm.complaints or ""):
        if last < day + window <= today:
            falls.add(day + window)
    return [*sorted(falls, reverse=True), last]


def _turn(rhythm: Rhythm, low: date, high: date, level: str, churn_settings: Churn) -> date:
    """The first day of a level that holds on `high` and not on `low`, where points do not fall."""
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        if level_of(points(rhythm, middle, churn_settings), churn_settings) == level:
            high = middle
        else:
            low = middle
    return high


def _parts(rhythm: Rhythm, today: date, churn_settings: Churn) -> Iterator[Part]:
    yield from _order_parts(rhythm, today)
    silent = _talking(rhythm, today)
    if silent and rhythm.last_contact is not None:
        quiet = (today - rhythm.last_contact).days
        line = say("nobody talked with them for {days} days (usually every {gap})", days=quiet, gap=rhythm.talk_gap)
        yield Part("talking", silent, line)
    complaining = _complaining(rhythm, today, churn_settings)
    if complaining:
        now, before = _complaints(rhythm, today, churn_settings)
        window = days(churn_settings.complaints_within)
        template = "{n} complaint in {days} days ({before} in as many days before)"
        several = "{n} complaints in {days} days ({before} in as many days before)"
        yield Part("complaints", complaining, say_many(template, several, now, days=window, before=before))
    fallen = _satisfaction(rhythm, today)
    if fallen:
        line = say(
            "less satisfied: {now} of 100 points (before: {before})", now=rhythm.rating, before=rhythm.rating_before
        )
        yield Part("satisfaction", fallen, line)
    yield from _paying_parts(rhythm, today)


def _order_parts(rhythm: Rhythm, today: date) -> Iterator[Part]:
    last, count = rhythm.last_order, rhythm.order_days
    if last is None:
        return
    gap = expected_gap(rhythm)
    silence = _silence((today - last).days, gap)
    if silence:
        line = say(
            "no order for {days} days (one could be expected after {gap})", days=(today - last).days, gap=round(gap)
        )
        yield Part("silence", silence, line)
    few = _few(rhythm, today)
    if few and rhythm.first_order is not None:
        known = (today - rhythm.first_order).days
        line = say_many("only {n} order in {days} days", "only {n} orders in {days} days", count, days=known)
        yield Part("few_orders", few, line)
    if _slower(rhythm):
        line = say(
            "orders less often: every {now} days (before: every {before})",
            now=rhythm.recent_gap,
            before=rhythm.earlier_gap,
        )
        yield Part("slower", SLOWER, line)


def _paying_parts(rhythm: Rhythm, today: date) -> Iterator[Part]:
    total, later, overdue = _paying(rhythm, today)
    if later:
        line = say(
            "pays later: {now} days after the term (before: {before})", now=rhythm.late, before=rhythm.late_before
        )
        yield Part("paying", later, line)
    if total > later:
        yield Part("overdue", total - later, say("a bill is overdue for {days} days", days=overdue))


def _silence(silent: int, gap: float) -> int:
    return min(SILENCE_MOST, int(SILENCE * sqrt(silent / gap) + 0.5))


def _few(rhythm: Rhythm, today: date) -> int:
    first, count = rhythm.first_order, rhythm.order_days
    if first is None or count >= len(FEW_ORDERS):
        return 0
    known = (today - first).days
    return FEW_ORDERS[count] if known >= FEW_AFTER else int(FEW_ORDERS[count] * sqrt(max(known, 0) / FEW_AFTER) + 0.5)


def _slower(rhythm: Rhythm) -> int:
    now, before = rhythm.recent_gap, rhythm.earlier_gap
    return SLOWER if now is not None and before and now >= SLOWER_FROM * before else 0


def _talking(rhythm: Rhythm, today: date) -> int:
    gap, last = rhythm.talk_gap, rhythm.last_contact
    if gap is None or last is None or rhythm.talks < TALKS:
        return 0
    quiet = (today - last).days
    if quiet <= TALK_LEAST or quiet <= TALK_FROM * gap:
        return 0
    return 2 * TALK if quiet > 2 * TALK_LEAST and quiet > TALK_TWICE * gap else TALK


def _complaining(rhythm: Rhythm, today: date, churn_settings: Churn) -> int:
    now, before = _complaints(rhythm, today, churn_settings)
    return min(COMPLAINTS_MOST, COMPLAINT * max(now - before, 0))


def _complaints(rhythm: Rhythm, today: date, churn_settings: Churn) -> tuple[int, int]:
    """How many complaints there were within the days that count, and in as many days before."""
    window = _window(churn_settings)
    ages = [today - day for day in _days(rhythm.complaints or "") if day <= today]
    return sum(age < window for age in ages), sum(window <= age < 2 * window for age in ages)


def _satisfaction(rhythm: Rhythm, today: date) -> int:
    now, before, on = rhythm.rating, rhythm.rating_before, rhythm.rating_on
    if now is None or before is None or on is None or on > today:
        return 0
    return min(2, max(0, before - now) // SATISFACTION_FALL) * SATISFACTION


def _paying(rhythm: Rhythm, today: date) -> tuple[int, int, int]:
    """Points in all, those for paying later than before, and for how many days a bill is overdue."""
    now, before, on = rhythm.late, rhythm.late_before, rhythm.late_on
    later = now is not None and before is not None and on is not None and on <= today
    later = later and now > 0 and now - before >= PAYING_RISE  # type: ignore[operator]
    overdue = 0 if rhythm.owes_since is None else max((today - rhythm.owes_since).days, 0)
    of_open = PAYING * ((overdue >= PAYING_RISE) + (overdue > OVERDUE_LONG))
    return min(2 * PAYING, PAYING * later + of_open), PAYING * later, overdue


@lru_cache(maxsize=4096)
def _days(written: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, written.split()))


def _window(churn_settings: Churn) -> timedelta:
    return timedelta(days=max(1, days(churn_settings.complaints_within)))
