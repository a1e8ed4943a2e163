"""One screen of the search that goes on while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ledger.display.field_words import Words
from ledger.display.layout import Row
from ledger.display.page import Style
from ledger.display.safe import safe_text
from ledger.display.search import marked_spans, name_line
from ledger.display.terminal import LOOKS
from ledger.display.width import ELLIPSIS, head, tail, width
from ledger.display.wrap import Piece, cut
from ledger.errors import LedgerError
from ledger.messages import Message, say, say_many
from ledger.query.errors import BadQuery
from ledger.reports.search import Hit
from ledger.reports.search_typed import Answer

_LABEL = say("Search: ")
_KEYS = say("↑ ↓ choose · Enter opens · Esc ends")
_SELECTED, _OTHER = "› ", "  "
_GUTTER = 2
_GAP = 2
_LEAST_PATH = 12
_PER_HIT = 2
# From so many rows on there is room for more than what was asked for.
_ROOMY = 10


@dataclass(frozen=True, slots=True)
class View:
    """What there is to show: the typed text around the cursor, the last answer, and which hits of it.

    `first` is the first hit on the screen, `selected` the chosen one. `said` stands instead of the number of hits.
    """

    before: str
    after: str
    words: Words
    answer: Answer | None = None
    selected: int = 0
    first: int = 0
    said: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Rows of safe pieces, where the cursor stands (row and column from 0), and which hits are to be seen."""

    rows: tuple[Row, ...]
    cursor: tuple[int, int]
    first: int = 0
    fitting: int = 1


def screen(view: View, columns: int, rows: int) -> Screen:
    """The screen on a terminal of so many columns and rows."""
    prompt, cursor, shift = _prompt(view, columns)
    above = [prompt, *_refused(view, shift, columns, rows), _count(view)][: max(rows, 1)]
    below = [_keys(view)] if rows >= _ROOMY else []
    room = rows - len(above) - len(below)
    hits = view.answer.found.hits if view.answer is not None else ()
    fitting = max(room // _PER_HIT, 1)
    first = max(min(view.first, view.selected), view.selected - fitting + 1, 0)
    shown = [
        row
        for place, hit in enumerate(hits[first : first + fitting], first)
        for row in _hit(hit, view.words, columns, selected=place == view.selected)
    ][: max(room, 0)]
    empty: list[Row] = [()] * (room - len(shown)) if below else []
    made = [*above, *shown, *empty, *below]
    return Screen(tuple(cut(row, columns) for row in made), (0, min(cursor, columns - 1)), first, fitting)


def painted(row: Row, *, colour: bool) -> str:
    """The characters of a row for a terminal."""
    return "".join(_paint(style)(text) if colour else text for text, style in row)


def _prompt(view: View, columns: int) -> tuple[Row, int, int]:
    """The line that is typed, the part of it around the cursor; the cursor's column; the column of its beginning."""
    label = view.words.say(_LABEL)
    if width(label) > columns // 2:
        label = ""
    room = max(columns - width(label) - 1, 1)
    before, after = safe_text(view.before), safe_text(view.after)
    seen = tail(before, room)
    cursor = width(label) + width(seen)
    rest = head(after, columns - cursor)
    return [(label, Style.LABEL), (seen + rest, Style.PLAIN)], cursor, cursor - width(before)


def _refused(view: View, shift: int, columns: int, rows: int) -> Iterator[Row]:
    """What is wrong with the text: a mark under the place, a sentence, and where there is room what to do."""
    refused = view.answer.refused if view.answer is not None else None
    if refused is None:
        return
    place = _place(refused, view.before + view.after)
    if place is not None:
        start, end = max(shift + place[0], 0), min(shift + place[1], columns)
        if start < end:
            yield [(" " * start + "^" * (end - start), Style.ERROR)]
    yield [(view.words.say(refused.message), Style.ERROR)]
    if refused.hint is not None and rows >= _ROOMY:
        yield [(view.words.say(refused.hint), Style.MUTED)]


def _place(refused: LedgerError, typed: str) -> tuple[int, int] | None:
    """The first column of what is wrong in what was typed and the one behind it; None if another text was understood."""
    if not isinstance(refused, BadQuery):
        return None
    start, end = refused.span
    if typed[:start] != refused.query[:start]:
        return None
    before = width(safe_text(typed[:start]))
    return before, before + max(width(safe_text(typed[start:end])), 1)


def _count(view: View) -> Row:
    """How many are found, or what has to be said instead."""
    if view.said:
        return [("  ".join(view.words.say(one) for one in view.said), Style.NOTICE)]
    if view.answer is None:
        return [(ELLIPSIS, Style.MUTED)]
    total = view.answer.found.total
    counted = view.words.say(say_many("{n} customer", "{n} customers", total) if total else say("No customer fits."))
    # What is shown is the answer to a part only.
    about = f"  {safe_text(view.answer.query)}" if view.answer.refused is not None else ""
    return [(counted, Style.MUTED), (about, Style.MUTED)]


def _keys(view: View) -> Row:
    return [(view.words.say(_KEYS), Style.MUTED)]


def _hit(hit: Hit, words: Words, columns: int, *, selected: bool) -> Sequence[Row]:
    """Who it is, with the place at the right; below it the line with its matches."""
    room = columns - _GUTTER
    name = [(safe_text(span.text), span.style) for span in name_line(hit, words).spans]
    name = cut(name, room)
    led: Piece = (_SELECTED if selected else _OTHER, Style.MARK)
    date = f"{hit.excerpt.date}: " if hit.excerpt.date else ""
    spans = marked_spans(hit.excerpt, room - _GUTTER - len(date))
    line = [(" " * 2 * _GUTTER, Style.PLAIN), (date, Style.MUTED), *((span.text, span.style) for span in spans)]
    path = _path(hit, room - sum(width(text) for text, _ in name) - _GAP)
    return [led, *name, *path], line


def _path(hit: Hit, room: int) -> list[Piece]:
    """The file and the line at the right end of a room, or the end of them; nothing where there is too little room."""
    path = safe_text(f"{hit.row.path}:{hit.excerpt.line}")
    if width(path) > room:
        if room < _LEAST_PATH:
            return []
        path = ELLIPSIS + tail(path, room - 1)
    return [(" " * (room - width(path) + _GAP), Style.PLAIN), (path, Style.MUTED)]


@lru_cache(maxsize=64)
def _paint(style: Style) -> Callable[[str], str]:
    """What gives text the look of a style."""
    from rich.color import ColorSystem
    from rich.style import Style as Look

    if style not in LOOKS:
        return str
    look = Look.parse(LOOKS[style])
    return lambda text: look.render(text, color_system=ColorSystem.STANDARD)
