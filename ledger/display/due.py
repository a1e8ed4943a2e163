"""What needs attention, as a page: overdue, today, the days ahead and what has no day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from ledger.display.page import Cell, Column, Grid, Heading, Line, Page, Span, Style, marked
from ledger.display.speech import Speaker
from ledger.display.words import day_of_week, days_away
from ledger.messages import Message, say


class DueRow(Protocol):
    """A row of the due report; `group` is overdue, today, ahead or any, `days` the date minus today."""

    @property
    def date(self) -> date | None: ...  # noqa: D102
    @property
    def days(self) -> int | None: ...  # noqa: D102
    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def owner(self) -> str: ...  # noqa: D102
    @property
    def mark(self) -> str: ...  # noqa: D102
    @property
    def group(self) -> str: ...  # noqa: D102


WHATS: Mapping[str, Message] = {
    "task": say("task"),
    "follow_up": say("follow-up"),
    "cadence": say("regular contact"),
    "planned": say("planned"),
    "birthday": say("birthday"),
    "anniversary": say("anniversary"),
    "holiday": say("holiday"),
    "contract": say("contract"),
    "invoice": say("invoice"),
    "delivery": say("delivery"),
    "complaint": say("complaint"),
    "feedback": say("feedback"),
    "opportunity": say("opportunity"),
    "service": say("warranty"),
    "survey": say("survey"),
    "verify": say("check profile"),
    "unconfirmed": say("unconfirmed"),
    "warning": say("warning"),
}
_GROUPS: Mapping[str, tuple[Message, Style]] = {
    "overdue": (say("Overdue"), Style.OVERDUE),
    "today": (say("Today"), Style.TODAY),
    "ahead": (say("Ahead"), Style.AHEAD),
    "any": (say("Any day"), Style.ANY_DAY),
}
_COLUMNS = (
    Column(least=10),
    Column(style=Style.MUTED, optional=True, from_width=100),
    Column(style=Style.MARK, align="right", gap=1, optional=True),
    Column(least=12, most=32, shrink=1),
    Column(style=Style.MUTED, least=6),
    Column(least=14, shrink=1),
    Column(style=Style.MUTED, least=6, most=12, shrink=1, optional=True),
)


def due_page(rows: Sequence[DueRow], today: date, speaker: Speaker) -> Page:
    """The rows under a heading with a count for each group, in the order given; rows of a group stand together."""
    if not rows:
        return Page((Line((marked(Style.DONE, speaker.text("Nothing needs attention.")),)),))
    return Page((Grid(_COLUMNS, [_cells(row, today, speaker) for row in rows], sections=_sections(rows, speaker)),))


def _sections(rows: Sequence[DueRow], speaker: Speaker) -> tuple[tuple[int, Heading], ...]:
    """A heading with its count before the first row of each group."""
    starts = [place for place, row in enumerate(rows) if place == 0 or rows[place - 1].group != row.group]
    stops = [*starts[1:], len(rows)]
    return tuple(
        (start, _heading(rows[start].group, stop - start, speaker)) for start, stop in zip(starts, stops, strict=True)
    )


def _heading(group: str, count: int, speaker: Speaker) -> Heading:
    """The heading of a group."""
    name, style = _GROUPS[group]
    return Heading(speaker.say(say("{group} ({count})", group=name, count=count)), 2, style)


def _cells(row: DueRow, today: date, speaker: Speaker) -> tuple[Cell, ...]:
    """The cells of one row."""
    return (
        marked(_GROUPS[row.group][1], speaker.say(_when(row.date, row.days))),
        _aside(row.date, row.days, today, speaker),
        row.mark,
        Span(row.name, Style.STRONG) if row.group in ("overdue", "today") else row.name,
        speaker.say(WHATS[row.what]) if row.what in WHATS else row.what,
        row.text,
        row.owner,
    )


def _when(day: date | None, days: int | None) -> Message:
    """What says best when: how late, today and tomorrow, the weekday in the week ahead, later the date."""
    if day is None or days is None or days < 2:
        return days_away(days)
    return day_of_week(day) if days < 7 else say("{date}", date=day.isoformat())


def _aside(day: date | None, days: int | None, today: date, speaker: Speaker) -> str:
    """The other way to say when: the date of what is late, the distance of what lies ahead."""
    if day is None or not days:
        return ""
    if days < 2:
        return speaker.say(day_of_week(day)) if day.year == today.year else day.isoformat()
    return speaker.say(days_away(days))
