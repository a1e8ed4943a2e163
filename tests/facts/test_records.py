import pytest

from tests.facts.typed import facts

FRONT = "name: Acme\n\n"


def test_the_last_word_wins_field_by_field() -> None:
    (record,) = facts(
        FRONT
        + "## 2026-11-02 商机 OPP-1 年度采购\n- 阶段: 报价\n- 金额: 120000\n## 2026-12-20 商机 opp-1\n- 阶段: 赢单\n- 金额:\n"
    ).records
    assert (record.ref, record.title, record.fields["stage"], str(record.fields["amount"].amount)) == (  # type: ignore[union-attr]
        "OPP-1",
        "年度采购",
        "won",
        "120000",
    )
    assert (str(record.opened), str(record.touched), record.line, record.closed) == (
        "2026-11-02",
        "2026-12-20",
        8,
        True,
    )


@pytest.mark.parametrize(
    ("first", "second", "last"),
    [
        ("2026-11-02", "2026-11-03", "second"),
        ("2026-11-03", "2026-11-02", "first"),
        ("2026-11-02", "2026-11-02", "second"),
        ("2026-11-02 15:00", "2026-11-02 09:00", "first"),
        ("2026-11-02 09:00", "2026-11-02", "second"),
        ("2026-11-02", "2026-11-02 09:00", "second"),
    ],
)
def test_time_order_is_date_then_time_then_place(first: str, second: str, last: str) -> None:
    (record,) = facts(
        FRONT + f"## {first} order SO-1\n- notes: first\n## {second} order SO-1\n- notes: second\n"
    ).records
    assert record.fields["notes"] == last


def test_entries_without_a_ref_stand_alone() -> None:
    found = facts(
        FRONT + "## 2026-11-02 order\n- amount: 1\n## 2026-11-02 order\n- amount: 2\n## 2026-11-03 call\n"
    ).records
    assert [(record.kind, record.ref) for record in found] == [("order", ""), ("order", "")]


def test_the_same_ref_of_another_kind_is_another_record() -> None:
    found = facts(FRONT + "## 2026-11-02 order X-1\n## 2026-11-02 contract X-1\n").records
    assert [record.kind for record in found] == ["order", "contract"]
