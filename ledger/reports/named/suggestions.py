"""What a customer may want too: what others with the same products buy; and its preferences, as computed and as written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ledger.errors import NotFound
from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.preferences import preferences, written
from ledger.reports.scope import Scope, scope
from ledger.reports.table import Chart, Column, Period, Report, Row, Source, Table, Why
from ledger.reports.together import BOUGHT, LEAST
from ledger.session import Session

_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_COLUMNS = (
    Column("product", say("product"), wide=True),
    Column("customers", say("buy it too"), "count"),
    Column("of", say("of those with the same products"), "count"),
    Column("share", say("share"), "percent", "%"),
    Column("lift", say("lift"), "number"),
    Column("with", say("mostly with"), wide=True),
    Column("with_customers", say("customers with both"), "count"),
    Column("buyers", say("customers at all"), "count", wide=True),
)
_RULE = say(
    "Others with the same products are customers who bought at least one product that this customer bought. Shown is what at "
    "least two of them buy and this customer does not, if they buy it more often than buyers do in general (lift above 1)."
)


def report(session: Session, asked: Asked) -> Report:
    """Products for the customer whose id is the query, those that most of its like buy first; raises NotFound."""
    found = scope(session, Asked())
    customer, name = _customer(found, asked.query)
    period = asked.period or Period(date.min, session.today)
    mine = _mine(found, customer, period)
    rows = _rows(found, customer, mine, period) if mine else _popular(found, period)
    said = written(found, customer)
    return Report(
        "suggestions",
        say("Suggestions for {name}", name=name),
        session.today,
        (_table(rows, said["dislikes"], known=bool(mine)), preferences(found, customer, period)),
        asked.period,
        asked.query,
        _notes(mine, rows),
    )


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why a product is suggested: the counts, and what this customer bought of that goes with it."""
    found = scope(session, Asked())
    customer, _ = _customer(found, asked.query)
    period = asked.period or Period(date.min, session.today)
    product, customers, of, share, lift, with_product, both, buyers = row.cells
    bought = found.rows(
        "SELECT s.date, t.line, c.path, s.product FROM now_sold s JOIN scope c ON c.customer = s.customer"
        " JOIN now_sales t ON t.customer = s.customer AND t.n = s.sale"
        f" WHERE {BOUGHT} AND s.customer = ? AND s.date BETWEEN ? AND ? AND (? IS NULL OR s.product = ?)"
        " ORDER BY s.date DESC LIMIT 50",
        (customer, period.first.isoformat(), period.last.isoformat(), with_product, with_product),
    )
    return Why(
        say("{product}", product=product),
        share,
        _RULE,
        (
            (say("customers with the same products"), of),
            (say("of them who buy it"), customers),
            (say("lift"), lift),
            (say("customers who buy it and {product}", product=with_product or "–"), both),
            (say("customers at all"), buyers),
        ),
        tuple(Source(path, line, date.fromisoformat(day), named) for day, line, path, named in bought),
    )


def _customer(found: Scope, identity: str) -> tuple[int, str]:
    rows = found.rows("SELECT customer, name FROM scope WHERE id = ?", (identity.strip(),))
    if not rows:
        raise NotFound(
            say("There is no customer with the id “{id}”.", id=identity.strip()),
            say("`ledger report suggestions WHO` takes a customer."),
        )
    number, name = rows[0]
    return int(number), str(name)


def _mine(found: Scope, customer: int, period: Period) -> frozenset[str]:
    """The products that the customer bought."""
    return frozenset(
        product
        for (product,) in found.rows(
            f"SELECT DISTINCT s.product FROM now_sold s WHERE {BOUGHT} AND s.customer = ? AND s.date BETWEEN ? AND ?",
            (customer, period.first.isoformat(), period.last.isoformat()),
        )
    )


def _rows(found: Scope, customer: int, mine: frozenset[str], period: Period) -> Sequence[Row]:
    baskets: defaultdict[int, set[str]] = defaultdict(set)
    for number, product in _everything(found, period):
        baskets[number].add(product)
    baskets.pop(customer, None)
    buyers = Counter(product for basket in baskets.values() for product in basket)
    alike = [basket for basket in baskets.values() if basket & mine]
    count: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for basket in alike:
        new = basket - mine
        count.update(new)
        pairs.update((product, own) for product in new for own in basket & mine)
    made = []
    for product, customers in count.items():
        lift = Decimal(customers * len(baskets)) / (len(alike) * buyers[product])
        if customers >= LEAST and lift > 1:
            own = min(mine, key=lambda each: (-pairs[product, each], each))
            share = (Decimal(customers * 100) / len(alike)).quantize(_TENTH, ROUND_HALF_UP)
            rounded = lift.quantize(_HUNDREDTH, ROUND_HALF_UP)
            cells = (product, customers, len(alike), share, rounded, own, pairs[product, own], buyers[product])
            made.append((-customers, -lift, Row(cells, key=product)))
    return [row for _, _, row in sorted(made, key=lambda each: (each[0], each[1], str(each[2].cells[0])))]


def _everything(found: Scope, period: Period) -> Iterable[tuple[int, str]]:
    return found.rows(
        f"SELECT DISTINCT s.customer, s.product FROM now_sold s WHERE {BOUGHT} AND s.date BETWEEN ? AND ?",
        (period.first.isoformat(), period.last.isoformat()),
    )


def _popular(found: Scope, period: Period) -> Sequence[Row]:
    """What most customers buy, for one who bought nothing yet."""
    bought = list(_everything(found, period))
    buyers = Counter(product for _, product in bought)
    every = len({number for number, _ in bought})
    return [
        Row(
            (
                product,
                count,
                every,
                (Decimal(count * 100) / every).quantize(_TENTH, ROUND_HALF_UP),
                None,
                None,
                None,
                count,
            ),
            key=product,
        )
        for product, count in sorted(buyers.items(), key=lambda each: (-each[1], each[0]))
        if count >= LEAST
    ]


def _table(rows: Sequence[Row], dislikes: Sequence[str], *, known: bool) -> Table:
    marked = tuple(_marked(row, dislikes) for row in rows)
    return Table(
        "suggestions",
        say("What others with the same products buy") if known else say("What most customers buy"),
        _COLUMNS,
        marked,
        charts=(Chart("bar", say("Share of those with the same products"), "product", ("share",)),) if rows else (),
        empty=say(
            "Nothing stands out: no two others with the same products buy something else more often than buyers in general."
        ),
    )


def _marked(row: Row, dislikes: Sequence[str]) -> Row:
    """A row with a mark of doubt where the profile says that the customer dislikes the like."""
    product = str(row.cells[0]).casefold()
    disliked = any(word and (word.casefold() in product or product in word.casefold()) for word in dislikes)
    return Row(row.cells, mark="doubt", key=row.key) if disliked else row


def _notes(mine: frozenset[str], rows: Sequence[Row]) -> tuple[Message, ...]:
    if mine:
        return (_RULE,) if rows else ()
    return (say("This customer has bought no product by name yet."),)
