from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.settling import Settled, collected_by_day
from ledger.facts.story import tell
from ledger.facts.tables import Bill, Settlement
from tests.facts.typed import customer, facts, ruled

FRONT = "name: Acme\npayment_terms: 30d\n\n"
ONE = "## 2026-11-01 invoice INV-1\n- amount: 1000\n"
TWO = ONE + "## 2026-11-05 invoice INV-2\n- amount: 500\n- due: 2026-11-15\n- contract: HT-1\n- by: 张三\n"


def bills(body: str) -> list[Bill]:
    found = facts(FRONT + body).tables.get("bills", ())
    assert all(isinstance(each, Bill) for each in found)
    return found  # type: ignore[return-value]


def paid(body: str) -> list[tuple[int, str, str, str]]:
    """Bill, day, what and amount of each sum that was set against an invoice."""
    found: list[Settlement] = facts(FRONT + body).tables.get("settlements", ())  # type: ignore[assignment]
    return [(each.bill, f"{each.date:%m-%d}", each.what, str(each.amount)) for each in found]


def settled(text: str) -> Settled:
    return tell(customer(text), *ruled()).settled


def test_a_bill_says_what_it_asks_for_and_by_when() -> None:
    first, second = bills(TWO)
    assert (first.ref, first.date, first.due, first.amount) == ("INV-1", date(2026, 11, 1), date(2026, 12, 1), 1000)
    assert (second.due, second.contract, second.person) == (date(2026, 11, 15), "HT-1", "张三")
    assert (first.open, first.settled, first.currency, first.line) == (1000, None, "CNY", 6)


def test_without_terms_a_bill_names_no_day_to_pay_by() -> None:
    (bill,) = facts(f"name: Acme\n\n{ONE}").tables["bills"]
    assert isinstance(bill, Bill)
    assert bill.due is None


@pytest.mark.parametrize(
    ("body", "expected", "since"),
    [
        ("", [], [None, None]),
        ("## 2026-11-20 payment INV-1\n- amount: 400\n", [(0, "11-20", "payment", "400")], [None, None]),
        (
            "## 2026-11-20 payment INV-1\n- amount: 400\n## 2026-11-22 payment INV-1\n- amount: 600\n",
            [(0, "11-20", "payment", "400"), (0, "11-22", "payment", "600")],
            ["11-22", None],
        ),
        (
            "## 2026-11-20 payment\n- amount: 1200\n- invoice: INV-2, INV-1\n",
            [(0, "11-20", "payment", "1000"), (1, "11-20", "payment", "200")],
            ["11-20", None],
        ),
        ("## 2026-11-20 payment INV-2\n- amount: 700\n", [(1, "11-20", "payment", "700")], [None, "11-20"]),
        (
            "## 2026-11-20 payment INV-2\n- amount: 700\n## 2026-11-23 refund\n- amount: 200\n",
            [(1, "11-20", "payment", "700"), (1, "11-23", "refund", "-200")],
            [None, "11-20"],
        ),
        # A payment before the invoice: it was never open.
        ("## 2026-10-20 payment INV-2\n- amount: 500\n", [(1, "10-20", "payment", "500")], [None, "11-05"]),
        ("## 2026-11-20 payment\n- amount: 9000\n- invoice: INV-9\n", [], [None, None]),
        ("## 2026-11-20 payment\n- amount: USD 9000\n", [], [None, None]),
        (
            "## 2026-11-20 return\n- amount: 100\n- invoice: INV-1\n## 2026-11-21 payment\n- amount: 900\n",
            [(0, "11-20", "return", "100"), (0, "11-21", "payment", "900")],
            ["11-21", None],
        ),
        ("## 2026-11-20 invoice INV-1\n- status: paid\n", [(0, "11-20", "marked", "1000")], ["11-20", None]),
        (
            "## 2026-11-20 invoice INV-1\n- status: paid\n## 2026-11-25 invoice INV-1 sent again\n",
            [(0, "11-20", "marked", "1000")],
            ["11-20", None],
        ),
        (
            "## 2026-11-20 payment INV-1\n- amount: 400\n## 2026-11-22 invoice INV-1\n- 状态: 坏账\n",
            [(0, "11-20", "payment", "400"), (0, "11-22", "written_off", "600")],
            ["11-22", None],
        ),
    ],
)
def test_what_was_set_against_invoices_stands_day_by_day(
    body: str, expected: list[tuple[int, str, str, str]], since: list[str | None]
) -> None:
    assert paid(TWO + body) == expected
    assert [None if bill.settled is None else f"{bill.settled:%m-%d}" for bill in bills(TWO + body)] == since


def test_a_credit_note_and_the_invoice_that_it_was_set_against_cancel_out() -> None:
    body = f"{TWO}## 2026-11-10 invoice CN-1\n- amount: -200\n- invoice: INV-2\n"
    assert paid(body) == [(1, "11-10", "credit", "200"), (2, "11-10", "credit", "-200")]
    assert [(bill.open, bill.settled) for bill in bills(body)][1:] == [(300, None), (0, date(2026, 11, 10))]


def test_void_ones_and_drafts_are_no_bills_and_do_not_shift_the_numbers() -> None:
    void = "## 2026-10-01 invoice OLD-1\n- amount: 9\n- status: void\n## 2026-10-02 invoice OLD-2\n- status: open\n"
    body = f"{void}{TWO}## 2026-11-20 payment INV-2\n- amount: 1\n"
    assert [bill.ref for bill in bills(body)] == ["INV-1", "INV-2"]
    assert paid(body) == [(1, "11-20", "payment", "1")]


def test_written_off_and_disputed_ones_are_told_apart() -> None:
    body = f"{TWO}## 2026-11-20 invoice INV-1\n- status: written_off\n## 2026-11-20 invoice INV-2\n- 状态: 有争议\n"
    assert [(bill.status, bill.open) for bill in bills(body)] == [("written_off", 0), ("disputed", 500)]


def test_what_was_collected_leaves_out_write_offs_and_overpayments() -> None:
    body = (
        f"{TWO}## 2026-11-20 payment INV-1\n- amount: 400\n## 2026-11-21 invoice INV-1\n- status: written_off\n"
        "## 2026-11-22 payment INV-2\n- amount: 300\n## 2026-11-23 payment INV-2\n- amount: 900\n"
    )
    found = collected_by_day(settled(FRONT + body))
    assert [(each.bill, each.date.day, each.amount) for each in found] == [(0, 20, 400), (1, 22, 300), (1, 23, 200)]


FIRST = date(2026, 1, 1)
REFS = st.sampled_from(["I-1", "I-2", "I-3", "I-4"])
CURRENCIES = st.sampled_from(["CNY", "USD"])
SUMS = st.decimals(-900, 5000, places=2)
DAYS = st.integers(0, 60).map(lambda n: FIRST + timedelta(days=n))
STATUSES = st.sampled_from(["", "", "", "open", "paid", "written_off", "void", "draft", "disputed"])


@st.composite
def entries(draw: st.DrawFn) -> str:
    """An entry about money of any kind, naming invoices or nothing."""
    kind = draw(st.sampled_from(["invoice", "invoice", "payment", "payment", "return", "refund"]))
    ref, amount = draw(st.one_of(st.just(""), REFS)), draw(SUMS)
    lines = [f"## {draw(DAYS)} {kind} {ref if kind in ('invoice', 'payment') else ''}".rstrip()]
    if amount or kind != "invoice":
        lines.append(f"- amount: {draw(CURRENCIES)} {amount}")
    if kind == "invoice":
        status = draw(STATUSES)
        lines += [f"- status: {status}"] if status else []
    if draw(st.booleans()):
        lines.append(f"- invoice: {', '.join(draw(st.lists(REFS, min_size=1, max_size=3)))}")
    if draw(st.integers(0, 4)) == 0:
        lines.append(f"- order: SO-{draw(st.integers(1, 2))}")
    return "\n".join(lines) + "\n"


FILES = st.lists(entries(), min_size=1, max_size=12).map(lambda found: FRONT + "".join(found))


@given(FILES)
def test_a_bill_less_all_that_was_set_against_it_is_what_is_open(text: str) -> None:
    known = facts(text)
    sums: dict[int, Decimal] = defaultdict(Decimal)
    found: list[Settlement] = known.tables.get("settlements", ())  # type: ignore[assignment]
    for each in found:
        sums[each.bill] += each.amount
    rows: list[Bill] = known.tables.get("bills", ())  # type: ignore[assignment]
    records = [
        record
        for record in known.records
        if record.kind == "invoice" and record.currency and record.fields.get("status") not in ("void", "draft")
    ]
    assert [bill.open for bill in rows] == [bill.amount - sums[n] for n, bill in enumerate(rows)]
    assert [bill.open for bill in rows] == [record.open_amount for record in records]
    assert set(sums) <= set(range(len(rows)))


@given(FILES)
def test_a_bill_is_settled_on_the_first_day_from_which_nothing_is_open(text: str) -> None:
    known = facts(text)
    found: list[Settlement] = known.tables.get("settlements", ())  # type: ignore[assignment]
    rows: list[Bill] = known.tables.get("bills", ())  # type: ignore[assignment]
    for n, bill in enumerate(rows):
        sign = 1 if bill.amount > 0 else -1 if bill.amount < 0 else 0
        own = [each for each in found if each.bill == n]
        last = max([bill.date, *(each.date for each in own)])
        days = [bill.date + timedelta(days=day) for day in range((last - bill.date).days + 1)]
        is_open = [
            (bill.amount - sum((each.amount for each in own if each.date <= day), Decimal(0))) * sign > 0
            for day in days
        ]
        expected = None if is_open[-1] else next(day for n, day in enumerate(days) if not any(is_open[n:]))
        assert bill.settled == expected


@given(FILES)
def test_what_was_collected_day_by_day_adds_up_to_what_was_collected(text: str) -> None:
    known = settled(text)
    sums: dict[str, Decimal] = {currency: Decimal(0) for currency in known.collected}
    for each in collected_by_day(known):
        sums[each.currency] += each.amount
    assert sums == known.collected


@given(FILES)
def test_credits_given_and_credits_used_up_cancel_out(text: str) -> None:
    found: list[Settlement] = facts(text).tables.get("settlements", ())  # type: ignore[assignment]
    assert sum((each.amount for each in found if each.what == "credit"), Decimal(0)) == 0
