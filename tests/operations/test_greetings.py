"""Good wishes from a template, for the nearest occasion."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.errors import NotFound
from ledger.operations.greetings import greeting
from ledger.operations.who import get
from ledger.session import Session, open_session

ACME = """---
name: Acme
owner: Ana
level: A
contacts:
  - name: Joe Fox
    birthday: 11-25
  - name: Eve
    anniversaries: [{name: ten years together, date: 2016-12-10}]
---
"""


def ledger(root: Path, today: str, language: str = "en", text: str = ACME) -> Session:
    (root / "customers").mkdir(exist_ok=True)
    (root / "index").mkdir(exist_ok=True)
    settings = f"ledger: 1\nname: The Shop\nlanguage: {language}\nlevels:\n  A: {{greet: [春节]}}\n"
    (root / "ledger.yaml").write_text(settings, encoding="utf-8")
    (root / "customers" / "acme.md").write_text(text, encoding="utf-8")
    return open_session(root, today=date.fromisoformat(today))


@pytest.mark.parametrize(
    ("today", "says"),
    [
        ("2026-11-20", "Dear Joe Fox,"),
        ("2026-12-08", "Eve ten years together"),
        ("2026-02-10", "all the best for"),
    ],
)
def test_the_nearest_occasion_is_the_one(tmp_path: Path, today: str, says: str) -> None:
    session = ledger(tmp_path, today)
    text = greeting(session, get(session, "acme"))
    assert says in text
    assert text.rstrip().endswith("Ana\nThe Shop")
    assert "{" not in text


def test_a_chinese_ledger_wishes_in_chinese_and_a_customer_in_its_own_language(tmp_path: Path) -> None:
    session = ledger(tmp_path, "2026-11-20", "zh")
    assert "生日快乐" in greeting(session, get(session, "acme"))
    english = ACME.replace("name: Acme", "name: Acme\nlanguage: English")
    session = ledger(tmp_path, "2026-11-20", "zh", english)
    assert "happy birthday" in greeting(session, get(session, "acme"))


def test_the_ledgers_own_template_wins_and_unknown_places_stay(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "letter-greeting-birthday.md").write_text("Hi {contact}, {gift}!\n")
    session = ledger(tmp_path, "2026-11-20")
    assert greeting(session, get(session, "acme")) == "Hi Joe Fox, {gift}!\n"


def test_where_nothing_is_near_it_says_so(tmp_path: Path) -> None:
    session = ledger(tmp_path, "2026-07-01")
    with pytest.raises(NotFound):
        greeting(session, get(session, "acme"))
