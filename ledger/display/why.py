"""Why a figure is as it is, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.display.field_words import Words
from ledger.display.page import Block, Column, Gap, Grid, Heading, Line, Lines, Page, Span, Style
from ledger.display.report_cells import value_text
from ledger.display.safe import safe_text
from ledger.display.width import pad, width
from ledger.messages import Message, say, say_many
from ledger.reports.table import Cell, Source, Why

_STEP = 2
MOST = 30
"""Sources of one figure that a page shows."""
_LABEL = Column(style=Style.LABEL, least=10, most=44, shrink=1)
_VALUE = Column(align="right", style=Style.STRONG, least=8, most=60, shrink=2)
_PATH_MOST = 40


def why_page(why: Why, words: Words) -> Page:
    """The figure, its rule, the numbers put into it, where they come from, and the figures that it is made of."""
    return Page(tuple(why_blocks(why, words)))


def why_blocks(why: Why, words: Words, indent: int = 0) -> Iterator[Block]:
    """The blocks of a figure; its parts follow, each further in."""
    yield _figure(why, words, indent)
    within = indent + _STEP
    if rule := words.say(why.rule):
        yield Line((Span(rule, Style.MUTED),), within)
    if why.numbers:
        yield _numbers(why, words, within)
    if why.sources:
        yield from _sources(why, words, within)
    for part in why.parts:
        yield Gap()
        yield from why_blocks(part, words, within)


def _figure(why: Why, words: Words, indent: int) -> Block:
    told = words.say(say("{what}: {value}", what=why.what, value=_shown(why.value, words)))
    return Line((Span(told, Style.STRONG),), indent) if indent else Heading(told)


def _numbers(why: Why, words: Words, indent: int) -> Grid:
    """The numbers beneath one another, those that count aligned at the right."""
    rows = [(words.say(label), value_text(value, words)) for label, value in why.numbers]
    amounts = all(not isinstance(value, str | Message) for _, value in why.numbers)
    shape = _VALUE if amounts else Column(style=Style.STRONG, least=8, shrink=2, wraps=True)
    return Grid((_LABEL, shape), rows, indent)


def _sources(why: Why, words: Words, indent: int) -> Iterator[Block]:
    shown = why.sources[:MOST]
    places = [safe_text(f"{source.path}:{source.line}" if source.line else source.path) for source in shown]
    wide = min(max(map(width, places)), _PATH_MOST)
    yield Lines(
        tuple(_source(source, pad(place, wide), words, indent) for source, place in zip(shown, places, strict=True))
    )
    left = len(why.sources) - len(shown)
    if left:
        sentence = say_many("… and {n} more; --json shows all", "… and {n} more; --json shows all", left)
        yield Line((Span(words.say(sentence), Style.MUTED),), indent)


def _source(source: Source, place: str, words: Words, indent: int) -> Line:
    """One line, which goes on below rather than lose anything."""
    text = words.say(source.text) if isinstance(source.text, Message) else words.short(source.text)
    day = f"{source.day.isoformat()}  " if source.day else ""
    return Line((Span(f"{place}  ", Style.PATH), Span(day, Style.MUTED), Span(text)), indent, _STEP)


def _shown(value: Cell, words: Words) -> Message | str:
    """A value inside a sentence."""
    if isinstance(value, Message):
        return value
    return value_text(value, words)
