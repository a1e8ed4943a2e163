"""What was won and lost, month by month, and why it was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.messages import say
from ledger.query.fold import fold
from ledger.reports.named.pipeline_opportunities import LOST, WON, Ended, median, sums
from ledger.reports.shares import percent
from ledger.reports.table import Cell, Chart, Column, Period, Row, Table

_MOST_MONTHS = 60


def results(closed: Sequence[Ended], period: Period) -> Table:
    """Won and lost by month of the last step, with the share that was won; months without any are shown as such."""
    by_month: dict[str, list[Ended]] = {}
    for one in closed:
        by_month.setdefault(f"{one.since:%Y-%m}", []).append(one)
    rows = tuple(Row((month, *_figures(by_month.get(month, ())))) for month in _months(sorted(by_month), period))
    return Table(
        "results",
        say("Won and lost"),
        (
            Column("month", say("month"), "month"),
            Column("won", say("won"), "count"),
            Column("won_value", say("amount won"), "money"),
            Column("lost", say("lost deals"), "count"),
            Column("lost_value", say("amount lost"), "money"),
            Column("rate", say("win rate"), "percent", "%"),
            Column("days", say("median time to win"), "days"),
        ),
        rows,
        (None, *_figures(closed)) if rows else None,
        charts=(
            Chart("stacked", say("Won and lost opportunities"), "month", ("won", "lost")),
            Chart("line", say("Win rate"), "month", ("rate",)),
        )
        if rows
        else (),
        empty=say("No opportunity was won or lost in this period."),
    )


def _figures(closed: Sequence[Ended]) -> tuple[Cell, ...]:
    won = [one for one in closed if one.stage == WON]
    lost = [one for one in closed if one.stage == LOST]
    return (
        len(won),
        sums(one.amount for one in won),
        len(lost),
        sums(one.amount for one in lost),
        percent(len(won), len(closed)),
        median([(one.since - one.opened).days for one in won]),
    )


def _months(some: Sequence[str], period: Period) -> Sequence[str]:
    """All months of the period; of a very long one those with something in them."""
    long = (period.last - period.first).days > 31 * _MOST_MONTHS
    return some if long or not some else list(_between(period.first, period.last))


def _between(first: date, last: date) -> Iterator[str]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def reasons(closed: Sequence[Ended]) -> Table:
    """Why opportunities were lost: how often, how much, and to whom; the most frequent reason first."""
    lost = [one for one in closed if one.stage == LOST]
    groups: dict[str, list[Ended]] = {}
    for one in lost:
        groups.setdefault(fold(one.reason), []).append(one)
    ordered = sorted(groups.values(), key=lambda group: (not group[0].reason, -len(group), group[0].reason))
    return Table(
        "lost_reasons",
        say("Why opportunities were lost"),
        (
            Column("reason", say("reason")),
            Column("count", say("lost deals"), "count"),
            Column("share", say("share"), "percent", "%"),
            Column("value", say("amount"), "money"),
            Column("competitors", say("competitors"), "list"),
        ),
        tuple(_reason(group, len(lost)) for group in ordered),
        (None, len(lost), percent(len(lost), len(lost)), sums(one.amount for one in lost), _competitors(lost))
        if lost
        else None,
        charts=(Chart("bar", say("Why opportunities were lost"), "reason", ("count",)),) if lost else (),
        empty=say("No opportunity was lost in this period."),
    )


def _reason(group: Sequence[Ended], of: int) -> Row:
    reason = group[0].reason or say("no reason written")
    return Row((reason, len(group), percent(len(group), of), sums(one.amount for one in group), _competitors(group)))


def _competitors(group: Sequence[Ended]) -> str:
    """Who was named, the most frequent first, with the number of times where it is more than one."""
    count: dict[str, list[str]] = {}
    for one in group:
        for name in one.competitors:
            count.setdefault(fold(name), []).append(name)
    ordered = sorted(count.values(), key=lambda names: (-len(names), names[0]))
    return ", ".join(f"{names[0]} ({len(names)})" if len(names) > 1 else names[0] for names in ordered)
