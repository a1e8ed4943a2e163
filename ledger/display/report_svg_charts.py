"""The shapes of each kind of chart in an SVG picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.display.report_cells import percent_words
from ledger.display.report_palette import INK, ink_on, shade
from ledger.display.report_series import Drawing, short_number, ticks
from ledger.display.report_svg_shapes import COLUMN, bar, box, point, polyline, rule, text, text_width

_LABELS_MOST = 190.0
_LABEL_COLUMNS = 24
# Small letters beside those of a label.
_SMALL = 0.88
_UPRIGHT = 250.0
_NUMBERED = 40


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a chart is drawn: its left edge, its top, its width; and the language of its axis."""

    x: float
    y: float
    wide: float
    language: str


def shapes(drawing: Drawing, frame: Frame) -> tuple[list[str], float]:
    """The shapes of a drawing and the height that they take."""
    return _KINDS.get(drawing.kind, _bars)(drawing, frame)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Numbers as places between two edges; `low` and `high` are the first and the last of the marks."""

    marks: Sequence[Decimal]
    start: float
    end: float

    def at(self, value: Decimal) -> float:
        """Where a number lies."""
        low, high = self.marks[0], self.marks[-1]
        return self.start + float((value - low) / (high - low)) * (self.end - self.start)


def _scale(values: Sequence[Decimal], start: float, end: float, count: int = 5) -> _Scale:
    return _Scale(ticks(min([Decimal(0), *values]), max([Decimal(0), *values]), count), start, end)


def _axis(drawing: Drawing, value: Decimal, language: str) -> str:
    return short_number(value, language) + ("%" if drawing.type == "percent" else "")


def _left(drawing: Drawing) -> float:
    return min(max(map(text_width, drawing.labels)) + 14, _LABELS_MOST)


def _bars(drawing: Drawing, frame: Frame) -> tuple[list[str], float]:
    if drawing.time:
        return _columns(drawing, frame, stacked=False)
    left = frame.x + _left(drawing)
    texts = max(text_width(drawing.text(value)) for value in drawing.values())
    scale = _scale(list(drawing.values()), left, frame.x + frame.wide - texts - 12)
    each = 20 if len(drawing.series) == 1 else 15
    step = each * len(drawing.series) + 8
    high = step * len(drawing.labels)
    drawn = list(_across(drawing, scale, frame, high))
    for place, label in enumerate(drawing.labels):
        top = frame.y + place * step + 4
        drawn.append(text(left - 8, top + (step - 8) / 2 + 5, label, "end", _LABEL_COLUMNS))
        for number, one in enumerate(drawing.series):
            value = one.values[place]
            y = top + number * each
            start, end = scale.at(Decimal(0)), scale.at(value or Decimal(0))
            if value:
                drawn.append(bar(min(start, end), y, abs(end - start), each - 3, number))
            drawn.append(text(max(start, end) + 6, y + each / 2 + 3, drawing.text(value), "small"))
    drawn.append(rule(scale.at(Decimal(0)), frame.y, scale.at(Decimal(0)), frame.y + high, INK))
    return drawn, high + 24


def _across(drawing: Drawing, scale: _Scale, frame: Frame, high: float) -> Iterator[str]:
    """Upright rules with their numbers beneath."""
    for mark in scale.marks:
        x = scale.at(mark)
        yield rule(x, frame.y, x, frame.y + high)
        yield text(x, frame.y + high + 15, _axis(drawing, mark, frame.language), "small soft middle")


def _stacked(drawing: Drawing, frame: Frame) -> tuple[list[str], float]:
    if any(value < 0 for value in drawing.values()):
        return _bars(drawing, frame)
    if drawing.time:
        return _columns(drawing, frame, stacked=True)
    left = frame.x + _left(drawing)
    totals = _totals(drawing)
    texts = max(text_width(drawing.text(value)) for value in totals)
    scale = _scale(totals, left, frame.x + frame.wide - texts - 12)
    high = 30.0 * len(drawing.labels)
    drawn = list(_across(drawing, scale, frame, high))
    for place, label in enumerate(drawing.labels):
        y, reached = frame.y + place * 30 + 4, Decimal(0)
        drawn.append(text(left - 8, y + 15, label, "end", _LABEL_COLUMNS))
        for number, one in enumerate(drawing.series):
            value = one.values[place] or Decimal(0)
            start, end = scale.at(reached), scale.at(reached + value)
            if value:
                drawn.append(bar(start, y, end - start, 21, number))
            reached += value
        drawn.append(text(scale.at(reached) + 6, y + 15, drawing.text(totals[place]), "small strong"))
    return drawn, high + 24


def _totals(drawing: Drawing) -> list[Decimal]:
    return [
        sum((one.values[place] or Decimal(0) for one in drawing.series), Decimal(0))
        for place in range(len(drawing.labels))
    ]


def _columns(drawing: Drawing, frame: Frame, *, stacked: bool) -> tuple[list[str], float]:
    """Bars that stand on days or months."""
    values = _totals(drawing) if stacked else list(drawing.values())
    plot, scale = _upright(drawing, frame, values)
    drawn = [*_along(drawing, frame, plot, scale)]
    step = (plot[1] - plot[0]) / len(drawing.labels)
    wide = min(step * 0.72, 60 * (1 if stacked else len(drawing.series)))
    numbered = len(drawing.labels) * (1 if stacked else len(drawing.series)) <= 16
    for place in range(len(drawing.labels)):
        x, reached = plot[0] + step * (place + 0.5) - wide / 2, Decimal(0)
        each = wide if stacked else wide / len(drawing.series)
        for number, one in enumerate(drawing.series):
            value = one.values[place] or Decimal(0)
            base, top = scale.at(reached), scale.at(reached + value)
            if value:
                drawn.append(
                    bar(x + (0 if stacked else each * number), min(base, top), each - 1, abs(base - top), number)
                )
            if numbered and value and not stacked:
                drawn.append(
                    text(
                        x + each * (number + 0.5),
                        min(base, top) - 4,
                        drawing.short(value, frame.language),
                        "small middle",
                    )
                )
            if numbered and stacked and base - top > 15:
                drawn.append(
                    text(x + wide / 2, (base + top) / 2 + 4, drawing.short(value, frame.language), "small middle halo")
                )
            reached += value if stacked else 0
        if numbered and stacked:
            drawn.append(
                text(x + wide / 2, scale.at(reached) - 4, drawing.short(reached, frame.language), "small middle strong")
            )
    return drawn, _UPRIGHT + 26


def _upright(
    drawing: Drawing, frame: Frame, values: Sequence[Decimal], right: float = 0
) -> tuple[tuple[float, float], _Scale]:
    """The edges of what stands upright, and its scale."""
    scale = _scale(values, frame.y + _UPRIGHT, frame.y + 16)
    left = max(text_width(_axis(drawing, mark, frame.language)) for mark in scale.marks) + 10
    return (frame.x + left, frame.x + frame.wide - right), scale


def _along(
    drawing: Drawing, frame: Frame, plot: tuple[float, float], scale: _Scale, *, between: bool = False
) -> Iterator[str]:
    """Rules across with their numbers at the left, and as many labels beneath as there is room for."""
    for mark in scale.marks:
        y = scale.at(mark)
        yield rule(plot[0], y, plot[1], y, INK if not mark else "#d0d7de")
        yield text(plot[0] - 8, y + 4, _axis(drawing, mark, frame.language), "small soft end")
    count = len(drawing.labels)
    widest = max(map(text_width, drawing.labels)) * _SMALL + 10
    every = max(1, -(-int(widest * count) // int(plot[1] - plot[0])))
    for place, label in enumerate(drawing.labels):
        if place % every == 0:
            yield text(
                _x(place, count, plot, between=between),
                frame.y + _UPRIGHT + 17,
                label,
                "small middle",
                _LABEL_COLUMNS,
            )


def _x(place: int, count: int, plot: tuple[float, float], *, between: bool) -> float:
    """The middle of a label's room; of lines the first and last points lie near the edges."""
    if between:
        return plot[0] + 16 + (plot[1] - plot[0] - 32) * (place / (count - 1) if count > 1 else 0.5)
    return plot[0] + (plot[1] - plot[0]) * (place + 0.5) / count


def _lines(drawing: Drawing, frame: Frame) -> tuple[list[str], float]:
    several = len(drawing.series) > 1
    right = min(max(text_width(one.name) for one in drawing.series) + 16, 130) if several else 0
    plot, scale = _upright(drawing, frame, list(drawing.values()), right)
    drawn = [*_along(drawing, frame, plot, scale, between=True)]
    ends: list[float] = []
    for number, one in enumerate(drawing.series):
        run: list[tuple[float, float]] = []
        for place, value in enumerate([*one.values, None]):
            if value is not None:
                run.append((_x(place, len(drawing.labels), plot, between=True), scale.at(value)))
                continue
            if len(run) > 1:
                drawn.append(polyline(run, number))
            if len(run) == 1 or len(drawing.labels) <= _NUMBERED:
                drawn += [point(x, y, number) for x, y in run]
            if several and run and place == len(one.values):
                y = _apart(run[-1][1], ends)
                drawn.append(text(run[-1][0] + 10, y + 4, one.name, "small", int(120 / COLUMN)))
            run = []
    return drawn, _UPRIGHT + 26


def _apart(y: float, taken: list[float]) -> float:
    """A place near `y` where no other name stands."""
    while any(abs(y - other) < 12 for other in taken):
        y += 3
    taken.append(y)
    return y


def _funnel(drawing: Drawing, frame: Frame) -> tuple[list[str], float]:
    values = [max(value or Decimal(0), Decimal(0)) for value in drawing.series[0].values]
    texts = [
        drawing.text(value) + (f" ({percent_words(value * 100 / before)})" if before else "")
        for before, value in zip([Decimal(0), *values], values, strict=False)
    ]
    left, right = frame.x + _left(drawing), max(map(text_width, texts)) + 12
    room, most = frame.wide - _left(drawing) - right, max(values)
    drawn: list[str] = []
    for place, (label, value, told) in enumerate(zip(drawing.labels, values, texts, strict=True)):
        y, wide = frame.y + place * 34, room * float(value / most)
        drawn.append(text(left - 8, y + 18, label, "end", _LABEL_COLUMNS))
        drawn.append(bar(left + (room - wide) / 2, y + 2, max(wide, 1), 24, 0))
        drawn.append(text(left + (room + wide) / 2 + 8, y + 18, told))
    return drawn, 34.0 * len(values) + 6


def _heat(drawing: Drawing, frame: Frame) -> tuple[list[str], float]:
    low, high = min([Decimal(0), *drawing.values()]), max(drawing.values())
    span = float(high - low) or 1.0
    left = frame.x + _left(drawing)
    wide = (frame.x + frame.wide - left) / len(drawing.series)
    drawn: list[str] = []
    for across, one in enumerate(drawing.series):
        drawn.append(
            text(left + wide * (across + 0.5), frame.y + 12, one.name, "small soft middle", max(int(wide / COLUMN), 2))
        )
        for down, value in enumerate(one.values):
            if value is None:
                continue
            share = float(value - low) / span
            x, y = left + wide * across, frame.y + 20 + 28 * down
            drawn.append(box(x + 1, y + 1, wide - 2, 26, shade(share)))
            look = "small middle" + (" white" if ink_on(share) != INK else "")
            shown = (
                drawing.text(value) if text_width(drawing.text(value)) < wide else drawing.short(value, frame.language)
            )
            drawn.append(text(x + wide / 2, y + 18, shown, look))
    for down, label in enumerate(drawing.labels):
        drawn.append(text(left - 8, frame.y + 38 + 28 * down, label, "end", _LABEL_COLUMNS))
    return drawn, 28.0 * len(drawing.labels) + 28


_KINDS: Mapping[str, Callable[[Drawing, Frame], tuple[list[str], float]]] = {
    "bar": _bars,
    "stacked": _stacked,
    "line": _lines,
    "funnel": _funnel,
    "heat": _heat,
}
