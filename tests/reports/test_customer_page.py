"""One customer as of a day, from a file as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.errors import BadValue
from ledger.model.values import Money
from ledger.operations.who import get
from ledger.reports.asked import Asked
from ledger.reports.customer_page import CustomerPage, customer_page, profile
from ledger.reports.customer_values import customer_values
from ledger.reports.customers import list_customers
from ledger.reports.named.receivables import report as receivables
from ledger.reports.timeline import Wanted, kinds_named, timeline_of, timeline_of_all
from ledger.session import Session, open_session

SETTINGS = """
ledger: 1
language: en
levels: {A: {every: 14d, mark: "★"}}
kinds: {试用: {like: meeting, names: [trial]}, 项目: {like: opportunity}}
fields: {machines: {type: number}}
"""
Open = Callable[..., Session]


@pytest.fixture
def ledger(tmp_path: Path) -> Open:
    """Writes customers (name to text) into a ledger and opens it; `on` is today."""
    (tmp_path / "ledger.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "customers").mkdir()

    def opened(files: dict[str, str], on: str = "2026-11-21") -> Session:
        for name, text in files.items():
            (tmp_path / "customers" / f"{name}.md").write_text(text, "utf-8")
        return open_session(tmp_path, today=date.fromisoformat(on))

    return opened


@pytest.fixture
def page(ledger: Open) -> Callable[..., CustomerPage]:
    def made(text: str, on: str = "2026-11-21") -> CustomerPage:
        session = ledger({"acme": text}, on)
        return customer_page(session, get(session, "acme"))

    return made


def test_what_is_dated_later_is_planned(page: Callable[..., CustomerPage]) -> None:
    text = "---\nname: Acme\n---\n## 2026-11-24 visit later\n## 2026-11-20 call now\n## 2026-11-01 call before\n"
    found = page(text)
    assert [entry.title for entry in found.planned] == ["later"]
    assert [entry.title for entry in found.happened] == ["now", "before"]
    assert found.facts.last_contact == date(2026, 11, 20)
    assert [entry.title for entry in page(text, "2026-11-24").happened] == ["later", "now", "before"]


def test_a_payment_dated_later_has_not_paid_yet(page: Callable[..., CustomerPage]) -> None:
    text = "---\nname: Acme\n---\n## 2026-10-01 invoice INV-1\n- amount: 100\n- due: 2026-11-01\n\n## 2026-12-01 payment\n- amount: 100\n"
    found = page(text)
    assert [each.record.open_amount for each in found.invoices] == [Decimal(100)]
    assert found.overdue == {"CNY": Decimal(100)}
    assert page(text, "2026-12-01").invoices == ()


def test_an_invoice_due_today_is_not_overdue(page: Callable[..., CustomerPage]) -> None:
    found = page("---\nname: Acme\n---\n## 2026-10-01 invoice INV-1\n- amount: 100\n- due: 2026-11-21\n")
    assert found.invoices[0].days == 0
    assert found.overdue == {}


TERMS = """---
name: Acme
payment_terms: 30d
---

## 2026-10-01 invoice INV-1
- amount: 100

## 2026-10-02 payment INV-1
- amount: 40

## 2026-10-22 invoice INV-2
- amount: 7

## 2026-10-01 invoice CN-1
- amount: -5
"""


@pytest.mark.parametrize("ahead", ["", "\n## 2026-12-24 visit\n"])
@pytest.mark.parametrize(
    ("day", "late"), [("2026-10-31", 0), ("2026-11-01", 55), ("2026-11-21", 55), ("2026-11-22", 62)]
)
def test_what_is_overdue_goes_by_the_customers_terms_everywhere(ledger: Open, ahead: str, day: str, late: int) -> None:
    session = ledger({"acme": TERMS + ahead}, day)
    wanted = {"CNY": Decimal(late)} if late else {}
    assert customer_page(session, get(session, "acme")).overdue == wanted
    (row,) = list_customers(session, "").rows()
    assert row.computed["overdue_amount"] == tuple(Money(amount, currency) for currency, amount in wanted.items())
    assert len(list(list_customers(session, "overdue_amount:>0").rows())) == bool(late)
    ageing = receivables(session, Asked()).tables[1]
    assert ageing.rows[0].cells[ageing.column("overdue")] == row.computed["overdue_amount"]


def test_an_invoice_keeps_its_own_day_when_the_customer_may_be_leaving(page: Callable[..., CustomerPage]) -> None:
    orders = "".join(f"## 2026-01-{day:02} order SO-{day}\n- amount: 100\n\n" for day in (5, 12, 19, 26))
    invoice = "## 2026-01-26 invoice INV-1\n- amount: 100\n- due: 2026-12-15\n"
    found = page(f"---\nname: Acme\ntype: company\n---\n{orders}{invoice}")
    assert {due.what for due in found.facts.dues if due.line == found.invoices[0].record.line} == {"invoice", "churn"}
    assert found.invoices[0].date == date(2026, 12, 15)


def test_needs_are_open_first_and_key_ones_before_others(page: Callable[..., CustomerPage]) -> None:
    found = page(
        "---\nname: Acme\nneeds:\n  - {need: a, status: met}\n  - b\n  - {need: c, key: yes}\n---\n"
        "## 2026-11-01 need N-1 quiet grinder\n- status: latent\n"
    )
    assert [need.text for need in found.needs] == ["c", "b", "quiet grinder", "a"]


def test_closed_records_are_not_open(page: Callable[..., CustomerPage]) -> None:
    found = page(
        "---\nname: Acme\n---\n## 2026-10-01 opportunity O-1 won it\n- stage: won\n\n## 2026-10-02 项目 P-1 own kind\n- stage: quote\n\n"
        "## 2026-10-03 complaint C-1 solved\n- status: solved\n\n## 2026-10-04 contract H-1\n- end: 2027-01-01\n"
    )
    assert [each.record.title for each in found.opportunities] == ["own kind"]
    assert found.complaints == ()
    assert [each.days for each in found.contracts] == [41]


def test_a_quote_that_has_lapsed_waits_for_nobody(page: Callable[..., CustomerPage]) -> None:
    found = page(
        "---\nname: Acme\n---\n## 2026-10-01 quote Q-1 old\n- until: 2026-11-01\n\n## 2026-11-01 quote Q-2 new\n- until: 2026-12-01\n"
    )
    assert [each.record.title for each in found.waiting] == ["new"]


def test_modules_come_in_one_order_whatever_the_file_s(ledger: Open) -> None:
    one = "---\nverified: 2026-01-01\nmachines: 6\nodd: x\nphone: 1\nregion: y\nname: Acme\n---\n"
    other = "---\nname: Acme\nregion: y\nphone: 1\nodd: x\nmachines: 6\nverified: 2026-01-01\n---\n"
    orders = []
    for text in (one, other):
        session = ledger({"acme": text})
        found = profile(session, customer_page(session, get(session, "acme")).customer)
        orders.append([(module, [field.name for field in fields]) for module, fields in found])
    assert orders[0] == orders[1]
    assert [module for module, _ in orders[0]] == ["basics", "reach", "keeping", "own", "other"]


def test_empty_fields_are_left_out(ledger: Open) -> None:
    session = ledger({"acme": "---\nname: Acme\nregion:\ntags: []\n---\n"})
    customer = customer_page(session, get(session, "acme")).customer
    assert [field.name for _, fields in profile(session, customer) for field in fields] == ["name"]


def test_an_empty_file_has_a_page(page: Callable[..., CustomerPage]) -> None:
    assert page("").customer.name == "acme"


def test_the_values_have_the_promised_keys(page: Callable[..., CustomerPage]) -> None:
    values = customer_values(page("---\nname: Acme\n---\n- [x] 2026-11-01 a ✅ 2026-11-02\n\n## 2026-11-01 call\n"))
    promised = {"id", "name", "path", "fields", "entries", "tasks", "records", "computed", "problems"}
    assert promised <= values.keys()
    entry, task = values["entries"][0], values["tasks"][0]  # type: ignore[index]
    assert {"date", "time", "kind", "ref", "title", "people", "tags", "fields", "text", "line"} <= entry.keys()
    assert {"date", "text", "done", "done_on", "people", "line"} <= task.keys()
    assert (task["done"], task["done_on"]) == (True, date(2026, 11, 2))


def test_a_timeline_is_newest_first_by_time_and_place(ledger: Open) -> None:
    session = ledger(
        {"acme": "---\nname: Acme\n---\n## 2026-11-02 09:00 call b\n## 2026-11-01 call a\n## 2026-11-02 10:00 call c\n"}
    )
    _, entries = timeline_of(session, get(session, "acme"), Wanted())
    assert [entry.title for entry in entries] == ["c", "b", "a"]


def test_a_timeline_is_narrowed_by_day_kind_and_number(ledger: Open) -> None:
    text = "---\nname: Acme\n---\n## 2026-11-01 call a\n## 2026-11-02 trial b\n## 2026-11-03 meeting c\n## 2026-11-04 meeting d\n"
    session = ledger({"acme": text})
    wanted = Wanted(until=date(2026, 11, 3), kinds=kinds_named(session, ["会议"]), limit=2)
    _, entries = timeline_of(session, get(session, "acme"), wanted)
    assert [entry.title for entry in entries] == ["c", "b"]


def test_a_timeline_of_all_mixes_customers_by_day(ledger: Open) -> None:
    session = ledger(
        {
            "acme": "---\nname: Acme\n---\n## 2026-11-01 call a\n## 2026-11-03 order c\n- amount: 5\n",
            "zeta": "---\nname: Zeta\n---\n## 2026-11-02 call b @Ana #x\n## 2026-01-02 call old\n",
        }
    )
    found = list(timeline_of_all(session, date(2026, 11, 1), Wanted()))
    assert [(each.name, each.entry.date.day) for each in found] == [("Acme", 3), ("Zeta", 2), ("Acme", 1)]
    assert found[1].entry.people == ("Ana",)
    assert found[1].entry.tags == ("x",)
    assert len(list(timeline_of_all(session, date(2026, 11, 1), Wanted(limit=1)))) == 1


def test_an_unknown_kind_is_refused_with_the_nearest(ledger: Open) -> None:
    with pytest.raises(BadValue) as refused:
        kinds_named(ledger({}), ["cal"])
    assert "call" in str(refused.value.hint)
