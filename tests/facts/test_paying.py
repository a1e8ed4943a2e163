from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.paying import Habits, habits
from ledger.facts.story import tell
from tests.facts.typed import customer, facts, ruled

FRONT = "name: Acme\npayment_terms: 30d\n\n"


def paying(body: str) -> Habits:
    tables = facts(FRONT + body).tables
    story = tell(customer(FRONT + body), *ruled())
    return habits(tables.get("bills", ()), tables.get("settlements", ()), story.entries)  # type: ignore[arg-type]


def test_days_to_pay_and_the_share_paid_late() -> None:
    found = paying(
        "## 2026-01-01 invoice I-1\n- amount: 100\n## 2026-01-21 payment I-1\n- amount: 100\n- paid_by: 微信\n"
        "## 2026-02-01 invoice I-2\n- amount: 300\n## 2026-02-11 payment I-2\n- amount: 100\n- paid_by: 转账\n"
        "## 2026-03-13 payment I-2\n- amount: 200\n- paid_by: 转账\n"
        "## 2026-04-01 invoice I-3\n- amount: 50\n- status: written_off\n## 2026-05-01 invoice I-4\n- amount: 9\n"
    )
    assert (found.paid, found.days, found.late) == (2, Decimal(30), Decimal(50))
    assert found.method == facts_method("转账")


def facts_method(written: str) -> str:
    """The canonical name of a way of paying."""
    vocabulary, _ = ruled()
    return vocabulary.value("paid_by", written) or ""


def test_the_largest_sum_open_is_that_at_the_end_of_a_day() -> None:
    found = paying(
        "## 2026-01-01 invoice I-1\n- amount: 100\n## 2026-01-05 invoice I-2\n- amount: 80\n"
        "## 2026-01-05 payment I-1\n- amount: 100\n## 2026-01-03 invoice U-1\n- amount: USD 7\n"
        "## 2026-02-01 invoice I-3\n- amount: 60\n## 2025-12-01 payment I-3\n- amount: 60\n"
    )
    assert found.largest == {"CNY": (100, date(2026, 1, 1)), "USD": (7, date(2026, 1, 3))}


def test_who_was_never_billed_has_no_habits() -> None:
    assert paying("## 2026-01-01 call hello\n") == Habits()


@given(st.lists(st.integers(1, 50), max_size=6), st.lists(st.integers(1, 50), max_size=6))
def test_what_is_paid_after_all_was_billed_leaves_the_largest_sum_alone(billed: list[int], paid: list[int]) -> None:
    body = "".join(f"## 2026-01-{n + 1:02} invoice I-{n}\n- amount: {amount}\n" for n, amount in enumerate(billed))
    body += "".join(f"## 2026-02-{n + 1:02} payment\n- amount: {amount}\n" for n, amount in enumerate(paid))
    largest = paying(body).largest
    assert largest == ({"CNY": (sum(billed), date(2026, 1, len(billed)))} if billed else {})
