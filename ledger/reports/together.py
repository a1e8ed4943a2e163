"""What is bought by the same customers: pairs of products with support, confidence and lift."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from ledger.reports.scope import Scope
from ledger.reports.table import Period

LEAST = 2
"""A pair counts from so many customers on."""
MOST_PRODUCTS = 200
"""Of more products than that, only those that most customers buy are paired."""
_WORK = 3_000_000
"""So many pairs of products of customers are counted at most; with more of them fewer products are paired."""

BOUGHT = "s.product IS NOT NULL AND s.what IN ('order', 'invoice', 'payment')"
"""The rows of `now_sold` that are a purchase of a product."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products: how many of the `buyers` bought the one, the other and `both`, and how many sales held both.

    Support, confidence and lift are those of R. Agrawal, T. Imieliński, A. Swami (1993), Mining association rules between
    sets of items in large databases, SIGMOD; lift as in S. Brin et al. (1997), Dynamic itemset counting, SIGMOD.
    The baskets are customers.
    """

    one: str
    other: str
    with_one: int
    with_other: int
    both: int
    in_one_sale: int
    buyers: int

    @property
    def support(self) -> float:
        """The share of buyers who bought both."""
        return self.both / self.buyers

    @property
    def confidence(self) -> float:
        """The share of buyers of the one who bought the other."""
        return self.both / self.with_one

    @property
    def lift(self) -> float:
        """How many times as often as it would be if the one had nothing to do with the other."""
        return self.both * self.buyers / (self.with_one * self.with_other)


@dataclass(frozen=True, slots=True)
class Together:
    """The pairs found, by customers with both, then lift; `paired` of `products` were looked at.

    With `cut` there were more products that several customers bought than can be paired.
    """

    pairs: Sequence[Pair]
    buyers: int
    products: int
    paired: int
    cut: bool


def together(scope: Scope, period: Period, least: int = LEAST) -> Together:
    """The pairs of products that at least so many customers bought both of in a period.

    The one of a pair is the product that fewer bought, so that its confidence is the higher one.
    """
    rows = scope.rows(
        "SELECT s.customer, s.sale, s.product FROM now_sold s JOIN scope c ON c.customer = s.customer"  # noqa: S608
        f" WHERE {BOUGHT} AND s.date BETWEEN ? AND ?",
        (period.first.isoformat(), period.last.isoformat()),
    )
    by_customer: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for customer, sale, product in rows:
        by_customer[customer].append((sale, product))
    baskets = [frozenset(product for _, product in bought) for bought in by_customer.values()]
    buyers = Counter(product for basket in baskets for product in basket)
    paired = _paired(baskets, buyers)
    both: Counter[tuple[str, str]] = Counter()
    sales: Counter[tuple[str, str]] = Counter()
    for basket, bought in zip(baskets, by_customer.values(), strict=True):
        if len(basket) > 1:
            both.update(combinations(sorted(basket & paired), 2))
            sales.update(_in_sales(sorted(bought), paired))
    pairs = []
    for (first, second), count in both.items():
        if count >= least:
            one, other = (first, second) if buyers[first] <= buyers[second] else (second, first)
            in_one = sales[first, second]
            pairs.append(Pair(one, other, buyers[one], buyers[other], count, in_one, len(baskets)))
    pairs.sort(key=lambda pair: (-pair.both, -pair.lift, pair.one, pair.other))
    several = sum(count >= LEAST for count in buyers.values())
    return Together(pairs, len(baskets), len(buyers), len(paired), len(paired) < several)


def _in_sales(bought: Iterable[tuple[int, str]], paired: frozenset[str]) -> Iterable[tuple[str, str]]:
    """The pairs in each sale of a customer, from rows in the order of sales."""
    for _, same in groupby(bought, key=lambda row: row[0]):
        products = {product for _, product in same} & paired
        if len(products) > 1:
            yield from combinations(sorted(products), 2)


def _paired(baskets: Sequence[frozenset[str]], buyers: Counter[str]) -> frozenset[str]:
    """The products that are paired: those with the most buyers, as many as the work allows."""
    known = [product for product, count in buyers.most_common(MOST_PRODUCTS) if count >= LEAST]
    while len(known) > 2:
        among = frozenset(known)
        sizes = (len(basket & among) for basket in baskets)
        if sum(size * (size - 1) // 2 for size in sizes) <= _WORK:
            break
        known = known[: len(known) // 2]
    return frozenset(known)
