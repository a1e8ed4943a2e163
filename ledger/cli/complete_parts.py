"""Candidates for words that have parts, such as `level=A`, `level:A` and `+tag`, and for those that hang on a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ledger.cli.complete_names import catalog_names, first_names, vocabulary
from ledger.cli.context import Surface

if TYPE_CHECKING:
    from ledger.model.definitions import FieldDefinition, Names

_SET = re.compile(r"(.+?)(\+=|-=|=)")
_ASKED = re.compile(r"(.+?):[<>=]*")


def assignment(surface: Surface, prefix: str) -> Iterable[str]:
    """`field=`, and behind the sign the values that the field knows."""
    known = vocabulary(surface)
    return _assigned(known.fields, known.field(_key(prefix)), surface, prefix)


def entry_assignment(surface: Surface, kind: str, prefix: str) -> Iterable[str]:
    """The same for the fields of an entry of a kind."""
    known = vocabulary(surface)
    found = known.kind(kind)
    name = found.name if found else ""
    return _assigned(known.entry_fields(name), known.entry_field(name, _key(prefix)), surface, prefix)


def query(surface: Surface, prefix: str) -> Iterator[str]:
    """`field:` with the values that it knows, `@person` and `@saved-query`."""
    known = vocabulary(surface)
    asked = _ASKED.match(prefix)
    if asked is not None:
        field = known.field(asked[1])
        yield from (f"{asked[0]}{value}" for value in _values(field, surface)) if field else ()
    elif prefix.startswith("@"):
        yield from (f"@{name}" for name in (*_saved(surface), *catalog_names("person", surface, prefix[1:])))
    else:
        yield from (f"{name}:" for name in first_names(_named(known.fields), surface))


def column(surface: Surface, prefix: str) -> Iterator[str]:
    """The names of fields and of what is worked out, for the last of several with commas between."""
    from ledger.query.computed import COMPUTED, STANDING

    before = prefix[: prefix.rfind(",") + 1]
    fields = (*_named(vocabulary(surface).fields), *_named(COMPUTED), *_named(STANDING))
    return (f"{before}{name}" for name in first_names(fields, surface))


def tag_change(surface: Surface, prefix: str) -> Iterator[str]:
    """`+tag`; what begins with a minus is an option to the shell's eye."""
    return (f"+{name}" for name in catalog_names("tag", surface, prefix[1:]))


def due_kind(surface: Surface, prefix: str) -> Iterator[str]:
    """What can be due, in the reader's language first."""
    from ledger.reports.due_names import NAMES

    return iter(first_names(({"en": (name,), "zh": words} for name, words in NAMES.items()), surface))


def report(surface: Surface, prefix: str) -> Iterator[str]:
    """The reports, in the reader's language first."""
    from ledger.reports.registry import REPORTS

    return iter(first_names(({"en": (name,), "zh": one.names} for name, one in REPORTS.items()), surface))


def figure(surface: Surface, prefix: str) -> Iterator[str]:
    """What of a customer can be asked why, in the reader's language first."""
    from ledger.reports.whys import FIGURES

    return iter(
        first_names(({"en": (name,), "zh": _chinese(others)} for name, (_, others) in FIGURES.items()), surface)
    )


def _chinese(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if not name.isascii())


def template(surface: Surface, prefix: str) -> tuple[str, ...]:
    """The ledger's own templates."""
    from ledger.errors import LedgerError
    from ledger.operations.templates import templates

    try:
        return templates(surface.session())
    except LedgerError:
        return ()


def playbook(surface: Surface, prefix: str) -> tuple[str, ...]:
    """The ledger's playbooks."""
    from ledger.errors import LedgerError

    try:
        return tuple(book.name for book in surface.session().settings.policies.playbooks)
    except LedgerError:
        return ()


def tasks(surface: Surface, who: str) -> Iterable[str]:
    """The open tasks of a customer."""
    from ledger.errors import LedgerError
    from ledger.operations.open_tasks import open_tasks
    from ledger.operations.who import get
    from ledger.operations.writing import look

    try:
        session = surface.session()
        return [one.task.text for one in open_tasks(look(session, get(session, who).path).customer)]
    except LedgerError:
        return ()


def invoices(surface: Surface, who: str) -> Iterable[str]:
    """The open invoices of a customer, the ones to be paid first before the others."""
    from ledger.errors import LedgerError
    from ledger.operations.letters import open_invoices
    from ledger.operations.who import get

    try:
        session = surface.session()
        return [one.called for one in open_invoices(session, get(session, who).customer)]
    except LedgerError:
        return ()


def _assigned(
    fields: Mapping[str, FieldDefinition], field: FieldDefinition | None, surface: Surface, prefix: str
) -> Iterator[str]:
    begun = _SET.match(prefix)
    if begun is None:
        yield from (f"{name}=" for name in first_names(_named(fields), surface))
    elif field is not None:
        yield from (f"{begun[0]}{value}" for value in _values(field, surface))


def _key(prefix: str) -> str:
    begun = _SET.match(prefix)
    return begun[1] if begun else ""


def _values(field: FieldDefinition, surface: Surface) -> Iterable[str]:
    """The values that a field knows: its set's, the people's, the tags that are in use."""
    if field.name == "tags":
        return catalog_names("tag", surface, "")
    if field.type == "people" or field.name == "owner":
        return catalog_names("person", surface, "")
    found = vocabulary(surface).value_sets.get(field.values)
    return first_names(found.values.values(), surface) if found else ()


def _saved(surface: Surface) -> tuple[str, ...]:
    from ledger.errors import LedgerError

    try:
        return tuple(surface.session().settings.queries)
    except LedgerError:
        return ()


def _named(fields: Mapping[str, FieldDefinition]) -> list[Names]:
    return [field.names for field in fields.values()]
