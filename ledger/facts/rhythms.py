"""A customer's habits in one row, from which churn and the next order are worked out on any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.facts.days import gaps
from ledger.facts.ratings import SCALES
from ledger.facts.story import Story
from ledger.facts.tables import Bill, Rating, Rhythm
from ledger.facts.values import Record

RECENT = 3
"""How many gaps, and how many paid bills, are the recent ones; two before them are enough to compare with."""
COMPLAINTS = 20


def rhythms(
    story: Story, placed: Sequence[Record], billed: Sequence[Bill] = (), rated: Sequence[Rating] = ()
) -> Sequence[Rhythm]:
    """The habits of a customer: one row. Orders are in time order, bills and ratings as in their own tables."""
    ordered = [order.opened for order in placed]
    days = list(dict.fromkeys(ordered))
    recent, earlier = _pace(days)
    talked = [entry.date for entry in story.contacts]
    complaints = [
        record.opened for record in story.records.get("complaint", ()) if record.fields.get("status") != "dropped"
    ]
    answered = _satisfaction(rated)
    late_on, late, late_before, owes_since = _paying(billed)
    return (
        Rhythm(
            days[0] if days else None,
            days[-1] if days else None,
            len(ordered),
            gaps(days),
            len(days),
            recent,
            earlier,
            talked[-1] if talked else None,
            len(set(talked)),
            gaps(talked),
            " ".join(day.isoformat() for day in complaints[-COMPLAINTS:]) or None,
            *answered,
            late_on,
            late,
            late_before,
            owes_since,
        ),
    )


def rhythm_of_orders(days: Sequence[date]) -> Rhythm:
    """The habits of somebody of whom only the days of orders are known, in any order."""
    known = sorted(set(days))
    first, last = (known[0], known[-1]) if known else (None, None)
    return Rhythm(first, last, len(days), gaps(known), len(known), *_pace(known))


def _pace(days: Sequence[date]) -> tuple[int | None, int | None]:
    """The mean of the newest gaps and of those before; nothing where there are too few to tell."""
    if len(days) < RECENT + 3:
        return None, None
    turn = len(days) - 1 - RECENT
    return _mean((days[-1] - days[turn]).days, RECENT), _mean((days[turn] - days[0]).days, turn)


def _satisfaction(rated: Sequence[Rating]) -> tuple[date | None, int | None, int | None]:
    """The last answer with its day, and the mean of the earlier ones to the same question."""
    if not rated:
        return None, None, None
    last = rated[-1]
    before = [_share(rating) for rating in rated[:-1] if rating.measure == last.measure]
    return last.date, _share(last), _mean(sum(before), len(before)) if before else None


def _share(rating: Rating) -> int:
    """An answer on a scale from 0 to 100."""
    least, most = SCALES[rating.measure]
    return round((rating.value - least) * 100 / (most - least))


def _paying(billed: Sequence[Bill]) -> tuple[date | None, int | None, int | None, date | None]:
    """How late the last bills were paid and those before, and the earliest term of what is open."""
    if not billed:
        return None, None, None, None
    paid = sorted(
        (bill.settled, (bill.settled - bill.due).days)
        for bill in billed
        if bill.settled is not None and bill.due is not None and bill.amount > 0
    )
    owed = min((bill.due for bill in billed if bill.due is not None and bill.open > 0), default=None)
    if not paid:
        return None, None, None, owed
    late = [days for _, days in paid]
    now, before = late[-RECENT:], late[:-RECENT]
    return paid[-1][0], _mean(sum(now), len(now)), _mean(sum(before), len(before)) if len(before) > 1 else None, owed


def _mean(total: int, count: int) -> int:
    """Rounded to whole days, half up."""
    return (2 * total + count) // (2 * count)
