"""What a field, a kind and a value are, as the vocabulary defines them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TYPES = frozenset(
    {
        *("text", "name", "date", "yearly", "time", "datetime", "money", "number", "percent", "interval"),
        *("list", "people", "map", "maps", "phone", "email", "url", "id_number", "company_number", "choice"),
    }
)

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A field: its canonical `name`, its type, its names by language (the first is what commands write).

    `values` names the value set of a choice ("" : anything goes), `of` the type of a list's members,
    `fields` the members of a map or of each of several maps, `own` tells that ledger.yaml declares it.
    """

    name: str
    type: str
    names: Names
    module: str = ""
    values: str = ""
    fields: Mapping[str, FieldDefinition] = field(default_factory=dict)
    own: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class KindDefinition:
    """A kind of entry.

    `contact` is true where it means that somebody talked with the customer, `record` where it lives on under
    a REF; `closing` maps a field to the canonical values that end the record.
    """

    name: str
    names: Names
    group: str
    contact: bool = False
    record: bool = False
    fields: Mapping[str, FieldDefinition] = field(default_factory=dict)
    closing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own: bool = False


@dataclass(frozen=True, slots=True)
class ValueSet:
    """The values that a choice may have: canonical name to its names by language, in order of rank.

    An `open` set knows some values and takes any other as well.
    """

    name: str
    values: Mapping[str, Names]
    open: bool = False
