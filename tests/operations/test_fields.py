from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import Ambiguous, BadValue, Broken, LedgerError, NotFound, Refused, WrongUsage
from ledger.model.customer import Customer
from ledger.model.values import Money
from ledger.operations.assignments import Assignment, assignment
from ledger.operations.fields import Changed, set_fields
from ledger.session import Session
from tests.operations.ledgers import SETTINGS, content, ledger
from tests.text.nasty import variants

LEVELS = SETTINGS + "levels: {A: {every: 14d}, B: {}}\nstages: [潜在, 活跃, 流失]\n"
A = "customers/a.md"
FILE = """---
id: C-7K3M2Q
name: 上海云启
level: B   # 展会以后
stage: 潜在
tags: 重点、高意向
contacts:
  - name: 李雷
    phone: 013800138000
  - 姓名: 韩梅梅
  - name: Bob Miller
addresses:
  办公: 上海
---

# 上海云启

## 2026-11-01 电话 报价
"""


def change(session: Session, *words: str, force: bool = False, dry_run: bool = False) -> Changed:
    return set_fields(session, A, [assignment(word) for word in words], force=force, dry_run=dry_run)


def after(session: Session, *words: str, force: bool = False) -> Customer:
    return change(session, *words, force=force).revision.new


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return ledger(tmp_path, LEVELS, a=FILE)


def test_several_fields_are_changed_in_one_write_and_only_their_lines(session: Session) -> None:
    done = change(session, "level=A", "联系人.李雷.职务=经理", "下次跟进=下周三", "addresses.office=北京")
    assert content(session).decode() == FILE.replace("level: B ", "level: A ").replace(
        "    phone: 013800138000\n", "    phone: 013800138000\n    职务: 经理\n"
    ).replace("办公: 上海\n", "办公: 北京\n下次跟进: 2026-11-25\n")
    assert [str(note) for note in done.notes] == ["下次跟进: Wednesday, 2026-11-25 (in 4 days)"]


def test_a_field_is_known_by_its_names_in_both_languages(session: Session) -> None:
    assert after(session, "客户等级=A").text("level") == "A"
    assert after(session, "CUSTOMER LEVEL=B").text("level") == "B"
    assert b"level: B" in content(session)


def test_what_the_file_says_already_writes_nothing(session: Session) -> None:
    place = session.root / A
    os.utime(place, ns=(1, 1))
    for word in ("level=B", "stage=potential", "tags=重点,高意向", "tags+=重点", "tags-=x", "phone=", "contacts+=李雷"):
        assert not change(session, word).revision.changed, word
    assert place.stat().st_mtime_ns == 1
    assert content(session) == FILE.encode()


def test_a_dry_run_writes_nothing(session: Session) -> None:
    assert change(session, "level=A", dry_run=True).revision.changed
    assert content(session) == FILE.encode()


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("level=Z", "“Z” is not known. It is one of: A, B."),
        ("stage=活跃中", "Did you mean “活跃”?"),
        ("levle=A", "Did you mean “level”?"),
        ("等集=A", "Did you mean “等级”?"),
        ("contacts.李雷.phon=1", "Did you mean “phone”?"),
        ("next_follow_up=2026-02-30", "February 2026 has 28 days."),
        ("next_follow_up=whenever", "no date that can be understood"),
        ("credit_limit=viel", "no amount of money"),
        ("follow_up_every=often", "no length of time"),
        ("birthday=32日", "no day of the year"),
        ("email=nobody", "has one @"),
        ("phone=12", "too few digits"),
        ("身份证=110101199003070000", "fit"),
        ("owner=王五", "not known"),
        ("name.first=x", "without parts"),
        ("contacts=x", "parts of its own"),
        ("a:b=x", "can't be the name of a field"),
        (".=x", "no change of a field"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_written(session: Session, word: str, told: str) -> None:
    with pytest.raises((BadValue, WrongUsage)) as refusal:
        change(session, "region=上海", word)
    assert told in str(refusal.value)
    assert content(session) == FILE.encode()


def test_force_takes_unknown_values_and_new_names(session: Session) -> None:
    customer = after(session, "level=Z", "phone=12", "levle=x", force=True)
    assert (customer.text("level"), customer.text("phone"), customer.text("levle")) == ("Z", "12", "x")


def test_a_field_that_nobody_knows_becomes_one_of_the_users_own(session: Session) -> None:
    done = change(session, "颜色=红", "尺寸.长=3")
    assert done.revision.new.value("颜色") == "红"
    assert done.revision.new.value("尺寸") == {"长": "3"}
    assert "new field" in str(done.notes[0])
    assert not change(session, "颜色=红").notes


def test_lists_grow_and_shrink(session: Session) -> None:
    assert after(session, "tags+=VIP").texts("tags") == ("重点", "高意向", "VIP")
    assert after(session, "tags-=高意向", "tags+=新、老").texts("tags") == ("重点", "VIP", "新", "老")
    assert after(session, "tags-=vip").texts("tags") == ("重点", "新", "老")
    assert after(session, "tags=").value("tags") is None
    assert after(session, "collaborators=小张, Ana").texts("collaborators") == ("小张", "Ana")


def test_one_of_several_is_named_by_number_or_name(session: Session) -> None:
    customer = after(
        session, "contacts.bob miller.phone=13900139000", "contacts.2.title=Buyer", "contacts.韩梅梅.微信=hmm"
    )
    people = customer.value("contacts")
    assert people == (
        {"name": "李雷", "phone": "013800138000"},
        {"name": "韩梅梅", "wechat": "hmm"},
        {"name": "Bob Miller", "phone": "13900139000", "title": "Buyer"},
    )
    assert after(session, "contacts+=Ann", "contacts.Ann.phone=13900139001").value("contacts")[3] == {  # type: ignore[index]
        "name": "Ann",
        "phone": "13900139001",
    }
    assert len(after(session, "contacts-=Ann", "contacts.1=").value("contacts")) == 2  # type: ignore[arg-type]


def test_a_name_that_nobody_or_several_have_is_refused(session: Session) -> None:
    with pytest.raises(NotFound) as refusal:
        change(session, "contacts.王芳.phone=1")
    assert refusal.value.candidates == ("李雷", "韩梅梅", "Bob Miller")
    with pytest.raises(NotFound):
        change(session, "contacts.4.phone=1")
    change(session, "contacts.3.name=李雷")
    with pytest.raises(Ambiguous):
        change(session, "contacts.李雷.phone=13900139000")


def test_an_id_stays_and_a_name_has_to_be(session: Session) -> None:
    for word in ("id=X", "id=", "name=", "last_contact=2026-01-01", "level+=A"):
        with pytest.raises(Refused):
            change(session, word)
    assert after(session, "id=C-222222", force=True).id == "C-222222"


def test_values_are_written_as_typed_and_read_as_their_type(session: Session) -> None:
    customer = after(
        session, "信用额度=5万", "生日=农历八月十五", "level=A?", "created=明天 14:30", "credit_limit=¥50,000.00"
    )
    assert customer.value("credit_limit") == Money(Decimal("50000.00"), "CNY")
    assert customer.fields["level"].unconfirmed
    assert customer.value("created") == "2026-11-22 14:30"
    assert after(session, "next_follow_up=2026-12-24").value("next_follow_up") == date(2026, 12, 24)


def test_a_file_that_can_not_be_written_for_sure_is_left_alone(tmp_path: Path) -> None:
    files = {
        "conflict": FILE.replace("level: B", "<<<<<<< ours\nlevel: B\n=======\nlevel: A\n>>>>>>> theirs"),
        "gbk": FILE.encode("gb18030"),
        "nul": b"---\nname: x\x00\n---\n",
    }
    session = ledger(tmp_path, LEVELS, **files)
    for name, text in files.items():
        with pytest.raises(Broken):
            set_fields(session, f"customers/{name}.md", [Assignment("level", "=", "A")])
        assert content(session, f"customers/{name}.md") == (text.encode() if isinstance(text, str) else text)


def test_bytes_that_are_no_text_are_refused(session: Session) -> None:
    with pytest.raises(BadValue):
        change(session, "notes=\udcff")


KEYS = st.sampled_from(
    ["level", "name", "phone", "email", "备注", "region", "tags", "contacts.0.phone", "brand new", "flow.a"]
)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.sampled_from(variants()), bom=st.booleans(), key=KEYS, value=VALUES, sign=st.sampled_from(["=", "+="]))
def test_a_change_of_any_file_leaves_all_else_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory, text: str, bom: bool, key: str, value: str, sign: str
) -> None:
    before = ("\ufeff" if bom else "").encode() + text.encode()
    session = ledger(tmp_path_factory.mktemp("l"), LEVELS, a=before)
    try:
        done = set_fields(session, A, [Assignment(key, sign, value.strip())], force=True)
    except LedgerError:
        assert content(session) == before
        return
    now = content(session)
    assert now.startswith(b"\xef\xbb\xbf") == bom
    assert now.decode("utf-8-sig") == done.revision.after
    old, new = text.split("\n"), done.revision.after.split("\n")
    start = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    # A value on several lines is replaced whole; nothing in these files has more than six.
    assert len(old) - tail - start <= 6
    assert len(new) - tail - start <= 6
    if done.revision.changed and sign == "=":
        again = set_fields(session, A, [Assignment(key, sign, value.strip())], force=True)
        assert not again.revision.changed
