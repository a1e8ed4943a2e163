"""A row of single figures, turned so that each stands on a line of its own, what it was before beside it."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.display.field_words import Words
from ledger.display.report_cells import heading, shown_columns, shown_row
from ledger.messages import say
from ledger.reports.table import Table

_BEFORE, _CHANGE = "_before", "_change"


def is_figures(table: Table) -> bool:
    """Whether a table is a row of single figures: one row that nothing tells from others."""
    return table.keys == 0 and len(table.rows) == 1


def figures(table: Table, words: Words) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Headings and rows: each figure with its name, and where it is compared what it was and by how much it changed."""
    shown = shown_columns(table)
    texts = dict(zip((column.name for _, column in shown), shown_row(table.rows[0], shown, words), strict=True))
    compared = any(name.endswith(_BEFORE) for name in texts)
    headings = [words.say(say("figure")), words.say(say("value"))]
    if compared:
        headings += [words.say(say("before")), words.say(say("change"))]
    rows = []
    for _, column in shown:
        if column.name.removesuffix(_BEFORE).removesuffix(_CHANGE) in texts and column.name.endswith(
            (_BEFORE, _CHANGE)
        ):
            continue
        beside = [texts.get(f"{column.name}{end}", "") for end in (_BEFORE, _CHANGE)] if compared else []
        rows.append([heading(column, words), texts[column.name], *beside])
    return headings, rows
