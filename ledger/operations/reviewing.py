"""Notes about the ledger itself, on a page of its own: reviews with their figures, reports that were kept."""

from __future__ import annotations

from ledger.errors import Refused
from ledger.operations.asked_entry import Asked, check
from ledger.operations.ids import new_id
from ledger.operations.log import Logged, log
from ledger.session import Session
from ledger.store.replace import create

_NAMES = {"zh": "复盘", "en": "Reviews"}
_FIELDS = {"zh": ("客户名称", "类型", "内部"), "en": ("name", "type", "internal")}


def own_page(session: Session) -> str:
    """The file of our own people (`type: internal`), written if there is none; the first one by path."""
    ask = "SELECT path FROM customers WHERE customer IN (SELECT customer FROM fields WHERE name = 'type' AND folded = 'internal')"
    paths = sorted(path for (path,) in session.fresh().catalog.connection.execute(ask))
    return paths[0] if paths else _new_page(session)


def _new_page(session: Session) -> str:
    language = session.settings.language
    name = _NAMES[language]
    called, kind, internal = _FIELDS[language]
    identity = new_id(session.fresh().catalog)
    text = f"---\nid: {identity}\n{called}: {name}\n{kind}: {internal}\n---\n"
    for path in (f"customers/{name}.md", f"customers/{name}-{identity}.md"):
        try:
            create(session.root, path, text.encode())
        except Refused:
            # Somebody's customer has that name.
            continue
        session.stale()
        return path
    raise AssertionError(path)


def note(session: Session, title: str, text: str, tag: str) -> Logged:
    """Append a dated note to that page; tasks in it become due items. Raises what `log` raises."""
    path = own_page(session)
    word = "备注" if session.settings.language == "zh" else "note"
    return log(session, path, check(session, Asked(word, text, title=title, tags=(tag,), by="")))


def commit_now(session: Session) -> str:
    """The commit on which the work tree stands; empty without git."""
    from ledger.errors import LedgerError
    from ledger.store.git import Repository

    try:
        repository = Repository.find(session.root)
        if repository is None or (oid := repository.find_oid("HEAD")) is None:
            return ""
    except LedgerError:
        return ""
    return oid[:10]
