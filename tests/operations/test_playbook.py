"""Playbooks: whom they fit, and the tasks that they become."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import NotFound
from ledger.model.policies import Playbook, Policies
from ledger.model.settings import Settings
from ledger.operations.playbook import Started, named, playbooks_of, start
from ledger.operations.who import get
from ledger.reports.customer_page import customer_page
from ledger.reports.playbooks import playbooks_for
from ledger.session import Session
from tests.operations.ledgers import content, ledger

SETTINGS = """ledger: 1
language: en
levels: {A: {strategy: often}, B: }
strategies: {champions: dinner}
playbooks:
  one: {when: {level: A}, tasks: [write: 1d, call: 2w, think]}
  two: {when: {stage: loyal}, tasks: [call: 3d, sing: 1m]}
  three: {when: {value: high}, tasks: [thank]}
  four: {when: {churn: high}, text: ask why}
  five: {when: {region: North}, text: go there}
"""
HEAD = "---\nid: C-7K3M2Q\nname: Acme\n{}---\n"


def fitting(session: Session) -> list[str]:
    match = get(session, "Acme")
    return [book.name for book in playbooks_of(session, match.customer, match.path)]


def started(session: Session, *names: str) -> Started:
    return start(session, "customers/a.md", [named(session, name) for name in names])


def test_a_playbook_fits_whoever_has_its_value() -> None:
    books = (Playbook("a", "level", "A"), Playbook("b", "churn", "high"), Playbook("c", "tags", "VIP club"))
    settings = Settings(policies=Policies(playbooks=books))
    assert playbooks_for(settings, {}) == ()
    assert playbooks_for(settings, {"level": "A", "churn": "low"}) == books[:1]
    assert playbooks_for(settings, {"level": "B", "churn": "high"}) == books[1:2]
    assert playbooks_for(settings, {"tags": ("x", "vip club")}) == books[2:]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("", []),
        ("level: A\n", ["one"]),
        ("level: a\nstage: 忠诚\nregion: north\n", ["one", "two", "five"]),
        ("level: B\nstage: lost\n", []),
    ],
)
def test_those_that_fit_are_found_by_the_fields_of_a_customer(tmp_path: Path, fields: str, names: list[str]) -> None:
    assert fitting(ledger(tmp_path, SETTINGS, a=HEAD.format(fields))) == names


def test_worked_out_values_count(tmp_path: Path) -> None:
    order = "\n## 2026-{month:02}-10 order SO-{month}\n- amount: 1000\n"
    text = HEAD.format("") + "".join(order.format(month=month) for month in range(5, 12))
    assert fitting(ledger(tmp_path, SETTINGS, a=text, b="---\nname: Bo\n---\n")) == ["two", "three"]
    gone = HEAD.format("") + "".join(order.format(month=month) for month in range(1, 5)).replace("2026", "2025")
    assert "four" in fitting(ledger(tmp_path, SETTINGS, a=gone))


def test_the_tasks_stand_under_a_note_of_today_each_on_its_day_and_once(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("level: A\n"))
    done = started(session, "one", "two")
    assert content(session).decode() == HEAD.format("level: A\n") + (
        "\n## 2026-11-21 note one, two @小张\n- [ ] 2026-11-22 write\n- [ ] 2026-12-05 call\n- [ ] think\n"
        "- [ ] 2026-12-21 sing\n"
    )
    assert done.known == ("call",)
    assert [task.text for task in done.tasks] == ["write", "call", "think", "sing"]


def test_what_is_open_is_not_written_again_and_what_is_done_is(tmp_path: Path) -> None:
    text = HEAD.format("") + "\n## 2026-11-01 call\n- [ ] 2026-11-30  Write\n- [x] call\n- [-] think\n"
    session = ledger(tmp_path, SETTINGS, a=text)
    done = started(session, "one")
    assert done.known == ("write",)
    assert content(session).decode() == text + "\n## 2026-11-21 note one @小张\n- [ ] 2026-12-05 call\n- [ ] think\n"
    again = content(session)
    assert started(session, "one").entry is None
    assert content(session) == again


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format(""))
    done = start(session, "customers/a.md", [named(session, "ONE")], dry_run=True)
    assert len(done.tasks) == 3
    assert content(session).decode() == HEAD.format("")


def test_a_name_that_is_none_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="“thre”") as refused:
        named(ledger(tmp_path, SETTINGS), "thre")
    assert str(refused.value.hint) == "Did you mean “three”?"
    with pytest.raises(NotFound):
        named(ledger(tmp_path, "ledger: 1\n"), "one")


def test_the_page_of_a_customer_has_its_strategies_and_playbooks(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("level: A\nregion: North\n"))
    page = customer_page(session, get(session, "Acme"))
    assert page.advice.strategies == (("A", "often"),)
    assert [book.name for book in page.advice.playbooks] == ["one", "five"]
    plain = ledger(tmp_path, "ledger: 1\n", a=HEAD.format("level: A\n"))
    assert customer_page(plain, get(plain, "Acme")).advice.playbooks == ()
