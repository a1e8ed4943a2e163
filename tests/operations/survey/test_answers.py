"""Answers by hand and from files land in the files of the right customers, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.display.speech import Speaker
from ledger.display.survey_sheets import markdown
from ledger.errors import BadValue
from ledger.facts.compute import compute
from ledger.operations.survey.answers_file import columns_of, number_in
from ledger.operations.survey.asking import marked, recipients
from ledger.operations.survey.by_hand import answer
from ledger.operations.survey.importing import Line, plan, write
from ledger.operations.survey.naming import survey
from ledger.operations.survey.sheet import from_file
from ledger.operations.writing import look
from ledger.session import Session, open_session
from tests.operations.ledgers import TODAY, content, ledger

EN = "ledger: 1\nlanguage: en\n"
ACME = "---\nid: C-A1\nname: Acme\ncontacts:\n  - {name: Li Lei, phone: 13800138000, email: li@acme.example}\n---\n"
BETA = "---\nid: C-B1\nname: Beta\n---\n"


def small(tmp_path: Path, **more: str) -> Session:
    return ledger(tmp_path, EN, a=ACME, b=BETA, **more)


def again(session: Session) -> Session:
    return open_session(session.root, today=TODAY)


def file(session: Session, text: str | bytes, name: str = "2026-Q4", top: int = 5, **columns: str) -> list[Line]:
    given = text.encode() if isinstance(text, str) else text
    mapped = {head: known for known, head in columns.items()}
    found = plan(session, given, name, mapped, top=top)
    return list(found.lines)


def filed(session: Session, lines: list[Line]) -> int:
    return sum(done is not None for _, done in write(session, [line for line in lines if line.new]))


@pytest.mark.parametrize(
    ("name", "ref", "title"),
    [("2026-Q4", "2026-Q4", ""), ("2026-Q4 after delivery", "2026-Q4", "after delivery"), ("年度调查", "", "年度调查")],
)
def test_names_of_surveys(tmp_path: Path, name: str, ref: str, title: str) -> None:
    found = survey(small(tmp_path), name)
    assert (found.ref, found.title) == (ref, title)


@pytest.mark.parametrize("name", ["", "x @Ana", "a #tag"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadValue, match="name of a survey"):
        survey(small(tmp_path), name)


def test_an_answer_by_hand(tmp_path: Path) -> None:
    session = small(tmp_path)
    answer(
        session,
        "customers/a.md",
        ["csat=5", "NPS=9", "ces=2", "product=pump", "fast", "service"],
        name="2026-Q4",
        by="Ana",
    )
    assert content(session).decode().removeprefix(ACME) == (
        "\n## 2026-11-21 survey 2026-Q4 @Ana\n\nfast service\n\n- status: answered\n- csat: 5\n- nps: 9\n- ces: 2\n- product: pump\n"
    )


def test_in_a_chinese_ledger_the_fields_are_chinese(tmp_path: Path) -> None:
    session = ledger(tmp_path, "ledger: 1\nlanguage: zh\n", a=ACME)
    answer(session, "customers/a.md", ["满意度=4"], name="年度调查", by="")
    assert content(session).decode().endswith("\n## 2026-11-21 满意度 DC-1 年度调查\n- 状态: 已回答\n- 满意度: 4\n")
    answer(again(session), "customers/a.md", ["满意度=3"], name="年度调查", by="")
    assert content(session).decode().count("DC-1") == 2


@pytest.mark.parametrize("words", [["csat=6"], ["nps=11"], ["ces=0"], ["csat=good"], ["csat=1", "满意度=2"], []])
def test_answers_that_are_none(tmp_path: Path, words: list[str]) -> None:
    session = small(tmp_path)
    with pytest.raises(BadValue, match="othing was written"):
        answer(session, "customers/a.md", words, name="2026-Q4")
    assert content(session).decode() == ACME


def test_without_a_name_it_answers_what_was_sent(tmp_path: Path) -> None:
    session = small(tmp_path)
    asked = recipients(session, "id:C-A1")
    assert [
        one.revision is not None for one in marked(session, asked, survey(session, "2026-Q4"), due="2026-12-01")
    ] == [True]
    done = answer(again(session), "customers/a.md", ["csat=5"])
    assert done.entry.ref == "2026-Q4"
    assert compute(done.revision.new, session.vocabulary, session.settings).tables["ratings"]
    assert answer(again(session), "customers/a.md", ["csat=4"]).entry.ref != "2026-Q4"


def test_nobody_is_marked_twice_and_those_who_rest_are_not_asked(tmp_path: Path) -> None:
    session = small(tmp_path, c="---\nname: Gone\nstage: lost\n---\n", d="---\nname: Old\narchived: true\n---\n")
    asked = recipients(session, "")
    assert [(one.name, one.phone, one.email) for one in asked] == [
        ("Acme", "13800138000", "li@acme.example"),
        ("Beta", "", ""),
    ]
    of = survey(session, "2026-Q4")
    assert [one.revision is None for one in marked(session, asked, of)] == [False, False]
    assert [str(one.refused) for one in marked(again(session), asked, of)] == ["was asked already"] * 2


def test_lines_go_to_whom_id_phone_mail_or_name_fit(tmp_path: Path) -> None:
    session = small(tmp_path)
    lines = file(
        session,
        "id,phone,email,name,date,csat,nps,ces,comment\n"
        "C-A1,,,,2026-11-01,5,,,\n"
        ",+86 138-0013-8000,,,2026-11-02,4,9,,\n"
        ",,LI@acme.example,,2026-11-03,3,,,ok\n"
        ",,,beta,2026-11-04,2,0,7,\n"
        ",,,li lei,2026-11-05,1,,,\n",
    )
    assert [(line.recipient.name if line.recipient else "", line.new) for line in lines] == [
        ("Acme", True), ("Acme", True), ("Acme", True), ("Beta", True), ("Acme", True),
    ]  # fmt: skip
    assert filed(session, lines) == 5
    ratings = compute(look(session, "customers/b.md").customer, session.vocabulary, session.settings).tables["ratings"]
    assert [(row[2], row[3], row[0]) for row in ratings] == [
        ("csat", Decimal(2), date(2026, 11, 4)),
        ("nps", Decimal(0), date(2026, 11, 4)),
        ("ces", Decimal(7), date(2026, 11, 4)),
    ]


def test_a_second_import_adds_nothing(tmp_path: Path) -> None:
    session = small(tmp_path)
    text = (
        "序号,客户,提交时间,满意度,推荐度,建议\n"
        "1,Acme,2026/11/20 10:00,5,9,很好\n"
        "2,Acme,2026/11/20 10:05,5,9,很好\n"
        "3,Beta,2026/11/20,非常满意,10 - 一定会,\n"
    )
    assert filed(session, file(session, text)) == 3
    before = content(session), content(session, "customers/b.md")
    for _ in range(2):
        lines = file(again(session), text)
        assert [line.known for line in lines] == [True] * 3
        assert filed(again(session), lines) == 0
    assert (content(session), content(session, "customers/b.md")) == before
    # The same answers of another survey, and one more of this one, are new.
    assert [line.new for line in file(again(session), text, "2027-Q1")] == [True] * 3
    assert [line.new for line in file(again(session), text + "4,Beta,2026/11/20,5,10,\n")] == [False] * 3 + [True]


def test_equal_lines_without_a_number_are_two_answers(tmp_path: Path) -> None:
    session = small(tmp_path)
    text = "name,date,csat\nAcme,2026-11-20,5\nAcme,2026-11-20,5\n"
    assert filed(session, file(session, text)) == 2
    assert [line.known for line in file(again(session), text)] == [True, True]
    assert [line.new for line in file(again(session), text + "Acme,2026-11-20,5\n")] == [False, False, True]


def test_without_a_day_it_is_today_and_known_on_any_later_day(tmp_path: Path) -> None:
    session = small(tmp_path)
    assert filed(session, file(session, "name,csat\nAcme,5\n")) == 1
    later = open_session(session.root, today=date(2026, 12, 24))
    assert [line.known for line in file(later, "name,csat\nAcme,5\n")] == [True]


def test_lines_that_are_refused_say_where_and_why(tmp_path: Path) -> None:
    session = small(tmp_path, c="---\nid: C-B2\nname: Beta\n---\n")
    lines = file(
        session,
        "id,name,phone,date,csat,comment\n"
        ",Beta,,,5,\n"
        ",Nobody,,,5,\n"
        "C-B1,,13800138000,,5,\n"
        "C-XX,Acme,,,5,\n"
        ",,,,5,\n"
        ",Acme,,,9,\n"
        ",Acme,,soon,5,\n"
        ",Acme,,2027-01-01,5,\n"
        '"",Acme,,,,"  "\n',
    )
    assert [(line.number, str(line.refused), len(line.candidates)) for line in lines] == [
        (2, "“Beta” fits 2 customers.", 2),
        (3, "There is no customer “Nobody”.", 0),
        (4, "“C-B1, 13800138000” are different customers.", 2),
        (5, "There is no customer with the id C-XX.", 0),
        (6, "The line says nothing of whose answer it is.", 0),
        (7, "CSAT is a number from 1 to 5, not “9”.", 0),
        (8, "“soon” is no day.", 0),
        (9, "2027-01-01 is still to come.", 0),
        (10, "The line has no answer.", 0),
    ]
    assert filed(session, lines) == 0


def test_a_file_that_refuses_to_be_written_is_a_refused_line(tmp_path: Path) -> None:
    session = small(tmp_path)
    (session.root / "customers" / "b.md").write_bytes(BETA.encode() + b"\n<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    lines = file(again(session), "name,csat\nBeta,5\nAcme,4\n")
    assert [line.new for line in lines] == [False, True]
    assert "conflict markers" in str(lines[0].refused)


@pytest.mark.parametrize(
    "text",
    [
        "name;csat\r\nAcme;4\r\n",
        "name\tcsat\nAcme\t4\n",
        "\ufeffname,csat\nAcme,4\n",
        "客户名称,满意度\nAcme,4\n".encode("gb18030"),
        "\n\nname,csat\n\nAcme,'4\n".replace("'", ""),
    ],
)
def test_files_as_programs_write_them(tmp_path: Path, text: str | bytes) -> None:
    lines = file(small(tmp_path), text)
    assert [(line.new, dict(line.answer.scores) if line.answer else {}) for line in lines] == [
        (True, {"csat": Decimal(4)})
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\x00", "not text"),
        ("name,colour\nAcme,red\n", "no column with answers"),
        ('name,csat\n"Acme,4\n' + "x" * 200_000, "no CSV"),
    ],
)
def test_files_that_hold_no_answers(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        file(small(tmp_path), text)


def test_columns_that_somebody_names(tmp_path: Path) -> None:
    session = small(tmp_path)
    text = "Firma,Wie war es?,Warum?,Und sonst?\nAcme,8,schnell,nett\n"
    named = dict(columns_of(["name=Firma", "csat=Wie war es?", "text=Warum?", "comment=Und sonst?"]))
    found = plan(session, text.encode(), "2026-Q4", named, top=10)
    (line,) = found.lines
    assert line.answer is not None
    assert (line.answer.scores["csat"], line.answer.text) == (4, "Warum?\nschnell\n\nUnd sonst?\nnett")
    assert filed(session, [line]) == 1
    assert [each.known for each in plan(again(session), text.encode(), "2026-Q4", named, top=10).lines] == [True]
    with pytest.raises(BadValue, match="no column"):
        plan(session, text.encode(), "2026-Q4", {"Wieso?": "nps"})
    with pytest.raises(BadValue, match="says nothing"):
        dict(columns_of(["colour=Farbe"]))


def test_a_sheet_that_comes_back_filled_in(tmp_path: Path) -> None:
    session = small(tmp_path)
    sheet = from_file(
        "2026-Q4", b"# After delivery\n\n- csat: How was it?\n- speed (1-5): How fast?\n- text: What else?\n"
    )
    text = markdown(sheet, Speaker("en"))
    for before, after in (
        ("name: ______", "name: Acme"),
        ("date: ______", "date: 2026-11-20"),
        ("csat: ______", "csat: 4"),
        ("speed: ______", "speed: 5"),
        ("text: ______", "text: nice\nand quick"),
    ):
        text = text.replace(before, after)
    (line,) = plan(session, text.encode(), "", {}).lines
    assert line.refused is None
    assert line.of is not None
    assert line.answer is not None
    assert (line.of.ref, line.answer.day, dict(line.answer.scores)) == (
        "2026-Q4",
        date(2026, 11, 20),
        {"csat": Decimal(4)},
    )
    assert "5" in line.answer.text
    assert "and quick" in line.answer.text


@pytest.mark.parametrize(
    ("measure", "written", "value"),
    [
        ("csat", "4", "4"),
        ("csat", "5分", "5"),
        ("nps", "9 - very likely", "9"),
        ("csat", "不满意", "2"),
        ("ces", "x", None),
    ],
)
def test_numbers_in_answers(measure: str, written: str, value: str | None) -> None:
    assert number_in(measure, written) == (None if value is None else Decimal(value))
