"""What one customer's file tells, sorted once: entries in time order, real contacts, records, level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from ledger.facts.days import day_of
from ledger.facts.records import gather
from ledger.facts.settling import Settled, settle
from ledger.facts.touched import touched
from ledger.facts.values import Record
from ledger.model.customer import Customer, Entry
from ledger.model.settings import Level, Settings
from ledger.model.vocabulary import Vocabulary

LEFT = "lost"
_NO = frozenset({"", "no", "false", "否"})


@dataclass(frozen=True, slots=True)
class Story:
    """A customer with all that the rules of due items ask of it.

    `entries` are in time order; `kinds` holds them by canonical kind (a ledger's own kind that is `like` another counts
    as that one), `contacts` the real contacts among them (a note is none), `records` the lasting records by kind,
    `settled` what became of the invoices. `resting` is true for customers who have left,
    were archived or merged into another: nobody is reminded to keep in touch with them.
    """

    customer: Customer
    vocabulary: Vocabulary
    settings: Settings
    entries: Sequence[Entry]
    kinds: Mapping[str, Sequence[Entry]]
    contacts: Sequence[Entry]
    records: Mapping[str, Sequence[Record]]
    settled: Settled
    level: Level | None
    resting: bool

    @property
    def last_contact(self) -> date | None:
        """The day of the last real contact."""
        return self.contacts[-1].date if self.contacts else None

    @property
    def first_day(self) -> date | None:
        """The day since when the customer is known: `created`, else the first entry's."""
        created = day_of(self.customer.value("created"))
        return created or (self.entries[0].date if self.entries else None)

    def spoken_since(self, day: date) -> bool:
        """Whether there was a real contact on or after a day."""
        return bool(self.contacts) and self.contacts[-1].date >= day


def tell(customer: Customer, vocabulary: Vocabulary, settings: Settings) -> Story:
    """Sort what a customer's file tells."""
    entries = in_time_order(customer.entries)
    kinds: dict[str, list[Entry]] = {}
    contacts = []
    definitions = vocabulary.kinds
    own = settings.kinds
    for entry in entries:
        kind = own[entry.kind].like or entry.kind if entry.kind in own else entry.kind
        same = kinds.get(kind)
        if same is None:
            kinds[kind] = [entry]
        else:
            same.append(entry)
        definition = definitions.get(entry.kind)
        if definition is not None and definition.contact:
            contacts.append(entry)
    records = gather(kinds, definitions)
    settled = settle(records.get("invoice", ()), kinds, records.get("return", ()))
    if settled.invoices:
        records["invoice"] = settled.invoices
    if "opportunity" in records:
        records["opportunity"] = touched(records["opportunity"], entries)
    level, rests = _level(customer, settings), _rests(customer)
    return Story(customer, vocabulary, settings, entries, kinds, contacts, records, settled, level, rests)


def in_time_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Entries by date, then time, then their order in the file.

    One without a time counts as made right after the entry of the same day above it.
    """
    if _in_order(entries):
        return entries
    times: dict[date, time] = {}
    keyed = []
    for place, entry in enumerate(entries):
        at = times.get(entry.date, time.min) if entry.time is None else entry.time
        times[entry.date] = at
        keyed.append((entry.date, at, place))
    return [entries[place] for _, _, place in sorted(keyed)]


def _in_order(entries: Sequence[Entry]) -> bool:
    """Whether entries stand in time order already, as in a file that is only ever added to."""
    day, at = date.min, time.min
    for entry in entries:
        if entry.date != day:
            if entry.date < day:
                return False
            day, at = entry.date, time.min
        if entry.time is not None:
            if entry.time < at:
                return False
            at = entry.time
    return True


def is_archived(customer: Customer) -> bool:
    """Whether a customer was put away: `archived: true`, or a file in a folder named archive."""
    if "archive/" in customer.path and "archive" in customer.path.split("/"):
        return True
    found = customer.fields.get("archived")
    return found is not None and found.text.lower() not in _NO


def is_internal(customer: Customer) -> bool:
    """Whether a file is about the ledger's own people: reviews and what came of them; nobody's customer."""
    return customer.value("type") == "internal"


def _rests(customer: Customer) -> bool:
    return (
        customer.value("stage") == LEFT
        or is_internal(customer)
        or is_archived(customer)
        or bool(customer.value("merged_into"))
    )


def _level(customer: Customer, settings: Settings) -> Level | None:
    written = customer.value("level")
    return settings.levels.get(written) if isinstance(written, str) else None
