"""One commit of some files that a command has written, whatever else is changed or staged."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.errors import Refused
from ledger.operations.sharing.committing import lasting
from ledger.session import Session
from ledger.store.git import Repository, looks_like_one


def ready(session: Session) -> Repository | None:
    """The repository in which a commit can be made now; None if the ledger lies in none.

    Raises Refused, with advice, where git is in the middle of something.
    """
    if not looks_like_one(session.root):
        return None
    repository = Repository.find(session.root)
    for oddity in repository.oddities() if repository is not None else ():
        if oddity.blocks:
            raise Refused(oddity.message, oddity.advice)
    return repository


def commit_paths(session: Session, paths: Sequence[str], message: str) -> str:
    """Commit files as they are in the work tree, and nothing else; the commit's id."""
    repository = Repository.get(session.root)
    names = [repository.name(path) for path in paths]
    given = b"".join(name.encode("utf-8", "surrogateescape") + b"\0" for name in names)
    told = (*lasting(repository), "-c", "core.fsyncMethod=batch")
    repository.run(*told, "add", "--pathspec-from-file=-", "--pathspec-file-nul", given=given, acts=True)
    words = ("commit", "--quiet", "--cleanup=whitespace", f"--message={message}", "--only")
    listed = ("--pathspec-from-file=-", "--pathspec-file-nul")
    repository.run(*told, *words, *listed, given=given, acts=True)
    return repository.head() or ""
