"""What an entry's text starts from in the editor: templates/<kind>.md of the ledger, without what is said already."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from ledger.errors import LedgerError
from ledger.model.definitions import KindDefinition
from ledger.session import Session
from ledger.store.files import read
from ledger.text.source import decode

_STEP = re.compile(r"[-*+][ \t]+\[[ \t]?\][ \t]+([^\r\n]+)")
_EMPTY_FIELD = re.compile(r"[-*+][ \t]+([^:：\n]+)[:：][ \t]*")


def template(session: Session, kind: KindDefinition, said: Container[str]) -> str:
    """The lines of a kind's template but those of fields in `said` (canonical names); empty if there is none."""
    return "\n".join(_open_lines(session, kind, _found(session, kind)[1], said)).strip("\n")


def checklist(session: Session, kind: KindDefinition) -> tuple[str, tuple[str, ...]]:
    """The file name of a kind's template, and the steps in it: the open tasks. Both are empty where there is none."""
    name, text = _found(session, kind)
    steps = (found[1].strip() for line in text.split("\n") if (found := _STEP.match(line)))
    return name, tuple(step for step in steps if step)


def _found(session: Session, kind: KindDefinition) -> tuple[str, str]:
    for name in (*(name for group in kind.names.values() for name in group), kind.name):
        try:
            return f"{name}.md", decode(read(session.root, f"templates/{name}.md")).text
        except LedgerError:
            continue
    return "", ""


def _open_lines(session: Session, kind: KindDefinition, text: str, said: Container[str]) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").split("\n"):
        found = re.match(r"[-*+][ \t]+([^:：\n]+)[:：]", line)
        definition = session.vocabulary.entry_field(kind.name, found[1]) if found else None
        if definition is None or definition.name not in said:
            yield line


def without_blanks(text: str, start: str) -> str:
    """The text without the template's fields that nobody filled in."""
    offered = {line.strip() for line in start.split("\n") if _EMPTY_FIELD.fullmatch(line)}
    return "\n".join(line for line in text.split("\n") if line.strip() not in offered)
