from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.settling import overpaid
from tests.facts.typed import days, dues, facts

FRONT = "name: Acme\n\n"
TWO = "## 2026-11-01 invoice INV-1\n- amount: 1000\n## 2026-11-05 invoice INV-2\n- amount: 500\n"


def still_open(body: str) -> dict[str, str]:
    """What is open of each invoice."""
    records = facts(FRONT + body).records
    return {record.ref: str(record.open_amount) for record in records if record.open_amount is not None}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 回款\n- 金额: 400\n- 发票: INV-1\n", {"INV-1": "600", "INV-2": "500"}),
        ("## 2026-11-20 payment\n- amount: 400\n- invoice: inv-2\n", {"INV-1": "1000", "INV-2": "100"}),
        ("## 2026-11-20 payment INV-2 rest\n- amount: 400\n", {"INV-1": "1000", "INV-2": "100"}),
        ("## 2026-11-20 payment\n- amount: 1200\n- invoice: INV-2, INV-1\n", {"INV-1": "0", "INV-2": "300"}),
        ("## 2026-11-20 payment\n- amount: 1200\n- invoice: INV-1、INV-2\n", {"INV-1": "0", "INV-2": "300"}),
        ("## 2026-11-20 payment\n- amount: 1200\n", {"INV-1": "0", "INV-2": "300"}),
        ("## 2026-11-20 payment\n- amount: 9000\n", {"INV-1": "0", "INV-2": "0"}),
        ("## 2026-11-20 payment\n- amount: 700\n- invoice: INV-2\n", {"INV-1": "1000", "INV-2": "-200"}),
        ("## 2026-11-20 payment\n- amount: 700\n- invoice: INV-9\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 payment\n- amount: USD 700\n- invoice: INV-1\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 payment\n- amount: a lot\n- invoice: INV-1\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 payment\n- amount: 700\n- order: SO-1\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 invoice INV-2\n- order: SO-1\n## 2026-11-21 payment\n- amount: 300\n- order: SO-1\n", {"INV-1": "1000", "INV-2": "200"}),
        ("## 2026-11-20 payment\n- amount: 300\n## 2026-11-21 payment\n- amount: 500\n- invoice: INV-1\n", {"INV-1": "200", "INV-2": "500"}),
        ("## 2026-11-20 invoice INV-1\n- status: paid\n", {"INV-1": "0", "INV-2": "500"}),
        ("## 2026-11-20 invoice INV-1\n- status: paid\n## 2026-11-20 payment\n- amount: 1000\n", {"INV-1": "0", "INV-2": "500"}),
        ("## 2026-11-20 invoice INV-1\n- status: paid\n## 2026-11-28 payment\n- amount: 500\n", {"INV-1": "0", "INV-2": "0"}),
        ("## 2026-11-20 invoice INV-1\n- 状态: 作废\n## 2026-11-28 payment\n- amount: 500\n", {"INV-1": "0", "INV-2": "0"}),
        ("## 2026-11-20 invoice INV-1\n- status: draft\n", {"INV-1": "0", "INV-2": "500"}),
        ("## 2026-11-20 invoice INV-1\n- amount: 800\n", {"INV-1": "800", "INV-2": "500"}),
        ("## 2026-11-20 invoice INV-1\n- amount:\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 return\n- amount: 100\n- invoice: INV-1\n", {"INV-1": "900", "INV-2": "500"}),
        ("## 2026-11-20 return\n- amount: 100\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 refund\n- amount: 100\n", {"INV-1": "1000", "INV-2": "500"}),
        ("## 2026-11-20 payment\n- amount: 700\n- invoice: INV-2\n## 2026-11-21 refund\n- amount: 200\n", {"INV-1": "1000", "INV-2": "0"}),
        ("## 2026-11-20 增值税发票 INV-3\n- amount: 70\n", {"INV-1": "1000", "INV-2": "500", "INV-3": "70"}),
    ],
)  # fmt: skip
def test_payments_are_set_against_invoices(body: str, expected: dict[str, str]) -> None:
    assert still_open(TWO + body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- invoice: INV-2\n", {"INV-1": "1000", "INV-2": "300", "CN-1": "0"}),
        ("", {"INV-1": "800", "INV-2": "500", "CN-1": "0"}),
        (
            "## 2026-11-12 payment\n- amount: 1500\n- invoice: INV-1, INV-2\n",
            {"INV-1": "0", "INV-2": "0", "CN-1": "-200"},
        ),
        (
            "## 2026-11-12 payment\n- amount: 1500\n- invoice: INV-1, INV-2\n## 2026-11-13 refund\n- amount: 200\n",
            {"INV-1": "0", "INV-2": "0", "CN-1": "0"},
        ),
    ],
)
def test_a_credit_note_is_used_up(body: str, expected: dict[str, str]) -> None:
    assert still_open(f"{TWO}## 2026-11-10 invoice CN-1\n- amount: -200\n{body}") == expected


def test_paying_more_than_was_billed_is_found_and_a_credit_note_is_no_such_thing() -> None:
    found = facts(
        FRONT
        + TWO
        + "## 2026-11-09 payment\n- amount: 700\n- invoice: INV-2\n## 2026-11-10 invoice CN-1\n- amount: -9000\n"
    )
    assert [(record.ref, record.open_amount) for record in overpaid(found.records)] == [("INV-2", Decimal(-200))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-11-02 invoice INV-1\n- amount: 100\n- due: 2026-12-01\n", [("2026-12-01", "2026-11-28")]),
        ("## 2026-11-02 发票 INV-1\n- 金额: 100\n- 应付日期: 2026-12-01\n", [("2026-12-01", "2026-11-28")]),
        ("## 2026-11-02 invoice INV-1\n- amount: 100\n", [("2026-12-02", "2026-11-29")]),
        ("## 2026-11-02 invoice INV-1\n- amount: 100\n## 2026-11-03 payment\n- amount: 100\n", []),
        ("## 2026-11-02 invoice INV-1\n- due: 2026-12-01\n", []),
        ("## 2026-11-02 invoice INV-1\n- amount: 100\n- status: written_off\n", []),
        ("## 2026-11-02 invoice INV-1\n- amount: -100\n", []),
    ],
)
def test_an_invoice_is_due_while_something_is_open(body: str, expected: list[tuple[str, str]]) -> None:
    found = dues("invoice", f"name: Acme\npayment_terms: 30d\n\n{body}")
    assert [(str(due.date), str(due.show_from)) for due in found] == expected


def test_an_invoice_without_terms_can_be_paid_any_day() -> None:
    (due,) = dues(
        "invoice",
        FRONT + "## 2026-11-02 invoice INV-1 设备款\n- amount: 1,000.50\n## 2026-11-03 payment\n- amount: 1000\n",
    )
    assert (due.date, due.show_from, due.text) == (None, None, "INV-1 设备款")
    assert str(due.why) == "0.50 CNY of 1000.50 CNY are open; the invoice names no day to pay by."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-02 order SO-2\n- amount: USD 30\n", {"CNY": "100", "USD": "30"}),
        ("## 2026-11-01 order SO-1\n- amount: 100\n## 2026-11-02 order SO-1\n- amount: 120\n", {"CNY": "120"}),
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-01 invoice I-1\n- amount: 100\n## 2026-11-02 payment\n- amount: 100\n", {"CNY": "100"}),
        ("## 2026-11-01 order\n- amount: 100\n- status: 已取消\n", {}),
        ("## 2026-11-01 order\n- amount: 100\n- status: 已退货\n", {}),
        ("## 2026-11-01 order\n- amount: 100\n- status: 已退货\n## 2026-11-02 return\n- amount: 40\n", {"CNY": "60"}),
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-02 return\n- amount: 40\n## 2026-11-03 refund\n- amount: 40\n", {"CNY": "60"}),
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-03 refund\n- amount: -30\n", {"CNY": "70"}),
        ("## 2026-11-01 invoice I-1\n- amount: 100\n## 2026-11-02 payment\n- amount: 30\n", {"CNY": "30"}),
        ("## 2026-11-01 invoice I-1\n- amount: 100\n- status: paid\n", {"CNY": "100"}),
        ("## 2026-11-01 invoice I-1\n- amount: 100\n- status: written_off\n## 2026-11-02 payment I-1\n- amount: 30\n", {"CNY": "30"}),
        ("## 2026-11-01 invoice I-1\n- amount: 100\n## 2026-11-02 payment I-1\n- amount: 130\n", {"CNY": "100"}),
        ("## 2026-11-01 payment\n- amount: 1.2万\n## 2026-11-03 refund\n- amount: 2000\n", {"CNY": "10000"}),
        ("## 2026-11-01 contract HT-1\n- amount: 100\n", {}),
    ],
)  # fmt: skip
def test_revenue_is_what_was_ordered_else_what_was_paid(body: str, expected: dict[str, str]) -> None:
    assert {currency: str(amount) for currency, amount in facts(FRONT + body).revenue.items()} == expected


def test_cancelled_orders_do_not_count() -> None:
    found = facts(FRONT + "## 2026-11-01 order\n- status: cancelled\n## 2026-11-05 order\n- amount: 3\n")
    assert (found.orders, found.last_order) == (1, date(2026, 11, 5))


REFS = st.sampled_from(["I-1", "I-2", "I-3", "I-4"])
SUMS = st.decimals(1, 5000, places=2)


@given(
    st.dictionaries(REFS, st.tuples(st.sampled_from(["CNY", "USD"]), SUMS), min_size=1),
    st.lists(st.tuples(REFS, SUMS), max_size=6),
)
def test_what_is_open_is_what_was_billed_less_what_was_paid(
    invoices: dict[str, tuple[str, Decimal]], payments: list[tuple[str, Decimal]]
) -> None:
    body, balance = "", defaultdict[str, Decimal](Decimal)
    for ref, (currency, amount) in invoices.items():
        body += f"## 2026-11-01 invoice {ref}\n- amount: {currency} {amount}\n"
        balance[currency] += amount
    for ref, amount in payments:
        if ref in invoices:
            currency = invoices[ref][0]
            body += f"## 2026-11-02 payment\n- amount: {amount} {currency}\n- invoice: {ref}\n"
            balance[currency] -= amount
    assert facts(FRONT + body).open_amount == {currency: amount for currency, amount in balance.items() if amount}


@given(st.lists(SUMS, min_size=1, max_size=5), st.lists(SUMS, max_size=5))
def test_payments_that_name_nothing_pay_what_is_open_and_no_more(billed: list[Decimal], paid: list[Decimal]) -> None:
    body = "".join(f"## 2026-11-{n + 1:02} invoice I-{n}\n- amount: {amount}\n" for n, amount in enumerate(billed))
    body += "".join(f"## 2026-12-{n + 1:02} payment\n- amount: {amount}\n" for n, amount in enumerate(paid))
    left = max(Decimal(0), sum(billed, Decimal(0)) - sum(paid, Decimal(0)))
    assert facts(FRONT + body).open_amount == ({"CNY": left} if left else {})


def test_thousands_of_invoices_and_payments_are_settled() -> None:
    many = 3000
    body = "".join(
        f"## 2026-11-01 invoice I-{n}\n- amount: 2\n## 2026-11-02 payment\n- amount: 1\n" for n in range(many)
    )
    assert facts(FRONT + body).open_amount == {"CNY": Decimal(many)}
    assert len(days("invoice", FRONT + body)) == many // 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # What a return takes off an invoice is not earned, paid or not.
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-01 invoice I-1\n- amount: 100\n## 2026-11-02 return\n- amount: 40\n- invoice: I-1\n", {"CNY": "60"}),
        ("## 2026-11-01 invoice I-1\n- amount: 100\n## 2026-11-02 return\n- amount: 40\n- invoice: I-1\n## 2026-11-03 payment\n- amount: 60\n", {"CNY": "60"}),
        ("## 2026-11-01 invoice I-1\n- amount: 100\n## 2026-11-02 return\n- amount: 40\n- invoice: I-1\n## 2026-11-03 payment\n- amount: 60\n## 2026-11-04 refund\n- amount: 10\n", {"CNY": "50"}),
        # A return is a record: its later entries tell the same once more. Refused ones and exchanges give nothing back.
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-02 return R-1\n- amount: 40\n## 2026-11-05 return R-1\n- amount: 40\n- status: refunded\n", {"CNY": "60"}),
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-02 return R-1\n- amount: 40\n## 2026-11-05 return R-1\n- status: refused\n", {"CNY": "100"}),
        ("## 2026-11-01 order\n- amount: 100\n## 2026-11-02 return R-1\n- amount: 40\n- status: 已换货\n", {"CNY": "100"}),
    ],
)  # fmt: skip
def test_what_comes_back_is_taken_off_once(body: str, expected: dict[str, str]) -> None:
    assert {currency: str(amount) for currency, amount in facts(FRONT + body).revenue.items()} == expected
