"""Figures as rows, and rows as tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Said = Callable[[str], str]


class Row(NamedTuple):
    """One figure: what was measured, what came out, in which unit, at how many customers.

    `by` names the text index or program it is a figure of. It must not exceed `bound`, or with `at_least` must reach
    it; None where it is told only. `grows` are times of our own commands, which may not grow faster than the ledger.
    """

    what: str
    figure: float
    unit: str
    size: int = 0
    by: str = ""
    bound: float | None = None
    at_least: bool = False
    grows: bool = False

    @property
    def holds(self) -> bool:
        """Whether it keeps within its bound; so does what has none."""
        return self.bound is None or (self.figure >= self.bound if self.at_least else self.figure <= self.bound)


class Plan(NamedTuple):
    """What to measure: sizes in customers, rounds of quick commands, rounds of cold indexes, where foreign texts are."""

    sizes: tuple[int, ...]
    runs: int
    cold_runs: int
    data: str = ""

    def rounds(self, size: int) -> int:
        """Rounds of a cold index: what takes minutes is measured once."""
        return self.cold_runs if size <= 10_000 else 1

    def largest_upto(self, most: int) -> int:
        """The largest size up to that many customers; 0 if all are larger."""
        return max((size for size in self.sizes if size <= most), default=0)


def table(rows: Sequence[Row], say: Said = str) -> str:
    """The rows as a Markdown table: a line for each thing measured, a column for each size."""
    sizes = sorted({row.size for row in rows if row.size})
    titles = [say("what"), *(f"{size:,}" for size in sizes or (0,)), say("bound"), say("holds")]
    if not sizes:
        titles[1] = say("figure")
    lines = [titles, ["---", *["---:"] * (len(sizes) or 1), "---", "---"]]
    for label, same in _together(rows, say).items():
        cells = {row.size: f"{number(row.figure)} {row.unit}".strip() for row in same}
        anywhere = cells.pop(0, "")
        shown = [cells.get(size, "") for size in sizes] or [anywhere]
        if anywhere and sizes:
            shown[0] = anywhere
        lines.append([label, *shown, _bounds(same), _held(same, say)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def growth(rows: Sequence[Row], alone: float, say: Said = str) -> str:
    """How the times of commands grow, as a table: 1 is linear, more is a defect.

    `alone` is the time in milliseconds that starting takes: it does not grow, so it is taken off before dividing.
    """
    lines = [[say("what"), say("customers"), say("time"), say("growth ÷ linear"), say("defect")], ["---"] * 5]
    for label, same in _together([row for row in rows if row.grows], say).items():
        times = {row.size: row.figure * (1000 if row.unit == "s" else 1) for row in same}
        if len(times) < 2:
            continue
        sizes = sorted(times)
        ratio = grown(times, alone)
        steps = " → ".join(f"{size:,}" for size in sizes)
        taken = " → ".join(duration(times[size]) for size in sizes)
        lines.append([label, steps, taken, number(ratio), say("yes") if ratio > 1.1 else say("no")])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) if len(lines) > 2 else ""


def grown(times: dict[int, float], alone: float) -> float:
    """By how much more than the ledger a time grew from the smallest to the largest; a start's own time taken off."""
    small, large = min(times), max(times)
    # What hardly takes longer than a start is noise: at least ten milliseconds count as its own.
    return max(times[large] - alone, 0.0) / max(times[small] - alone, 10.0) / (large / small)


def duration(milliseconds: float) -> str:
    """A time as people read it."""
    return f"{number(milliseconds)} ms" if milliseconds < 1000 else f"{number(milliseconds / 1000)} s"


def number(value: float) -> str:
    """A figure with three digits that mean something."""
    return f"{value:,.0f}" if value >= 50 or value == int(value) else f"{value:.3g}"


def _together(rows: Iterable[Row], say: Said) -> dict[str, list[Row]]:
    """The rows by what stands at the head of their line, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(say(row.what) + (f" · {say(row.by)}" if row.by else ""), []).append(row)
    return found


def _bounds(rows: Sequence[Row]) -> str:
    told: dict[str, list[int]] = {}
    for row in rows:
        if row.bound is not None:
            told.setdefault(f"{'≥' if row.at_least else '≤'} {number(row.bound)} {row.unit}".strip(), []).append(
                row.size
            )
    if len(told) == 1:
        return next(iter(told))
    return ", ".join(f"{text} ({'–'.join(f'{size:,}' for size in _ends(sizes))})" for text, sizes in told.items())


def _ends(sizes: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted({min(sizes), max(sizes)}))


def _held(rows: Sequence[Row], say: Said) -> str:
    if all(row.bound is None for row in rows):
        return ""
    missed = [row.size for row in rows if not row.holds]
    if not missed:
        return say("yes")
    return f"**{say('no')}**" + (f" ({', '.join(f'{size:,}' for size in missed)})" if any(missed) else "")
