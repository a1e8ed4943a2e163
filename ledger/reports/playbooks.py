"""What the ledger's playbooks and strategies say of a customer: what to do in its stage, level, segment or at its risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.model.customer import Customer
from ledger.model.names import fold
from ledger.model.policies import Playbook
from ledger.model.settings import Settings
from ledger.model.values import Value
from ledger.reports.health import Health
from ledger.session import Session

_BESIDE_OTHERS = {"value": "value_tier", "segment": "segment"}


@dataclass(frozen=True, slots=True)
class Advice:
    """For a customer: strategies (what they are for, canonical, and their text), and the playbooks that fit."""

    strategies: tuple[tuple[str, str], ...] = ()
    playbooks: tuple[Playbook, ...] = ()


def playbooks_for(settings: Settings, values: Mapping[str, str | Sequence[str]]) -> tuple[Playbook, ...]:
    """The playbooks for a customer with these values, canonical, by the name of the field; in the ledger's order.

    Of a list each member counts.
    """
    return tuple(book for book in settings.policies.playbooks if _fits(book, values.get(book.field, "")))


def _fits(book: Playbook, value: str | Sequence[str]) -> bool:
    among = (value,) if isinstance(value, str) else value
    return any(fold(one) == fold(book.value) for one in among if one)


def advice(session: Session, number: int, customer: Customer, health: Health) -> Advice:
    """What to do with a customer of the catalog, by its fields and by what is worked out."""
    policies = session.settings.policies
    if not policies.playbooks and not policies.strategies:
        return Advice()
    values = values_of(session, number, customer, health)
    named = (values.get("level", ""), values.get("segment", ""))
    return Advice(
        tuple(
            (name, policies.strategies[name]) for name in named if isinstance(name, str) and name in policies.strategies
        ),
        playbooks_for(session.settings, values),
    )


def values_of(session: Session, number: int, customer: Customer, health: Health) -> Mapping[str, str | tuple[str, ...]]:
    """The values that playbooks and strategies of the ledger go by.

    Those that are measured beside all other customers are worked out only where something goes by them.
    """
    policies = session.settings.policies
    values = {book.field: _texts(customer.value(book.field)) for book in policies.playbooks}
    values["level"] = _texts(customer.value("level"))
    values["stage"] = _texts(customer.value("stage")) or health.stage
    values["churn"] = health.risk.level
    wanted = {book.field for book in policies.playbooks}
    if policies.strategies.keys() - session.settings.levels.keys():
        wanted.add("segment")
    beside = {name: standing for name, standing in _BESIDE_OTHERS.items() if name in wanted}
    return {**values, **(_standings(session, number, beside) if beside else {})}


def _standings(session: Session, number: int, wanted: Mapping[str, str]) -> Mapping[str, str]:
    from ledger.index.standing import standings_of
    from ledger.reports.standings import ready

    ready(session, wanted.values())
    found = standings_of(session.fresh().catalog.connection, (number,)).get(number, {})
    return {name: str(found.get(standing, "")) for name, standing in wanted.items()}


def _texts(value: Value | None) -> str | tuple[str, ...]:
    """A value as it is compared: a text, or the texts of a list."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, tuple):
        return tuple(str(one) for one in value if not isinstance(one, Mapping))
    return str(value)
