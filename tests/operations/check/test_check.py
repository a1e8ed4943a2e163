"""What check says of files, one by one and together; each code's own page is in tests/problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import NotFound, Refused
from ledger.model.problem import Problem
from ledger.operations.check.choice import Choice, choose
from ledger.operations.check.run import Report, check
from ledger.session import Session
from tests.operations.ledgers import ledger

FRONT = "---\nid: C-7K3M2Q\nname: Acme\nowner: Ana\n{}---\n"


def report(folder: Path, text: str, settings: str = "ledger: 1\n", **files: str) -> Report:
    return check(ledger(folder, settings, a=text, **files), language="en")


def codes(found: Report) -> list[str]:
    return [one.problem.code for one in found.found]


def only(found: Report) -> Problem:
    (one,) = found.found
    return one.problem


def marked(found: Report) -> list[str]:
    """The text under the marks of each problem."""
    return [
        one.excerpt[one.problem.column - 1 :][: one.problem.length or None] for one in found.found if one.problem.line
    ]


def test_a_sound_ledger_has_no_problems(tmp_path: Path) -> None:
    found = report(tmp_path, FRONT.format("phone: 13800138000\nstage: 活跃\n") + "\n## 2026-11-20 电话\n\n要报价。\n")
    assert codes(found) == []
    assert found.files == 1


def test_unknown_fields_of_other_programs_are_no_problem(tmp_path: Path) -> None:
    others = "permalink: /acme\nreleaseDateColumn: true\niconSlug: acme\ncssclass: wide\nphone2: none\nnotes2: x\n"
    assert codes(report(tmp_path, FRONT.format(others))) == []


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("onwer2: x", []),
        ("indsutry: tools", ["indsutry"]),
        ("负责认2: x", []),
        ("客户来原: 展会", ["客户来原"]),
        ("联系仁: 李雷", ["联系仁"]),
        ("产品线: 铁砧", []),
    ],
)
def test_a_field_is_reported_only_where_it_looks_mistyped(tmp_path: Path, line: str, marks: list[str]) -> None:
    assert marked(report(tmp_path, FRONT.format(line + "\n"))) == marks


def test_a_field_that_the_file_has_under_its_right_name_is_not_suggested(tmp_path: Path) -> None:
    assert codes(report(tmp_path, FRONT.format("industry: tools\nindustrie: Werkzeug\n"))) == []


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("phone: 138 0013 8000", []),
        ("phone: 13800138000 / 010-62511234", []),
        ("phone: 13800138000（李雷）", []),
        ("phone: 手机：13800138000", []),
        ("phone: 021-6251 1234 转 808", []),
        ("phone: 138****8000", []),
        ("phone: 13800138000?", []),
        ("phone: 400-820-8820", []),
        ("phone: 13800138000, 1380013", ["1380013"]),
        ("phones: [13800138000, 12]", ["12"]),
        ("country: Germany\nphone: 030 901820", []),
        ("country: Narnia\nphone: 5 lions", []),
        ("phone: +44 20 7946 0018", []),
    ],
)
def test_phone_numbers_are_forgiven_what_people_write_beside_them(tmp_path: Path, line: str, marks: list[str]) -> None:
    assert marked(report(tmp_path, FRONT.format(line + "\n"))) == marks


def test_numbers_inside_contacts_are_named_by_their_place(tmp_path: Path) -> None:
    text = FRONT.format("联系人:\n  - 姓名: 李雷\n    邮箱: lilei@@example.com\n    身份证: 11010519491231002Y\n")
    found = report(tmp_path, text)
    assert [one.problem.args["field"] for one in found.found] == ["联系人.邮箱", "联系人.身份证"]
    assert marked(found) == ["lilei@@example.com", "11010519491231002Y"]


def test_an_unknown_value_comes_with_the_nearest_known_one(tmp_path: Path) -> None:
    problem = only(report(tmp_path, FRONT.format("stage: actve\n")))
    assert (problem.args["value"], problem.args["nearest"]) == ("actve", "active")


def test_people_are_asked_for_only_where_some_are_declared(tmp_path: Path) -> None:
    text = "---\nid: C-1\nname: Acme\n---\n\n## 2026-11-20 call @nobody\n\nHello.\n"
    assert codes(report(tmp_path / "a", text)) == []
    declared = "ledger: 1\npeople:\n  Ana: {aliases: [Annie]}\n"
    assert codes(report(tmp_path / "b", text, declared)) == ["owner-missing", "person-unknown"]


def test_an_alias_the_customer_and_their_people_are_no_strangers(tmp_path: Path) -> None:
    text = FRONT.format("contacts:\n  - name: 李雷\n") + "\n## 2026-11-20 call @Annie @李雷\n\nHello.\n"
    assert codes(report(tmp_path, text, "ledger: 1\npeople:\n  Ana: {aliases: [Annie]}\n")) == []


def test_who_has_left_needs_neither_owner_nor_fields(tmp_path: Path) -> None:
    settings = "ledger: 1\npeople: {Ana: {}}\nlevels:\n  A: {require: [industry]}\n"
    text = "---\nid: C-1\nname: Acme\nlevel: A\nstage: lost\n---\n"
    found = report(tmp_path, text, settings)
    assert codes(found) == []
    assert found.scores == ()


def test_a_talk_with_an_outcome_a_text_or_a_task_is_complete(tmp_path: Path) -> None:
    entries = (
        "## 2026-11-18 call\n\n- result: agreed\n\n## 2026-11-18 visit\n\nSaw the plant.\n\n"
        "## 2026-11-19 call\n\n- [ ] 2026-12-01 call again\n\n## 2026-11-21 meeting today\n\n## 2026-12-01 meeting ahead\n"
    )
    assert codes(report(tmp_path, FRONT.format("") + "\n" + entries)) == []


def test_what_may_be_dated_ahead_is(tmp_path: Path) -> None:
    entries = "## 2026-12-01 contract HT-1\n\n- end: 2027-11-30\n\n## 2026-12-01 delivery\n\n- due: 2026-12-01\n"
    assert codes(report(tmp_path, FRONT.format("") + "\n" + entries)) == []


def test_a_link_to_another_system_is_none_of_our_business(tmp_path: Path) -> None:
    entries = "## 2026-11-20 complaint late\n\n- order: ERP-77\n- status: solved\n"
    assert codes(report(tmp_path, FRONT.format("") + "\n" + entries)) == []


def test_a_payment_for_two_invoices_names_both(tmp_path: Path) -> None:
    bills = "".join(f"## 2026-11-0{n} invoice INV-{n}\n\n- amount: 10\n- due: 2026-12-01\n\n" for n in (1, 2))
    entries = bills + "## 2026-11-20 payment\n\n- amount: 20\n- invoice: INV-1, inv-2, INV-9\n"
    found = report(tmp_path, FRONT.format("") + "\n" + entries)
    assert marked(found) == ["INV-9"]


def test_copies_of_sync_services_are_told_apart_from_doubles(tmp_path: Path) -> None:
    text = FRONT.format("phone: 13800138000\n")
    session = ledger(tmp_path, "ledger: 1\n", **{"a": text, "a 2": text, "a-LAPTOP": text, "b 2": FRONT.format("")})
    found = check(session)
    assert {one.path: one.problem.code for one in found.found if one.problem.code != "duplicate-name"} == {
        "customers/a 2.md": "file-copy",
        "customers/a-LAPTOP.md": "file-copy",
        "customers/a.md": "duplicate-id",
        "customers/b 2.md": "duplicate-id",
    }


def test_namesakes_who_are_reached_differently_are_no_doubles(tmp_path: Path) -> None:
    def person(identity: str, phone: str) -> str:
        return f"---\nid: {identity}\nname: 王伟\ntype: person\nphone: {phone}\n---\n"

    first, second = person("C-1", "13800138000"), person("C-2", "13900139000")
    assert codes(report(tmp_path / "a", first, b=second)) == []
    assert set(codes(report(tmp_path / "b", first, b=person("C-2", "13800138000")))) == {
        "duplicate-name",
        "duplicate-phone",
    }


@pytest.mark.parametrize("line", ["    landline: 010-6251 1234", "    phones: [139 0000 1111, 010-6251 1234]"])
def test_every_number_of_a_contact_is_compared(tmp_path: Path, line: str) -> None:
    first = FRONT.format(f"contacts:\n  - name: 李雷\n{line}\n")
    other = "---\nid: C-2\nname: Bolt\nowner: Ana\nlandline: 01062511234\n---\n"
    assert codes(report(tmp_path / "a", first, b=other)) == ["duplicate-phone", "duplicate-phone"]
    same = f"---\nid: C-2\nname: Bolt\nowner: Ana\ncontacts:\n  - name: 李雷\n{line}\n---\n"
    assert codes(report(tmp_path / "b", first, b=same)) == []


def test_one_person_at_two_customers_is_no_double(tmp_path: Path) -> None:
    def company(name: str) -> str:
        return f"---\nid: {name}\nname: {name}\ncontacts:\n  - name: 李雷\n    phone: 13800138000\n---\n"

    assert codes(report(tmp_path, company("Acme"), b=company("Bolt"))) == []


@pytest.mark.parametrize("target", ["C-2", "Bolt", "BOLT", "the b", "b", "b.md", "customers/b", "plan.pdf", "李雷"])
def test_a_link_finds_id_name_alias_file_and_contact(tmp_path: Path, target: str) -> None:
    bolt = "---\nid: C-2\nname: Bolt\naliases: [The B]\ncontacts:\n  - name: 李雷\n---\n"
    assert codes(report(tmp_path, FRONT.format("") + f"\nSee [[{target}]] and [[{target}|them]].\n", b=bolt)) == []


def test_only_the_named_files_are_checked_but_against_all(tmp_path: Path) -> None:
    session = ledger(tmp_path, "ledger: 1\nnmae: x\n", a=FRONT.format(""), b=FRONT.format(""))
    found = check(session, Choice(frozenset({"customers/a.md"})))
    assert {one.path for one in found.found} == {"customers/a.md"}
    assert codes(found) == ["duplicate-id", "duplicate-name"]
    assert found.found[0].problem.args["others"] == "customers/b.md"


def test_files_folders_and_words_choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = ledger(tmp_path, "ledger: 1\n", a=FRONT.format(""))
    (tmp_path / "customers" / "north").mkdir()
    monkeypatch.chdir(tmp_path / "customers")
    assert choose(session, ["a.md"]) == choose(session, ["customers/a.md"]) == choose(session, ["acme"])
    assert choose(session, ["north"]).takes("customers/north/x.md")
    assert not choose(session, ["north"]).takes("customers/northern.md")
    assert choose(session, [".."]).whole
    assert choose(session, ["ledger.yaml"]).takes("ledger.yaml")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(Refused):
        choose(session, ["notes.txt"])
    with pytest.raises(NotFound):
        choose(session, ["zzzz"])


def test_scores_are_measured_against_what_the_level_asks(tmp_path: Path) -> None:
    settings = "ledger: 1\nlevels:\n  A: {require: [birthday]}\n"
    scores = report(tmp_path, FRONT.format("level: A\ntype: person\n"), settings).scores
    assert scores[0].missing == ("source", "region", "stage", "phone", "birthday")
    assert scores[0].score == 100 * 3 // 8


def test_many_files_are_checked_by_several_processes_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"c{n}": f"---\nid: C-{n}\nname: N{n}\nstage: actve\n---\n" for n in range(30)}
    session = ledger(tmp_path, "ledger: 1\n", **files)
    alone = check(session)
    monkeypatch.setattr("ledger.operations.check.run._WORTH_TWO", 2)
    monkeypatch.setattr("ledger.operations.check.run._CHUNK", 7)
    assert check(session) == alone
    assert len(alone.found) == 30


def test_a_file_with_thousands_of_problems_is_cut_off(tmp_path: Path) -> None:
    text = FRONT.format("") + "\n" + "- [] do it\n" * 3000
    assert len(report(tmp_path, text).found) == 500


def every_place_is_inside_its_line(session: Session) -> bool:
    return all(
        one.problem.column - 1 + one.problem.length <= len(one.excerpt)
        for one in check(session).found
        if one.problem.line and one.excerpt
    )


def test_marks_never_run_over_their_line(tmp_path: Path) -> None:
    text = (
        "---\r\nid: C-1\r\n名称：云启\r\nstage: >-\r\n  act\r\n  ve\r\nlevel: {x: 1}\r\ntags: {a: b}\r\n"
        "next_follow_up: soon\r\n---\r\n\r\n## 2026-02-30 x\r\n\r\n- [] 2026-1-1 y\r\n"
    )
    assert every_place_is_inside_its_line(ledger(tmp_path, "ledger: 1\n", a=text))
