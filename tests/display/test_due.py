"""What needs attention, on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from ledger.display.due import due_page, short
from ledger.display.plain import render
from ledger.display.speech import Speaker
from ledger.messages import Message, say

TODAY = Date(2026, 11, 21)
WHY = say("A task for {date}.", date=TODAY)


@dataclass
class Row:
    date: Date | None
    days: int | None
    what: str
    text: str
    name: str
    owner: str
    mark: str
    group: str
    people: tuple[str, ...] = ()
    urgent: bool = False
    last_contact: Date | None = None
    why: Message = WHY


@dataclass
class Report:
    rows: list[Row]
    today: Date = TODAY
    days: int = 7

    @property
    def sizes(self) -> Mapping[str, int]:
        return Counter("later" if (row.days or 0) > self.days else row.group for row in self.rows)


def row(
    days: int | None,
    what: str,
    text: str,
    name: str,
    mark: str = "",
    owner: str = "",
    urgent: bool = False,
    people: tuple[str, ...] = (),
    last_contact: Date | None = None,
) -> Row:
    group = "any" if days is None else "overdue" if days < 0 else "ahead" if days else "today"
    day = None if days is None else TODAY + timedelta(days=days)
    return Row(day, days, what, text, name, owner, mark, group, people, urgent, last_contact)


ROWS = [
    row(-3, "invoice", "INV-7", "Acme", owner="Ana"),
    row(-1, "complaint", "no answer", "华信联创", "★", "张三"),
    row(0, "birthday", "李雷", "云启"),
    row(5, "task", "send quote", "Brightwater"),
    row(60, "own_kind", "x", "Zhao"),
    row(None, "task", "ask for a card", "小吃店"),
]


def test_groups_have_counts_and_every_line_says_its_urgency() -> None:
    assert render(due_page(Report(ROWS), Speaker()), 80) == (
        "Overdue (2)\n"
        "! 3 days overdue    Acme         invoice    INV-7           Ana\n"
        "! 1 day overdue   ★ 华信联创     complaint  no answer       张三\n"
        "\n"
        "Today (1)\n"
        "• today             云启         birthday   李雷\n"
        "\n"
        "Next 7 days (1)\n"
        "› Thu 11-26         Brightwater  task       send quote\n"
        "\n"
        "Later (1)\n"
        "› 2027-01-20        Zhao         own_kind   x\n"
        "\n"
        "Any day (1)\n"
        "○ any day           小吃店       task       ask for a card\n"
    )


def test_a_wide_page_says_when_in_both_ways() -> None:
    shown = render(due_page(Report(ROWS), Speaker()), 100).split("\n")
    assert shown[1].startswith("! 3 days overdue  Wed 11-18   ")
    assert "› Thu 11-26       in 5 days" in shown[8]


def test_nothing_due_is_said_warmly() -> None:
    assert render(due_page(Report([]), Speaker())) == "✓ Nothing needs attention, today or in the next 7 days.\n"
    assert render(due_page(Report([], days=1), Speaker())) == "✓ Nothing needs attention, today or tomorrow.\n"
    assert render(due_page(Report([], days=0), Speaker())) == "✓ Nothing needs attention today.\n"


def test_what_is_left_out_is_counted() -> None:
    many = [row(-1, "task", f"step {n}", "Acme") for n in range(60)]
    shown = render(due_page(Report([*many, *ROWS[2:3]]), Speaker(), most=50), 80)
    assert shown.startswith("Overdue (60)\n")
    assert shown.count("step") == 50
    assert "Today (1)\n" in shown
    assert shown.endswith("\n… and 10 more (--limit 0 shows all)\n")


def test_the_reason_stands_under_each_row() -> None:
    assert render(due_page(Report(ROWS[:3]), Speaker(), why=True), 80).split("\n")[1:7] == [
        "! 3 days overdue    Acme      invoice    INV-7      Ana",
        "    A task for 2026-11-21.",
        "! 1 day overdue   ★ 华信联创  complaint  no answer  张三",
        "    A task for 2026-11-21.",
        "",
        "Today (1)",
    ]


def test_rhythm_says_how_long_ago_the_last_contact_was() -> None:
    rows = [row(0, "cadence", "", "Acme", last_contact=Date(2026, 11, 7)), row(0, "cadence", "", "Bell")]
    shown = render(due_page(Report(rows), Speaker()), 80)
    assert "Acme  regular contact  last contact 14 days ago" in shown
    assert "Bell  regular contact  no contact yet" in shown


def test_people_of_the_item_stand_instead_of_the_owner_and_urgency_has_a_mark() -> None:
    rows = [row(0, "task", "x", "Acme", "★", "Ana", urgent=True, people=("张三", "李四"))]
    assert render(due_page(Report(rows), Speaker()), 80).split("\n")[1] == "• today  !!★ Acme  task  x  张三, 李四"


def test_a_holiday_is_named_in_the_readers_language() -> None:
    greeting = row(0, "holiday", "mid-autumn", "Acme")
    assert short(greeting, Speaker()) == "holiday Mid-Autumn Festival"
    assert short(greeting, Speaker("zh")).endswith("中秋节")
