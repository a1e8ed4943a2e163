"""Ledgers in real repositories, and what is said of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ledger.display.change_words import change_text
from ledger.display.field_words import Words
from ledger.display.speech import Speaker
from ledger.model.changes import Change
from ledger.session import Session, open_session
from ledger.store.git import Repository
from tests.store.repositories import commit, git, repository

SETTINGS = """ledger: 1
language: en
currency: CNY
timezone: Asia/Shanghai
people:
  张三: {email: 张三@example.com, aliases: [zs]}
  李四: {email: 李四@example.com}
"""
YUNQI = """---
id: C-7K3M2Q
name: 云启
stage: 潜在
tags: [a]
---

## 2026-11-01 电话 first

- 结果: 有意向
"""
ACME = """---
id: C-2F9XQA
name: Acme
stage: active
---
"""
FILES = {"ledger.yaml": SETTINGS, "customers/云启.md": YUNQI, "customers/华东/acme.md": ACME}
TODAY = date(2026, 11, 21)


def shared(folder: Path, files: dict[str, str] | None = None) -> Path:
    """A ledger in a repository, with one commit of 2026-01-05."""
    return repository(folder, FILES if files is None else files)


def opened(folder: Path) -> tuple[Session, Repository]:
    """The ledger as operations get it."""
    return open_session(folder, today=TODAY), Repository.get(folder)


def said(session: Session, change: Change) -> str:
    """What became of a customer, in English."""
    return change_text(change, Words(session.vocabulary, Speaker("en"), session.today), most=20)


def edited(text: str, *pairs: tuple[str, str]) -> str:
    """A text with pieces replaced, each of which has to be there."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


__all__ = ["ACME", "FILES", "SETTINGS", "TODAY", "YUNQI", "commit", "edited", "git", "opened", "said", "shared"]
