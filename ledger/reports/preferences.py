"""What a customer prefers: worked out from what it bought and when it was talked with, beside what its profile says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ledger.messages import Message, say, say_many
from ledger.reports.scope import Scope
from ledger.reports.table import Column, Period, Row, Table
from ledger.reports.together import BOUGHT

FAVOURITES = 3
WINDOW = 2
"""Hours of the stretch of the day in which a customer is mostly talked with."""
_SAID = ("likes", "dislikes", "prefers", "do_not_contact", "products")


def written(scope: Scope, customer: int) -> Mapping[str, tuple[str, ...]]:
    """What the profile says of likes and dislikes, how and when to make contact, and products."""
    text = scope.one("SELECT fields FROM main.customers WHERE customer = ?", (customer,)) or "{}"
    fields = json.loads(text)
    return {name: _texts(fields.get(name)) for name in _SAID}


def preferences(scope: Scope, customer: int, period: Period) -> Table:
    """Favourite products, usual payment, channel and hour: what was worked out, and what the profile says."""
    said = written(scope, customer)
    session = scope.session
    prefers = tuple(session.vocabulary.value_label("prefers", each, session.language) for each in said["prefers"])
    days = (customer, period.first.isoformat(), period.last.isoformat())
    rows = (
        _row("products", say("favourite products"), _products(scope, days), (*said["likes"], *said["products"])),
        _row("dislikes", say("dislikes"), None, said["dislikes"]),
        _row("paid_by", say("usual payment method"), _paid_by(scope, days), ()),
        _row("channel", say("usual channel"), _channel(scope, days), prefers),
        _row("hour", say("usual hour"), _hour(scope, days), said["do_not_contact"]),
    )
    return Table(
        "preferences",
        say("Preferences"),
        (
            Column("what", say("what")),
            Column("computed", say("worked out"), wide=True),
            Column("written", say("in the profile"), "list", wide=True),
        ),
        tuple(row for row in rows if row.cells[1] is not None or row.cells[2]),
        empty=say("Too little is known of this customer."),
        notes=(say("The profile's line for the hour says when not to make contact."),)
        if said["do_not_contact"]
        else (),
    )


def _row(key: str, label: Message, computed: Message | None, said: Sequence[str]) -> Row:
    return Row((label, computed, ", ".join(dict.fromkeys(said)) or None), key=key)


_Days = tuple[int, str, str]


def _products(scope: Scope, days: _Days) -> Message | None:
    rows = scope.rows(
        "SELECT s.product, count(DISTINCT s.sale), exact_sum(s.quantity), max(s.unit) FROM now_sold s"  # noqa: S608
        f" WHERE {BOUGHT} AND s.customer = ? AND s.date BETWEEN ? AND ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {FAVOURITES}",
        days,
    )
    parts = tuple(
        say_many("{product} (once)", "{product} ({n} times)", times, product=product)
        if quantity is None
        else say_many(
            "{product} (once, {units})",
            "{product} ({n} times, {units})",
            times,
            product=product,
            units=f"{Decimal(quantity):,f}{' ' + unit if unit else ''}",
        )
        for product, times, quantity, unit in rows
    )
    return say("{parts}", parts=parts) if parts else None


def _paid_by(scope: Scope, days: _Days) -> Message | None:
    found = scope.rows(
        "SELECT s.paid_by, count(*) FROM now_sales s WHERE s.paid_by IS NOT NULL AND s.customer = ?"
        " AND s.date BETWEEN ? AND ? GROUP BY 1 ORDER BY 2 DESC, 1",
        days,
    )
    session = scope.session
    return _most([(session.vocabulary.value_label("paid_by", way, session.language), count) for way, count in found])


def _channel(scope: Scope, days: _Days) -> Message | None:
    found = scope.rows(
        "SELECT s.kind, count(*) FROM now_entries s WHERE s.customer = ? AND s.date BETWEEN ? AND ?"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        days,
    )
    session = scope.session
    kinds = session.vocabulary.kinds
    contacts = [(kind, count) for kind, count in found if kind in kinds and kinds[kind].contact]
    return _most([(session.vocabulary.kind_label(kind, session.language), count) for kind, count in contacts])


def _most(found: Sequence[tuple[str, int]]) -> Message | None:
    if not found:
        return None
    name, count = found[0]
    return say("{name} ({count} of {all})", name=name, count=count, all=sum(each for _, each in found))


def _hour(scope: Scope, days: _Days) -> Message | None:
    """The two hours in which most contacts with a time of day began, the earliest of several."""
    kinds = scope.session.vocabulary.kinds
    rows = scope.rows(
        "SELECT s.kind, substr(s.time, 1, 2) FROM now_entries s WHERE s.time IS NOT NULL AND s.customer = ?"
        " AND s.date BETWEEN ? AND ?",
        days,
    )
    hours = Counter(int(hour) for kind, hour in rows if kind in kinds and kinds[kind].contact)
    if not hours:
        return None
    windows = {start: sum(hours[start + each] for each in range(WINDOW)) for start in range(24 - WINDOW + 1)}
    start = max(windows, key=lambda each: (windows[each], -each))
    return say(
        "from {first}:00 to {last}:00 ({count} of {all} with a time)",
        first=f"{start:02}",
        last=f"{start + WINDOW:02}",
        count=windows[start],
        all=hours.total(),
    )


def _texts(plain: object) -> tuple[str, ...]:
    several = plain if isinstance(plain, list) else [plain]
    return tuple(each for each in several if isinstance(each, str) and each)
