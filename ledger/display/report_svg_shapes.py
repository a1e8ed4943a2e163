"""Pieces of an SVG picture: text, rectangles, lines, and fills that are told apart without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ledger.display.report_palette import COLOURS, FONTS, INK, LINE, SOFT
from ledger.display.safe import safe_text
from ledger.display.width import fit, width

SIZE = 13
"""Pixels of a letter's height; a column of text takes a good half of it."""
COLUMN = 7.2
_PATTERNS = (
    "",
    '<path d="M0 8L8 0" stroke="#fff" stroke-width="2"/>',
    '<circle cx="4" cy="4" r="1.7" fill="#fff"/>',
    '<path d="M0 0L8 8" stroke="#fff" stroke-width="2"/>',
    '<path d="M0 4H8" stroke="#fff" stroke-width="2"/>',
    '<path d="M0 4H8M4 0V8" stroke="#fff" stroke-width="1.4"/>',
    '<path d="M4 0V8" stroke="#fff" stroke-width="2"/>',
    '<circle cx="2" cy="2" r="1.2" fill="#1b1f24"/><circle cx="6" cy="6" r="1.2" fill="#1b1f24"/>',
)
_DASHES = ("", "7 4", "2 4", "9 3 2 3")


def style() -> str:
    """Fonts and the looks of texts."""
    return (
        f"<style>text{{font:{SIZE}px {FONTS};fill:{INK}}}.title{{font-size:21px;font-weight:700}}"
        f".head{{font-size:16px;font-weight:700}}.soft{{fill:{SOFT}}}.strong{{font-weight:700}}"
        f".small{{font-size:11.5px}}.end{{text-anchor:end}}.middle{{text-anchor:middle}}.white{{fill:#fff}}"
        f".halo{{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}}</style>\n"
    )


def patterns() -> str:
    """The fill of each series: its colour, and strokes or dots that no other has."""
    made = (
        f'<pattern id="s{place}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{COLOURS[place]}"/>{shape}</pattern>\n'
        for place, shape in enumerate(_PATTERNS)
    )
    return f"<defs>\n{''.join(made)}</defs>\n"


def text(x: float, y: float, words: str, classes: str = "", columns: int = 0) -> str:
    """A text with its baseline at `y`, cut to so many columns if they are given."""
    shown = safe_text(words)
    shown = fit(shown, columns) if columns else shown
    look = f' class="{classes}"' if classes else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{look}>{escape(shown)}</text>\n' if shown else ""


def text_width(words: str) -> float:
    """Pixels that a text takes, about."""
    return width(safe_text(words)) * COLUMN


def bar(x: float, y: float, wide: float, high: float, series: int) -> str:
    """A rectangle filled as the series is."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(high, 0):.1f}" '
        f'fill="url(#s{series % len(_PATTERNS)})" stroke="{COLOURS[series % len(COLOURS)]}"/>\n'
    )


def box(x: float, y: float, wide: float, high: float, fill: str) -> str:
    """A rectangle of one colour."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}"/>\n'


def rule(x: float, y: float, to_x: float, to_y: float, colour: str = LINE) -> str:
    """A thin line."""
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" fill="none"/>\n'


def polyline(points: Sequence[tuple[float, float]], series: int) -> str:
    """A line through points, dashed as no other series is."""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dash = _DASHES[series % len(_DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{path}" stroke="{COLOURS[series % len(COLOURS)]}" stroke-width="2.2" fill="none"{dashed}/>\n'


def point(x: float, y: float, series: int) -> str:
    """The sign of a series at a point: round, square, three- or four-cornered, full or open."""
    shape = (
        f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z",
        f"M{x:.1f} {y - 5:.1f}l5 9h-10z",
        f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z",
    )[series % 4]
    colour = COLOURS[series % len(COLOURS)]
    fill = colour if series % len(COLOURS) < 4 else "#fff"
    return f'<path d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="1.6"/>\n'


def legend(x: float, y: float, names: Sequence[str], wide: float, *, lines: bool) -> tuple[list[str], float]:
    """The series with their signs, in as many lines as they take; and the height of these."""
    if len(names) < 2:
        return [], 0
    drawn: list[str] = []
    left, top = x, y
    for place, name in enumerate(names):
        needed = 30 + min(text_width(name), 200)
        if left + needed > x + wide and left > x:
            left, top = x, top + 22
        drawn += _sign(left, top, place, lines=lines)
        drawn.append(text(left + 24, top + 11, name, columns=int(200 / COLUMN)))
        left += needed + 14
    return drawn, top - y + 28


def _sign(x: float, y: float, place: int, *, lines: bool) -> Iterator[str]:
    if lines:
        yield polyline([(x, y + 7), (x + 18, y + 7)], place)
        yield point(x + 9, y + 7, place)
    else:
        yield bar(x, y, 18, 13, place)
