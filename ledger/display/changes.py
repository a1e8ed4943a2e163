"""What a command did to a file: the lines that went and the lines that came."""

from __future__ import annotations

from ledger.display.diff import diff_page
from ledger.display.page import Line, Page, Span, Style


def change_page(name: str, path: str, before: str, after: str) -> Page:
    """The customer, the file, and the lines that differ without those around them; empty when nothing differs."""
    lines = [block for block in diff_page(path, before, after).blocks if isinstance(block, Line)]
    differing = [one for one in lines[2:] if one.spans[0].style in (Style.ADDED, Style.REMOVED)]
    head = Line((Span(name, Style.STRONG), Span(f"  {path}", Style.PATH)))
    return Page((head, *differing)) if differing else Page(())
