"""What customers are worth beside each other: scores of recency, frequency and money, referrals, tier and ABC class."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from ledger.facts import rfm
from ledger.model.policies import Value
from ledger.model.settings import Settings
from ledger.reports.asked import previous
from ledger.reports.named.source_referrals import referrals
from ledger.reports.purchases import Bought, Hundredths, purchases
from ledger.reports.scope import Scope
from ledger.reports.table import Period

HIGH, MIDDLE, LOW = "high", "middle", "low"
TIERS = (HIGH, MIDDLE, LOW)
A, B, C = "A", "B", "C"
CLASSES = (A, B, C)
_A_UNTIL, _B_UNTIL = 80, 95
PROMOTER = 9
MOST_REFERRALS = 5
_TENTH = Decimal("0.1")
_KEPT = "worths"


@dataclass(slots=True)
class Worth:
    """A customer beside the others. Scores are 0 where there is nothing to score; `tier` and `abc` then are empty.

    `pool` is the currency in which it is measured: the ledger's, or its own where that has no rate. `revenue` is that of
    the period and `past` that of the period before, in hundredths of the pool's currency; `above` what larger ones of
    the pool brought in together. `brought` are the customers that came by it, `buying` of them bought; `strangers` came by
    it and are not in the ledger.
    """

    customer: int
    bought: Bought | None
    pool: str
    revenue: int = 0
    past: int = 0
    r: int = 0
    f: int = 0
    m: int = 0
    segment: str = ""
    brought: tuple[int, ...] = ()
    strangers: int = 0
    buying: int = 0
    nps: Decimal | None = None
    referral: int = 0
    score: int = 0
    tier: str = ""
    abc: str = ""
    above: int = 0


@dataclass(slots=True)
class Pool:
    """The customers that are measured in one currency: their revenues, smallest first, what they come to, where fifths begin."""

    currency: str
    ranked: Sequence[int]
    total: int
    begins: tuple[Fraction, ...]


@dataclass(slots=True)
class Worths:
    """All customers of a scope that bought, brought others or answered how likely they recommend, by number.

    `days` and `counts` are where fifths of recency and frequency begin. `no_rate` counts the customers by currency
    without a rate.
    """

    scope: Scope
    period: Period
    by_customer: dict[int, Worth]
    pools: Mapping[str, Pool]
    days: tuple[Fraction, ...]
    counts: tuple[Fraction, ...]
    no_rate: Mapping[str, int]
    ranked: Sequence[Worth] = field(default_factory=tuple)

    @property
    def bought(self) -> dict[int, Bought]:
        """The purchases by customer."""
        return {number: each.bought for number, each in self.by_customer.items() if each.bought is not None}


def worths(scope: Scope, period: Period) -> Worths:
    """Measure the customers of a scope by what they bought in a period; asked again, it is known."""
    kept = scope.session.fresh().kept
    last = kept.get(_KEPT)
    if (
        isinstance(last, Worths)
        and last.scope is scope
        and (last.period.first, last.period.last) == (period.first, period.last)
    ):
        return last
    made = _made(scope, period)
    kept[_KEPT] = made
    return made


def _made(scope: Scope, period: Period) -> Worths:
    settings = scope.session.settings
    found = {
        number: _measured(bought, settings) for number, bought in purchases(scope, period, _before(period)).items()
    }
    pools = _pools(found.values())
    scored = [each for each in found.values() if each.bought is not None and each.bought.times]
    days = rfm.edges([each.bought.days for each in scored if each.bought])
    counts = rfm.edges([each.bought.times for each in scored if each.bought])
    _score(found.values(), days, counts, pools)
    _classes(found.values(), pools)
    _referrals(scope, found, min(period.last, scope.session.today).isoformat())
    no_rate: dict[str, int] = {}
    for each in found.values():
        if each.pool != settings.currency and each.revenue:
            no_rate[each.pool] = no_rate.get(each.pool, 0) + 1
    made = Worths(scope, period, found, pools, days, counts, no_rate)
    made.ranked = _tiers(found.values(), pools, settings.policies.value)
    return made


def _before(period: Period) -> Period:
    """The period of the same length before; no day where it begins with time itself."""
    return previous(period) if period.first > date.min else Period(date.min, date.min)


def _measured(bought: Bought, settings: Settings) -> Worth:
    """A customer with its revenue in one currency."""
    lines = bought.lines
    if len(lines) == 1 and lines[0].currency in (settings.currency, ""):
        return Worth(bought.customer, bought, settings.currency, _whole(lines[0].revenue), _whole(lines[0].before))
    foreign = [line for line in lines if _rate(line.currency, settings) is None]
    if foreign:
        line = max(foreign, key=lambda each: (each.revenue, each.total))
        return Worth(bought.customer, bought, line.currency, _whole(line.revenue), _whole(line.before))
    revenue = sum((line.revenue * (_rate(line.currency, settings) or 0) for line in lines), Decimal(0))
    past = sum((line.before * (_rate(line.currency, settings) or 0) for line in lines), Decimal(0))
    return Worth(bought.customer, bought, settings.currency, _whole(revenue), _whole(past))


def _rate(currency: str, settings: Settings) -> Decimal | None:
    return Decimal(1) if currency in (settings.currency, "") else settings.rates.get(currency)


def _whole(hundredths: Hundredths) -> int:
    """To the hundredth, half up, which is enough to compare by."""
    return hundredths if isinstance(hundredths, int) else int(hundredths.quantize(Decimal(1), ROUND_HALF_UP))


def _pools(found: Iterable[Worth]) -> dict[str, Pool]:
    revenues: dict[str, list[int]] = {}
    for each in found:
        if each.bought is not None and each.bought.times:
            revenues.setdefault(each.pool, []).append(each.revenue)
        elif each.revenue:
            # Something came back of what was bought before.
            revenues.setdefault(each.pool, [])
    pools = {}
    for currency, several in sorted(revenues.items(), key=lambda pair: -len(pair[1])):
        several.sort()
        pools[currency] = Pool(currency, several, 0, rfm.edges(several, 100))
    for each in found:
        if each.revenue:
            pools[each.pool].total += each.revenue
    return pools


def _score(
    found: Iterable[Worth], days: tuple[Fraction, ...], counts: tuple[Fraction, ...], pools: Mapping[str, Pool]
) -> None:
    """Whoever bought in the period by fifths; whoever bought only before gets the lowest scores."""
    by_days, by_counts = _steps(days), _steps(counts)
    by_revenue = {currency: _steps(pool.begins) for currency, pool in pools.items()}
    for each in found:
        bought = each.bought
        if bought is None or not bought.ever:
            continue
        if bought.times:
            each.r = rfm.recency(bought.days, by_days)
            each.f = rfm.score(bought.times, by_counts)
            each.m = rfm.score(each.revenue, by_revenue[each.pool])
        else:
            each.r = each.f = each.m = 1
        each.segment = rfm.segment(each.r, each.f, each.m)


def _steps(begins: Sequence[Fraction]) -> tuple[int, ...]:
    """The same edges for whole figures, which are quicker to compare."""
    return tuple(ceil(each) for each in begins)


def _classes(found: Iterable[Worth], pools: Mapping[str, Pool]) -> None:
    """A until those above brought 80 percent of a pool's revenue, B until 95, C the rest."""
    falling = sorted((each for each in found if each.bought and each.bought.times), key=lambda each: -each.revenue)
    sums = dict.fromkeys(pools, 0)
    last: dict[str, Worth] = {}
    for each in falling:
        above, total = sums[each.pool], pools[each.pool].total
        same = last.get(each.pool)
        if same is not None and same.revenue == each.revenue:
            each.abc = same.abc
        else:
            each.abc = A if above * 100 < total * _A_UNTIL else B if above * 100 < total * _B_UNTIL else C
        each.above = above
        sums[each.pool] = above + each.revenue
        last[each.pool] = each


def _referrals(scope: Scope, found: dict[int, Worth], until: str) -> None:
    """Who brought whom and who would recommend us, as points that count like a fourth score."""
    currency = scope.session.settings.currency
    told = referrals(scope)
    for giver, several in told.children().items():
        each = found.setdefault(giver, Worth(giver, None, currency))
        each.brought = tuple(several)
        each.buying = sum((other := found.get(one)) is not None and _ever(other) > 0 for one in several)
    for giver, count in told.unknown.items():
        found.setdefault(giver, Worth(giver, None, currency)).strangers = count
    for customer, answer, _ in scope.rows(
        "SELECT s.customer, s.value, max(s.date) FROM now_ratings s JOIN scope c ON c.customer = s.customer"
        " WHERE s.measure = 'nps' AND s.date <= ? GROUP BY s.customer",
        (until,),
    ):
        found.setdefault(customer, Worth(customer, None, currency)).nps = Decimal(answer)
    for each in found.values():
        promotes = each.nps is not None and each.nps >= PROMOTER
        each.referral = min(MOST_REFERRALS, len(each.brought) + each.strangers + each.buying + promotes)
        each.score = each.r + each.f + each.m + each.referral


def _ever(each: Worth) -> int:
    return each.bought.ever if each.bought is not None else 0


def _tiers(found: Iterable[Worth], pools: Mapping[str, Pool], rule: Value) -> list[Worth]:
    """Give everybody with a score a tier; all of them, the best first. Those who are alike get the same tier."""
    keys: list[tuple[int, float, int, Worth]] = []
    for each in found:
        if each.score:
            pool = pools.get(each.pool)
            place = bisect_left(pool.ranked, each.revenue) / len(pool.ranked) if pool and pool.ranked else 0.0
            keys.append(
                (-each.score, -place if each.f and each.revenue else 0.0, each.bought.days if each.bought else 0, each)
            )
    keys.sort(key=lambda key: key[:3])
    high, low = len(keys) * rule.high / 100, len(keys) * (100 - rule.low) / 100
    before: tuple[int, float, int] | None = None
    tier = HIGH
    for place, (*key, each) in enumerate(keys):
        if tuple(key) != before:
            tier = HIGH if place < high else MIDDLE if place < low else LOW
        before = tuple(key)  # type: ignore[assignment]
        each.tier = _by_amount(each, rule) or tier
    return [each for *_, each in keys]


def _by_amount(each: Worth, rule: Value) -> str:
    """The tier by the revenue of the period, where ledger.yaml says amounts; empty where it does not."""
    if rule.high_from is None and rule.middle_from is None:
        return ""
    revenue = Decimal(each.revenue) / 100
    if rule.high_from is not None and revenue >= rule.high_from:
        return HIGH
    return MIDDLE if rule.middle_from is not None and revenue >= rule.middle_from else LOW


def percent(part: Hundredths, whole: Hundredths) -> Decimal | None:
    """A share in percent with one decimal place, half up; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) if whole > 0 else None
