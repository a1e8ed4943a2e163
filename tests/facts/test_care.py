import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.facts.typed import days, dues, facts

PEOPLE = """
name: Acme
contacts:
  - name: 李雷
    birthday: 农历 1985-08-15
  - name: 韩梅梅
    birthday: 02-29
  - name: 王五
    birthday: 1990-01-02
    left: 2026-01-01
"""


def test_birthdays_of_contacts_come_every_year() -> None:
    assert [(due.text, due.yearly, due.lead) for due in dues("birthday", PEOPLE)] == [
        ("李雷", "L 08-15", 7),
        ("韩梅梅", "S 02-29", 7),
    ]


@pytest.mark.parametrize(
    ("entry", "met"),
    [
        ("## 2026-09-20 生日祝福 李雷", {"李雷": "2026-09-20", "韩梅梅": "None"}),
        ("## 2026-09-20 care flowers\n- occasion: 生日\n- person: 李雷", {"李雷": "2026-09-20", "韩梅梅": "None"}),
        ("## 2026-09-20 care flowers", {"李雷": "2026-09-20", "韩梅梅": "2026-09-20"}),
        ("## 2026-09-20 care moon cakes\n- 场合: 中秋节", {"李雷": "None", "韩梅梅": "None"}),
        ("## 2026-09-20 call 李雷", {"李雷": "None", "韩梅梅": "None"}),
    ],
)
def test_a_care_entry_meets_what_it_is_for(entry: str, met: dict[str, str]) -> None:
    assert {due.text: str(due.met_on) for due in dues("birthday", f"{PEOPLE}\n{entry}\n")} == met


def test_a_person_has_a_birthday_and_anniversaries() -> None:
    text = "name: 陈晓梅\ntype: 个人\n生日: 1990-05-01\n纪念日:\n  - 名称: 结婚\n    日期: 10-01\n"
    (birthday,), (anniversary,) = dues("birthday", text), dues("anniversary", text)
    assert (birthday.text, birthday.yearly, birthday.line) == ("", "S 05-01", 4)
    assert (anniversary.text, anniversary.yearly, anniversary.line) == ("结婚", "S 10-01", 5)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("greet: [春节, Christmas]", ["H spring-festival", "H christmas"]),
        ("节日问候: 春节、中秋节", ["H spring-festival", "H mid-autumn"]),
        ("level: A", ["H mid-autumn"]),
        ("level: A\ngreet: [春节]", ["H spring-festival"]),
        ("level: A\ngreet: []", []),
        ("level: B", []),
        ("greet: [no such day]", []),
        ("contacts:\n  - name: 李雷\n    greet: [春节]", ["H spring-festival"]),
        ("level: A\nstage: 流失", []),
        ("level: A\narchived: 2026-01-01", []),
    ],
)
def test_customers_are_greeted_on_holidays(front: str, expected: list[str]) -> None:
    assert [due.yearly for due in dues("holiday", f"name: Acme\n{front}")] == expected


def test_a_greeting_meets_its_holiday_only() -> None:
    text = "name: Acme\ngreet: [春节, 中秋]\n\n## 2026-09-23 care 月饼\n- occasion: 中秋节\n"
    assert {due.text: str(due.met_on) for due in dues("holiday", text)} == {
        "spring-festival": "None",
        "mid-autumn": "2026-09-23",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("verified: 2026-01-01", "Verified on 2026-01-01; once every 180d, spread over some more days."),
        ("verified: 2025-01-01\n\n## 2026-01-01 核对", "Verified on 2026-01-01; once every 180d, spread over some more days."),
        ("created: 2026-01-01", "Known since 2026-01-01 and never verified; once every 180d, spread over some more days."),
        ("\n## 2026-01-01 call", "Known since 2026-01-01 and never verified; once every 180d, spread over some more days."),
    ],
)  # fmt: skip
def test_a_profile_is_to_be_verified_again(text: str, why: str) -> None:
    (due,) = dues("verify", f"name: Acme\n{text}")
    assert due.date is not None
    assert "2026-06-30" <= due.date.isoformat() <= "2026-09-28"
    assert str(due.why) == why


def test_a_profile_of_unknown_age_can_be_verified_any_day() -> None:
    assert days("verify", "name: Acme") == ["any day"]


def test_customers_entered_on_one_day_are_not_verified_on_one_day() -> None:
    found = [days("verify", f"id: C-{n}\nname: Acme\nverified: 2026-01-01")[0] for n in range(900)]
    assert max(found.count(day) for day in set(found)) <= 25
    assert (min(found), max(found)) == ("2026-06-30", "2026-09-28")


def test_verification_can_be_turned_down_but_not_away_by_mistake() -> None:
    assert days("verify", "id: a\nname: Acme\nverified: 2026-01-01", settings="due: {verify: 1d}\n") == ["2026-01-02"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话: 13800138000？", ["电话"]),
        ("phone: 13800138000?\nregion: 上海?", ["phone, region"]),
        ("unconfirmed: [phone, 预算]", ["phone, 预算"]),
        ("phone: 13800138000?\nunconfirmed: [phone]", ["phone"]),
        ("contacts:\n  - name: 李雷\n    phone: 13800138000?", ["contacts"]),
        ("notes: Why does nobody ever call them back in the afternoon?", []),
        ("phone: 13800138000?\nstage: lost", []),
        ("phone: 13800138000", []),
    ],
)
def test_values_marked_unconfirmed_wait_for_any_day(text: str, expected: list[str]) -> None:
    found = dues("unconfirmed", f"name: Acme\n{text}")
    assert [due.text for due in found] == expected
    assert all(due.date is None for due in found)


FULL = "name: Acme\nowner: 张三\nsource: 展会\nregion: 上海\nstage: 活跃\nlevel: B\nindustry: 软件\n"


@pytest.mark.parametrize(
    ("text", "score", "missing"),
    [
        (FULL + "contacts:\n  - name: 李雷\n    phone: 13800138000", 100, ()),
        (FULL + "phone: 13800138000", 88, ("contacts",)),
        (FULL.replace("industry: 软件\n", "type: 个人\nwechat: acme"), 100, ()),
        (FULL + "contacts: [李雷]", 88, ("phone",)),
        (FULL + "contacts: []\nphone:", 77, ("phone", "contacts")),
        ("name: Acme", 11, ("owner", "source", "region", "stage", "level", "phone", "industry", "contacts")),
        (FULL.replace("level: B", "level: A") + "contacts:\n  - name: 李雷\n    email: a@b.cn", 81, ("contacts.birthday", "budget")),
        (FULL.replace("level: B", "level: A") + "预算: 3万\ncontacts:\n  - name: 李雷\n    email: a@b.cn\n    生日: 01-02", 100, ()),
    ],
)  # fmt: skip
def test_completeness_counts_what_should_be_known(text: str, score: int, missing: tuple[str, ...]) -> None:
    found = facts(text)
    assert (found.completeness, found.missing) == (score, missing)


@given(st.text(max_size=200), st.text(max_size=400))
def test_no_file_is_too_strange(front: str, body: str) -> None:
    facts(f"---\n{front}\n---\n{body}")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar_are_no_obstacle(day: str) -> None:
    kinds = [
        "order",
        "invoice",
        "contract",
        "complaint",
        "feedback",
        "opportunity",
        "service",
        "warning",
        "delivery",
        "call",
    ]
    fields = f"\n- amount: 1\n- due: {day}\n- end: {day}\n- notice: 30d\n- deliver_on: {day}\n- close_on: {day}\n- warranty_until: {day}\n"
    body = "".join(f"## {day} {kind} R-1{fields}" for kind in kinds) + f"\n- [ ] {day} do every 1m\n  - [x] {day} done"
    front = f"name: Acme\nlevel: A\nverified: {day}\nnext_follow_up: {day}\npayment_terms: 30d"
    assert facts(f"{front}\n\n{body}").dues
