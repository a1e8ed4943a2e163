"""Customers who are handled otherwise than the policies ask for: by whom, in what, and what is no such thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.model.problem import Problem
from ledger.model.problems import hint, message
from ledger.operations.check.run import check
from ledger.session import Session
from tests.operations.ledgers import ledger

SETTINGS = """ledger: 1
people: [Ana, Bo]
levels:
  A: {every: 14d, answer_within: 1d, solve_within: 5d, care: 500}
  B: {every: 30d}
promises: {service: {answer: 1d, solve: 3d}}
"""
HEAD = "---\nid: C-7K3M2Q\nname: Acme\nowner: Ana\nlevel: A\n{}---\n\n"
TALKED = "\n## 2026-11-20 call\n\nAll well.\n"
LIST = "- product:\n- [ ] call back\n- [ ] find the cause\n* [ ] ask whether all is well\n"


def found(folder: Path, text: str, settings: str = SETTINGS) -> list[Problem]:
    return of(ledger(folder, settings, a=text))


def of(session: Session) -> list[Problem]:
    problems = (one.problem for one in check(session, language="en", handling=True).found)
    return [problem for problem in problems if problem.code.startswith("policy-")]


def said(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(problem.line, str(message(problem))) for problem in problems]


def test_nothing_is_said_of_handling_unless_it_is_asked_for(tmp_path: Path) -> None:
    session = ledger(tmp_path, SETTINGS, a=HEAD.format("") + "## 2026-10-01 call\n\nx\n")
    assert [problem.code for problem in of(session)] == ["policy-contact-late"]
    assert check(session, language="en").found == ()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        # 7 November and 14 days is the 21st, today: in time until tomorrow.
        (HEAD.format("") + "## 2026-11-07 call\n\nx\n", []),
        (
            HEAD.format("") + "## 2026-11-06 call\n\nx\n",
            [(5, "a contact was to be made every 14d, so by 2026-11-20, and nobody talked with them")],
        ),
        (
            HEAD.format("follow_up_every: 1w\n") + "## 2026-11-07 call\n\nx\n",
            [(6, "a contact was to be made every 1w, so by 2026-11-14, and nobody talked with them")],
        ),
        (
            HEAD.format("created: 2026-09-01\n"),
            [(5, "a contact was to be made every 14d, so by 2026-09-15, and nobody talked with them")],
        ),
        # A note is no contact; since when nobody knows there is no day.
        (HEAD.format(""), []),
        (HEAD.format("stage: lost\n") + "## 2026-10-01 call\n\nx\n", []),
        (HEAD.format("next_follow_up: 2026-12-01\n") + "## 2026-10-01 call\n\nx\n", []),
    ],
)
def test_somebody_is_to_be_talked_with_as_often_as_the_policy_says(
    tmp_path: Path, text: str, problems: list[tuple[int, str]]
) -> None:
    assert said(found(tmp_path, text)) == problems


def test_the_responsible_person_is_named(tmp_path: Path) -> None:
    text = HEAD.format("") + "## 2026-10-01 call\n\nx\n"
    (problem,) = found(tmp_path, text)
    assert str(hint(problem)) == "Ana is responsible."
    (problem,) = found(tmp_path, text.replace("owner: Ana\n", ""))
    assert str(hint(problem)) == "Nobody is responsible."


def test_care_over_the_budget_of_the_year_is_found_at_the_last_of_it(tmp_path: Path) -> None:
    care = (
        "## 2025-12-31 care\n- cost: 900\n\n## 2026-02-01 care flowers\n- cost: 300\n\n## 2026-03-01 campaign tasting\n"
        "- cost: 200\n\n## 2026-03-02 care\n- cost: USD 900\n\n## 2026-03-03 expense\n- cost: 900\n"
    )
    assert found(tmp_path, HEAD.format("") + care + TALKED) == []
    more = f"{care}\n## 2026-04-01 care cake\n- cost: 0.50\n{TALKED}"
    problems = found(tmp_path, HEAD.format("") + more)
    line = (HEAD.format("") + more).splitlines().index("## 2026-04-01 care cake") + 1
    assert said(problems) == [(line, "care has cost 500.50 CNY in 2026, more than the 500 CNY that level A allows")]
    assert found(tmp_path, HEAD.format("").replace("level: A", "level: B") + more) == []


@pytest.mark.parametrize(
    ("entries", "problems"),
    [
        (
            "## 2026-11-10 complaint TS-1 broken\n",
            ["this was to be answered by 2026-11-11, and no answer is written down"],
        ),
        ("## 2026-11-20 complaint TS-1 broken\n", []),
        (
            "## 2026-11-10 complaint TS-1 broken\n- answered: 2026-11-10\n",
            ["this was to be solved by 2026-11-15, and is not"],
        ),
        ("## 2026-11-10 complaint TS-1 broken\n- answered: 2026-11-10\n- solved: 2026-11-20\n", []),
        (
            "## 2026-11-10 feedback too loud\n",
            ["this was to be answered by 2026-11-11, and no answer is written down"],
        ),
        (
            "## 2026-11-10 service\n- status: in progress\n",
            ["this was to be answered by 2026-11-11, and no answer is written down"],
        ),
        ("## 2026-11-10 service\n", []),
        ("## 2026-11-10 inquiry\n", []),
        (
            "## 2026-11-10 complaint TS-1 broken\n- promise: 2026-11-12\n- answered: 2026-11-11\n",
            ["this was to be solved by 2026-11-12, and is not"],
        ),
    ],
)
def test_a_promise_that_is_broken_and_still_open_is_found(tmp_path: Path, entries: str, problems: list[str]) -> None:
    text = HEAD.format("") + entries + TALKED
    assert [sentence for _, sentence in said(found(tmp_path, text))] == problems


def test_whoever_looks_after_the_case_is_responsible_for_it(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, HEAD.format("") + "## 2026-11-10 complaint TS-1 broken @Bo\n" + TALKED)
    assert str(hint(problem)) == "Bo is responsible."


@pytest.mark.parametrize(
    ("entries", "skipped"),
    [
        ("- [x] call back\n- [x] find  the cause\n- [x] ask whether all is well\n", None),
        ("- [x] call back\n- [ ] find the cause\n- [x] ask whether all is well\n", "find the cause"),
        ("- [x] call back\n- [-] find the cause\n", "ask whether all is well"),
        ("", "call back, find the cause, ask whether all is well"),
        (
            "- [x] call back\n\n## 2026-11-12 complaint TS-1\n- [x] find the cause\n- [x] ask whether all is well\n",
            None,
        ),
    ],
)
def test_steps_of_the_checklist_that_were_skipped_are_found(tmp_path: Path, entries: str, skipped: str | None) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "complaint.md").write_text(LIST)
    case = "## 2026-11-10 complaint TS-1 broken\n- answered: 2026-11-10\n- solved: 2026-11-11\n"
    problems = found(tmp_path, HEAD.format("") + case + entries + TALKED)
    told = [f"this is closed without these steps of the checklist: {skipped}"] if skipped else []
    assert [sentence for _, sentence in said(problems)] == told
    for problem in problems:
        assert str(hint(problem)) == "Tick them if they were done; templates/complaint.md has the checklist."


def test_open_cases_and_those_of_long_ago_without_a_checklist_skipped_nothing(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "投诉.md").write_text(LIST)
    still_open = "## 2026-11-20 complaint TS-1 broken\n- [ ] call back\n"
    assert found(tmp_path, HEAD.format("") + still_open + TALKED) == []
    old = "## 2026-05-10 complaint TS-1 broken\n- solved: 2026-05-11\n"
    assert found(tmp_path, HEAD.format("") + old + TALKED) == []
    ticked = f"{old}- [x] call back\n"
    (problem,) = found(tmp_path, HEAD.format("") + ticked + TALKED)
    assert problem.args["template"] == "投诉.md"
    assert problem.args["steps"] == "find the cause, ask whether all is well"
