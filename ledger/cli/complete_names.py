"""Names that a shell offers: what the catalog knows, and the ledger's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledger.cli.context import Surface

if TYPE_CHECKING:
    from ledger.model.definitions import Names
    from ledger.model.vocabulary import Vocabulary

LANGUAGES = ("zh", "en")
MOST = 200
"""Candidates that are offered at once."""


def catalog_names(what: str, surface: Surface, prefix: str) -> Iterable[str]:
    """Customers, tags or people that begin so, as the catalog knows them: no file is looked at while somebody types."""
    from ledger.errors import LedgerError
    from ledger.index.known import known

    try:
        session = surface.session()
    except LedgerError:
        return ()
    people = session.settings.people if what == "person" else ()
    return (*people, *known(session.root, what, prefix, MOST))


def kind(surface: Surface, prefix: str) -> Iterable[str]:
    """The kinds of entries in the reader's language, then in the other."""
    known = vocabulary(surface)
    return first_names((kind.names for kind in known.kinds.values()), surface)


def vocabulary(surface: Surface) -> Vocabulary:
    """The ledger's vocabulary, or the packaged one where there is no ledger."""
    from ledger.errors import LedgerError
    from ledger.model.compiled import built_in

    try:
        return surface.session().vocabulary
    except LedgerError:
        return built_in()


def first_names(named: Iterable[Names], surface: Surface) -> Iterable[str]:
    """The names that labels show, the reader's language first."""
    languages = sorted(LANGUAGES, key=lambda language: language != surface.speaker.language)
    each = list(named)
    return (names[language][0] for language in languages for names in each if names.get(language))


def fitting(names: Iterable[str], prefix: str) -> list[str]:
    """Those that begin as the prefix does, each once, at most MOST."""
    wanted = prefix.casefold()
    begun = (name for name in names if name.casefold().startswith(wanted))
    return [name for name, _ in zip(dict.fromkeys(begun), range(MOST), strict=False)]
