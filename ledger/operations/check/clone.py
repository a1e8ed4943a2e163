"""Whether the clone of a shared ledger has what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import LedgerError
from ledger.model.problem import Problem
from ledger.session import Session
from ledger.store.git import looks_like_one

PLACE = ".git"


def clone(session: Session) -> Iterator[tuple[str, Problem]]:
    """A notice if the ledger has a remote and its clone lacks something; nothing is said where git can't be asked."""
    if session.past is not None or not looks_like_one(session.root):
        return
    from ledger.operations.sharing.clone import clone_of
    from ledger.operations.sharing.setup import state

    try:
        found = clone_of(session)
        if not found.repository.remotes():
            return
        lacking = tuple(item.code for item in state(found).items if item.is_lacking)
    except LedgerError:
        return
    if lacking:
        yield PLACE, Problem("clone-setup", args={"lacking": ", ".join(lacking)})
