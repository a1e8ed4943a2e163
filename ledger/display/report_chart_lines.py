"""Lines over time on a terminal, drawn by plotext; labels and numbers by us, as it sets Chinese in half of its width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ledger.display.field_words import Words
from ledger.display.page import Line, Span, Style
from ledger.display.report_chart_signs import COLOURS, legend
from ledger.display.report_series import Drawing, short_number, ticks
from ledger.display.width import fit, pad, width
from ledger.errors import Refused
from ledger.messages import say

POINTS = "●○■□▲△◆◇"
"""The sign at each number of a series, so that lines are told apart without colour."""
_ROWS = 12
# plotext's own colours by number, so that ours can be put in their place.
_COLOUR = re.compile("\x1b\\[(?:38;5;(\\d+)|[0-9;]*)m")
_FIRST = 1


def lines(drawing: Drawing, words: Words, columns: int) -> Iterator[Line]:
    """The axis at the left, the lines, labels beneath, what is which, and the numbers of each series."""
    language = words.speaker.language
    marks = ticks(min([Decimal(0), *drawing.values()]), max(drawing.values()))
    names = [_axis(drawing, mark, language) for mark in marks]
    left = max(map(width, names))
    canvas = _canvas(drawing, columns - left - 2, marks[0], marks[-1])
    at = {round((len(canvas) - 1) * place / (len(marks) - 1)): name for place, name in enumerate(reversed(names))}
    for place, row in enumerate(canvas):
        yield Line(
            (
                Span(
                    f"{pad(at.get(place, ''), left, right=True)} ┤" if place in at else " " * left + " │", Style.MUTED
                ),
                *row,
            ),
            overflow="cut",
        )
    wide = columns - left - 2
    yield Line((Span(" " * left + " └" + "─" * wide, Style.MUTED),), overflow="cut")
    yield Line((Span(" " * (left + 2) + _labels(drawing.labels, wide), Style.MUTED),), overflow="cut")
    yield from legend(drawing, POINTS)
    yield from _numbers(drawing, words)


def _axis(drawing: Drawing, value: Decimal, language: str) -> str:
    return short_number(value, language) + ("%" if drawing.type == "percent" else "")


def _canvas(drawing: Drawing, columns: int, low: Decimal, high: Decimal) -> list[list[Span]]:
    """The rows of a drawing in coloured pieces."""
    plot = _plotext()
    plot.clear_figure()
    plot.plotsize(columns, _ROWS)
    plot.axes_color("default")
    plot.canvas_color("default")
    plot.frame(False)
    plot.xticks([])
    plot.yticks([])
    plot.xlim(0, len(drawing.labels) - 1)
    plot.ylim(float(low), float(high))
    for place, one in enumerate(drawing.series):
        for run in _runs(one.values):
            x, y = [number for number, _ in run], [float(value) for _, value in run]
            if len(run) > 1:
                plot.plot(x, y, marker="braille", color=_FIRST + place)
    for place, one in enumerate(drawing.series):
        points = [(number, float(value)) for number, value in enumerate(one.values) if value is not None]
        if points and (len(drawing.labels) <= columns // 2 or len(points) == 1):
            plot.scatter([x for x, _ in points], [y for _, y in points], marker=POINTS[place], color=_FIRST + place)
    drawn = str(plot.build())
    plot.clear_figure()
    return [_spans(row) for row in drawn.rstrip("\n").split("\n")]


def _plotext() -> Any:
    try:
        import plotext
    except ImportError:
        raise Refused(
            say("Drawing lines on a terminal needs plotext, which is not installed."),
            say("Install it: pip install 'customer-ledger[charts]'; or draw with --svg FILE or --html FILE."),
        ) from None
    return plotext


def _runs(values: Sequence[Decimal | None]) -> Iterator[list[tuple[int, Decimal]]]:
    """Numbers that follow one another without a gap, each with its place."""
    run: list[tuple[int, Decimal]] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []


def _spans(row: str) -> list[Span]:
    """A row with its colours as roles."""
    spans: list[Span] = []
    style, start = Style.PLAIN, 0
    for match in _COLOUR.finditer(row):
        spans.append(Span(row[start : match.start()], style))
        number = int(match[1]) - _FIRST if match[1] else -1
        style = COLOURS[number] if 0 <= number < len(COLOURS) else Style.PLAIN
        start = match.end()
    return [span for span in [*spans, Span(row[start:], style)] if span.text]


def _labels(labels: Sequence[str], columns: int) -> str:
    """As many labels as fit, each beneath its place; the first and the last always."""
    last = len(labels) - 1
    longest = max(map(width, labels))
    steps = max(min(last, columns // (longest + 3)), 1)
    chosen = sorted({round(last * step / steps) for step in range(steps + 1)})
    text = ""
    for place in chosen:
        label = fit(labels[place], columns)
        start = min(max(round((columns - 1) * place / last) - width(label) // 2, 0), columns - width(label))
        if text and start <= width(text):
            continue
        text = pad(text, start) + label
    return text


def _numbers(drawing: Drawing, words: Words) -> Iterator[Line]:
    """First, last, least and most of each series, as a reader of the line would ask."""
    names = max(width(one.name) for one in drawing.series)
    for place, one in enumerate(drawing.series):
        known = [(label, value) for label, value in zip(drawing.labels, one.values, strict=True) if value is not None]
        if known:
            most, least = max(known, key=lambda each: each[1]), min(known, key=lambda each: each[1])
            told = say(
                "last {last}, most {most} ({most_at}), least {least} ({least_at})",
                last=drawing.text(known[-1][1]),
                most=drawing.text(most[1]),
                most_at=most[0],
                least=drawing.text(least[1]),
                least_at=least[0],
            )
            lead = (Span(f"{POINTS[place]} ", COLOURS[place]), Span(pad(one.name, names) + "  ", Style.LABEL))
            yield Line((*lead, Span(words.say(told))), indent=2, hang=names + 4)
