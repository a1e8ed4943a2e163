"""WHO is understood as people say it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ledger.index.lookup import Match, find
from ledger.session import Session
from tests.index.conftest import Make

YUNQI = """---
id: C-7K3M2Q
name: 上海云启科技有限公司
aliases: [云启, Yunqi Tech]
contacts:
  - name: 李雷
    phone: 013800138000
    email: LiLei@example.com
    wechat: lilei-yq
phones: [021-6234 5678]
---
"""
HUAXIN = "---\nid: C-2F9XQA\nname: 华信联创\nqq: 10001234\n---\n"
CQ = "---\nid: C-CQ\nname: 重庆长安汽车\ncontacts:\n  - name: 曾国强\n  - name: 单雄\n---\n"
CAFE = "---\nid: c-cafe\nname: Café Zoë\nphones: [+1 415 555 0100]\n---\n"
HARBOUR = """---
name: Harbour Rowing
landline: 020-8888 1234
contacts:
  - name: Ben
    landline: 0755-2666 0011
    phones: [139 0000 1111, 139 0000 2222]
    qq: 20005678
---
"""
JOANNA = "---\nname: Joanna Fox\n---\n"
ANN = "---\nname: Ann Lee\n---\n"


@pytest.fixture
def session(ledger: Make) -> Session:
    return ledger(
        {
            "上海/云启.md": YUNQI,
            "huaxin.md": HUAXIN,
            "cq.md": CQ,
            "cafe.md": CAFE,
            "joanna.md": JOANNA,
            "harbour.md": HARBOUR,
            "ann.md": ANN,
        }
    )


def who(session: Session, text: str, here: Path | None = None) -> list[str]:
    matches = find(session.fresh().catalog, text, root=session.root, here=here or session.root)
    return [match.name for match in matches]


@pytest.mark.parametrize(
    "text",
    [
        "C-7K3M2Q",
        "c-7k3m2q",
        "customers/上海/云启.md",
        "customers/上海/云启",
        "./customers/上海/云启.md",
        "上海云启科技有限公司",
        "云启",
        "yunqi tech",
        "ＹＵＮＱＩ  Tech",
        "李雷",
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "8613800138000",
        "02162345678",
        "(021) 6234-5678",
        "lilei@example.com",
        "lilei-yq",
        "启科技",
        "tech",
        "5678",
        "8000",
        "yunqi",
        "shanghaiyunqi",
        "shyq",
        "yqkj",
        "YQKJ",
        "kejiyouxian",
        "lilei",
    ],
)
def test_one_customer_answers_to_all_this(session: Session, text: str) -> None:
    assert who(session, text) == ["上海云启科技有限公司"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cafe zoe", "Café Zoë"),
        ("CAFÉ", "Café Zoë"),
        ("4155550100", "Café Zoë"),
        ("10001234", "华信联创"),
        ("02088881234", "Harbour Rowing"),
        ("0755 2666 0011", "Harbour Rowing"),
        ("13900001111", "Harbour Rowing"),
        ("139 0000 2222", "Harbour Rowing"),
        ("2222", "Harbour Rowing"),
        ("20005678", "Harbour Rowing"),
        ("joanna", "Joanna Fox"),
        ("chongqing", "重庆长安汽车"),
        ("changan", "重庆长安汽车"),
        ("cqca", "重庆长安汽车"),
        ("cqcaqc", "重庆长安汽车"),
        ("zengguoqiang", "重庆长安汽车"),
        ("shanxiong", "重庆长安汽车"),
        ("hxlc", "华信联创"),
        ("hua xin", "华信联创"),
    ],
)
def test_others_answer_to_theirs(session: Session, text: str, name: str) -> None:
    assert who(session, text) == [name]


def test_a_word_that_begins_so_wins_over_the_middle_of_one(session: Session) -> None:
    assert who(session, "ann") == ["Ann Lee"]


def test_pinyin_does_not_begin_within_a_syllable(session: Session) -> None:
    assert who(session, "unqi") == ["上海云启科技有限公司"]  # a part of the alias Yunqi Tech
    assert who(session, "inlianchuang") == []


@pytest.mark.parametrize(
    "text", ["", "  ", "nobody", "100", "x" * 5000, "%", "_", "*", "../../etc/passwd", "\0", "' OR 1"]
)
def test_nobody_answers_to_this(session: Session, text: str) -> None:
    assert who(session, text) == []


def test_paths_are_taken_from_where_one_stands(session: Session) -> None:
    inside = session.root / "customers" / "上海"
    assert who(session, "云启.md", inside) == ["上海云启科技有限公司"]
    assert who(session, "../huaxin", inside) == ["华信联创"]
    assert who(session, str(session.root / "customers" / "cafe.md"), Path("/")) == ["Café Zoë"]


def test_the_strictest_rule_decides(ledger: Make) -> None:
    session = ledger({"a.md": "---\nname: 云启\n---\n", "b.md": "---\nname: 云启科技\n---\n"})
    assert who(session, "云启") == ["云启"]
    assert who(session, "启科") == ["云启科技"]


def test_several_that_fit_come_in_one_order(ledger: Make) -> None:
    session = ledger({"b.md": "---\nname: 云启二\n---\n", "a.md": "---\nname: 云启一\n---\n"})
    assert who(session, "云启") == ["云启一", "云启二"]
    assert who(session, "yq") == ["云启一", "云启二"]


def test_the_archived_give_way_to_the_living(ledger: Make) -> None:
    session = ledger({"archive/old.md": "---\nname: 云启\n---\n", "new.md": "---\nname: 云启\n---\n"})
    found = find(session.fresh().catalog, "云启", root=session.root, here=session.root)
    assert found == (Match(found[0].customer, "new", "云启", "customers/new.md"),)
    only = find(session.fresh().catalog, "old", root=session.root, here=session.root)
    assert [match.archived for match in only] == [True]


def test_pinyin_follows_a_changed_name(session: Session) -> None:
    assert who(session, "hxlc") == ["华信联创"]
    (session.root / "customers" / "huaxin.md").write_text("---\nname: 金桥\n---\n", "utf-8")
    session.stale()
    assert who(session, "jinqiao") == ["金桥"]
    assert who(session, "hxlc") == []


def test_traditional_and_simplified_characters_are_the_same_name(ledger: Make) -> None:
    session = ledger({"a.md": "---\nname: 乾元電子\n---\n", "b.md": "---\nname: 雲啟科技\n---\n"})
    assert who(session, "云启") == who(session, "雲啟科技") == who(session, "yunqi") == ["雲啟科技"]
    assert who(session, "qydz") == who(session, "qianyuan") == who(session, "乾元电子") == ["乾元電子"]


def test_pinyin_is_found_while_another_process_writes_the_catalog(session: Session) -> None:
    catalog = session.fresh().catalog
    place = catalog.connection.execute("PRAGMA database_list").fetchone()[2]
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert who(session, "hxlc") == ["华信联创"]
    assert who(session, "zengguoqiang") == ["重庆长安汽车"]
    other.rollback()
    other.close()
