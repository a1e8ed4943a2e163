"""Who is listed, in what order, in which group, and with what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.errors import BadValue
from ledger.model.values import Money
from ledger.reports.cells import cell, machine_row
from ledger.reports.columns import column, columns, orders
from ledger.reports.customers import Listing, list_customers
from ledger.session import Session, open_session

FILES = {
    "a.md": "---\nid: A1\nname: alpha\nlevel: B\nowner: Ana\ntags: [x, y]\ncredit_limit: 5万\nbirthday: 03-01\n---\n"
    "## 2026-11-01 call\n## 2026-10-01 order O-1\n- amount: 300\n",
    "b.md": "---\nname: Beta\nlevel: A\nowner: Ben\ntags: [x]\ncredit_limit: USD 10\nemployees: 7\n---\n"
    "## 2026-11-20 call\n## 2026-12-24 visit\n",
    "c.md": "---\nname: gamma\nlevel: A?\nstage: 潜在\nown: field\ncontacts: [{name: Joe, phone: 1}, {name: Eve}]\n---\n",
    "d.md": "---\nname: delta\nodd: [x\n---\n",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    settings = 'ledger: 1\ncurrency: CNY\nlevels: {A: {mark: "★"}, B: {}}\n'
    (tmp_path / "ledger.yaml").write_text(settings, "utf-8")
    (tmp_path / "customers").mkdir()
    for path, text in FILES.items():
        (tmp_path / "customers" / path).write_text(text, "utf-8")
    return open_session(tmp_path, today=date(2026, 11, 21), env={})


def names(listing: Listing) -> list[str]:
    return [row.path.removeprefix("customers/").removesuffix(".md") for row in listing.rows()]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", "abdc"),
        ("-name", "cdba"),
        ("level", "bcad"),
        ("-level,name", "abcd"),
        ("credit_limit", "badc"),
        ("-credit_limit", "abdc"),
        ("-revenue", "abdc"),
        ("最近联系", "abdc"),
        ("-days_silent", "abdc"),
        ("-contacts.name", "cbad"),
        ("own,-id", "cdba"),
        ("－name", "cdba"),
    ],
)
def test_sorted_by_any_column_and_what_is_empty_comes_last(session: Session, sort: str, order: str) -> None:
    assert "".join(names(list_customers(session, sort=orders(session, sort)))) == order


def test_the_broken_are_listed_with_their_errors(session: Session) -> None:
    assert [row.name for row in list_customers(session).rows() if row.errors] == ["delta"]


def test_marks_of_level_and_doubt(session: Session) -> None:
    marked = {row.name: (row.mark, row.unconfirmed) for row in list_customers(session, "level:A").rows()}
    assert marked == {"Beta": ("★", False), "gamma": ("★", True)}


def test_groups_hold_everybody_who_has_the_value(session: Session) -> None:
    found = list_customers(session, group=column(session, "tag"), limit=1)
    assert [(group.value, group.count, len(group.rows)) for group in found.groups] == [
        ("x", 2, 1),
        ("y", 1, 1),
        (None, 2, 1),
    ]
    assert found.total == 4


def test_a_person_under_two_names_is_one_group(tmp_path: Path) -> None:
    (tmp_path / "ledger.yaml").write_text("ledger: 1\npeople: {李四: {aliases: [老李]}}\n", "utf-8")
    (tmp_path / "customers").mkdir()
    for path, owner in {"a": "李四", "b": "老李", "c": "王芳"}.items():
        (tmp_path / "customers" / f"{path}.md").write_text(f"---\nname: {path}\nowner: {owner}\n---\n", "utf-8")
    there = open_session(tmp_path, today=date(2026, 11, 21), env={})
    found = list_customers(there, group=column(there, "owner"))
    assert [(group.value, group.count) for group in found.groups] == [("李四", 2), ("王芳", 1)]


def test_groups_of_known_values_stand_by_rank(session: Session) -> None:
    found = list_customers(session, group=column(session, "level"))
    assert [group.value for group in found.groups] == ["A", "B", None]


def test_what_is_dated_ahead_has_not_happened(session: Session) -> None:
    (row,) = list_customers(session, "name:beta").rows()
    assert row.computed["last_contact"] == date(2026, 11, 20)
    assert row.computed["days_silent"] == 1


def test_cells_are_typed(session: Session) -> None:
    (row,) = list_customers(session, "name:alpha").rows()
    wanted = columns(session, "name,credit_limit,tags,revenue,orders,path,own")
    assert [cell(row, one) for one in wanted] == [
        "alpha",
        Money(Decimal(50000), "CNY"),
        ("x", "y"),
        (Money(Decimal(300), "CNY"),),
        Decimal(1),
        "customers/a.md",
        None,
    ]


def test_scripts_get_every_field_or_those_they_ask_for(session: Session) -> None:
    (row,) = list_customers(session, "name:gamma").rows()
    whole = machine_row(row, None)
    assert list(whole)[:3] == ["id", "name", "path"]
    assert (whole["level"], whole["own"]) == ("A", "field")
    some = machine_row(row, columns(session, "contacts.name，orders"))
    assert some == {
        "id": "c",
        "name": "gamma",
        "path": "customers/c.md",
        "contacts.name": ["Joe", "Eve"],
        "computed": {"orders": 0},
    }


def test_every_worked_out_value_is_given(session: Session) -> None:
    from ledger.query.computed import COMPUTED

    for row in list_customers(session).rows():
        assert set(row.computed) == set(COMPUTED) - {"path"}


def test_an_unknown_column_is_refused_with_the_nearest(session: Session) -> None:
    with pytest.raises(BadValue) as refused:
        column(session, "revnue")
    assert str(refused.value.hint) == "Did you mean revenue?"
