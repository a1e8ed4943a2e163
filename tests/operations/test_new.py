from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.errors import BadValue, NotFound, Refused
from ledger.operations import init, templates
from ledger.operations.assignments import assignment
from ledger.operations.new import Wanted, prepare, write
from ledger.operations.twins import core
from ledger.session import Session, open_session
from tests.operations.ledgers import TODAY, content, ledger

PLAIN = "---\nid:\nname:\nowner:\n---\n\n# {name}\n"


def wanted(name: str, *fields: str, folder: str = "", template: str = "", force: bool = False) -> Wanted:
    return Wanted(name, template, tuple(assignment(one) for one in fields), folder, force)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "customer.md").write_text(PLAIN, encoding="utf-8")
    known = "---\nid: C-222222\nname: 上海云启科技有限公司\naliases: [Yunqi Tech]\nphone: 021-6888 1234\n---\n"
    other = "---\nid: C-333333\nname: Acme Co., Ltd.\ncontacts:\n  - {name: Bob, email: Bob@Acme.com, phone: 13800138000}\n---\n"
    return ledger(tmp_path, known=known, other=other)


def test_a_new_file_says_who_it_is_and_when_it_was_made(session: Session) -> None:
    new = prepare(session, wanted("华信联创", "级别=A"))
    path = write(session, new)
    assert path == "customers/华信联创.md"
    text = content(session, path).decode()
    assert re.fullmatch(
        r"---\nid: C-[2-9A-HJ-KM-NP-Z]{6}\nname: 华信联创\nowner: 张三\n创建日期: 2026-11-21\n级别: A\n---\n\n# 华信联创\n",
        text,
    )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("上海云启科技", ()),
        ("云启科技", ()),
        ("云启科技", ("aliases=yunqi tech inc",)),
        ("ACME", ()),
        ("acme gmbh", ()),
        ("Ａｃｍｅ（集团）", ()),
        ("X", ("phone=(021) 68881234",)),
        ("X", ("contacts.0.phone=+86 138-0013-8000",)),
        ("X", ("email=bob@acme.com",)),
    ],
)
def test_likely_doubles_are_found(session: Session, name: str, fields: tuple[str, ...]) -> None:
    assert prepare(session, wanted(name, *fields)).twins


@pytest.mark.parametrize("name", ["上海云起科技有限公司", "北京云启科技有限公司", "云启", "Acme Bau", "有限公司", "Ac"])
def test_others_are_no_doubles(session: Session, name: str) -> None:
    assert not prepare(session, wanted(name)).twins


def test_the_form_of_a_company_is_no_part_of_its_core() -> None:
    assert core("上海云启科技有限公司") == core("上海 云启 科技") == "上海云启科技"
    assert core("Acme Co., Ltd.") == core("ACME GmbH & Co. KG".replace(" & Co. KG", "")) == "acme"
    assert core("AG") == "ag"
    assert core("公司") == "公司"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x1b[31m", "x" * 201, "\udcff", "a\u2028b"])
def test_a_name_that_no_file_should_hold_is_refused(session: Session, name: str) -> None:
    with pytest.raises(BadValue):
        prepare(session, wanted(name))


@pytest.mark.parametrize(
    "name",
    ["../../x", "CON", "a/b", "-rf", ".hidden", "名" * 200, "x: y #z", "- a", "{name}", "'", "`x`", "王\u202e明", "é"],
)
def test_any_other_name_gives_a_safe_file_and_is_kept_to_the_character(session: Session, name: str) -> None:
    new = prepare(session, wanted(name))
    path = write(session, new)
    assert Path(path).parent == Path("customers")
    assert len(Path(path).name.encode()) <= 120
    assert unicodedata.is_normalized("NFC", path)
    assert new.customer.name == name
    assert not [one for one in new.customer.problems if one.code not in ("control-character",)]


def test_two_of_one_name_get_two_files_even_at_the_same_moment(session: Session) -> None:
    made = [prepare(session, wanted("王伟", force=True)) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda new: write(open_session(session.root, today=TODAY, env={}), new), made))
    assert len(set(paths)) == 8


@pytest.mark.parametrize("folder", ["../x", "/tmp", ".git", "a/../../b", "a\x00b"])
def test_a_folder_outside_customers_is_refused(session: Session, folder: str) -> None:
    with pytest.raises(BadValue):
        prepare(session, wanted("x", folder=folder))


def test_a_folder_is_made_below_customers(session: Session) -> None:
    assert write(session, prepare(session, wanted("X", folder="customers/华东/上海"))) == "customers/华东/上海/x.md"


def test_an_id_that_somebody_has_is_refused(session: Session) -> None:
    with pytest.raises(Refused):
        prepare(session, wanted("Y", "id=C-222222"))
    assert prepare(session, wanted("Y", "id=K-7")).customer.id == "K-7"


def test_a_template_is_named_and_missing_ones_are_listed(session: Session) -> None:
    with pytest.raises(NotFound) as refusal:
        prepare(session, wanted("Y", template="person"))
    assert refusal.value.candidates == ("customer",)
    (session.root / "templates" / "person.md").write_text(
        "---\nname: {name}\nsince: {today}\n---\nHello {name}, {x}.\n"
    )
    text = prepare(session, wanted("王: 明", template="person.md")).text
    assert 'name: "王: 明"\nsince: 2026-11-21\n' in text
    assert text.endswith("Hello 王: 明, {x}.\n")
    assert "Hello" in prepare(session, wanted("Y", "type=个人")).text


def test_a_template_outside_the_folder_is_none(session: Session) -> None:
    with pytest.raises(NotFound):
        prepare(session, wanted("Y", template="../customers/known"))


@pytest.mark.parametrize("business", templates.BUSINESSES)
@pytest.mark.parametrize("language", templates.LANGUAGES)
def test_every_kind_of_ledger_opens_without_a_problem_and_takes_customers(
    tmp_path: Path, business: str, language: str
) -> None:
    made = init.init(tmp_path / "l", business=business, language=language)
    assert made.written[-1] == "ledger.yaml"
    session = open_session(tmp_path / "l", today=TODAY, env={})
    assert session.notes == ()
    assert session.settings.language == language
    for template in templates.templates(session):
        if template in ("customer", "company", "person"):
            new = prepare(session, wanted(f"X {template}", template=template))
            assert new.customer.problems == ()
            assert new.customer.value("created") == TODAY


def test_the_sample_is_moved_to_the_day_and_pins_none(tmp_path: Path) -> None:
    init.init(tmp_path, language="en", sample=TODAY.replace(year=2031))
    session = open_session(tmp_path, today=TODAY, env={})
    assert (session.settings.today, session.settings.language, session.notes) == (None, "en", ())
    assert len(session.fresh().scan.files) > 25


def test_nothing_is_overwritten_and_nothing_half_made(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "customer.md").write_text("mine")
    with pytest.raises(Refused) as refusal:
        init.init(tmp_path)
    assert refusal.value.candidates == ("templates/customer.md",)
    assert [one.name for one in tmp_path.iterdir()] == ["templates"]
