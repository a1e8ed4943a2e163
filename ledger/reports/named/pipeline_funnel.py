"""What becomes of opportunities stage by stage, and the steps themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from ledger.messages import say
from ledger.reports.named.pipeline_opportunities import (
    ENDS,
    LOST,
    WON,
    Chances,
    Key,
    Paths,
    Step,
    median,
)
from ledger.reports.named.pipeline_stages import STAGES, stage_places, stage_words
from ledger.reports.scope import Scope
from ledger.reports.shares import percent
from ledger.reports.table import Chart, Column, Period, Row, Table

MOST_STEPS = 1000


@dataclass(slots=True)
class Stage:
    """What became of the opportunities that came to a stage: each coming is counted, `days` until each left.

    `own` are opportunities that came to it at least once.
    """

    own: int = 0
    entered: int = 0
    on: int = 0
    back: int = 0
    won: int = 0
    lost: int = 0
    still: int = 0
    days: list[int] = field(default_factory=list)


def conversion(scope: Scope, known: Paths, chances: Chances, period: Period, among: frozenset[int] | None) -> Table:
    """Stage by stage: how many came to it in the period, and what became of them up to today."""
    places = stage_places(scope)
    found: dict[str, Stage] = {}
    farthest: Counter[int] = Counter()
    for key, steps in known.items():
        if among is None or key[0] in among:
            came = {step.became for step in steps if step.day in period}
            for stage in came - {LOST}:
                found.setdefault(stage, Stage()).own += 1
            farthest[max((places.get(stage, -1) for stage in came - {LOST}), default=-1)] += 1
            for step, left in _visits(steps, period):
                _count(found[step.became], step, left, places)
    rows = tuple(
        _row(name, found[name], _reached(name, found[name], farthest, places), chances)
        for name in sorted(stage_words(tuple(found), scope), key=lambda name: name == WON)
    )
    return Table(
        "conversion",
        say("From stage to stage"),
        (
            Column("stage", say("stage"), "choice", values=STAGES),
            Column("reached", say("got as far"), "count"),
            Column("entered", say("entered"), "count"),
            Column("moved_on", say("moved on"), "count"),
            Column("went_back", say("went back"), "count"),
            Column("won", say("won"), "count"),
            Column("lost", say("lost deals"), "count"),
            Column("still", say("still there"), "count"),
            Column("rate", say("moved on or won"), "percent", "%"),
            Column("days", say("median time in stage"), "days"),
            Column("won_in_the_end", say("won in the end"), "percent", "%"),
        ),
        rows,
        charts=(Chart("funnel", say("How far opportunities got"), "stage", ("reached",)),) if rows else (),
        notes=(
            say(
                "Got as far: came to this stage or a later one. The rate is of those who have left the stage. Won in the end: of all that ever were in it and have ended."
            ),
        )
        if rows
        else (),
        empty=say("No opportunity came to a stage in this period."),
    )


def _visits(steps: Sequence[Step], period: Period) -> Iterator[tuple[Step, Step | None]]:
    """The steps to open stages in the period, each with the next one."""
    for place, step in enumerate(steps):
        if step.became not in ENDS and step.day in period:
            yield step, steps[place + 1] if place + 1 < len(steps) else None


def _count(stage: Stage, came: Step, left: Step | None, places: Mapping[str, int]) -> None:
    stage.entered += 1
    if left is None:
        stage.still += 1
        return
    stage.days.append((left.day - came.day).days)
    last = len(places)
    if left.became == WON:
        stage.won += 1
    elif left.became == LOST:
        stage.lost += 1
    elif places.get(left.became, last) < places.get(came.became, last):
        stage.back += 1
    else:
        stage.on += 1


def _reached(name: str, stage: Stage, farthest: Mapping[int, int], places: Mapping[str, int]) -> int:
    """How many came to a stage or a later one; of a ledger's own stages nobody knows which are later."""
    if name not in places:
        return stage.own
    return sum(count for place, count in farthest.items() if place >= places[name])


def _row(name: str, stage: Stage, reached: int, chances: Chances) -> Row:
    if name == WON:
        return Row((name, reached, *(None for _ in range(9))))
    left = stage.entered - stage.still
    return Row(
        (
            name, reached, stage.entered, stage.on, stage.back, stage.won, stage.lost, stage.still,
            percent(stage.on + stage.won, left), median(stage.days),
            percent(chances.won.get(name, 0), chances.ended.get(name, 0)),
        )
    )  # fmt: skip


def history(scope: Scope, known: Paths, period: Period, among: frozenset[int] | None) -> Table:
    """The steps in the period, the newest first, each with the days spent in the stage before."""
    found = list(_steps(known, among, period))
    steps = nlargest(MOST_STEPS, found, key=lambda each: (each[1].day, each[0][0], each[1].line))
    of = _customers(scope, {key[0] for key, _, _ in steps})
    rows = tuple(_step_row(key, step, before, of[key[0]]) for key, step, before in steps if key[0] in of)
    return Table(
        "steps",
        say("Steps"),
        (
            Column("date", say("date"), "day"),
            Column("name", say("customer")),
            Column("ref", say("REF")),
            Column("was", say("from stage"), "choice", values=STAGES),
            Column("became", say("to stage"), "choice", values=STAGES),
            Column("days", say("time in the stage before"), "days"),
        ),
        rows,
        keys=0,
        empty=say("No opportunity went from one stage to another in this period."),
        left_out=len(found) - len(steps),
    )


def _steps(known: Paths, among: frozenset[int] | None, period: Period) -> Iterator[tuple[Key, Step, Step | None]]:
    for key, steps in known.items():
        if among is None or key[0] in among:
            for place, step in enumerate(steps):
                if step.day in period:
                    yield key, step, steps[place - 1] if place else None


def _customers(scope: Scope, numbers: Iterable[int]) -> Mapping[int, tuple[str, str, str]]:
    """Id, name and path of some customers."""
    among = ",".join(map(str, numbers))
    rows = scope.rows(f"SELECT customer, id, name, path FROM scope WHERE customer IN ({among})")
    return {customer: (identity, name, path) for customer, identity, name, path in rows}


def _step_row(key: Key, step: Step, before: Step | None, of: tuple[str, str, str]) -> Row:
    identity, name, path = of
    days = None if before is None else (step.day - before.day).days
    ref = key[1] if isinstance(key[1], str) else ""
    return Row((step.day, name, ref, step.was or None, step.became, days), identity, path, step.line)
