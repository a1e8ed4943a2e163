"""A page as an SVG picture of a terminal.

Drawn here and not by rich, whose export sets Chinese text in half of its width and asks the network for a font.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby

from ledger.display.layout import Row, laid_out
from ledger.display.page import Page, Style
from ledger.display.width import width

# Pixels of one column and one line, the window's margins and its title bar.
COLUMN, LINE, SIZE, WIDE_SIZE = 8.4, 20, 14, 15.5
SIDE, TOP, BOTTOM = 18, 48, 18

_FONTS = (
    "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'Noto Sans CJK SC', "
    "'PingFang SC', 'Microsoft YaHei', monospace"
)
_LOOKS: Mapping[Style, str] = {
    Style.HEADING: "fill:#fff;font-weight:bold",
    Style.STRONG: "fill:#fff;font-weight:bold",
    Style.MUTED: "fill:#8b949e",
    Style.LABEL: "fill:#8b949e",
    Style.PATH: "fill:#76c7d8",
    Style.HIT: "fill:#f2cc60;font-weight:bold",
    Style.MARK: "fill:#e3b341",
    Style.MONEY: "fill:#fff;font-weight:bold",
    Style.OVERDUE: "fill:#ff7b72;font-weight:bold",
    Style.TODAY: "fill:#f2cc60;font-weight:bold",
    Style.AHEAD: "fill:#76c7d8",
    Style.ANY_DAY: "fill:#79a8ff",
    Style.DONE: "fill:#7ee787",
    Style.ERROR: "fill:#ff7b72;font-weight:bold",
    Style.WARNING: "fill:#e3b341",
    Style.NOTICE: "fill:#79a8ff",
    Style.ADDED: "fill:#7ee787",
    Style.REMOVED: "fill:#ff7b72",
}
_BUTTONS = ("#ff5f57", "#febc2e", "#28c840")


def picture(page: Page, title: str, columns: int = 80) -> str:
    """SVG text of a page `columns` wide in a window with a title; the same page gives the same bytes."""
    rows = [_texts(row, TOP + place * LINE + SIZE) for place, row in enumerate(laid_out(page, columns))]
    wide, high = round(columns * COLUMN + 2 * SIDE), TOP + len(rows) * LINE + BOTTOM
    styles = "".join(f".{style.value}{{{look}}}" for style, look in _LOOKS.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"'
        f' width="{wide}" height="{high}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>text{{font:{SIZE}px {_FONTS};fill:#d5dae1;white-space:pre}}.wide{{font-size:{WIDE_SIZE}px}}{styles}</style>\n"
        f'<rect width="{wide}" height="{high}" rx="9" fill="#161b22"/>\n'
        f"{_buttons()}"
        f'<text x="{wide / 2:g}" y="25" text-anchor="middle" class="muted">{escape(title)}</text>\n'
        f"{''.join(rows)}</svg>\n"
    )


def _buttons() -> str:
    """The three buttons of a window."""
    return "".join(
        f'<circle cx="{24 + 20 * place}" cy="20" r="6" fill="{fill}"/>\n' for place, fill in enumerate(_BUTTONS)
    )


def _texts(row: Row, baseline: int) -> str:
    """The text elements of one line."""
    column = 0
    elements: list[str] = []
    for text, style in row:
        for run in _runs(text):
            columns = width(run)
            if run.strip():
                elements.append(_text(run, style, SIDE + column * COLUMN, baseline, columns))
            column += columns
    return "".join(elements)


def _text(run: str, style: Style, left: float, baseline: int, columns: int) -> str:
    """A run of characters of one width, set exactly in its columns whatever the font."""
    bare = run.rstrip()
    length = (columns - (len(run) - len(bare))) * COLUMN
    classes = " ".join([style.value] * (style in _LOOKS) + ["wide"] * (width(bare) > len(bare)))
    look = f' class="{classes}"' if classes else ""
    return f'<text x="{left:.1f}" y="{baseline}" textLength="{length:.1f}"{look}>{escape(bare)}</text>\n'


def _runs(text: str) -> Iterator[str]:
    """The text in runs of narrow and of wide characters; a font spaces only equal ones evenly."""
    if text.isascii():
        yield text
        return
    for _, run in groupby(_clusters(text), key=width):
        yield "".join(run)


def _clusters(text: str) -> Iterator[str]:
    """Each character with the marks that follow it."""
    cluster = ""
    for character in text:
        if cluster and width(character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
