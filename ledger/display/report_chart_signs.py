"""The colours and signs by which series are told apart on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.display.page import Line, Span, Style
from ledger.display.report_series import Drawing

COLOURS = (
    Style.AHEAD,
    Style.WARNING,
    Style.ANY_DAY,
    Style.DONE,
    Style.OVERDUE,
    Style.STRONG,
    Style.MUTED,
    Style.PLAIN,
)
"""The look of each series."""
FILLS = "█▒▓░▚▬▞▪"
"""What each series is filled with, so that it is told apart without colour."""


def legend(drawing: Drawing, signs: Sequence[str]) -> Iterator[Line]:
    """Which sign is which series; nothing where there is one."""
    if len(drawing.series) < 2:
        return
    spans: list[Span] = []
    for place, one in enumerate(drawing.series):
        spans += [Span(f"{signs[place]} ", COLOURS[place]), Span(one.name + "   ", Style.MUTED)]
    yield Line(tuple(spans), indent=2)
