"""What customers are worth beside each other: scores of recency, frequency and money, referrals, tier and ABC class."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

from ledger.facts import rfm
from ledger.model.policies import Value
from ledger.model.settings import Settings
from ledger.reports.asked import previous
from ledger.reports.named.source_referrals import referrals
from ledger.reports.purchases import Hundredths, Line, Lines, buyers, lines
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


class Worth:
    """A customer beside the others. Scores are 0 where there is nothing to score; `tier` and `abc` then are empty.

    `days` have passed since the last purchase and `since_first` since the first of `ever`; `times` of them lie in the
    period, with `lines` by currency. `pool` is the currency in which it is measured: the ledger's, or its own where that
    has no rate. `revenue` is that of the period and `past` that of the period before, in hundredths of the pool's
    currency; `above` what larger ones of the pool brought in together. `brought` are the customers that came by it,
    `buying` of them bought; `strangers` came by it and are not in the ledger.
    """

    # Most customers differ from these in few; a million attributes that say nothing would take their time.
    days = since_first = ever = times = revenue = past = above = 0
    r = f = m = strangers = buying = referral = score = 0
    segment = tier = abc = ""
    lines: tuple[Line, ...] = ()
    brought: tuple[int, ...] = ()
    nps: Decimal | None = None

    def __init__(self, customer: int, pool: str) -> None:
        self.customer = customer
        self.pool = pool


class Idle(Worth):
    """One that bought only before the period."""

    r = f = m = 1
    score = 3
    segment = rfm.segment(1, 1, 1)


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

    `active` are those that bought in the period, or brought something back then. `days` and `counts` are where fifths of
    recency and frequency begin. `no_rate` counts the customers by currency without a rate. All `buyers` made `purchases`
    together and have been watched for so many days since their first. Tiers are given once somebody asks for `ranked`.
    """

    scope: Scope
    period: Period
    by_customer: dict[int, Worth]
    active: Sequence[Worth]
    pools: Mapping[str, Pool]
    days: tuple[Fraction, ...]
    counts: tuple[Fraction, ...]
    no_rate: Mapping[str, int]
    buyers: int
    purchases: int
    watched: int
    _ranked: Sequence[Worth] | None = None

    @property
    def ranked(self) -> Sequence[Worth]:
        """Those with a value, the best first, each with its tier."""
        if self._ranked is None:
            self._ranked = _tiers(self.by_customer.values(), self.pools, self.scope.session.settings.policies.value)
        return self._ranked

    @property
    def until(self) -> str:
        """The last day that counts, as the tables write it."""
        return min(self.period.last, self.scope.session.today).isoformat()


def worths(scope: Scope, period: Period) -> Worths:
    """Measure the customers of a scope by what they bought in a period; asked again, it is known."""
    kept = scope.session.fresh().kept
    last = kept.get(_KEPT)
    asked = scope, period.first, period.last
    if isinstance(last, Worths) and (last.scope, last.period.first, last.period.last) == asked:
        return last
    made = _made(scope, period)
    kept[_KEPT] = made
    return made


def _made(scope: Scope, period: Period) -> Worths:
    settings = scope.session.settings
    until = min(period.last, scope.session.today).isoformat()
    bought = buyers(scope, until)
    found = _measured(bought, lines(scope, period, _before(period)), settings)
    active = [each for each in found.values() if each.times or each.revenue]
    pools = _pools(active)
    scored = [each for each in active if each.times]
    days = rfm.edges([each.days for each in scored])
    counts = rfm.edges([each.times for each in scored])
    _score(scored, days, counts, pools)
    _classes(scored, pools)
    _referrals(scope, found, until)
    no_rate: dict[str, int] = {}
    for each in active:
        if each.pool != settings.currency:
            no_rate[each.pool] = no_rate.get(each.pool, 0) + 1
    ever, watched = sum(row[3] for row in bought), sum(row[2] for row in bought)
    return Worths(scope, period, found, active, pools, days, counts, no_rate, len(bought), ever, watched)


def _before(period: Period) -> Period:
    """The period of the same length before; no day where it begins with time itself."""
    return previous(period) if period.first > date.min else Period(date.min, date.min)


def _measured(
    bought: Sequence[tuple[int, int, int, int, str]], of_period: Lines, settings: Settings
) -> dict[int, Worth]:
    """The customers that bought, with their revenue in one currency."""
    found: dict[int, Worth] = {}
    own = dict.fromkeys((settings.currency, "", *settings.rates), settings.currency)
    nothing: tuple[int, tuple[Line, ...]] = (0, ())
    for number, days, since, ever, currency in bought:
        times, several = of_period.get(number, nothing)
        each = (Worth if times else Idle)(number, own.get(currency, currency))
        each.days, each.since_first, each.ever = days, since, ever
        if several:
            each.times, each.lines = times, several
            _sum_up(each, settings)
        elif times:
            each.times = times
        found[number] = each
    return found


def _sum_up(each: Worth, settings: Settings) -> None:
    """The revenue of a customer in the currency in which it is measured."""
    first = each.lines[0]
    if len(each.lines) == 1 and (first.currency == settings.currency or first.currency not in settings.rates):
        each.pool, each.revenue, each.past = first.currency, _whole(first.revenue), _whole(first.before)
        return
    foreign = [line for line in each.lines if _rate(line.currency, settings) is None]
    if foreign:
        line = max(foreign, key=lambda one: (one.revenue, one.before))
        each.pool, each.revenue, each.past = line.currency, _whole(line.revenue), _whole(line.before)
        return
    each.pool = settings.currency
    revenue = sum((line.revenue * (_rate(line.currency, settings) or 0) for line in each.lines), Decimal(0))
    past = sum((line.before * (_rate(line.currency, settings) or 0) for line in each.lines), Decimal(0))
    each.revenue, each.past = _whole(revenue), _whole(past)


def _rate(currency: str, settings: Settings) -> Decimal | None:
    return Decimal(1) if currency in (settings.currency, "") else settings.rates.get(currency)


def _whole(hundredths: Hundredths) -> int:
    """To the hundredth, half up, which is enough to compare by."""
    return hundredths if isinstance(hundredths, int) else int(hundredths.quantize(Decimal(1), ROUND_HALF_UP))


def _pools(active: Iterable[Worth]) -> dict[str, Pool]:
    revenues: dict[str, list[int]] = {}
    sums: dict[str, int] = {}
    for each in active:
        several = revenues.setdefault(each.pool, [])
        sums[each.pool] = sums.get(each.pool, 0) + each.revenue
        # Whoever only brought something back bought nothing in the period, and is not ranked.
        if each.times:
            several.append(each.revenue)
    return {
        currency: Pool(currency, sorted(several), sums[currency], rfm.edges(several, 100))
        for currency, several in sorted(revenues.items(), key=lambda pair: -len(pair[1]))
    }


def _score(
    scored: Iterable[Worth], days: tuple[Fraction, ...], counts: tuple[Fraction, ...], pools: Mapping[str, Pool]
) -> None:
    """The scores of whoever bought in the period, by fifths."""
    by_days, by_counts = _steps(days), _steps(counts)
    by_revenue = {currency: _steps(pool.begins) for currency, pool in pools.items()}
    for each in scored:
        each.r = rfm.recency(each.days, by_days)
        each.f = rfm.score(each.times, by_counts)
        each.m = rfm.score(each.revenue, by_revenue[each.pool])
        each.segment = rfm.segment(each.r, each.f, each.m)
        each.score = each.r + each.f + each.m


def _steps(begins: Sequence[Fraction]) -> tuple[int, ...]:
    """The same edges for whole figures, which are quicker to compare."""
    return tuple(ceil(each) for each in begins)


def _classes(scored: Iterable[Worth], pools: Mapping[str, Pool]) -> None:
    """A until those above brought 80 percent of a pool's revenue, B until 95, C the rest."""
    sums = dict.fromkeys(pools, 0)
    last: dict[str, Worth] = {}
    for each in sorted(scored, key=lambda one: -one.revenue):
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
    touched: dict[int, Worth] = {}

    def of(number: int) -> Worth:
        each = found.get(number)
        if each is None:
            each = found[number] = Worth(number, currency)
        touched[number] = each
        return each

    for giver, several in told.children().items():
        each = of(giver)
        each.brought = tuple(several)
        each.buying = sum((other := found.get(one)) is not None and other.ever > 0 for one in several)
    for giver, count in told.unknown.items():
        of(giver).strangers = count
    for customer, answer, _ in scope.rows(
        "SELECT s.customer, s.value, max(s.date) FROM now_ratings s JOIN scope c ON c.customer = s.customer"
        " WHERE s.measure = 'nps' AND s.date <= ? GROUP BY s.customer",
        (until,),
    ):
        of(customer).nps = Decimal(answer)
    for each in touched.values():
        promotes = each.nps is not None and each.nps >= PROMOTER
        each.referral = min(MOST_REFERRALS, len(each.brought) + each.strangers + each.buying + promotes)
        each.score += each.referral


_FINE = 1_000_000


def _tiers(found: Iterable[Worth], pools: Mapping[str, Pool], rule: Value) -> list[Worth]:
    """Give everybody with a score a tier; all of them, the best first. Those who are alike get the same tier."""
    ranked = _ranked(found, pools)
    high, low = ceil(len(ranked) * rule.high / 100), ceil(len(ranked) * (100 - rule.low) / 100)
    if rule.high_from is not None or rule.middle_from is not None:
        for _, each in ranked:
            each.tier = _by_amount(each, rule)
        return [each for _, each in ranked]
    before = None
    tier = HIGH
    for at, (key, each) in enumerate(ranked):
        if key != before:
            tier = HIGH if at < high else MIDDLE if at < low else LOW
            before = key
        each.tier = tier
    return [each for _, each in ranked]


_Key = tuple[int, int, int]


def _ranked(found: Iterable[Worth], pools: Mapping[str, Pool]) -> list[tuple[_Key, Worth]]:
    """By score, then by the place of the revenue in its pool, then by days since the last purchase."""
    keyed: list[tuple[_Key, int, Worth]] = []
    # Most customers bought only before the period: they differ in days alone.
    idle: dict[int, list[Worth]] = {}
    for number, each in enumerate(found):
        score = each.score
        if not score:
            continue
        place = 0
        if each.times:
            several = pools[each.pool].ranked
            place = bisect_left(several, each.revenue) * _FINE // len(several)
        elif score == Idle.score:
            idle.setdefault(each.days, []).append(each)
            continue
        keyed.append(((-score, -place, each.days), number, each))
    keyed.sort()
    kept = [((-Idle.score, 0, days), each) for days in sorted(idle) for each in idle[days]]
    first = next((place for place, (key, *_) in enumerate(keyed) if key >= (-Idle.score, 0, 0)), len(keyed))
    last = [(key, each) for key, _, each in keyed[first:]] + kept
    last.sort(key=lambda pair: pair[0])
    return [(key, each) for key, _, each in keyed[:first]] + last


def _by_amount(each: Worth, rule: Value) -> str:
    """The tier by the revenue of the period, where ledger.yaml says amounts."""
    revenue = Decimal(each.revenue) / 100
    if rule.high_from is not None and revenue >= rule.high_from:
        return HIGH
    return MIDDLE if rule.middle_from is not None and revenue >= rule.middle_from else LOW


def percent(part: Hundredths, whole: Hundredths) -> Decimal | None:
    """A share in percent with one decimal place, half up; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP) if whole > 0 else None
