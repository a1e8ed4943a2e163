from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.facts.typed import days, dues, facts, facts_on


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ["2026-11-30"]),
        ("## 2026-11-29 call", ["2026-11-30"]),
        ("## 2026-11-30 call", []),
        ("## 2026-12-02 微信", []),
        ("## 2026-11-30 note thought about them", ["2026-11-30"]),
        ("## 2026-11-30 invoice INV-1", ["2026-11-30"]),
        ("## 2026-11-30 试用 came by", []),
    ],
)
def test_a_planned_follow_up_is_met_by_a_real_contact_on_or_after_its_day(body: str, expected: list[str]) -> None:
    assert days("follow_up", f"name: Acme\nnext_follow_up: 2026-11-30\n\n{body}") == expected


def test_a_follow_up_that_is_no_date_is_not_due() -> None:
    assert days("follow_up", "name: Acme\nnext_follow_up: soon") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level: A\n\n## 2026-11-01 call", ["2026-11-15"]),
        ("level: B\n\n## 2026-11-01 call", ["2026-12-01"]),
        ("level: C\n\n## 2026-11-01 call", []),
        ("level: Z\n\n## 2026-11-01 call", []),
        ("follow_up_every: 1w\nlevel: A\n\n## 2026-11-01 call", ["2026-11-08"]),
        ("跟进周期: 每月\n\n## 2026-01-31 call", ["2026-02-28"]),
        ("level: A\n\n## 2026-11-01 call\n## 2026-11-10 note no contact", ["2026-11-15"]),
        ("level: A\n\n## 2026-11-09 call\n## 2026-11-01 call", ["2026-11-23"]),
        ("level: A\ncreated: 2026-10-01\n\n## 2026-10-20 note", ["2026-10-15"]),
        ("level: A\ncreated: 2026-10-01 09:30", ["2026-10-15"]),
        ("level: A\n\n## 2026-10-20 note", ["2026-11-03"]),
        ("level: A", ["any day"]),
        ("level: A\nstage: 流失\n\n## 2026-11-01 call", []),
        ("level: A\narchived: 2026-11-02\n\n## 2026-11-01 call", []),
        ("level: A\narchived: true\n\n## 2026-11-01 call", []),
        ("level: A\nmerged_into: C-1\n\n## 2026-11-01 call", []),
    ],
)
def test_a_customer_is_to_be_talked_with_in_its_rhythm(text: str, expected: list[str]) -> None:
    assert days("cadence", f"name: Acme\n{text}") == expected


def test_customers_in_an_archive_folder_have_no_rhythm() -> None:
    assert days("cadence", "name: Acme\nlevel: A\n\n## 2026-11-01 call", path="customers/archive/acme.md") == []
    assert days("cadence", "name: Acme\nlevel: A\n\n## 2026-11-01 call", path="customers/archived.md") == ["2026-11-15"]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("next_follow_up: 2026-11-10\n", []),
        ("next_follow_up: 2027-06-01\n", []),
        ("next_follow_up: 2026-11-01\n", ["2026-11-15"]),
    ],
)
def test_an_open_follow_up_stands_instead_of_the_rhythm(plan: str, expected: list[str]) -> None:
    assert days("cadence", f"name: Acme\nlevel: A\n{plan}\n## 2026-11-01 call") == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("- [ ] 2026-11-10 draft", ["2026-11-15"]),
        ("- [ ] 2026-11-20 visit", ["2026-11-20"]),
        ("- [ ] 2026-11-29 visit", ["2026-11-29"]),
        ("- [ ] 2026-11-30 too far away", ["2026-11-15"]),
        ("- [x] 2026-11-20 visit", ["2026-11-15"]),
        ("- [ ] 2026-11-20 report every 1y", ["2026-11-15"]),
        ("- [ ] 2026-11-25 later\n- [ ] 2026-11-20 visit", ["2026-11-20"]),
    ],
)
def test_an_open_task_soon_after_the_day_is_the_planned_next_step(task: str, expected: list[str]) -> None:
    assert days("cadence", f"name: Acme\nlevel: A\n\n## 2026-11-01 call\n\n{task}") == expected


def test_the_rhythm_tells_its_rule() -> None:
    (due,) = dues("cadence", "name: Acme\nlevel: A\n\n## 2026-11-01 call\n\n- [ ] 2026-11-20 visit")
    assert str(due.why) == (
        "Level A asks for a contact every 14d. The last one was on 2026-11-01. A task is planned for 2026-11-20."
    )
    (due,) = dues("cadence", "name: Acme\nfollow_up_every: 3w")
    assert str(due.why) == "A contact every 3w is agreed. There was none yet."


def test_a_contact_written_down_for_a_later_day_is_planned() -> None:
    text = "name: Acme\nlevel: A\n\n## 2026-11-01 call\n\n## 2026-11-27 拜访 年度回顾 @张三\n"
    found = facts_on("2026-11-20", text)
    assert [
        (due.what, str(due.date), due.text, due.people) for due in found.dues if due.what in ("planned", "cadence")
    ] == [("planned", "2026-11-27", "年度回顾", ("张三",))]
    assert found.last_contact == date(2026, 11, 1)
    after = facts_on("2026-11-27", text)
    assert [str(due.date) for due in after.dues if due.what in ("planned", "cadence")] == ["2026-12-11"]


def test_rhythms_are_medians_of_the_last_ten() -> None:
    found = facts(
        "name: Acme\n\n## 2026-01-01 call\n## 2026-01-08 call\n## 2026-01-08 email\n## 2026-01-11 note\n"
        "## 2026-01-18 visit\n## 2026-02-10 订单\n- amount: 10\n## 2026-03-10 order\n"
    )
    assert (found.contacts, found.talk_rhythm, found.last_contact) == (4, 9, date(2026, 1, 18))
    assert (found.orders, found.order_rhythm, found.last_order) == (2, 28, date(2026, 3, 10))
    assert found.last_entry == date(2026, 3, 10)


def test_one_contact_is_no_rhythm() -> None:
    assert facts("name: Acme\n\n## 2026-01-01 call").talk_rhythm is None


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(
    st.lists(
        st.tuples(DAYS, st.sampled_from(["call", "note", "order", "complaint", "feedback", "service"])), max_size=6
    ),
    st.lists(DAYS, max_size=3),
    st.none() | DAYS,
    st.sampled_from(["A", "B", "C"]),
    st.integers(0, 60),
    st.sampled_from(["call", "email", "visit"]),
)
def test_a_contact_never_makes_anything_more_overdue(
    entries: list[tuple[date, str]], tasks: list[date], plan: date | None, level: str, later: int, contact: str
) -> None:
    front = f"name: Acme\nlevel: {level}\ncreated: 2026-01-01\n" + (f"next_follow_up: {plan}\n" if plan else "")
    body = "".join(f"## {day} {kind}\n" for day, kind in entries) + "\n" + "".join(f"- [ ] {day} do\n" for day in tasks)
    last = max([day for day, _ in entries], default=date(2026, 1, 1)) + timedelta(days=later)
    earliest = _earliest(f"{front}\n{body}")
    for what, day in _earliest(f"{front}\n{body}\n## {last} {contact}\n").items():
        # What is new is the next contact; it comes no earlier than what the contact met.
        assert day >= min(earliest.get(what, last), last) or what not in ("cadence", "follow_up")
        # That somebody is talked with less than before can be told only once there is a before.
        assert what not in earliest or what == "churn" or day >= earliest[what]


def _earliest(text: str) -> dict[str, date]:
    found: dict[str, date] = {}
    for due in facts(text).dues:
        if due.date is not None:
            found[due.what] = min(due.date, found.get(due.what, due.date))
    return found


def test_a_contact_planned_for_far_ahead_does_not_silence_a_customer() -> None:
    found = facts_on("2026-11-21", "level: A\n\n## 2026-11-01 电话\n\n## 2027-05-20 拜访 半年回顾\n")
    assert [(due.what, str(due.date)) for due in found.dues if due.what in ("planned", "cadence")] == [
        ("cadence", "2026-11-15"),
        ("planned", "2027-05-20"),
    ]
