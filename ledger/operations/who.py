"""The one customer that somebody means."""

from __future__ import annotations

from pathlib import Path

from ledger.errors import Ambiguous, LedgerError, NotFound
from ledger.index.catalog import Catalog
from ledger.index.lookup import NAMES, Match, find
from ledger.messages import say, say_many
from ledger.query.fold import fold
from ledger.session import Session

MOST_CANDIDATES = 20
_LEAST_LIKENESS = 50
# A part of a long name is easily like anything.
_LEAST_LIKENESS_OF_PART = 75


def get(session: Session, who: str) -> Match:
    """The customer that `who` means; raises NotFound with the nearest names, or Ambiguous with all that fit.

    Paths are taken from the folder in which the command runs, then from the ledger's root.
    """
    catalog = session.fresh().catalog
    matches = find(catalog, who, root=session.root, here=_here(session))
    if len(matches) == 1:
        return matches[0]
    raise _ambiguous(who, matches) if matches else _not_found(catalog, who)


def _here(session: Session) -> Path:
    try:
        return Path.cwd()
    except OSError:
        return session.root


def _ambiguous(who: str, matches: tuple[Match, ...]) -> LedgerError:
    shown = tuple(f"{match.name}  {match.path}" for match in matches[:MOST_CANDIDATES])
    narrower = say("Write more of the name, the id, or the path.")
    more = len(matches) - len(shown)
    return Ambiguous(
        say("“{who}” fits {count} customers.", who=who, count=len(matches)),
        say_many("There is {n} more. {narrower}", "There are {n} more. {narrower}", more, narrower=narrower)
        if more
        else narrower,
        candidates=shown,
    )


def _not_found(catalog: Catalog, who: str) -> LedgerError:
    if not who.strip():
        return NotFound(say("No customer was named."), say("Give an id, a file, a name, a phone number or an e-mail."))
    near = nearest(catalog, who)
    hint = say("Did you mean one of these?") if near else say("`ledger list` shows all customers.")
    return NotFound(say("There is no customer “{who}”.", who=who), hint, candidates=near)


def nearest(catalog: Catalog, who: str, most: int = 3) -> tuple[str, ...]:
    """The customers whose names, or a part of them, are most like a text, `name  path`, best first."""
    from rapidfuzz import fuzz, process

    wanted = "SELECT customer, key FROM names WHERE kind = ?"
    keys = [row for kind in NAMES for row in catalog.connection.execute(wanted, (kind,))]
    likely = [
        (score, place)
        for scorer, least in ((fuzz.ratio, _LEAST_LIKENESS), (fuzz.partial_ratio, _LEAST_LIKENESS_OF_PART))
        for _, score, place in process.extract(
            fold(who).strip(), [key for _, key in keys], scorer=scorer, score_cutoff=least, limit=4 * most
        )
    ]
    likely.sort(key=lambda found: -found[0])
    numbers = dict.fromkeys(keys[place][0] for _, place in likely)
    shown = "SELECT name, path FROM customers WHERE customer = ?"
    rows = (catalog.connection.execute(shown, (number,)).fetchone() for number in list(numbers)[:most])
    return tuple(f"{name}  {path}" for name, path in rows)
