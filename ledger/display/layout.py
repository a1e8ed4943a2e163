"""A page laid out in rows of pieces: what plain text, terminal and picture have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, repeat

from ledger.display.page import Block, Column, Gap, Grid, Heading, Line, Lines, Page, Style
from ledger.display.safe import safe_text
from ledger.display.width import fit, fit_pad, width
from ledger.display.wrap import Piece, cut, wrap

Row = Sequence[Piece]


def laid_out(page: Page, columns: int | None = None) -> Iterator[Row]:
    """The rows of a page, all text safe; nothing is cut or wrapped when `columns` is None."""
    for block in page.blocks:
        yield from _block(block, columns)


def texts(page: Page, columns: int | None = None) -> Iterator[str]:
    """The same rows as text, for those who show no styles; tables of many rows are far quicker so."""
    for block in page.blocks:
        if columns is None and isinstance(block, Grid) and not block.below:
            yield from _grid_texts(block)
        else:
            for row in _block(block, columns):
                yield "".join([text for text, _ in row])


def _grid_texts(grid: Grid) -> Iterator[str]:
    """A grid's rows in their full width."""
    shown = [(column, texts) for column, texts, _ in _columns(grid, None)]
    if not shown:
        return
    widths = [_widest(column, texts) for column, texts in shown]
    if any(column.label for column, _ in shown):
        yield from _joined([(column, [safe_text(column.label)]) for column, _ in shown], widths, grid.indent)
    lines = _joined(shown, widths, grid.indent)
    for heading, start, stop in _sections(grid):
        if heading is not None:
            yield from [""] if start else []
            yield safe_text(heading.text)
        yield from islice(lines, stop - start)


def _joined(shown: Sequence[tuple[Column, list[str]]], widths: Sequence[int], indent: int) -> Iterator[str]:
    """Columns side by side; blanks at the end are those of a last cell that says something."""
    last = len(shown) - 1
    cells = [
        _cells(column, texts, wide, place == last)
        for place, ((column, texts), wide) in enumerate(zip(shown, widths, strict=True))
    ]
    blank = " " * indent
    for row in zip(*cells, strict=True):
        line = blank + "".join(row)
        yield line if row[-1].strip(" ") else line.rstrip(" ")


def _widest(column: Column, texts: Iterable[str]) -> int:
    return max([width(column.label), *map(width, set(texts))])


def _block(block: Block, columns: int | None) -> Iterator[Row]:
    """The rows of one block."""
    match block:
        case Heading():
            yield from _line((block.text, block.style), columns)
        case Line():
            yield from _styled_line(block, columns)
        case Lines():
            for line in block.lines:
                yield from _styled_line(line, columns)
        case Gap():
            yield ()
        case Grid():
            yield from _grid(block, columns)


def _line(piece: Piece, columns: int | None) -> Iterator[Row]:
    """A heading's rows."""
    pieces = [(safe_text(piece[0]), piece[1])]
    yield from [pieces] if columns is None else wrap(pieces, columns)


def _styled_line(line: Line, columns: int | None) -> Iterator[Row]:
    """A line's rows."""
    pieces = [(safe_text(span.text), span.style) for span in line.spans]
    blank = [(" " * line.indent, Style.PLAIN)] if line.indent else []
    if columns is None or line.overflow == "long":
        yield blank + pieces
    elif line.overflow == "cut":
        yield cut(blank + pieces, columns)
    else:
        for place, row in enumerate(wrap(pieces, columns - line.indent, line.hang)):
            yield blank + row if place == 0 or not line.hang else [*blank, (" " * line.hang, Style.PLAIN), *row]


def _grid(grid: Grid, columns: int | None) -> Iterator[Row]:
    """A grid's rows, its labels first."""
    shown = list(_columns(grid, columns))
    if not shown:
        return
    widths = [_widest(column, texts) for column, texts, _ in shown]
    if columns is not None:
        widths = _narrowed([column for column, _, _ in shown], widths, columns - grid.indent)
    if any(column.label for column, _, _ in shown):
        labels = [(column, [safe_text(column.label)], [Style.LABEL]) for column, _, _ in shown]
        yield from _bounded(_rows(labels, widths, grid.indent), columns)
    too_wide = columns is not None and _total([column for column, _, _ in shown], widths) + grid.indent > columns
    for heading, start, stop in _sections(grid):
        if heading is not None:
            yield from [()] if start else []
            yield from _line((heading.text, heading.style), columns)
        rows = _rows(
            [(column, texts[start:stop], styles[start:stop]) for column, texts, styles in shown], widths, grid.indent
        )
        bounded = _bounded(rows, columns) if too_wide else rows
        yield from _with_lines(bounded, grid, start, columns) if grid.below else bounded


def _with_lines(rows: Iterable[Row], grid: Grid, first: int, columns: int | None) -> Iterator[Row]:
    """The rows of a grid from the index `first` on, each with the line that stands below it."""
    for place, row in enumerate(rows, first):
        yield row
        if place in grid.below:
            yield from _styled_line(grid.below[place], columns)


def _sections(grid: Grid) -> Iterator[tuple[Heading | None, int, int]]:
    """The sections of a grid with their first row and the one after their last."""
    if not grid.sections or grid.sections[0][0] > 0:
        yield None, 0, grid.sections[0][0] if grid.sections else len(grid.rows)
    stops = [*(start for start, _ in grid.sections[1:]), len(grid.rows)]
    for (start, heading), stop in zip(grid.sections, stops, strict=True) if grid.sections else ():
        yield heading, start, stop


Filled = tuple[Column, list[str], list[Style]]


def _columns(grid: Grid, page_width: int | None) -> Iterator[Filled]:
    """Each column with the safe text and the style of its cells, top to bottom."""
    by_column = zip(*grid.rows, strict=True) if grid.rows else repeat(())
    for column, cells in zip(grid.columns, by_column, strict=False):
        if page_width is not None and page_width < column.from_width:
            continue
        texts = [cell if isinstance(cell, str) else cell.text for cell in cells]
        safe = {text: safe_text(text) for text in set(texts)}
        if not column.optional or any(safe.values()):
            yield (
                column,
                list(map(safe.__getitem__, texts)),
                [column.style if isinstance(cell, str) else cell.style for cell in cells],
            )


def _total(columns: Sequence[Column], widths: Sequence[int]) -> int:
    """Columns of text that a grid takes."""
    return sum(widths) + sum(column.gap for column in columns[:-1])


def _narrowed(columns: Sequence[Column], widths: Sequence[int], available: int) -> list[int]:
    """Widths that fit what is available where the columns can give way that far."""
    narrow = [
        wide if column.most is None else min(wide, max(column.most, width(column.label)))
        for column, wide in zip(columns, widths, strict=True)
    ]
    excess = _total(columns, narrow) - available
    for priority in sorted({column.shrink for column in columns if column.shrink}, reverse=True):
        giving = [place for place, column in enumerate(columns) if column.shrink == priority]
        while excess > 0 and (place := max(giving, key=lambda one: narrow[one] - columns[one].least)) is not None:
            if narrow[place] <= columns[place].least:
                break
            narrow[place] -= 1
            excess -= 1
    return narrow


def _rows(filled: Sequence[Filled], widths: Sequence[int], indent: int) -> Iterator[Row]:
    """The rows of filled columns, each cell cut, filled and followed by its gap."""
    last = len(filled) - 1
    if any(
        column.wraps and any(width(text) > wide for text in texts)
        for (column, texts, _), wide in zip(filled, widths, strict=True)
    ):
        filled = _continued(filled, widths)
    padded = [
        _cells(column, texts, wide, place == last)
        for place, ((column, texts, _), wide) in enumerate(zip(filled, widths, strict=True))
    ]
    styles = [styles for _, _, styles in filled]
    blank = ((" " * indent, Style.PLAIN),) if indent else ()
    for row in zip(
        *(zip(cells, style, strict=False) for cells, style in zip(padded, styles, strict=True)), strict=True
    ):
        yield blank + row if row[-1][0].strip(" ") else _trimmed(blank + row)


def _trimmed(row: tuple[Piece, ...]) -> Row:
    """A row without blanks at its end."""
    while row and not row[-1][0].strip(" "):
        row = row[:-1]
    return (*row[:-1], (row[-1][0].rstrip(" "), row[-1][1])) if row else row


def _cells(column: Column, texts: list[str], wide: int, last: bool) -> list[str]:
    """The texts of a column in its width; at a line's end nothing is filled up."""
    right = column.align == "right"
    gap = "" if last else " " * column.gap
    cut = fit if last and not right else partial(fit_pad, right=right)
    # Many cells say the same.
    made = {text: cut(text, wide) + gap for text in set(texts)}
    return list(map(made.__getitem__, texts))


def _continued(filled: Sequence[Filled], widths: Sequence[int]) -> list[Filled]:
    """Columns with more rows: what does not fit in a column that wraps stands below, beside empty cells."""
    parts = [_parts(column, texts, wide) for (column, texts, _), wide in zip(filled, widths, strict=True)]
    heights = [max(map(len, row)) for row in zip(*parts, strict=True)]
    return [
        (
            column,
            [
                text
                for part, height in zip(part_list, heights, strict=True)
                for text in part + [""] * (height - len(part))
            ],
            [one for one, height in zip(style, heights, strict=True) for _ in range(height)],
        )
        for (column, _, style), part_list in zip(filled, parts, strict=True)
    ]


def _parts(column: Column, texts: list[str], wide: int) -> list[list[str]]:
    """Each text of a column as the lines that it takes."""
    if not column.wraps:
        return [[text] for text in texts]
    return [["".join(part for part, _ in row) for row in wrap([(text, Style.PLAIN)], wide)] for text in texts]


def _bounded(rows: Iterable[Row], columns: int | None) -> Iterator[Row]:
    """Rows cut to the width of the page."""
    for row in rows:
        yield row if columns is None else cut(row, columns)
