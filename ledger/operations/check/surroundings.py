"""What is wrong around the customer files: in ledger.yaml, and with what else lies in customers/."""

from __future__ import annotations

from collections.abc import Iterator
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
    return text, [*session.notes, *(_queries(session, text) if session.settings.queries else ())]


def _queries(session: Session, text: str) -> Iterator[Problem]:
    """The saved queries that can't be understood."""
    for name, written in session.settings.queries.items():
        try:
            parse(written, session.vocabulary, session.today, session.settings.queries, session.settings.currency)
        except BadQuery as refused:
            place = _place(text, name)
            # The sentence is kept as it is, so that it can be said in the reader's language.
            args: dict[str, Any] = {"name": name, "reason": refused.message}
            yield Problem("settings-query-broken", place.line, place.column, place.length, args)


def _place(text: str, name: str) -> Node:
    tree, _ = from_yaml(text)
    queries = next((value for key, value in tree.pairs if key.text == "queries"), Node())
    return next((value for key, value in queries.pairs if key.text == name), Node())


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
