"""Columns of a table of customers: fields, nested ones too, and what is worked out, by any of their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.errors import BadValue
from ledger.index.catalog import Catalog
from ledger.messages import say
from ledger.model.definitions import FieldDefinition
from ledger.query.computed import COMPUTED, STANDING
from ledger.query.names import computed_field, customer_field, names_of
from ledger.query.tree import Of
from ledger.session import Session


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its canonical `name`, dotted where nested, what it is, and whose.

    `definition` is None for a field that only the files know.
    """

    name: str
    definition: FieldDefinition | None
    of: Of = Of.CUSTOMER


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by."""

    column: Column
    falling: bool = False


def columns(session: Session, written: str) -> tuple[Column, ...]:
    """The columns that a list such as `name,负责人,contacts.phone,revenue` names; raises BadValue."""
    parts = written.replace("，", ",").replace("、", ",").split(",")
    found = (column(session, part.strip()) for part in parts if part.strip())
    return distinct(found)


def distinct(named: Iterable[Column]) -> tuple[Column, ...]:
    """The columns without those that come a second time."""
    return tuple({column.name: column for column in named}.values())


def orders(session: Session, written: str) -> tuple[Order, ...]:
    """What `level,-revenue` sorts by: first the level, then the largest revenue; raises BadValue."""
    parts = [part.strip() for part in written.replace("，", ",").replace("、", ",").split(",")]
    signs = ("-", "−", "－")
    return tuple(Order(column(session, part.lstrip("-−－+")), part.startswith(signs)) for part in parts if part)


def column(session: Session, written: str) -> Column:
    """The column of one name; raises BadValue with the nearest one."""
    found = customer_field(written, session.vocabulary) or computed_field(written)
    if found is not None:
        if found.of is Of.COMPUTED and found.path in STANDING:
            from ledger.reports.standings import ready

            ready(session, (found.path,))
        return Column(found.path, found.definition, found.of)
    if _in_files(session.fresh().catalog, written):
        return Column(written, None)
    near = session.vocabulary.nearest(written, _known(session))
    hint = (
        say("Did you mean {near}?", near=near)
        if near
        else say("A column is a field, or one of: {names}.", names=(*COMPUTED, *STANDING))
    )
    raise BadValue(say("There is no column “{name}”.", name=written), hint)


def _in_files(catalog: Catalog, name: str) -> bool:
    """Whether some file has a field of that name, which the vocabulary doesn't know."""
    ask = "SELECT 1 FROM fields WHERE name = ? LIMIT 1"
    return catalog.connection.execute(ask, (name,)).fetchone() is not None


def _known(session: Session) -> Iterable[str]:
    for definitions in (session.vocabulary.fields, COMPUTED, STANDING):
        for definition in definitions.values():
            yield from names_of(definition)
    for definition in session.vocabulary.fields.values():
        yield from (f"{definition.name}.{member}" for member in definition.fields)
