"""From a customer to everything that is worked out from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ledger.facts.completeness import completeness
from ledger.facts.days import gaps
from ledger.facts.dues.cadence import cadence
from ledger.facts.dues.contracts import contracts
from ledger.facts.dues.deliveries import deliveries
from ledger.facts.dues.follow_up import follow_up
from ledger.facts.dues.invoices import invoices
from ledger.facts.dues.leaving import leaving
from ledger.facts.dues.opportunities import opportunities
from ledger.facts.dues.services import services
from ledger.facts.dues.tasks import tasks
from ledger.facts.dues.upkeep import unconfirmed, verify
from ledger.facts.dues.voices import complaints, feedback, is_open, surveys, warnings
from ledger.facts.dues.yearly import yearly
from ledger.facts.money import open_amount, orders, revenue
from ledger.facts.planned import planned, until
from ledger.facts.story import Story, is_internal, tell
from ledger.facts.tables import Rhythm
from ledger.facts.telling import Rows, tables
from ledger.facts.values import Due, Facts
from ledger.model.customer import Customer
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary

Family = Callable[[Story], tuple[Due, ...]]

OF_ALL: tuple[Family, ...] = (tasks, follow_up, cadence, yearly, verify, unconfirmed)
OF_OUR_OWN: tuple[Family, ...] = (tasks, follow_up)
# These ask only about entries of some kinds, so most customers need not be asked.
OF_KINDS: tuple[tuple[Family, tuple[str, ...]], ...] = (
    (contracts, ("contract",)),
    (invoices, ("invoice",)),
    (deliveries, ("order", "delivery")),
    (complaints, ("complaint",)),
    (feedback, ("feedback", "inquiry")),
    (opportunities, ("opportunity",)),
    (services, ("service",)),
    (surveys, ("survey",)),
    (warnings, ("warning",)),
)


def compute(customer: Customer, vocabulary: Vocabulary, settings: Settings) -> Facts:
    """Everything worked out from a customer, whatever day it is. Never raises on what a file says."""
    story = tell(customer, vocabulary, settings)
    placed = orders(story) if "order" in story.records else ()
    contacts = [entry.date for entry in story.contacts]
    ordered = [order.opened for order in placed]
    score, missing = completeness(story)
    told = tables(story, placed)
    return Facts(
        dues=_dues(story, told),
        records=tuple(record for kind in story.records.values() for record in kind),
        last_contact=contacts[-1] if contacts else None,
        last_entry=story.entries[-1].date if story.entries else None,
        contacts=len(contacts),
        talk_rhythm=gaps(contacts),
        last_order=ordered[-1] if ordered else None,
        orders=len(ordered),
        order_rhythm=gaps(ordered),
        revenue=revenue(story, placed),
        open_amount=open_amount(story.settled.invoices),
        open_complaints=sum(map(is_open, story.records.get("complaint", ()))),
        completeness=score,
        missing=missing,
        tables=told,
    )


def _dues(story: Story, told: Mapping[str, Rows]) -> tuple[Due, ...]:
    found: list[Due] = []
    for family in OF_OUR_OWN if is_internal(story.customer) else OF_ALL:
        found += family(story)
    for family, kinds in OF_KINDS:
        for kind in kinds:
            if kind in story.kinds:
                found += family(story)
                break
    for rhythm in told.get("rhythms", ()):
        assert isinstance(rhythm, Rhythm)
        found += leaving(story, rhythm)
    return tuple(found)


def compute_on(customer: Customer, vocabulary: Vocabulary, settings: Settings, day: date) -> Facts:
    """The facts as they stand on a day: what is dated later has not happened, later contacts are planned.

    For customers with entries dated ahead; for all others the same as `compute`. `cadence` rests while a contact is
    planned no later than one more interval; `last_entry` is the last one that has happened.
    """
    facts = compute(until(customer, day), vocabulary, settings)
    ahead = planned(customer, vocabulary, day)
    if not ahead:
        return facts
    first = min(due.date for due in ahead if due.date is not None)
    kept = (due for due in facts.dues if due.what != "cadence" or _too_late(first, due.date, facts.last_contact))
    return replace(facts, dues=(*kept, *ahead))


def _too_late(contact: date, day: date | None, last: date | None) -> bool:
    """Whether a planned contact is so far away that the customer should be talked with before."""
    return day is not None and last is not None and contact - day > day - last
