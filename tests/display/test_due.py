"""What needs attention, on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from ledger.display.due import due_page
from ledger.display.plain import render
from ledger.display.speech import Speaker

TODAY = Date(2026, 11, 21)


@dataclass(frozen=True)
class Row:
    date: Date | None
    days: int | None
    what: str
    text: str
    name: str
    owner: str = ""
    mark: str = ""
    group: str = "ahead"


def row(days: int | None, what: str, text: str, name: str, mark: str = "", owner: str = "") -> Row:
    group = "any" if days is None else "overdue" if days < 0 else "ahead" if days else "today"
    return Row(None if days is None else TODAY + timedelta(days=days), days, what, text, name, owner, mark, group)


ROWS = [
    row(-3, "invoice", "INV-7", "Acme", owner="Ana"),
    row(-1, "complaint", "no answer", "华信联创", "★", "张三"),
    row(0, "birthday", "李雷", "云启"),
    row(5, "task", "send quote", "Brightwater"),
    row(60, "own_kind", "x", "Zhao"),
    row(None, "task", "ask for a card", "小吃店"),
]


def test_groups_have_counts_and_every_line_says_its_urgency() -> None:
    assert render(due_page(ROWS, TODAY, Speaker()), 80) == (
        "Overdue (2)\n"
        "! 3 days overdue    Acme         invoice    INV-7           Ana\n"
        "! 1 day overdue   ★ 华信联创     complaint  no answer       张三\n"
        "\n"
        "Today (1)\n"
        "• today             云启         birthday   李雷\n"
        "\n"
        "Ahead (2)\n"
        "› Thu 11-26         Brightwater  task       send quote\n"
        "› 2027-01-20        Zhao         own_kind   x\n"
        "\n"
        "Any day (1)\n"
        "○ any day           小吃店       task       ask for a card\n"
    )


def test_a_wide_page_says_when_in_both_ways() -> None:
    shown = render(due_page(ROWS, TODAY, Speaker()), 100).split("\n")
    assert shown[1].startswith("! 3 days overdue  Wed 11-18   ")
    assert "› Thu 11-26       in 5 days" in shown[8]


def test_nothing_due_is_said_warmly() -> None:
    assert render(due_page([], TODAY, Speaker())) == "✓ Nothing needs attention.\n"
