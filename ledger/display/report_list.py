"""The reports there are, as a page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from ledger.display.page import Block, Column, Gap, Grid, Heading, Page, Style, line
from ledger.display.speech import Speaker
from ledger.messages import say
from ledger.reports.registry import Known


def listed(reports: Iterable[Known], speaker: Speaker) -> Page:
    """Each report with the line that says what it answers, in groups."""
    blocks: list[Block] = []
    for group, members in groupby(reports, key=lambda known: known.group):
        rows = [(known.name, speaker.say(known.line)) for known in members]
        shape = (Column(style=Style.STRONG, least=13), Column(wraps=True, least=20, shrink=1))
        blocks += [*([Gap()] if blocks else []), Heading(speaker.say(group)), Grid(shape, rows, indent=2)]
    hint = say("`ledger report NAME --help` says what each takes; docs/reports has the formulas.")
    return Page((*blocks, Gap(), line(speaker.say(hint), Style.MUTED)))
