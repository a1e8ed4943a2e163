"""A page as plain text, for pipes, files and terminals without colour."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.display.layout import texts
from ledger.display.page import Page


def render(page: Page, width: int | None = None) -> str:
    """The text of a page, each line ended by LF; lines are at most `width` columns unless that is None."""
    return "".join(lines(page, width))


def lines(page: Page, width: int | None = None) -> Iterator[str]:
    """The lines of a page one by one, each with its LF."""
    for text in texts(page, width):
        yield text + "\n"
