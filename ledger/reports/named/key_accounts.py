"""The sheet of key accounts: who counts as one, by rule or by hand, and what matters of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.facts.key_account import FIELD, Said, said
from ledger.messages import Message, say
from ledger.reports.asked import Asked
from ledger.reports.fitting import fitting
from ledger.reports.money import rank
from ledger.reports.scope import Scope, Sums, add, money, scope, within
from ledger.reports.table import Cell, Column, Period, Report, Row, Source, Table, Why
from ledger.session import Session

SAVED = "key-accounts"
DEFAULT = "12m"
_TALKS = 3
_WITHOUT_TEXT: Mapping[str, Message] = {
    "cadence": say("regular contact"),
    "follow_up": say("follow-up"),
    "survey": say("survey"),
    "service": say("warranty"),
    "delivery": say("delivery"),
    "invoice": say("invoice"),
}
_COLUMNS = (
    Column("name", say("company")),
    Column("star", say("star"), wide=True),
    Column("level", say("level"), "choice", values="level"),
    Column("contacts", say("contacts"), wide=True),
    Column("purchases", say("purchases"), "money"),
    Column("orders", say("orders"), "count", wide=True),
    Column("last_contact", say("last talk"), "day"),
    Column("talks", say("last talks"), wide=True),
    Column("needs", say("key needs"), wide=True),
    Column("owner", say("owner"), "choice", values="people"),
    Column("next_due", say("next step by"), "day"),
    Column("next", say("next step"), wide=True),
    Column("open", say("open amount"), "money"),
    Column("because", say("key account by"), wide=True),
    Column("since", say("since"), "day", wide=True),
    Column("reason", say("reason"), wide=True),
)


class Key(NamedTuple):
    """Why a customer is a key account: `by_hand` what its file says, `fits` whether it fits the rule."""

    by_hand: Said | None
    fits: bool

    @property
    def counts(self) -> bool:
        """A word by hand decides; else the rule does."""
        return self.by_hand.is_key if self.by_hand is not None else self.fits


@dataclass(frozen=True, slots=True)
class Keys:
    """The key accounts among the customers asked for; `words` are all additions and removals by hand."""

    rule: str
    fits: frozenset[int]
    members: Mapping[int, Key]
    words: Sequence[tuple[int, Said]]


def report(session: Session, asked: Asked) -> Report:
    """The key accounts, those with the largest purchases in the period first; additions and removals by hand."""
    period = asked.over(DEFAULT, session.today)
    everybody, keys = keys_of(session, asked)
    changed = _changes(everybody, keys)
    _choose(everybody, keys)
    main = Table(
        "key_accounts", say("Key accounts"), _COLUMNS, _rows(everybody, keys, period),
        empty=say("There are no key accounts: no customer fits the rule, and none was added by hand."),
    )  # fmt: skip
    return Report(
        "key-accounts", say("Key accounts"), session.today, (main, changed), period, asked.query, _notes(keys)
    )


def rule_of(session: Session) -> str:
    """The query by which customers are key accounts: of `key_accounts` in ledger.yaml, else the saved query of that name."""
    return session.settings.policies.key_accounts.query or session.settings.queries.get(SAVED, "")


def keys_of(session: Session, asked: Asked) -> tuple[Scope, Keys]:
    """The customers asked for, and who of them is a key account, by the rule and by hand."""
    rule = rule_of(session)
    # Before the scope is made: a rule may ask for values that need a scope of their own.
    fitting_rule = fitting(session, rule) if rule else frozenset()
    found = scope(session, asked)
    everybody = {number for (number,) in found.rows("SELECT customer FROM scope WHERE NOT resting")}
    fits = fitting_rule & everybody
    members: dict[int, list[str]] = {}
    for number, value in found.rows(
        "SELECT f.customer, f.value FROM main.fields f JOIN scope c ON c.customer = f.customer WHERE f.name = ?"
        " ORDER BY f.customer, f.n",
        (FIELD,),
    ):
        members.setdefault(number, []).append(value)
    words: list[tuple[int, Said]] = []
    by_hand: dict[int, Said] = {}
    for number, written in members.items():
        for one in said(written, session.vocabulary):
            words.append((number, one))
            if one.day is None or one.day <= session.today:
                by_hand[number] = one
    keys = {number: Key(by_hand.get(number), number in fits) for number in fits | (by_hand.keys() & everybody)}
    return found, Keys(rule, fitting_rule, {number: key for number, key in keys.items() if key.counts}, words)


def _choose(found: Scope, keys: Keys) -> None:
    """Make `chosen`, the part of `scope` that the sheet is about: few, so that all questions start from them."""
    found.connection.execute("DROP TABLE IF EXISTS temp.chosen")
    among = ",".join(map(str, keys.members))
    found.connection.execute(f"CREATE TEMP TABLE chosen AS SELECT * FROM scope WHERE customer IN ({among})")


def _rows(found: Scope, keys: Keys, period: Period) -> tuple[Row, ...]:
    bought, contacts, talks = _bought(found, period), _contacts(found), _talks_of(found)
    needs, steps = _needs(found), _steps(found)
    rows = []
    for number, identity, name, path, star, level, owner, spoken, owed in found.rows(
        "SELECT customer, id, name, path, star, level, owner, last_contact, open_amount FROM chosen ORDER BY name"
    ):
        orders, sums = bought.get(number, (0, {}))
        key = keys.members[number]
        hand = key.by_hand
        because = say("hand") if hand is not None else say("rule")
        cells: tuple[Cell, ...] = (
            name, "★" if star else None, level or None, "; ".join(contacts.get(number, ())) or None, money(sums), orders,
            _day(spoken), "; ".join(talks.get(number, ())) or None, "; ".join(needs.get(number, ())) or None, owner or None,
            *steps.get(number, (None, None)), money(_sums(owed)), because, hand.day if hand else None,
            (hand.reason or None) if hand else None,
        )  # fmt: skip
        rows.append(
            (
                rank(money(sums), found.session.settings),
                Row(cells, identity, path, 1, "star" if star else "", key=number),
            )
        )
    rows.sort(key=lambda pair: -pair[0])
    return tuple(row for _, row in rows)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _sums(held: str) -> Sums:
    return {currency: Decimal(amount) for currency, amount in json.loads(held).items()}


def _bought(found: Scope, period: Period) -> dict[int, tuple[int, Sums]]:
    """Number of purchases and their sums in the period."""
    days, bounds = within(period)
    made: dict[int, tuple[int, Sums]] = {}
    for number, currency, count, total in found.rows(
        "SELECT s.customer, ifnull(s.currency, ''), sum(s.what NOT IN ('return', 'refund')), exact_sum(s.amount)"
        f" FROM chosen c CROSS JOIN now_sales s ON s.customer = c.customer WHERE {days} GROUP BY 1, 2",
        bounds,
    ):
        before, sums = made.get(number, (0, {}))
        add(sums, {currency: Decimal(total)} if total is not None else {})
        made[number] = before + count, sums
    return made


def _several(rows: Iterable[tuple[Any, ...]], words: str = " ") -> dict[int, list[str]]:
    """By customer the parts of each row, joined."""
    made: dict[int, list[str]] = {}
    for number, *parts in rows:
        made.setdefault(number, []).append(words.join(str(part) for part in parts if part))
    return made


def _contacts(found: Scope) -> dict[int, list[str]]:
    """People with title and phone."""
    return _several(
        found.rows(
            "SELECT p.customer, p.name, p.title, p.phone FROM chosen c CROSS JOIN main.contacts p ON p.customer = c.customer"
            " ORDER BY p.customer, p.n"
        )
    )


def _talks_of(found: Scope) -> dict[int, list[str]]:
    """The last talks, newest first."""
    session = found.session
    kinds = [name for name, kind in session.vocabulary.kinds.items() if kind.contact]
    rows = found.rows(
        "SELECT customer, date, kind, title FROM (SELECT s.customer, s.date, s.kind, s.title, row_number() OVER"
        " (PARTITION BY s.customer ORDER BY s.date DESC, ifnull(s.time, '') DESC, s.n DESC) AS place FROM chosen c"
        f" CROSS JOIN now_entries s ON s.customer = c.customer WHERE s.kind IN ({','.join('?' * len(kinds))})) WHERE place <= {_TALKS}"
        " ORDER BY customer, place",
        kinds,
    )
    label = session.vocabulary.kind_label
    names = {kind: label(kind, session.language) for kind in kinds}
    return _several((number, day, names[kind], title) for number, day, kind, title in rows)


def _needs(found: Scope) -> dict[int, list[str]]:
    """Needs marked as key that are open: of the field, and records of needs."""
    made: dict[int, list[str]] = {}
    for number, needs in found.rows(
        "SELECT m.customer, json_extract(m.fields, '$.needs') FROM chosen c CROSS JOIN main.customers m ON m.customer = c.customer"
        " WHERE json_type(m.fields, '$.needs') = 'array'"
    ):
        for need in json.loads(needs):
            if isinstance(need, dict) and need.get("key") == "yes" and need.get("status") not in ("met", "dropped"):
                made.setdefault(number, []).append(str(need.get("text") or ""))
    for number, title, fields in found.rows(
        "SELECT r.customer, ifnull(r.title, r.ref), r.fields FROM chosen c CROSS JOIN now_records r ON r.customer = c.customer"
        " WHERE r.kind = 'need' AND NOT r.closed"
    ):
        if json.loads(fields).get("key") == "yes":
            made.setdefault(number, []).append(title or "")
    return {number: [each for each in needs if each] for number, needs in made.items()}


def _steps(found: Scope) -> dict[int, tuple[date, str | Message]]:
    """What is to be done first, and by when; checking the profile and a risk are no steps."""
    rows = found.rows(
        "SELECT customer, date, what, text FROM now_dues WHERE customer IN (SELECT customer FROM chosen)"
        " AND +date IS NOT NULL AND +what NOT IN ('unconfirmed', 'verify', 'churn') ORDER BY customer, date DESC, n DESC"
    )
    return {number: (date.fromisoformat(day), text or _WITHOUT_TEXT.get(what, "")) for number, day, what, text in rows}


def _changes(found: Scope, keys: Keys) -> Table:
    """Additions and removals by hand, newest first; also those dated ahead, and of customers at rest."""
    people = {
        number: row
        for number, *row in found.rows("SELECT customer, name, id, path FROM scope WHERE customer IN (SELECT customer FROM main.fields WHERE name = ?)", (FIELD,))
    }  # fmt: skip
    columns = (
        Column("date", say("day"), "day"),
        Column("name", say("company")),
        Column("what", say("change")),
        Column("reason", say("reason")),
    )
    ordered = sorted(keys.words, key=lambda pair: (pair[1].day or date.min, people[pair[0]][0]), reverse=True)
    rows = tuple(
        Row(
            (one.day, people[number][0], say("added") if one.is_key else say("taken off"), one.reason or None),
            people[number][1], people[number][2], 1,
        )
        for number, one in ordered
    )  # fmt: skip
    return Table(
        "changes", say("Added and taken off by hand"), columns, rows,
        keys=3, empty=say("Nobody was added or taken off by hand."),
    )  # fmt: skip


def _notes(keys: Keys) -> tuple[Message, ...]:
    rule = (
        say("Key accounts are customers that fit: {query}", query=keys.rule)
        if keys.rule
        else say("No rule says who is a key account: `key_accounts: {{query: …}}` in ledger.yaml would.")
    )
    return (
        rule,
        say("By hand: `key_account: yes 2026-03-01 reason` in a customer's file adds it, `no 2026-05-01 reason` takes it off."),
    )  # fmt: skip


def why(session: Session, customer: int) -> Why:
    """Why a customer is a key account, or is none."""
    return _why(*keys_of(session, Asked()), customer)


def why_row(session: Session, asked: Asked, row: Row) -> Why:
    """Why the customer of a row is a key account."""
    found, keys = keys_of(session, asked)
    number = (
        row.key if isinstance(row.key, int) else found.one("SELECT customer FROM scope WHERE id = ?", (row.customer,))
    )
    return _why(found, keys, number)


def _why(found: Scope, keys: Keys, number: int | None) -> Why:
    rows = found.rows("SELECT name, path FROM scope WHERE customer = ?", (number,))
    if not rows or number is None:
        return Why(say("key account"), None, say("The customer is not among those asked for."))
    name, path = rows[0]
    key = keys.members.get(number)
    words = [one for of, one in keys.words if of == number]
    fits = number in keys.fits
    return Why(
        say("is {name} a key account", name=name),
        say("yes") if key is not None else say("no"),
        say("The last word by hand decides; where there is none, whether the customer fits: {query}", query=keys.rule or "–"),
        ((say("fits the rule"), say("yes") if fits else say("no")),),
        tuple(
            Source(path, 1, one.day, say("added: {reason}", reason=one.reason) if one.is_key else say("taken off: {reason}", reason=one.reason))
            for one in reversed(words)
        ),
    )  # fmt: skip
