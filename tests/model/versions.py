"""Versions of a customer as somebody typed them."""

from __future__ import annotations

from hypothesis import strategies as st

from ledger.model.changes import Difference, differences
from ledger.model.customer import Customer
from ledger.model.extension import vocabulary_of
from ledger.model.known import Known, known
from ledger.model.parse import parse, unread
from ledger.model.settings_reader import load
from ledger.text.source import decode, digest
from tests.strategies import BODY_LINES, FRONT_LINES, files, lines

SETTINGS, _ = load("ledger: 1\nlanguage: zh\ncurrency: CNY\npeople: {张三: {aliases: [小张]}}\n")
VOCABULARY = vocabulary_of(SETTINGS)
PATH = "customers/云启.md"


def customer(text: str, path: str = PATH) -> Customer:
    return parse(path, decode(text.encode()), VOCABULARY, SETTINGS)


def version(text: str, path: str = PATH) -> Known:
    return known(customer(text, path), digest(text.encode()))


def lost(code: str, path: str = PATH) -> Known:
    return known(unread(path, code, limit="2 MiB", reason="?"), code)


def between(old: str, new: str) -> tuple[Difference, ...]:
    return differences(version(old), version(new), VOCABULARY)


_TASKS = (
    "- [ ] 2026-11-28 发送报价单 @张三",
    "- [x] 2026-11-28 发送报价单 @张三 ✅ 2026-11-20",
    "- [ ] 2026-12-01 发送报价单",
)
_ENTRIES = (
    "## 2026-11-21 电话 谈报价",
    "## 2026-11-21 电话 谈合同",
    "## 2026-11-20 拜访 谈报价",
    "- 结果: 很好",
    "- 结果: 好",
)
_FIELDS = (
    "stage: 潜在",
    "stage: 活跃",
    "level: A?",
    "level: A",
    "tags: [a, b, c]",
    "contacts: [李雷, {name: 王芳, phone: 1}]",
)


def typed() -> st.SearchStrategy[str]:
    """Customer files, sound or not, that have enough in common for two of them to be compared."""
    front = lines(FRONT_LINES + _FIELDS * 4, 8)
    body = lines(BODY_LINES + (_TASKS + _ENTRIES) * 4)
    return st.tuples(front, body).map(lambda parts: f"---\n{parts[0]}\n---\n{parts[1]}") | files()
