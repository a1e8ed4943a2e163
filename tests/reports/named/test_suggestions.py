from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest

from ledger.errors import NotFound
from ledger.reports.named.suggestions import report, why_row
from ledger.session import Session
from tests.reports.named.conftest import Big
from tests.reports.named.selling import asked, cells, ordered, shown, table_of

Make = Callable[..., Session]


def file(name: str, *products: str, front: str = "", more: str = "") -> str:
    orders = "".join(f"## 2026-0{n + 1}-01 order\n- amount: 10\n- product: {each}\n" for n, each in enumerate(products))
    return f"---\nid: {name}\nname: {name}\n{front}---\n{orders}{more}"


@pytest.fixture
def small(ledger_of: Make) -> Session:
    return ledger_of(
        {
            "a": file("A", "Beans"),
            "b": file("B", "Beans", "Cups", "Milk"),
            "c": file("C", "Beans", "Cups"),
            "d": file("D", "Beans", "Tea"),
            "e": file("E", "Tea"),
            "f": file("F", "Tea", "Milk"),
            "g": file("G", "Tea"),
        }
    )


def test_what_others_with_the_same_products_buy_is_suggested_with_its_counts(small: Session) -> None:
    made = report(small, asked(small, query="A"))
    # Of B, C and D, who buy beans too, B and C buy cups; of all six others they are the only ones: lift 2/3 ÷ 2/6.
    assert cells(made.tables[0], *(column.name for column in made.tables[0].columns)) == [
        ("Cups", "2", "3", "66.7", "2.00", "Beans", "2", "2")
    ]
    assert str(made.title) == "Suggestions for A"


def test_why_names_the_counts_and_what_the_customer_bought(small: Session) -> None:
    question = asked(small, query="A")
    found = why_row(small, question, report(small, question).tables[0].rows[0])
    assert shown(found.value) == "66.7"
    assert [(source.path, source.line, source.text) for source in found.sources] == [("customers/a.md", 5, "Beans")]


def test_who_bought_nothing_is_shown_what_most_buy(ledger_of: Make) -> None:
    session = ledger_of({"a": file("A"), "b": file("B", "Tea"), "c": file("C", "Tea", "Cups")})
    made = report(session, asked(session, query="A"))
    assert cells(made.tables[0], "product", "customers", "of", "share") == [("Tea", "2", "2", "100.0")]
    assert str(made.notes[0]) == "This customer has bought no product by name yet."


def test_nothing_to_suggest_is_said_in_words(ledger_of: Make) -> None:
    session = ledger_of({"a": file("A", "Tea")})
    made = report(session, asked(session, query="A"))
    assert made.tables[0].rows == ()
    assert "Nothing stands out" in str(made.tables[0].empty)


def test_nobody_by_that_id_is_refused(small: Session) -> None:
    with pytest.raises(NotFound, match="no customer with the id"):
        report(small, asked(small, query="Z"))


def test_what_the_profile_dislikes_is_doubted(ledger_of: Make) -> None:
    session = ledger_of(
        {
            "a": file("A", "Beans", front="dislikes: [paper cups]\n"),
            "b": file("B", "Beans", "Paper cups"),
            "c": file("C", "Beans", "Paper cups"),
            "d": file("D", "Tea"),
        }
    )
    (row,) = report(session, asked(session, query="A")).tables[0].rows
    assert (row.cells[0], row.mark) == ("Paper cups", "doubt")


def test_preferences_are_worked_out_and_stand_beside_what_is_written(ledger_of: Make) -> None:
    talks = "".join(
        f"## 2026-0{n}-02 {time} {kind} hello\n"
        for n, (time, kind) in enumerate((("14:10", "call"), ("15:50", "call"), ("09:00", "visit"), ("", "call")), 1)
    )
    more = f"## 2026-09-01 order\n- amount: 5\n- product: Beans\n- quantity: 3 kg\n- paid_by: cash\n{talks}## 2026-09-09 08:00 note x\n"
    front = "likes: [dark roast, tea]\ndislikes: [calls]\nprefers: wechat\ndo_not_contact: before 10\n"
    session = ledger_of({"a": file("A", "Beans", "Tea", front=front, more=more)})
    table = table_of(report(session, asked(session, query="A")), "preferences")
    assert cells(table, "what", "computed", "written") == [
        ("favourite products", "Beans (2 times, 3 kg), Tea (once)", "dark roast, tea"),
        ("dislikes", "-", "calls"),
        ("usual payment method", "现金 (1 of 1)", "-"),
        ("usual channel", "电话 (3 of 4)", "微信"),
        ("usual hour", "from 14:00 to 16:00 (2 of 3 with a time)", "before 10"),
    ]  # fmt: skip


def test_little_is_known_of_a_new_customer(ledger_of: Make) -> None:
    session = ledger_of({"a": file("A")})
    table = table_of(report(session, asked(session, query="A")), "preferences")
    assert table.rows == ()
    assert str(table.empty) == "Too little is known of this customer."


def test_a_large_ledger_agrees_with_counting_its_entries(big: Big) -> None:
    baskets: defaultdict[str, set[str]] = defaultdict(set)
    for one in ordered(big.customers):
        if one.product:
            baskets[one.customer.id].add(one.product)
    for identity in sorted(baskets)[:25]:
        mine = baskets[identity]
        others = [basket for key, basket in baskets.items() if key != identity]
        alike = [basket for basket in others if basket & mine]
        expected = {}
        for product in set().union(*alike) - mine:
            count = sum(product in basket for basket in alike)
            buyers = sum(product in basket for basket in others)
            if count >= 2 and count * len(others) > len(alike) * buyers:
                expected[product] = (str(count), str(len(alike)), str(buyers))
        made = report(big.session, asked(big.session, query=identity))
        assert {row[0]: row[1:] for row in cells(made.tables[0], "product", "customers", "of", "buyers")} == expected
