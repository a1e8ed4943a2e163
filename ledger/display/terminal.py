"""A page on a terminal, in colour."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Literal, TextIO

from ledger.display.layout import laid_out
from ledger.display.page import Page, Style

if TYPE_CHECKING:
    from rich.style import Style as Look

# The sixteen colours that every terminal has, so that the user's own theme decides how they look.
LOOKS: Mapping[Style, str] = {
    Style.HEADING: "bold",
    Style.STRONG: "bold",
    Style.MUTED: "bright_black",
    Style.LABEL: "bright_black",
    Style.PATH: "cyan",
    Style.HIT: "bold yellow",
    Style.MARK: "yellow",
    Style.MONEY: "bold",
    Style.OVERDUE: "bold red",
    Style.TODAY: "bold yellow",
    Style.AHEAD: "cyan",
    Style.ANY_DAY: "blue",
    Style.DONE: "green",
    Style.ERROR: "bold red",
    Style.WARNING: "yellow",
    Style.NOTICE: "blue",
    Style.ADDED: "green",
    Style.REMOVED: "red",
}

_ROWS_AT_ONCE = 500


def wants_colour(choice: str, env: Mapping[str, str], is_terminal: bool) -> bool:
    """Whether to colour: `always` and `never` decide; `auto` does on a terminal that can, unless NO_COLOR is set.

    Source: no-color.org (any value that is not empty; what the user types on the command line is stronger).
    """
    if choice in ("always", "never"):
        return choice == "always"
    return is_terminal and not env.get("NO_COLOR") and env.get("TERM") != "dumb"


def write(page: Page, stream: TextIO, width: int | None) -> None:
    """Write a page in colour, cut and wrapped to `width` columns."""
    from rich.console import Console
    from rich.segment import Segment, Segments

    # Never fewer columns than a row has: the layout has cut it already, and rich would fold it.
    console = Console(
        file=stream, force_terminal=True, no_color=False, color_system=_colours(), width=width or 1_000_000
    )
    looks = _looks()
    end = Segment("\n")
    rows = laid_out(page, width)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        segments = [
            segment for row in some for segment in (*(Segment(text, looks.get(style)) for text, style in row), end)
        ]
        console.print(Segments(segments), end="", soft_wrap=True)


def _looks() -> dict[Style, Look]:
    """How each role looks."""
    from rich.style import Style as Look

    return {style: Look.parse(look) for style, look in LOOKS.items()}


def _colours() -> Literal["auto", "standard"]:
    """Sixteen colours are all that the looks need; rich itself finds out about old Windows consoles."""
    import sys

    return "auto" if sys.platform == "win32" else "standard"
