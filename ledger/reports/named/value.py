"""Who is worth how much: recency, frequency and money scored, tier, ABC class, potential, and lifetime value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.messages import Message, say, say_many
from ledger.model.values import Money
from ledger.reports.asked import Asked
from ledger.reports.lifetime import Lifetimes, decimals
from ledger.reports.money import note as rates_note
from ledger.reports.named.value_rows import COLUMNS, Figures, foremost
from ledger.reports.named.value_why import why_of
from ledger.reports.potential import level
from ledger.reports.purchases import Hundredths, amount, money
from ledger.reports.scope import scope
from ledger.reports.table import Chart, Column, Period, Report, Row, Table, Why
from ledger.reports.worth import CLASSES, TIERS, Pool, Worth, Worths, percent
from ledger.session import Session

_STEPS = 10
_LEVELS = ("high", "medium", "low", "")


def report(session: Session, asked: Asked) -> Report:
    """All customers with what they are worth, the most valuable first; sums by tier and class, and where potential lies."""
    figures = _figures(session, asked)
    listed = figures.listed
    shown = foremost(figures)
    figures.know(shown)
    rows = tuple(figures.row(number) for number in shown)
    main = Table(
        "value", say("Value of customers"), COLUMNS, rows, left_out=len(listed) - len(rows),
        empty=say("There are no customers."),
    )  # fmt: skip
    found = figures.worths
    tables = (main, _tiers(figures), _classes(found), _pareto(found), _matrix(figures, listed))
    return Report(
        "value", say("Value of customers"), session.today, tables, figures.period, asked.query, _notes(session, figures)
    )


def why(session: Session, customer: int) -> Why:
    """Why a customer is worth what it is, measured beside all others."""
    return why_of(_figures(session, Asked()), customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why the customer of a row is worth what it is, measured beside those asked for."""
    if not isinstance(row.key, int):
        return Why(say("value"), None, say("A row that sums others: ask for one customer."))
    return why_of(_figures(session, asked), row.key)


def _figures(session: Session, asked: Asked) -> Figures:
    period = asked.over(str(session.settings.policies.value.within), session.today)
    return Figures(scope(session, asked), asked, period)


def _tiers(figures: Figures) -> Table:
    """How many customers of each tier there are, and what they bring."""
    columns = (
        Column("tier", say("tier"), "choice", values="value"),
        Column("customers", say("customers"), "count"),
        Column("customer_share", say("share of customers"), "percent", "%"),
        Column("revenue", say("revenue"), "money"),
        Column("share", say("share of revenue"), "percent", "%"),
        Column("margin", say("gross margin"), "money"),
    )
    counts = dict.fromkeys(TIERS, 0)
    for each in figures.worths.ranked:
        counts[each.tier] += 1
    by_tier: dict[str, list[Worth]] = {tier: [] for tier in TIERS}
    for each in figures.worths.active:
        by_tier[each.tier].append(each)
    count = len(figures.worths.ranked)
    pool = _only(figures.worths)
    rows = [
        Row(
            (
                tier, counts[tier], percent(counts[tier], count), _revenue(several),
                percent(sum(each.revenue for each in several), pool.total) if pool else None, _margin(several),
            )
        )
        for tier, several in by_tier.items()
    ]  # fmt: skip
    everybody = figures.worths.active
    totals = (None, count, None, _revenue(everybody), None, _margin(everybody))
    chart = Chart("bar", say("Share of revenue by tier"), "tier", ("share",))
    return Table(
        "tiers", say("Tiers"), columns, tuple(rows) if count else (), totals if count else None,
        charts=(chart,) if pool and count else (), notes=(_tier_rule(figures),),
        empty=say("Nobody has bought anything yet, so that nobody has a tier."),
    )  # fmt: skip


def _only(found: Worths) -> Pool | None:
    """The pool in which all customers are; None where there are several."""
    return next(iter(found.pools.values())) if len(found.pools) == 1 else None


def _revenue(several: Iterable[Worth]) -> tuple[Money, ...]:
    sums: dict[str, Hundredths] = {}
    for each in several:
        for line in each.lines:
            sums[line.currency] = sums.get(line.currency, 0) + line.revenue
    return tuple(one for currency, total in sums.items() for one in money(total, currency))


def _margin(several: Iterable[Worth]) -> tuple[Money, ...] | None:
    sums: dict[str, Hundredths] = {}
    for each in several:
        for line in each.lines:
            if line.costed:
                sums[line.currency] = sums.get(line.currency, 0) + line.with_cost - line.cost
    return tuple(Money(amount(total), currency) for currency, total in sums.items() if total) if sums else None


def _tier_rule(figures: Figures) -> Message:
    rule = figures.scope.session.settings.policies.value
    if rule.high_from is None and rule.middle_from is None:
        return say(
            "High are the best {high}% by value, then by revenue; low are the last {low}% (`value` in ledger.yaml).",
            high=rule.high,
            low=rule.low,
        )
    return say(
        "Tiers go by the revenue of the period: high from {high}, middle from {middle} (`value` in ledger.yaml).",
        high=rule.high_from if rule.high_from is not None else "–",
        middle=rule.middle_from if rule.middle_from is not None else "–",
    )


def _buyers(found: Worths) -> list[Worth]:
    return [each for each in found.active if each.abc]


def _classes(found: Worths) -> Table:
    """The classes A, B and C by the revenue that they bring, in each currency that is measured by itself."""
    columns = (
        Column("abc", say("ABC")),
        Column("currency", say("currency"), quiet=len(found.pools) < 2),
        Column("customers", say("customers"), "count"),
        Column("customer_share", say("share of customers"), "percent", "%"),
        Column("revenue", say("revenue"), "money"),
        Column("share", say("share of revenue"), "percent", "%"),
    )
    sums: dict[tuple[str, str], list[int]] = {}
    for each in _buyers(found):
        inside = sums.setdefault((each.pool, each.abc), [0, 0])
        inside[0] += 1
        inside[1] += each.revenue
    rows = []
    for currency, pool in found.pools.items():
        for name in CLASSES:
            count, total = sums.get((currency, name), (0, 0))
            if pool.ranked:
                rows.append(
                    Row(
                        (
                            name,
                            currency,
                            count,
                            percent(count, len(pool.ranked)),
                            money(total, currency),
                            percent(total, pool.total),
                        )
                    )
                )
    chart = Chart("bar", say("Customers and revenue by class"), "abc", ("customer_share", "share"))
    return Table(
        "abc", say("ABC classes"), columns, tuple(rows), keys=2,
        charts=(chart,) if len(found.pools) == 1 else (),
        notes=(say("A: the largest, until 80% of the revenue is reached; B until 95%; C the rest."),),
        empty=say("Nobody bought anything in the period."),
    )  # fmt: skip


def _pareto(found: Worths) -> Table:
    """How much of the revenue the first tenth of customers brings, the first two tenths, and so on."""
    columns = (
        Column("top", say("first customers"), "percent", "%"),
        Column("currency", say("currency"), quiet=len(found.pools) < 2),
        Column("customers", say("customers"), "count"),
        Column("revenue", say("revenue"), "money"),
        Column("share", say("share of revenue"), "percent", "%"),
    )
    rows = []
    for currency, pool in found.pools.items():
        count, total, place = len(pool.ranked), 0, 0
        for step in range(1, _STEPS + 1) if count else ():
            until = max(count * step // _STEPS, 1)
            total += sum(pool.ranked[count - until : count - place])
            if until > place:
                rows.append(
                    Row((percent(until, count), currency, until, money(total, currency), percent(total, pool.total)))
                )
            place = until
    split = "currency" if len(found.pools) > 1 else ""
    chart = Chart("line", say("Share of revenue of the largest customers"), "top", ("share",), split)
    return Table(
        "pareto", say("Pareto"), columns, tuple(rows), keys=2, charts=(chart,) if rows else (),
        empty=say("Nobody bought anything in the period."),
    )  # fmt: skip


def _matrix(figures: Figures, listed: Sequence[int]) -> Table:
    """Contribution by class against potential: who brings little and may bring much."""
    columns = (
        Column("abc", say("contribution")),
        Column("high", say("high potential"), "count"),
        Column("medium", say("medium potential"), "count"),
        Column("low", say("low potential"), "count"),
        Column("unknown", say("potential unknown"), "count"),
    )
    counts = {name: dict.fromkeys(_LEVELS, 0) for name in (*CLASSES, "")}
    known = figures.worths.by_customer
    for number, tenths in figures.potentials.of_all(listed):
        each = known.get(number)
        counts[each.abc if each is not None else ""][level(tenths)] += 1
    rows = tuple(
        Row((name or say("no purchase in the period"), *(by_level[each] for each in _LEVELS)))
        for name, by_level in counts.items()
    )
    totals = (None, *(sum(by_level[each] for by_level in counts.values()) for each in _LEVELS))
    chart = Chart("heat", say("Contribution and potential"), "abc", ("high", "medium", "low", "unknown"))
    return Table(
        "matrix", say("Contribution and potential"), columns, rows if listed else (), totals if listed else None,
        charts=(chart,) if listed else (), empty=say("There are no customers."),
        notes=(
            say("Potential is the mean of what is known: field, size, industry, growth, open pipeline; high from 67, low below 34."),
        ),
    )  # fmt: skip


def _notes(session: Session, figures: Figures) -> tuple[Message, ...]:
    found = figures.worths
    notes = [
        say(
            "R, F and M: days since the last purchase, purchases and revenue from {first} to {last}, each scored 1 to 5 by"
            " fifths of those who bought then; whoever bought only before has 1-1-1.",
            first=_day(figures.period),
            last=figures.period.last,
        ),
        say(
            "Value is R + F + M plus referral points: one for each customer brought, one more if it bought, one for an NPS"
            " answer of 9 or 10; 5 at most."
        ),
        *lifetime_notes(figures.lifetimes),
    ]
    if session.settings.rates and found.active:
        notes.append(rates_note(session.settings))
    for currency, count in found.no_rate.items():
        notes.append(
            say_many(
                "{n} customer buys in {currency}, which has no rate in ledger.yaml: it is scored among those of its currency.",
                "{n} customers buy in {currency}, which has no rate in ledger.yaml: they are scored among themselves.",
                count,
                currency=currency or "–",
            )
        )
    return tuple(notes)


def _day(period: Period) -> object:
    return period.first if period.first.year > 1 else say("the beginning")


def lifetime_notes(lifetimes: Lifetimes) -> tuple[Message, ...]:
    """How values to date and expected are worked out."""
    if lifetimes.by_margin:
        basis = say("Value to date is the margin of all sales, as their costs are known.")
    elif lifetimes.with_cost:
        basis = say_many(
            "Value to date is revenue, not margin, as the cost of {n} sale is not known.",
            "Value to date is revenue, not margin, as the costs of {n} sales are not known.",
            lifetimes.no_cost,
        )
    else:
        basis = say("Value to date is revenue, as no costs are known.")
    return (
        basis,
        say(
            "Value expected in {days} days: own purchases a year, held to the mean of all ({rate}) as if watched one year"
            " longer, times gap by silence where silent for longer than the own gap, times the own mean purchase.",
            days=lifetimes.horizon,
            rate=decimals(lifetimes.rate),
        ),
    )
