"""Everything about one customer as of today: what the file says, what is open, and what is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.facts.compute import compute_on
from ledger.facts.days import day_in
from ledger.facts.dues.voices import is_open
from ledger.facts.story import in_time_order
from ledger.facts.values import Due, Facts, Record
from ledger.index.build import read
from ledger.index.lookup import Match
from ledger.index.reading import Reading
from ledger.model.customer import Customer, Entry, Field
from ledger.model.problem import Problem, Severity
from ledger.model.problems import severity
from ledger.model.values import Value
from ledger.query.asked_values import overdue
from ledger.reports.due import due_of
from ledger.reports.due_rows import DueRow
from ledger.reports.health import Health, health
from ledger.reports.playbooks import Advice, advice
from ledger.session import Session

# In this order; what was called off or came true stands last.
NEED_STATUSES = ("open", "latent", "met", "dropped")
# Records that are open until somebody closes them, beside those that have a place of their own on the page.
_WAITING = frozenset({"warning", "winback", "quote", "feedback", "survey", "return", "referral", "approval"})


@dataclass(frozen=True, slots=True)
class Need:
    """Something the customer wants; `status` is canonical (open where none is said)."""

    text: str
    status: str
    key: bool
    since: date | None = None
    wanted_by: date | None = None
    product: str = ""
    notes: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """A record that is open, with the day on which something is to be done about it (None: no day)."""

    record: Record
    date: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One customer as of `today`.

    `happened` are the entries up to today, newest first, `planned` those dated later, soonest first. `contacts` are the
    real contacts among those that happened. `facts` are as of today. `promises` are open tasks, deliveries and answers
    that were promised, the earliest first, those without a day last. `overdue` is what is open of invoices past their
    day, per currency. `dues` is what needs attention now, the most urgent first, `health` how the customer stands,
    `advice` what strategies and playbooks say of it.
    """

    customer: Customer
    today: date
    facts: Facts
    level_mark: str
    happened: tuple[Entry, ...]
    planned: tuple[Entry, ...]
    contacts: tuple[Entry, ...]
    needs: tuple[Need, ...]
    promises: tuple[Due, ...]
    opportunities: tuple[Open, ...]
    contracts: tuple[Open, ...]
    invoices: tuple[Open, ...]
    complaints: tuple[Open, ...]
    waiting: tuple[Open, ...]
    overdue: Mapping[str, Decimal]
    dues: tuple[DueRow, ...]
    health: Health
    advice: Advice

    @property
    def broken(self) -> bool:
        """Whether the file has errors, so that what is shown may lack something."""
        return any(severity(problem) is Severity.ERROR for problem in self.customer.problems)

    @property
    def unread(self) -> bool:
        """Whether nothing in a broken file could be read."""
        customer = self.customer
        return self.broken and not (customer.fields or customer.entries or customer.tasks or customer.body)

    @property
    def last_words(self) -> Entry | None:
        """The newest entry that says what comes next."""
        return next((entry for entry in self.happened if entry.fields.get("next")), None)

    def days_since(self, day: date | None) -> int | None:
        """Days from a day to today."""
        return None if day is None else (self.today - day).days


def customer_page(session: Session, match: Match) -> CustomerPage:
    """The page of a customer of the catalog; its file is read anew."""
    reading = Reading(session.root, session.vocabulary, session.settings)
    customer, _ = read(session.reader(), match.path, reading)
    facts = compute_on(customer, session.vocabulary, session.settings, session.today)
    in_order = in_time_order(customer.entries)
    happened = tuple(entry for entry in reversed(in_order) if entry.date <= session.today)
    kinds = session.vocabulary.kinds
    level = session.settings.levels.get(_word(customer.value("level")))
    opened, stands = _Opened(session, facts), health(facts, session.settings, session.today)
    return CustomerPage(
        customer=customer,
        today=session.today,
        facts=facts,
        level_mark="" if level is None else level.mark,
        happened=happened,
        planned=tuple(entry for entry in in_order if entry.date > session.today),
        contacts=tuple(entry for entry in happened if entry.kind in kinds and kinds[entry.kind].contact),
        needs=tuple(sorted(_needs(session, customer, facts), key=_need_order)),
        promises=_promises(facts),
        opportunities=opened.of("opportunity"),
        contracts=opened.of("contract", by="end"),
        invoices=opened.of("invoice", lambda record: not record.closed and bool(record.open_amount)),
        complaints=opened.of("complaint", is_open),
        waiting=tuple(each for kind in sorted(_WAITING) for each in opened.of(kind, _waits(session.today))),
        overdue=overdue(facts, session.today),
        dues=due_of(session, match.customer, facts),
        health=stands,
        advice=advice(session, match.customer, customer, stands),
    )


class _Opened:
    """The open records of a customer by kind; a ledger's own kind counts as the one that it is like."""

    def __init__(self, session: Session, facts: Facts) -> None:
        self.today = session.today
        self.own = session.settings.kinds
        self.records = facts.records
        self.days = {each.line: each.date for each in facts.dues if each.what not in ("task", "churn")}

    def of(
        self, kind: str, wanted: Callable[[Record], bool] = lambda record: not record.closed, by: str = ""
    ) -> tuple[Open, ...]:
        """The records of a kind that are open, the earliest day first; `by` is a field with the day that counts."""
        found = [self._open(record, by) for record in self.records if self._kind(record) == kind and wanted(record)]
        return tuple(sorted(found, key=lambda each: (each.date or date.max, each.record.opened)))

    def _open(self, record: Record, by: str) -> Open:
        day = (day_in(record.fields, by) if by else None) or self.days.get(record.line)
        return Open(record, day, None if day is None else (day - self.today).days)

    def _kind(self, record: Record) -> str:
        own = self.own.get(record.kind)
        return record.kind if own is None else own.like or record.kind


def _waits(today: date) -> Callable[[Record], bool]:
    def wanted(record: Record) -> bool:
        until = day_in(record.fields, "until")
        answered = any(name in record.fields for name in ("answered", "score", "csat", "nps", "ces"))
        return not record.closed and not answered and (until is None or until >= today)

    return wanted


def _needs(session: Session, customer: Customer, facts: Facts) -> Iterator[Need]:
    """The needs of the profile, then those written down as entries."""
    written = customer.value("needs")
    for part in written if isinstance(written, tuple) else (written,) if written else ():
        fields: Mapping[str, Value] = part if isinstance(part, Mapping) else {"text": part}
        yield _need(fields, _word(fields.get("text")))
    own = session.settings.kinds
    for record in facts.records:
        kind = own[record.kind].like or record.kind if record.kind in own else record.kind
        if kind == "need":
            text = record.title or _word(record.fields.get("what")) or _word(record.fields.get("notes"))
            yield _need({"date": record.opened, **record.fields}, text, record.ref)


def _need(fields: Mapping[str, Value], text: str, ref: str = "") -> Need:
    product = fields.get("product")
    return Need(
        text=text,
        status=_word(fields.get("status")) or "open",
        key=fields.get("key") == "yes",
        since=day_in(fields, "date"),
        wanted_by=day_in(fields, "due"),
        product=", ".join(map(_word, product)) if isinstance(product, tuple) else _word(product),
        notes=_word(fields.get("notes")),
        ref=ref,
    )


def _word(value: Value | None) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _need_order(need: Need) -> tuple[int, bool]:
    known = NEED_STATUSES.index(need.status) if need.status in NEED_STATUSES else 0
    return known, not need.key


def _promises(facts: Facts) -> tuple[Due, ...]:
    """What was promised to the customer or set down to be done."""
    found = [each for each in facts.dues if each.what in ("task", "delivery", "feedback")]
    return tuple(sorted(found, key=lambda each: (each.date is None, each.date or date.max)))


def profile(session: Session, customer: Customer) -> Sequence[tuple[str, tuple[Field, ...]]]:
    """The filled fields by module, in the vocabulary's order whatever the file's; unknown ones under `other`, last."""
    known = session.vocabulary.fields
    modules = [
        (module, tuple(customer.fields[field.name] for field in fields if field.name in customer.fields))
        for module, fields in session.vocabulary.by_module()
    ]
    other = tuple(field for name, field in customer.fields.items() if name not in known)
    filled = ((module, tuple(field for field in fields if is_filled(field.value))) for module, fields in modules)
    return [(module, fields) for module, fields in (*filled, ("other", other)) if fields]


def is_filled(value: Value) -> bool:
    """Whether a value says anything."""
    if isinstance(value, Mapping):
        return any(is_filled(part) for part in value.values())
    if isinstance(value, tuple):
        return any(is_filled(part) for part in value)
    return value != ""


def problem_lines(session: Session, page: CustomerPage) -> Sequence[tuple[Problem, str]]:
    """The problems of the file, errors first, each with the text of its line (empty where there is none)."""
    ranks = list(Severity)
    found = sorted(page.customer.problems, key=lambda each: (ranks.index(severity(each)), each.line, each.column))
    if not found:
        return []
    lines = source_text(session, page.customer.path).split("\n")
    return [(each, lines[each.line - 1].removesuffix("\r") if 0 < each.line <= len(lines) else "") for each in found]


def source_text(session: Session, path: str) -> str:
    """The file's text as it stands, empty where it can't be read or is no text."""
    from ledger.errors import LedgerError
    from ledger.text.source import decode

    try:
        return decode(session.reader().read(path)).text
    except LedgerError:
        return ""
