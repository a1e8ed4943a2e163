"""Customers typed as a user types them, and what is worked out from them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from ledger.facts.compute import compute, compute_on
from ledger.facts.values import Due, Facts
from ledger.model.customer import Customer
from ledger.model.extension import vocabulary_of
from ledger.model.parse import parse
from ledger.model.settings import Settings
from ledger.model.settings_reader import load
from ledger.model.vocabulary import Vocabulary
from ledger.text.source import decode

LEVELS = """
levels:
  A: {every: 14d, answer_within: 4h, solve_within: 2d, require: [contacts.birthday, budget], greet: [中秋]}
  B: {every: 30d}
  C: {}
stages: [潜在, 首购, 复购, 忠诚, 流失]
kinds:
  试用: {like: meeting, names: [trial]}
  增值税发票: {like: invoice}
"""


@lru_cache(maxsize=64)
def ruled(settings: str = LEVELS) -> tuple[Vocabulary, Settings]:
    """The vocabulary and settings of a ledger.yaml."""
    read, problems = load(settings)
    assert problems == ()
    return vocabulary_of(read), read


def customer(text: str, path: str = "customers/acme.md", settings: str = LEVELS) -> Customer:
    """The customer in a file; `text` may leave the front matter's fences out when it has no body."""
    text = text.strip("\n")
    if not text.startswith(("---", "#")):
        front, _, body = text.partition("\n\n")
        text = f"---\n{front}\n---\n\n{body}\n"
    return parse(path, decode(text.encode()), *ruled(settings))


def facts(text: str, path: str = "customers/acme.md", settings: str = LEVELS) -> Facts:
    return compute(customer(text, path, settings), *ruled(settings))


def facts_on(day: str, text: str) -> Facts:
    return compute_on(customer(text), *ruled(), date.fromisoformat(day))


def dues(what: str, text: str, path: str = "customers/acme.md", settings: str = LEVELS) -> tuple[Due, ...]:
    return tuple(due for due in facts(text, path, settings).dues if due.what == what)


def days(what: str, text: str, path: str = "customers/acme.md", settings: str = LEVELS) -> list[str]:
    """The days of the dues of one kind in ISO form; `any day` for those without."""
    return [due.date.isoformat() if due.date else "any day" for due in dues(what, text, path, settings)]
