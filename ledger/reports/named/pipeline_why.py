"""Why open opportunities are worth what the pipeline says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.messages import Message, say
from ledger.query.fold import fold
from ledger.reports.named.pipeline_open import BASES
from ledger.reports.named.pipeline_opportunities import LEAST, Chance, Opportunity, kinds, sums
from ledger.reports.named.pipeline_stages import View
from ledger.reports.scope import Scope
from ledger.reports.table import Cell, Source, Why

MOST = 50
"""Opportunities that are explained one by one; the others are in the sum."""


def weighed(scope: Scope, view: View, found: Sequence[Opportunity]) -> Why:
    """The weighted value of opportunities, made of that of each, the largest first."""
    ordered = sorted(found, key=lambda one: (-_amount(view, one), one.name, one.ref))
    return Why(
        say("weighted amount of open opportunities"),
        sums(map(view.chances.weighted, found)),
        say("The amount of each times its probability, to the cent; each currency by itself."),
        ((say("opportunities"), len(found)), (say("amount"), sums(one.amount for one in found))),
        parts=tuple(_of_one(scope, view, one) for one in ordered[:MOST]),
    )


def why_nothing() -> Why:
    """The answer where a row has nothing that was worked out from opportunities one by one."""
    return Why(say("these figures"), None, say("They are counted; docs/reports/pipeline.md has the formulas."))


def _amount(view: View, one: Opportunity) -> float:
    worth = view.chances.weighted(one)
    return float(worth.amount) if worth is not None else 0.0


def _of_one(scope: Scope, view: View, one: Opportunity) -> Why:
    chance = view.chances.of(one)
    worth = view.chances.weighted(one)
    numbers: list[tuple[Message, Cell]] = [
        (say("amount"), None if one.amount is None else (one.amount,)),
        (say("probability in percent"), chance.percent),
        (say("probability from"), BASES[chance.basis]),
    ]
    if chance.basis == "history":
        numbers += [(say("won of those that were in the stage"), chance.won), (say("ended of those"), chance.ended)]
    return Why(
        say("{name} {title}", name=one.name, title=f"{one.ref} {one.title}".strip()),
        None if worth is None else (worth,),
        _rule(chance, one),
        tuple(numbers),
        _sources(scope, one, view.day),
    )


def _rule(chance: Chance, one: Opportunity) -> Message:
    if one.amount is None:
        return say("No amount is written, so that it counts for nothing.")
    if chance.basis == "written":
        return say("The amount times the probability that is written.")
    if chance.basis == "history":
        return say(
            "The amount times the share that was won of all opportunities that were in this stage and have ended."
        )
    return say(
        "The amount times a default for the stage: no probability is written, and fewer than {least} that were in it have ended.",
        least=LEAST,
    )


def _sources(scope: Scope, one: Opportunity, day: date) -> tuple[Source, ...]:
    """The entries of the opportunity, the newest first."""
    named = kinds(scope.session)
    rows = scope.rows(
        f"SELECT line, date, ref, title FROM main.entries WHERE customer = ? AND kind IN ({', '.join('?' * len(named))})"
        " AND date <= ? ORDER BY date DESC, n DESC",
        (one.customer, *named, day.isoformat()),
    )
    wanted = fold(one.ref)
    return tuple(
        Source(one.path, line, date.fromisoformat(written), f"{ref or ''} {title or ''}".strip())
        for line, written, ref, title in rows
        if (fold(ref or "") == wanted if one.ref else line == one.line)
    )
