from random import Random

import pytest

from ledger.facts.urgency import WEIGHTS, order_key, points

Row = tuple[str, int | None, int | None, bool]


@pytest.mark.parametrize(
    "rows",
    [
        [("verify", -1, None, False), ("complaint", 0, 0, True), ("task", 1, 0, True), ("task", None, 0, True)],
        [("task", 1, None, False), ("complaint", 2, 0, True)],
        [("complaint", 0, 1, False), ("task", 0, 1, False), ("invoice", 0, 1, False), ("cadence", 0, 1, False),
         ("birthday", 0, 1, False), ("verify", 0, 1, False)],
        [("task", -1, None, True), ("task", -1, None, False)],
        [("task", -3, 0, False), ("task", -3, 1, False), ("task", -3, 2, False), ("task", -3, None, False)],
        [("task", -9, None, False), ("task", -8, None, False)],
        [("invoice", -12, None, False), ("task", -1, None, False)],
        [("cadence", -5, 0, False), ("cadence", -20, None, False), ("cadence", -5, 2, False)],
    ],
)  # fmt: skip
def test_the_more_urgent_comes_first(rows: list[Row]) -> None:
    shuffled = Random(1).sample(rows, len(rows))
    assert sorted(shuffled, key=lambda row: order_key(*row)) == rows


def test_lateness_counts_for_thirty_days() -> None:
    assert points("task", -30, None, False) == points("task", -900, None, False) == WEIGHTS["task"] + 30


def test_any_number_of_levels_has_a_rank() -> None:
    assert points("task", 0, 10_000, False) == WEIGHTS["task"]
