"""What needs attention, as a page: overdue, today, the days ahead and what has no day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from ledger.display.page import Block, Cell, Column, Grid, Heading, Line, Page, Span, Style, line, marked
from ledger.display.speech import Speaker
from ledger.display.words import day_of_week, days_ago, days_away
from ledger.messages import Message, say, say_many
from ledger.reports.due_names import WHATS


class ShortRow(Protocol):
    """What is due, and its text."""

    what: str
    text: str


class DueRow(ShortRow, Protocol):
    """A row of the due report; `group` is overdue, today, ahead or any, `days` the date minus today."""

    date: dt.date | None
    days: int | None
    name: str
    owner: str
    people: tuple[str, ...]
    mark: str
    group: str
    urgent: bool
    last_contact: dt.date | None

    @property
    def why(self) -> Message: ...  # noqa: D102


class DueReport(Protocol):
    """What is due: `sizes` tell how many there are, `rows` may be the first of each group only.

    `later` is what lies beyond the `days` that were asked for.
    """

    @property
    def rows(self) -> Sequence[DueRow]: ...  # noqa: D102
    @property
    def sizes(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def today(self) -> dt.date: ...  # noqa: D102
    @property
    def days(self) -> int: ...  # noqa: D102


_STYLES: Mapping[str, Style] = {
    "overdue": Style.OVERDUE,
    "today": Style.TODAY,
    "ahead": Style.AHEAD,
    "later": Style.AHEAD,
    "any": Style.ANY_DAY,
}
_URGENT = "!!"
_COLUMNS = (
    Column(least=10),
    Column(style=Style.MUTED, optional=True, from_width=100),
    Column(style=Style.MARK, align="right", gap=1, optional=True),
    Column(least=12, most=32, shrink=1),
    Column(style=Style.MUTED, least=6),
    Column(least=14, shrink=1),
    Column(style=Style.MUTED, least=6, most=12, shrink=1, optional=True),
)


def due_page(report: DueReport, speaker: Speaker, *, most: int = 0, why: bool = False) -> Page:
    """The rows under a heading with a count for each group, in the order given; rows of a group stand together.

    Of each group `most` rows are shown (0: all), what is left out is said below. `why` puts the reason under each row.
    """
    if not report.sizes:
        return Page((Line((marked(Style.DONE, speaker.say(_nothing(report.days))),)),))
    rows: list[DueRow] = []
    sections = []
    for group, members in _groups(report).items():
        sections.append((len(rows), _heading(group, report.sizes[group], report.days, speaker)))
        rows += members[:most] if most else members
    below = {place: _reason(row, speaker) for place, row in enumerate(rows)} if why else {}
    cells = list(map(_Cells(report.today, speaker).row, rows))
    shown: list[Block] = [Grid(_COLUMNS, cells, sections=tuple(sections), below=below)]
    left = sum(report.sizes.values()) - len(rows)
    if left:
        more = say_many("… and {n} more (--limit 0 shows all)", "… and {n} more (--limit 0 shows all)", left)
        shown.append(line(speaker.say(more), Style.MUTED))
    return Page(tuple(shown))


def short(row: ShortRow, speaker: Speaker) -> str:
    """A row's kind and text on one line, without its customer and day."""
    text = _holiday(row.text, speaker) if row.what == "holiday" else row.text
    return " ".join(filter(None, (speaker.say(WHATS[row.what]) if row.what in WHATS else row.what, text)))


def _nothing(days: int) -> Message:
    """What is said when there is nothing to do."""
    if not days:
        return say("Nothing needs attention today.")
    return say_many(
        "Nothing needs attention, today or tomorrow.", "Nothing needs attention, today or in the next {n} days.", days
    )


def _groups(report: DueReport) -> Mapping[str, list[DueRow]]:
    """The rows by heading: what lies beyond the days asked for stands apart from the days ahead."""
    found: dict[str, list[DueRow]] = {}
    for row in report.rows:
        later = row.group == "ahead" and row.days is not None and row.days > report.days
        found.setdefault("later" if later else row.group, []).append(row)
    return found


def _heading(group: str, count: int, days: int, speaker: Speaker) -> Heading:
    """The heading of a group."""
    name = {
        "overdue": say("Overdue"),
        "today": say("Today"),
        "ahead": say_many("Tomorrow", "Next {n} days", days),
        "later": say("Later"),
        "any": say("Any day"),
    }[group]
    return Heading(speaker.say(say("{group} ({count})", group=name, count=count)), 2, _STYLES[group])


def _reason(row: DueRow, speaker: Speaker) -> Line:
    """Why a row is there."""
    return Line((Span(speaker.say(row.why), Style.MUTED),), indent=4)


class _Cells:
    """The cells of rows; what many rows share (days, kinds, how long nobody talked) is put into words once."""

    def __init__(self, today: dt.date, speaker: Speaker) -> None:
        self.today = today
        self.speaker = speaker
        self.days: dict[tuple[str, dt.date | None], tuple[Cell, Cell]] = {}
        self.kinds: dict[str, str] = {}
        self.contacts: dict[dt.date | None, Cell] = {}

    def row(self, row: DueRow) -> tuple[Cell, ...]:
        """The cells of one row."""
        when = self.days.get((row.group, row.date)) or self._day(row)
        name = Span(row.name, Style.STRONG) if row.group in ("overdue", "today") else row.name
        people = ", ".join(row.people) or row.owner
        return (
            *when,
            f"{_URGENT}{row.mark}" if row.urgent else row.mark,
            name,
            self._kind(row),
            self._text(row),
            people,
        )

    def _day(self, row: DueRow) -> tuple[Cell, Cell]:
        when = marked(_STYLES[row.group], self.speaker.say(_when(row.date, row.days)))
        made = self.days[row.group, row.date] = (when, _aside(row.date, row.days, self.today, self.speaker))
        return made

    def _kind(self, row: DueRow) -> str:
        if row.what not in self.kinds:
            self.kinds[row.what] = self.speaker.say(WHATS[row.what]) if row.what in WHATS else row.what
        return self.kinds[row.what]

    def _text(self, row: DueRow) -> Cell:
        """What it is about; where the due itself says nothing, how long nobody talked with the customer."""
        if row.what == "holiday":
            return _holiday(row.text, self.speaker)
        if row.text or row.what not in ("cadence", "follow_up"):
            return row.text
        if row.last_contact not in self.contacts:
            self.contacts[row.last_contact] = Span(
                self.speaker.say(_contact(row.last_contact, self.today)), Style.MUTED
            )
        return self.contacts[row.last_contact]


def _contact(day: dt.date | None, today: dt.date) -> Message:
    """How long nobody talked with a customer."""
    if day is None or day > today:
        return say("no contact yet")
    return say("last contact {ago}", ago=days_ago((today - day).days))


def _holiday(name: str, speaker: Speaker) -> str:
    from ledger.model.holidays import label

    return label(name, speaker.language)


def _when(day: dt.date | None, days: int | None) -> Message:
    """What says best when: how late, today and tomorrow, the weekday in the week ahead, later the date."""
    if day is None or days is None or days < 2:
        return days_away(days)
    return day_of_week(day) if days < 7 else say("{date}", date=day.isoformat())


def _aside(day: dt.date | None, days: int | None, today: dt.date, speaker: Speaker) -> str:
    """The other way to say when: the date of what is late, the distance of what lies ahead."""
    if day is None or not days:
        return ""
    if days < 2:
        return speaker.say(day_of_week(day)) if day.year == today.year else day.isoformat()
    return speaker.say(days_away(days))
