"""What is wrong around the customer files: in ledger.yaml, and with what else lies in customers/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ledger.errors import LedgerError
from ledger.model.parse import stem_of
from ledger.model.problem import Problem
from ledger.model.settings_tree import Node, from_yaml
from ledger.query.errors import BadQuery
from ledger.query.parse import parse
from ledger.session import SETTINGS_FILE, Session
from ledger.store.copies import conflict_of
from ledger.store.files import read
from ledger.store.scan import Scan
from ledger.text.source import decode


def settings(session: Session) -> tuple[str, list[Problem]]:
    """The text of ledger.yaml, and what is wrong with it."""
    try:
        text = decode(read(session.root, SETTINGS_FILE)).text
    except LedgerError:
        return "", list(session.notes)
    return text, [*session.notes, *_queries(session, text)]


def _queries(session: Session, text: str) -> Iterator[Problem]:
    """The saved queries, and that of key accounts, that can't be understood."""
    settings = session.settings
    asked = [(("queries", name), written) for name, written in settings.queries.items()]
    if settings.policies.key_accounts.query:
        asked.append((("key_accounts", "query"), settings.policies.key_accounts.query))
    for path, written in asked:
        try:
            parse(written, session.vocabulary, session.today, settings.queries, settings.currency)
        except BadQuery as refused:
            place = _place(text, path)
            name = path[1] if path[0] == "queries" else path[0]
            # The sentence is kept as it is, so that it can be said in the reader's language.
            args: dict[str, Any] = {"name": name, "reason": refused.message}
            yield Problem("settings-query-broken", place.line, place.column, place.length, args)


def _place(text: str, path: Iterable[str]) -> Node:
    """The last node that there is on a path through ledger.yaml."""
    node, _ = from_yaml(text)
    for name in path:
        node = next((value for key, value in node.pairs if key.text == name), node)
    return node


def obstacles(found: Scan) -> Iterator[tuple[str, Problem]]:
    """What lies in customers/ without being read, by path: copies, links, what a killed writer left."""
    for path in found.copies:
        folder, slash, name = path.rpartition("/")
        original = f"{folder}{slash}{conflict_of(name) or stem_of(name)}.md"
        yield path, Problem("sync-copy", args={"original": original})
    for one in found.unread:
        args = {"reason": one.reason, "target": one.reason}
        yield one.path, Problem(one.code, args={name: value for name, value in args.items() if value})
    for path in found.leftovers:
        yield path, Problem("leftover")
