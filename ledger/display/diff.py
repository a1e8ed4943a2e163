"""What a change does to a file, shown as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ledger.display.page import Line, Page, Span, Style, line

CONTEXT = 3


def diff_page(path: str, before: str | None, after: str | None) -> Page:
    """The lines that differ with three around them; None is a file that is not there. Empty when nothing differs.

    Lines end at LF alone: a CR is part of its line and shows as `␍`.
    """
    if before == after:
        return Page(())
    old, new = _split(before), _split(after)
    header = (
        line(f"--- {'/dev/null' if before is None else 'a/' + path}", Style.STRONG),
        line(f"+++ {'/dev/null' if after is None else 'b/' + path}", Style.STRONG),
    )
    return Page((*header, *_hunks(old, new)))


def _split(text: str | None) -> list[str]:
    """The lines of a text with their LF; a last line may have none."""
    if not text:
        return []
    lines = [part + "\n" for part in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """The lines of all hunks. Equal beginnings and ends are passed over first: most changes touch a few lines."""
    start = _shared(old, new, 0)
    end = _shared(old[::-1], new[::-1], start)
    first, last = max(start - CONTEXT, 0), max(end - CONTEXT, 0)
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(CONTEXT):
        a_from, a_to, b_from, b_to = group[0][1], group[-1][2], group[0][3], group[-1][4]
        yield line(
            f"@@ -{_range(a_from + first, a_to + first)} +{_range(b_from + first, b_to + first)} @@", Style.MUTED
        )
        for kind, i, j, k, m in group:
            if kind == "equal":
                yield from _marked(" ", a[i:j], Style.PLAIN)
            else:
                yield from _marked("-", a[i:j], Style.REMOVED)
                yield from _marked("+", b[k:m], Style.ADDED)


def _shared(old: Sequence[str], new: Sequence[str], taken: int) -> int:
    """How many lines both begin with, without those that were `taken` from the other end."""
    limit = min(len(old), len(new)) - taken
    return next((place for place in range(limit) if old[place] != new[place]), max(limit, 0))


def _range(start: int, end: int) -> str:
    """Lines of a hunk as a unified diff counts them."""
    count = end - start
    return f"{start + 1 if count else start}{'' if count == 1 else f',{count}'}"


def _marked(mark: str, lines: Sequence[str], style: Style) -> Iterator[Line]:
    """Lines led by their mark; a line without LF is followed by a word on that."""
    for text in lines:
        yield Line((Span(mark + text.removesuffix("\n"), style),), overflow="long")
        if not text.endswith("\n"):
            yield line("\\ No newline at end of file", Style.MUTED)
