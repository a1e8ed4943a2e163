"""One customer, or a refusal that helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import Ambiguous, NotFound
from ledger.operations.who import get
from ledger.session import Session, open_session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "customers").mkdir()
    (tmp_path / "ledger.yaml").write_text("ledger: 1\n", "utf-8")
    for stem, name in (("acme", "Acme Ltd"), ("acme-2", "Acme Tools"), ("yq", "云启科技")):
        (tmp_path / "customers" / f"{stem}.md").write_text(f"---\nname: {name}\n---\n", "utf-8")
    return open_session(tmp_path, env={})


def test_the_one_that_fits_is_given(session: Session) -> None:
    assert get(session, "tools").path == "customers/acme-2.md"


def test_several_are_listed_with_their_paths(session: Session) -> None:
    with pytest.raises(Ambiguous) as refused:
        get(session, "acm")
    assert refused.value.candidates == ("Acme Ltd  customers/acme.md", "Acme Tools  customers/acme-2.md")
    assert str(refused.value.message) == "“acm” fits 2 customers."
    assert str(refused.value.hint) == "Write more of the name, the id, or the path."


def test_many_are_listed_in_part(session: Session) -> None:
    for number in range(30):
        (session.root / "customers" / f"n{number:02}.md").write_text(f"---\nname: Many {number:02}\n---\n", "utf-8")
    with pytest.raises(Ambiguous) as refused:
        get(session, "many")
    assert len(refused.value.candidates) == 20
    assert str(refused.value.hint) == "There are 10 more. Write more of the name, the id, or the path."


def test_the_nearest_names_are_offered(session: Session) -> None:
    with pytest.raises(NotFound) as refused:
        get(session, "云起科技")
    assert refused.value.candidates == ("云启科技  customers/yq.md",)
    assert str(refused.value.hint) == "Did you mean one of these?"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lakside", "Lakeside Bicycle Works"),
        ("云起科技", "上海云启科技有限公司"),
        ("bicycel", "Lakeside Bicycle Works"),
    ],
)
def test_a_slip_in_a_part_of_a_long_name_is_near_enough(session: Session, typed: str, name: str) -> None:
    for stem, known in (("lakeside", "Lakeside Bicycle Works"), ("shanghai", "上海云启科技有限公司")):
        (session.root / "customers" / f"{stem}.md").write_text(f"---\nname: {known}\n---\n", "utf-8")
    with pytest.raises(NotFound) as refused:
        get(session, typed)
    assert name in [shown.partition("  ")[0] for shown in refused.value.candidates]


def test_nothing_near_is_said_too(session: Session) -> None:
    with pytest.raises(NotFound) as refused:
        get(session, "zzz")
    assert refused.value.candidates == ()
    with pytest.raises(NotFound, match="No customer was named"):
        get(session, " ")
