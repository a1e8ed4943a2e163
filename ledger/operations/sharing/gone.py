"""Customers whose files have been deleted, found in git's history."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.model.parse import stem_of
from ledger.operations.sharing.versions import is_customer, versions
from ledger.query.fold import fold
from ledger.session import Session
from ledger.store.git import Repository
from ledger.store.git_log import Commit, log
from ledger.store.git_objects import Blob, unstored


@dataclass(frozen=True, slots=True)
class Gone:
    """A customer that is no longer there: its last path, the content that it had, and the commit that took it away.

    There is no commit where the deletion has not been committed.
    """

    path: str
    blob: Blob
    commit: Commit | None


def find_gone(session: Session, repository: Repository, who: str) -> Gone | None:
    """The customer deleted last whose path, file name, id, name or alias is `who`; None if none was."""
    wanted = fold(who).strip()
    with versions(session, repository.git) as read:
        for gone in _gone(repository):
            stem = stem_of(gone.path.rpartition("/")[2])
            if who in (gone.path, gone.path.rpartition("/")[2]) or fold(stem) == wanted:
                return gone
            version = read.of(gone.path, gone.blob)
            if version is None:
                continue
            aliases = version.fields.get("aliases")
            names = (version.id, version.name, *(aliases if isinstance(aliases, list) else ()))
            if wanted and wanted in {fold(str(name)) for name in names}:
                return gone
    return None


def _gone(repository: Repository) -> Iterator[Gone]:
    """Deleted customers, the latest first; those that are there again are left out."""
    head = repository.head()
    if head is None:
        return
    for change in unstored(repository.git, head):
        if change.old is not None and change.new is None and is_customer(change.before):
            yield Gone(change.before, change.old, None)
    for logged in log(repository.git):
        for change in logged.changes:
            is_deletion = change.old is not None and change.new is None
            if is_deletion and is_customer(change.before) and not _is_there(repository, change.before):
                assert change.old is not None
                yield Gone(change.before, change.old, logged.commit)


def _is_there(repository: Repository, path: str) -> bool:
    return os.path.lexists(f"{repository.root}/{path}")
