"""How much is known of a customer, measured against what should be."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.facts.story import Story, is_internal
from ledger.model.customer import Customer
from ledger.model.values import Value
from ledger.model.vocabulary import Vocabulary

# What should be known of everybody, under the name that is asked for where it is missing.
OF_ALL = ("name", "owner", "source", "region", "stage", "level", "phone")
OF_COMPANIES = ("industry", "contacts")
# Each of these is a way to reach somebody; any of them will do for `phone`.
REACH = ("phone", "mobile", "landline", "phones", "email", "emails", "wechat", "wecom", "qq", "social")


def completeness(story: Story) -> tuple[int, tuple[str, ...]]:
    """A score from 0 to 100 (rounded down) and the canonical names of missing fields, in a steady order.

    Asked of everybody: name, owner, source, region, stage, level and a way to reach them (their own or a contact's);
    of companies also industry and contacts; besides, what the level requires, where `contacts.birthday` asks it of at
    least one contact. Every field counts alike. Of our own people's page nothing is asked.
    """
    customer = story.customer
    if is_internal(customer):
        return 100, ()
    wanted = _wanted(story)
    missing = tuple(name for name in wanted if not _known(customer, name))
    return 100 * (len(wanted) - len(missing)) // len(wanted), missing


def _wanted(story: Story) -> tuple[str, ...]:
    base = OF_ALL if story.customer.value("type") == "person" else OF_ALL + OF_COMPANIES
    required = story.level.require if story.level is not None else ()
    return (
        tuple(dict.fromkeys(base + tuple(_canonical(name, story.vocabulary) for name in required)))
        if required
        else base
    )


def _canonical(name: str, vocabulary: Vocabulary) -> str:
    if name in vocabulary.fields:
        return name
    first, dot, rest = name.partition(".")
    definition = vocabulary.field(first)
    if definition is None:
        return name
    member = vocabulary.member(definition, rest) if dot else None
    return definition.name + dot + (rest if member is None else member.name)


def _known(customer: Customer, name: str) -> bool:
    found = customer.fields.get(name)
    if found is not None and _filled(found.value):
        return True
    if name == "phone":
        return _reachable(customer)
    if name == "name":
        return bool(customer.name)
    first, dot, rest = name.partition(".")
    return bool(dot) and _member(customer.value(first), rest)


def _reachable(customer: Customer) -> bool:
    if any(name in customer.fields and _filled(customer.value(name)) for name in REACH):
        return True
    contacts = customer.value("contacts")
    return isinstance(contacts, tuple) and any(_member(each, way) for each in contacts for way in REACH)


def _member(value: Value | None, name: str) -> bool:
    if isinstance(value, Mapping):
        return _filled(value.get(name))
    return isinstance(value, tuple) and any(_member(part, name) for part in value)


def _filled(value: Value | None) -> bool:
    if isinstance(value, str):
        return value != ""
    if isinstance(value, Mapping):
        return any(_filled(part) for part in value.values())
    return value is not None and value != ()
