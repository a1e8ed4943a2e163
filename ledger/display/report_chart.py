"""The charts of a report on a terminal: bars, lines, funnels and shades, each with its numbers beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from ledger.display.field_words import Words
from ledger.display.page import Block, Gap, Heading, Line, Page, Span, Style, line
from ledger.display.report_cells import about, percent_words
from ledger.display.report_chart_signs import COLOURS, FILLS, legend
from ledger.display.report_series import Drawing, all_drawings, left_out
from ledger.display.width import fit, fit_pad, pad, width
from ledger.messages import say
from ledger.reports.table import Report

_EIGHTHS = " ▏▎▍▌▋▊▉"
_SHADES = " ░▒▓█"
_LEAST = 10


def chart_text(report: Report, words: Words, width: int = 80, colour: bool = False) -> Page:
    """Every chart of every table, `width` columns wide. What colours say is said by signs as well; where there is
    nothing to draw a sentence says so. Raises LedgerError where lines are drawn and plotext is not installed.
    """
    blocks: list[Block] = [Heading(words.say(report.title)), line(about(report, words), Style.MUTED)]
    found = [drawing for _, some in all_drawings(report, words) for drawing in some]
    for drawing in found:
        blocks += [Gap(), Heading(drawing.title, 2), *_drawn(drawing, words, max(width, 30))]
        if sentence := left_out(drawing, words):
            blocks.append(line(sentence, Style.MUTED))
    if not found:
        empty = (
            report.tables[0].empty if report.tables and not report.tables[0].rows else say("There is nothing to draw.")
        )
        blocks.append(line(words.say(empty), Style.MUTED))
    return Page(tuple(blocks))


def _drawn(drawing: Drawing, words: Words, columns: int) -> Iterator[Line]:
    if drawing.kind == "line" and len(drawing.labels) > 1:
        from ledger.display.report_chart_lines import lines

        return lines(drawing, words, columns)
    return _KINDS.get(drawing.kind, _bars)(drawing, words, columns)


def _room(drawing: Drawing, columns: int, numbers: Sequence[str]) -> tuple[int, int, int]:
    """Columns for labels, bars and numbers."""
    right = max(map(width, numbers), default=0)
    left = min(max(map(width, drawing.labels)), max(columns // 3, 8))
    return left, max(columns - left - right - 3, _LEAST), right


def _bars(drawing: Drawing, words: Words, columns: int) -> Iterator[Line]:
    """A bar for each number; several series stand beneath one another."""
    texts = [drawing.text(value) for one in drawing.series for value in one.values]
    left, bar, right = _room(drawing, columns, texts)
    most = max(abs(value) for value in drawing.values())
    for place, label in enumerate(drawing.labels):
        for number, one in enumerate(drawing.series):
            value = one.values[place]
            name = fit_pad(label if number == 0 else "", left, right=True)
            shape = _bar(value, most, bar, FILLS[number])
            yield _line(
                name, [Span(shape, COLOURS[number])], bar - width(shape), pad(drawing.text(value), right, right=True)
            )
    yield from legend(drawing, FILLS)


def _bar(value: Decimal | None, most: Decimal, columns: int, fill: str) -> str:
    """A bar in proportion, the finest eighth of a column; a number below nothing is open (`‹░░░`)."""
    if not value:
        return ""
    eighths = int(abs(value) * columns * 8 / most)
    if value < 0:
        return "‹" + "░" * max(eighths // 8 - 1, 0)
    if fill != FILLS[0]:
        return fill * max(round(eighths / 8), 1)
    whole, rest = divmod(max(eighths, 1), 8)
    return fill * whole + _EIGHTHS[rest].strip()


def _stacked(drawing: Drawing, words: Words, columns: int) -> Iterator[Line]:
    """The series of a label behind one another, their sum at the right."""
    rows = [[one.values[place] or Decimal(0) for one in drawing.series] for place in range(len(drawing.labels))]
    if any(value < 0 for row in rows for value in row):
        yield from _bars(drawing, words, columns)
        return
    totals = [sum(row, Decimal(0)) for row in rows]
    left, bar, right = _room(drawing, columns, [drawing.text(total) for total in totals])
    most = max(totals)
    for label, row, total in zip(drawing.labels, rows, totals, strict=True):
        spans: list[Span] = []
        reached, drawn = Decimal(0), 0
        for place, value in enumerate(row):
            reached += value
            end = int((reached * bar / most).to_integral_value())
            spans.append(Span(FILLS[place] * (end - drawn), COLOURS[place]))
            drawn = end
        yield _line(fit_pad(label, left, right=True), spans, bar - drawn, pad(drawing.text(total), right, right=True))
    yield from legend(drawing, FILLS)


def _funnel(drawing: Drawing, words: Words, columns: int) -> Iterator[Line]:
    """Bars in the middle, each with its share of the one above it."""
    values = [value or Decimal(0) for value in drawing.series[0].values]
    shares = [
        percent_words(value * 100 / before) if before else ""
        for before, value in zip([Decimal(0), *values], values, strict=False)
    ]
    numbers = [drawing.text(value) for value in values]
    wide, part = max(map(width, numbers)), max(map(width, shares))
    left, bar, _ = _room(drawing, columns - part - 2, numbers)
    most = max(abs(value) for value in values)
    for label, value, number, share in zip(drawing.labels, values, numbers, shares, strict=True):
        size = max(int((abs(value) * bar / most).to_integral_value()), 1 if value else 0)
        before = (bar - size) // 2
        shape = [Span(" " * before), Span("█" * size, COLOURS[0])]
        told = f"{pad(number, wide, right=True)}  {pad(share, part, right=True)}"
        yield _line(fit_pad(label, left, right=True), shape, bar - size - before, told)
    yield line(words.say(say("The percents are of the step above.")), Style.MUTED)


def _heat(drawing: Drawing, words: Words, columns: int) -> Iterator[Line]:
    """A shade beside each number: the fuller, the larger."""
    texts = [[_short(drawing, value) for value in one.values] for one in drawing.series]
    left = min(max(map(width, drawing.labels)), max(columns // 4, 8))
    heads = [fit(one.name, 10) for one in drawing.series]
    wide = [max(width(head), max(map(width, some)) + 3) for head, some in zip(heads, texts, strict=True)]
    fitting, used = 0, left
    while fitting < len(wide) and used + wide[fitting] + 2 <= columns:
        used += wide[fitting] + 2
        fitting += 1
    high, low = max(drawing.values()), min([Decimal(0), *drawing.values()])
    yield Line(
        (
            Span(
                " " * left
                + "".join(
                    f"  {pad(head, some, right=True)}" for head, some in zip(heads[:fitting], wide, strict=False)
                ),
                Style.LABEL,
            ),
        )
    )
    for row, label in enumerate(drawing.labels):
        spans = [Span(fit_pad(label, left, right=True))]
        for place in range(fitting):
            value = drawing.series[place].values[row]
            shade = _SHADES[0] if value is None else _SHADES[_step(value, low, high)]
            spans += [
                Span(pad("", wide[place] - width(texts[place][row]) - 1)),
                Span(shade * 2, COLOURS[0]),
                Span(f" {texts[place][row]}"),
            ]
        yield Line(tuple(spans), overflow="cut")
    if fitting < len(heads):
        hidden = say("{n} columns do not fit here; --html shows all.", n=len(heads) - fitting)
        yield Line((Span(words.say(hidden), Style.MUTED),))


def _short(drawing: Drawing, value: Decimal | None) -> str:
    return "" if value is None else drawing.text(value)


def _step(value: Decimal, low: Decimal, high: Decimal) -> int:
    """Which of the shades: none for nothing, then four equal steps."""
    if value <= low or high == low:
        return 0 if value <= 0 else 4
    return min(int((value - low) * 4 / (high - low)) + 1, 4)


def _line(label: str, shape: Sequence[Span], blank: int, number: str) -> Line:
    return Line((Span(f"{label} "), *shape, Span(" " * blank + "  "), Span(number, Style.STRONG)), overflow="cut")


_KINDS: Mapping[str, Callable[[Drawing, Words, int], Iterator[Line]]] = {
    "bar": _bars,
    "stacked": _stacked,
    "funnel": _funnel,
    "heat": _heat,
}
