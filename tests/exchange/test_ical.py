"""What is due as a calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date as Date
from typing import Any

from icalendar import Calendar

from ledger.exchange.ical import calendar
from ledger.messages import Message, say

TODAY = Date(2026, 11, 21)
WHY = say("A task for {date}.", date=TODAY)


@dataclass
class Item:
    date: Date | None
    what: str
    text: str
    customer: str = "C-1"
    name: str = "Acme"
    owner: str = "Ana"
    people: tuple[str, ...] = ()
    path: str = "customers/acme.md"
    line: int = 7
    urgent: bool = False
    why: Message = WHY

    @property
    def days(self) -> int | None:
        return None if self.date is None else (self.date - TODAY).days


def made(*items: Item) -> str:
    return calendar(items, TODAY, str, lambda item: f"{item.what} {item.text}", "East; China")


def events(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_an_item_is_an_all_day_event_with_an_alarm_in_the_morning() -> None:
    event, *others = events(made(Item(Date(2026, 11, 28), "task", "send quote")))
    assert not others
    assert event["SUMMARY"] == "Acme: task send quote"
    assert event["DTSTART"].to_ical() == b"20261128"
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].to_ical() == b"20261129"
    assert event["DESCRIPTION"] == "A task for 2026-11-21.\nAna\ncustomers/acme.md:7"
    assert event.walk("VALARM")[0]["TRIGGER"].to_ical() == b"PT9H"


def test_what_is_overdue_stands_on_today_and_names_its_day() -> None:
    event = events(made(Item(Date(2026, 11, 18), "task", "call")))[0]
    assert event["DTSTART"].to_ical() == b"20261121"
    assert event["DESCRIPTION"].startswith("3 days overdue: 2026-11-18\n")


def test_what_has_no_day_is_left_out() -> None:
    assert events(made(Item(None, "unconfirmed", "phone"))) == []


def test_importing_again_moves_an_event_instead_of_doubling_it() -> None:
    item = Item(Date(2026, 11, 28), "task", "send quote")
    moved = replace(item, date=Date(2026, 12, 3), line=19)
    assert events(made(item))[0]["UID"] == events(made(moved))[0]["UID"]


def test_like_items_have_names_of_their_own() -> None:
    item = Item(Date(2026, 11, 28), "task", "call")
    found = {event["UID"] for event in events(made(item, item, replace(item, customer="C-2")))}
    assert len(found) == 3


def test_lines_end_with_crlf_are_at_most_75_bytes_and_texts_are_escaped() -> None:
    text = made(Item(TODAY, "task", "报价；发送，" * 20 + "a, b; c\\d\nBEGIN:VEVENT"))
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines.count("BEGIN:VEVENT") == 1
    assert events(text)[0]["SUMMARY"].endswith("a, b; c\\d\nBEGIN:VEVENT")


def test_the_same_day_gives_the_same_bytes() -> None:
    item = Item(Date(2026, 11, 28), "task", "send quote")
    assert made(item) == made(item)
