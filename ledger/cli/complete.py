"""Values that a shell offers for a word: customers, tags, people, kinds, stages, fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ledger.cli.command import surface_of
from ledger.cli.context import Surface

if TYPE_CHECKING:
    import click

    from ledger.model.definitions import Names
    from ledger.model.vocabulary import Vocabulary

LANGUAGES = ("zh", "en")
MOST = 200
"""Candidates that are offered at once."""


def of(what: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Click's `shell_complete` for an argument or option that takes one of `what` (see SOURCES)."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        return values(what, incomplete, surface_of(ctx))

    return complete


def values(what: str, prefix: str, surface: Surface) -> list[str]:
    """The values of `what` that a prefix may become, at most MOST; none where there is no ledger."""
    wanted = prefix.casefold()
    fitting = (value for value in SOURCES[what](surface, prefix) if value.casefold().startswith(wanted))
    return [value for value, _ in zip(dict.fromkeys(fitting), range(MOST), strict=False)]


def _names(what: str) -> Callable[[Surface, str], Iterable[str]]:
    """Names that the catalog knows; no file is looked at while somebody is typing."""

    def read(surface: Surface, prefix: str) -> Iterable[str]:
        from ledger.errors import LedgerError
        from ledger.index.known import known

        try:
            session = surface.session()
        except LedgerError:
            return ()
        people = session.settings.people if what == "person" else ()
        return (*people, *known(session.root, what, prefix, MOST))

    return read


def _kinds(surface: Surface, prefix: str) -> Iterable[str]:
    """The kinds of entries in the reader's language, then in the other."""
    known = _vocabulary(surface)
    return _first_names((kind.names for kind in known.kinds.values()), surface)


def _fields(surface: Surface, prefix: str) -> Iterable[str]:
    """The front-matter fields, each with the `=` that follows it."""
    known = _vocabulary(surface)
    return (f"{name}=" for name in _first_names((field.names for field in known.fields.values()), surface))


def _value_set(name: str) -> Callable[[Surface, str], Iterable[str]]:
    def read(surface: Surface, prefix: str) -> Iterable[str]:
        found = _vocabulary(surface).value_sets.get(name)
        return _first_names(found.values.values(), surface) if found else ()

    return read


def _vocabulary(surface: Surface) -> Vocabulary:
    """The ledger's vocabulary, or the packaged one where there is no ledger."""
    from ledger.errors import LedgerError
    from ledger.model.compiled import built_in

    try:
        return surface.session().vocabulary
    except LedgerError:
        return built_in()


def _first_names(named: Iterable[Names], surface: Surface) -> Iterable[str]:
    """The names that labels show, the reader's language first."""
    languages = sorted(LANGUAGES, key=lambda language: language != surface.speaker.language)
    each = list(named)
    return (names[language][0] for language in languages for names in each if names.get(language))


SOURCES: dict[str, Callable[[Surface, str], Iterable[str]]] = {
    "customer": _names("customer"),
    "tag": _names("tag"),
    "person": _names("person"),
    "kind": _kinds,
    "field": _fields,
    "stage": _value_set("stage"),
    "level": _value_set("level"),
}
