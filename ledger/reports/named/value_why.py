"""Why a customer is worth what it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.facts.rfm import SEGMENTS
from ledger.messages import Message, say
from ledger.reports.lifetime import decimals
from ledger.reports.named.value_rows import Figures
from ledger.reports.purchases import amount
from ledger.reports.table import Cell, Source, Why
from ledger.reports.worth import Worth

_Numbers = tuple[tuple[Message, Cell], ...]


def why_of(figures: Figures, number: int) -> Why:
    """Value, its parts with the edges of their fifths, and the purchases behind them, newest first."""
    each = figures.worths.by_customer.get(number)
    figures.know([number, *(each.brought if each is not None else ())])
    who = figures.people.get(number)
    name = who.name if who is not None else ""
    if who is None or each is None or not each.score:
        rule = say("Value comes from purchases and referrals; there are none up to {day}.", day=figures.period.last)
        return Why(say("value of {name}", name=name), None, rule)
    return Why(
        say("value of {name}", name=name),
        each.score,
        say("R + F + M + referral points; {tier}.", tier=_tier(figures, each)),
        ((say("R"), each.r), (say("F"), each.f), (say("M"), each.m), (say("referral points"), each.referral)),
        sources(figures, number, who.path),
        parts(figures, each),
    )


def _tier(figures: Figures, each: Worth) -> Message:
    ranked = figures.worths.ranked
    place = next(place for place, one in enumerate(ranked, 1) if one.customer == each.customer)
    tiers = {"high": say("high value"), "middle": say("middle value"), "low": say("low value")}
    return say("place {place} of {count}: {tier}", place=place, count=len(ranked), tier=tiers[each.tier])


def parts(figures: Figures, each: Worth) -> tuple[Why, ...]:
    """Recency, frequency, money, referrals, and the lifetime value."""
    return (*_scores(figures, each), _referral(figures, each), *_lifetime(figures, each))


def _scores(figures: Figures, each: Worth) -> tuple[Why, ...]:
    found = figures.worths
    if not each.ever:
        return ()
    if not each.times:
        rule = say("Bought only before {first}: 1-1-1.", first=figures.period.first)
        return (Why(say("R, F, M"), say("1-1-1"), rule, ((say("days since purchase"), each.days),)),)
    pool = found.pools[each.pool]
    return (
        Why(
            say("R"), each.r, say("Fifths of days since the last purchase among those who bought in the period; fewer are better."),
            ((say("days since purchase"), each.days), (say("a lower score from"), _edges(found.days, 1))),
        ),
        Why(
            say("F"), each.f, say("Fifths of the number of purchases in the period."),
            ((say("purchases"), each.times), (say("a higher score from"), _edges(found.counts, 1))),
        ),
        Why(
            say("M"), each.m, say("Fifths of the revenue of the period in {currency}.", currency=each.pool),
            (
                (say("revenue"), amount(each.revenue)),
                (say("a higher score from"), _edges(pool.begins, 100)),
                (say("what larger customers bring"), amount(each.above)),
                (say("all together"), amount(pool.total)),
                (say("ABC"), each.abc),
            ),
        ),
    )  # fmt: skip


def _edges(begins: tuple[Fraction, ...], unit: int) -> str:
    return " · ".join(f"{decimals(each / unit).normalize():f}" for each in begins)


def _referral(figures: Figures, each: Worth) -> Why:
    people = figures.people
    names = ", ".join(people[one].name for one in each.brought if one in people)
    return Why(
        say("referral points"),
        each.referral,
        say("One for each customer brought, one more if it bought, one for an NPS answer of 9 or 10; 5 at most."),
        (
            (say("customers brought"), len(each.brought)),
            (say("their names"), names or None),
            (say("brought who are not in the ledger"), each.strangers),
            (say("of them bought"), each.buying),
            (say("last NPS answer"), each.nps),
        ),
    )


def _lifetime(figures: Figures, each: Worth) -> tuple[Why, ...]:
    if not each.ever:
        return ()
    lifetimes = figures.lifetimes
    lived = lifetimes.of(each)
    to_date = say("Margin of all sales.") if lifetimes.by_margin else say("Revenue of all sales.")
    expected = say("Purchases expected times the mean purchase; see the notes of the report.")
    return (
        Why(say("value to date"), lived.to_date, to_date, ((say("purchases"), each.ever),)),
        Why(
            say("value expected"), lived.expected, expected,
            (
                (say("purchases after the first"), each.ever - 1),
                (say("years since the first"), decimals(Fraction(each.since_first * 4, 1461))),
                (say("purchases a year of all"), decimals(lifetimes.rate)),
                (say("purchases a year, held to that"), decimals(lived.rate)),
                (say("how likely it still buys"), decimals(lived.stays * 100)),
                (say("purchases expected"), decimals(lived.orders)),
            ),
        ),
    )  # fmt: skip


def sources(figures: Figures, number: int, path: str) -> tuple[Source, ...]:
    """The sales of a customer up to the end of the period."""
    rows = figures.scope.rows(
        "SELECT date, line, what, ref, amount, currency FROM now_sales WHERE customer = ? AND date <= ? ORDER BY date DESC, n DESC",
        (number, figures.period.last.isoformat()),
    )
    return tuple(
        Source(path, line, date.fromisoformat(day), " ".join(filter(None, (what, ref, _sum(total), currency))))
        for day, line, what, ref, total, currency in rows
    )


def _sum(text: str | None) -> str:
    return f"{Decimal(text):,f}" if text else ""


def why_segment(figures: Figures, number: int) -> Why:
    """Why a customer is in its segment: its scores, and the ranges of the segment."""
    each = figures.worths.by_customer.get(number)
    figures.know([number, *(each.brought if each is not None else ())])
    who = figures.people.get(number)
    name = who.name if who is not None else ""
    if who is None or each is None or not each.segment:
        rule = say("Segments come from purchases; there are none up to {day}.", day=figures.period.last)
        return Why(say("segment of {name}", name=name), None, rule)
    rule = say(
        "The first segment whose ranges of R, F and M hold the scores; the table stands in docs/reports/segments.md."
    )
    ranges = SEGMENTS.get(each.segment, ())
    numbers = tuple(
        (say("{name} of the segment", name=name), f"{low}–{high}")
        for name, (low, high) in zip("RFM", ranges, strict=False)
    )
    scores = _scores(figures, each)
    return Why(
        say("segment of {name}", name=name), each.segment, rule, numbers, sources(figures, number, who.path), scores
    )
