"""What comes first in a list of due items: one formula, told in words in docs/due.md."""

from __future__ import annotations

# Points for what it is: promises to the customer before money, rhythm, courtesy and upkeep.
WEIGHTS = {
    "complaint": 60,
    **dict.fromkeys(("task", "follow_up", "planned", "delivery", "feedback"), 50),
    **dict.fromkeys(("invoice", "contract", "opportunity", "warning"), 40),
    **dict.fromkeys(("cadence", "service", "churn"), 30),
    **dict.fromkeys(("birthday", "anniversary", "holiday", "survey"), 20),
    **dict.fromkeys(("verify", "unconfirmed"), 0),
}
LATEST = 30
TOP_LEVEL = 20
URGENT = 40


def points(what: str, days: int | None, level_rank: int | None, urgent: bool) -> int:
    """How much something weighs: its kind, one point a day late (30 at most), the level, and being marked urgent.

    `days` is its day less today (None: any day), `level_rank` 0 for the highest level (None: no level).
    """
    late = min(max(0, -days), LATEST) if days is not None else 0
    level = TOP_LEVEL >> min(level_rank, LATEST) if level_rank is not None else 0
    return WEIGHTS.get(what, 0) + late + level + (URGENT if urgent else 0)


def order_key(what: str, days: int | None, level_rank: int | None, urgent: bool) -> tuple[int, int, int]:
    """The key by which due items are sorted, the most urgent first.

    Overdue, then today, then ahead day by day, then any day; within each the heavier first.
    """
    weight = -points(what, days, level_rank, urgent)
    if days is None:
        return (3, 0, weight)
    if days > 0:
        return (2, days, weight)
    return (1, 0, weight) if days == 0 else (0, 0, weight)
