"""Small ledgers as a user would type them, for the tests of operations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ledger.session import Session, open_session

SETTINGS = """ledger: 1
language: zh
people:
  张三: {aliases: [小张]}
  Ana: {aliases: [Ana Keller]}
  李 四: {}
"""
TODAY = date(2026, 11, 21)


def ledger(folder: Path, settings: str = SETTINGS, **files: str | bytes) -> Session:
    """A session on Saturday, 2026-11-21 over files given as `name=text`, which stand in customers/."""
    (folder / "customers").mkdir(parents=True, exist_ok=True)
    (folder / "ledger.yaml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        (folder / "customers" / f"{name}.md").write_bytes(content)
    return open_session(folder, today=TODAY, env={"LEDGER_USER": "小张"})


def content(session: Session, path: str = "customers/a.md") -> bytes:
    """The bytes of a file."""
    return (session.root / path).read_bytes()
