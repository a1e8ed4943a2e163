"""Queries become trees, or say where they are wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.model.values import Interval, Money
from ledger.query.errors import BadQuery
from ledger.query.parse import parse
from ledger.query.tree import (
    And,
    Condition,
    EntryThat,
    Everything,
    Has,
    KindIs,
    MonthDay,
    Not,
    Of,
    Operator,
    Or,
    Person,
    Phrase,
    Prefix,
    Range,
    Saved,
    Starts,
    Tag,
    Tree,
    Word,
)
from ledger.query.write import write
from tests.query.ledger_for_queries import SETTINGS, TODAY, VOCABULARY, read


def refusal(query: str, **saved: str) -> BadQuery:
    with pytest.raises(BadQuery) as refused:
        read(query, **saved)
    return refused.value


def outcome(query: str, today: date = TODAY) -> Tree | BadQuery:
    """The tree, or the refusal."""
    try:
        return parse(query, VOCABULARY, today, SETTINGS.queries, "CNY")
    except BadQuery as refused:
        return refused


def ranges(query: str) -> tuple[object, ...]:
    found = read(query)
    assert isinstance(found, Condition)
    return found.values


def test_an_empty_query_asks_for_everything() -> None:
    assert read("") == read(" \u3000 ") == read("*") == Everything()


def test_not_binds_first_then_and_then_or() -> None:
    assert read("a OR b -c d") == Or((Word("a"), And((Word("b"), Not(Word("c")), Word("d")))))


def test_and_may_be_written() -> None:
    assert read("a AND b") == read("a b")


def test_operators_in_small_letters_are_words() -> None:
    assert read("a or b") == And((Word("a"), Word("or"), Word("b")))


def test_commas_between_words_part_them_only_in_chinese() -> None:
    assert read("报价，折扣、1,200") == And((Word("报价"), Word("折扣"), Word("1,200")))


def test_quotes_keep_signs_and_their_own_marks() -> None:
    assert read(r'"a:b (c) \"d\" \\ \n"') == Phrase(r'a:b (c) "d" \ \n')


def test_every_node_knows_its_place() -> None:
    tree = read("a (b OR level:A)")
    assert isinstance(tree, And)
    assert [part.span for part in tree.parts] == [(0, 1), (3, 15)]


def test_the_place_takes_no_part_in_equality() -> None:
    assert read("a") == read("   a")


def test_a_word_may_be_a_stem() -> None:
    assert read("报* name:云*") == And((Prefix("报"), Condition("name", Operator.CONTAINS, (Starts("云"),))))


def test_people_come_out_under_their_first_name_with_the_others_beside() -> None:
    tree = read("owner:小张")
    assert tree == Condition("owner", Operator.IS, ("张三",))
    assert isinstance(tree, Condition)
    assert "小张" in tree.also
    assert read("@小张") == Person("张三")


def test_person_looks_into_fields_that_hold_people() -> None:
    tree = read("@张三")
    assert isinstance(tree, Person)
    assert {"owner", "collaborators", "by"} <= set(tree.fields)
    assert "created_by" not in tree.fields


def test_tags_may_be_quoted() -> None:
    assert read('#"a b"') == Tag("a b")


def test_fields_of_entries_speak_of_some_entry() -> None:
    amount = Condition("amount", Operator.WITHIN, (Range(Money(Decimal(10000), "CNY"), None, low_open=True),), Of.ENTRY)
    assert read("amount:>10000") == read("entry(金额:>1万)") == EntryThat(amount)
    assert read("金额:") == EntryThat(Has("amount", Of.ENTRY))


def test_a_name_means_the_field_of_the_kind_that_is_named() -> None:
    tree = read("entry(kind:合同 到期:..today)")
    assert tree == EntryThat(
        And((KindIs("contract"), Condition("end", Operator.WITHIN, (Range(None, TODAY),), Of.ENTRY)))
    )


def test_a_kind_that_is_excluded_does_not_narrow_names() -> None:
    assert "due:" in write(read("entry(-kind:合同 到期:..today)"))


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        ("created:2026-06", date(2026, 6, 1), date(2026, 6, 30)),
        ("created:2026年6月", date(2026, 6, 1), date(2026, 6, 30)),
        ("created:6月", date(2026, 6, 1), date(2026, 6, 30)),
        ("created:2026-q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("created:2026年第三季度", date(2026, 7, 1), date(2026, 9, 30)),
        ("created:2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("created:2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("created:2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("created:２０２６", date(2026, 1, 1), date(2026, 12, 31)),
        ("created:9999", date(9999, 1, 1), date(9999, 12, 31)),
        ("created:11-20", date(2026, 11, 20), date(2026, 11, 20)),
        ("created:3月5日", date(2026, 3, 5), date(2026, 3, 5)),
        ("created:this-week", date(2026, 11, 16), date(2026, 11, 22)),
        ("created:上周", date(2026, 11, 9), date(2026, 11, 15)),
        ("created:上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("created:next-month", date(2026, 12, 1), date(2026, 12, 31)),
        ("created:本季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("created:next-quarter", date(2027, 1, 1), date(2027, 3, 31)),
        ("created:去年", date(2025, 1, 1), date(2025, 12, 31)),
        ("created:昨天", date(2026, 11, 20), date(2026, 11, 20)),
        ("created:+1m", date(2026, 12, 21), date(2026, 12, 21)),
        ("created:-1y", date(2025, 11, 21), date(2025, 11, 21)),
        ("created:>2026-06", date(2026, 7, 1), None),
        ("created:>=2026-06", date(2026, 6, 1), None),
        ("created:<2026-06", None, date(2026, 5, 31)),
        ("created:≤2026-06", None, date(2026, 6, 30)),
        ("created:2026-06..2026-08", date(2026, 6, 1), date(2026, 8, 31)),
        ("last_contact:<1m", date(2026, 10, 22), TODAY),
        ("last_contact:<=30d", date(2026, 10, 22), TODAY),
        ("last_contact:..30d", date(2026, 10, 22), TODAY),
        ("last_contact:>=30d", None, date(2026, 10, 22)),
        ("last_contact:30d..", None, date(2026, 10, 22)),
        ("last_contact:60d..30d", date(2026, 9, 22), date(2026, 10, 22)),
        ("last_contact:30d..today", date(2026, 10, 22), TODAY),
        ("最近联系:>半年", None, date(2026, 5, 20)),
        ("next_due:..+2w", None, date(2026, 12, 5)),
    ],
)
def test_days_are_whole_days_seen_from_today(query: str, low: date | None, high: date | None) -> None:
    assert ranges(query) == (Range(low, high),)


@pytest.mark.parametrize(
    ("query", "low", "high"),
    [
        ("birthday:11-20", MonthDay(11, 20), MonthDay(11, 20)),
        ("birthday:12-25..01-05", MonthDay(12, 25), MonthDay(1, 5)),
        ("birthday:11-20..", MonthDay(11, 20), None),
        ("生日:2月", MonthDay(2, 1), MonthDay(2, 29)),
        ("生日:2月29日", MonthDay(2, 29), MonthDay(2, 29)),
        ("birthday:today..+14d", MonthDay(11, 21), MonthDay(12, 5)),
        ("contacts.birthday:this-month", MonthDay(11, 1), MonthDay(11, 30)),
    ],
)
def test_days_of_the_year_have_none(query: str, low: MonthDay, high: MonthDay | None) -> None:
    assert ranges(query) == (Range(low, high),)


def test_lengths_numbers_and_shares_are_typed_by_their_field() -> None:
    assert ranges("follow_up_every:<2周") == (Range(None, Interval(2, "w"), high_open=True),)
    assert ranges("employees:1.2万") == (Range(Decimal(12000), Decimal(12000)),)
    assert "0.6" in write(read("entry(kind:商机 概率:>60%)"))


def test_a_bare_zero_fits_any_currency() -> None:
    assert ranges("open_amount:>0") == (Range(Money(Decimal(0), ""), None, low_open=True),)
    assert ranges("open_amount:0..USD5") == (Range(Money(Decimal(0), "USD"), Money(Decimal(5), "USD")),)


def test_values_of_a_choice_are_those_of_every_kind_that_has_it() -> None:
    tree = read("状态:已解决")
    assert isinstance(tree, EntryThat)
    assert isinstance(tree.tree, Condition)
    assert tree.tree.operator is Operator.IS
    assert "solved" in tree.tree.values


def test_saved_queries_win_over_people_unless_there_is_one_of_that_name() -> None:
    assert isinstance(read("@重点", 重点="level:A"), Saved)
    refused = refusal("@李四", 李四="level:A")
    assert "both" in str(refused.message)
    assert isinstance(read("saved:李四", 李四="level:A"), Saved)
    assert read("person:李四", 李四="level:A") == Person("李四")


def test_a_saved_query_may_use_others_but_not_itself() -> None:
    assert write(read("@a", a="@b level:A", b="报价")) == "saved:a"
    assert "leads back" in str(refusal("@a", a="@b", b="@a").message)


def test_an_error_in_a_saved_query_shows_that_query() -> None:
    refused = refusal("level:A @a", a="报价 stag:活跃")
    assert refused.query == "报价 stag:活跃"
    assert refused.excerpt == "报价 stag:活跃\n     ^^^^"


def test_saved_queries_cannot_grow_without_bound() -> None:
    saved = {f"q{level}": f"@q{level + 1} @q{level + 1}" for level in range(30)} | {"q30": "a"}
    assert "500 terms" in str(refusal("@q0", **saved).message)


def test_an_error_marks_the_columns_of_wide_characters() -> None:
    refused = refusal("客户 created:昨年")
    assert refused.excerpt == "客户 created:昨年\n             ^^^^"
    assert isinstance(refused, LedgerError)
    assert (refused.exit_code, refused.code) == (1, "bad-query")


def test_an_error_in_a_long_query_shows_its_surroundings() -> None:
    first, second = refusal("报价 " * 200 + "stag:活跃" + " 报价" * 200).excerpt.split("\n")
    assert first.startswith("…")
    assert first.endswith("…")
    assert len(second) < 100


def test_the_nearest_name_is_a_candidate() -> None:
    assert refusal("stag:活跃").candidates == ("stage",)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("a" * 4097, "4096"),
        ("(" * 10_000 + ")" * 10_000, "4096"),
        ("(" * 51 + "a" + ")" * 51, "nested"),
        ("-" * 60 + "a", "nested"),
        ("NOT " * 60 + "a", "nested"),
        ("a " * 501, "500 terms"),
        ("name:" + "a," * 500 + "a", "500 terms"),
    ],
)
def test_what_is_too_much_is_refused(query: str, words: str) -> None:
    assert words in str(refusal(query).message)


def test_fifty_levels_are_fine() -> None:
    assert read("(" * 50 + "a" + ")" * 50) == Word("a")


@pytest.mark.parametrize(
    "query", ["entry(entry(a))", "entry(@key-accounts)", "entry()", "entry(a", "field", "kind:", "@", "#"]
)
def test_odd_uses_of_the_language_never_crash(query: str) -> None:
    assert str(outcome(query))


_fragments = st.sampled_from(
    [
        *(
            "a",
            "报价",
            "OR",
            "AND",
            "NOT",
            "-",
            "(",
            ")",
            "（",
            "*",
            '"',
            "“",
            "”",
            "entry(",
            "#",
            "@",
            "@key-accounts",
        ),
        *(
            "level:",
            "A",
            "金额:",
            ">",
            "<=",
            "..",
            ",",
            "，",
            "30d",
            "2026-06",
            "1万",
            "created:",
            "birthday:",
            "11-20",
        ),
        *(
            "kind:投诉",
            "状态:已解决",
            "到期:",
            "phone:",
            "name:=",
            "\\",
            " ",
            " ",
            " ",
            "contacts.title:",
            "+7d",
            "9999-12-31",
        ),
        *("last_contact:<", "0001-01-01", "open_amount:", "0", ":", "：", "time:", "09:30", "\x00", "\ud800", "60%"),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_fragments, max_size=14).map("".join)))
def test_any_text_is_a_query_that_can_be_written_or_is_refused_in_words(text: str) -> None:
    tree = outcome(text)
    if isinstance(tree, BadQuery):
        assert str(tree.message)
        assert tree.excerpt.count("\n") == 1
        assert tree.hint is None or str(tree.hint)
    else:
        assert read(write(tree)) == tree


@given(
    st.dates(),
    st.sampled_from(
        ["created:<9999y", "created:-9999y..", "created:去年", "created:next-week", "created:12-31", "created:+9999y"]
    ),
)
def test_no_day_is_too_early_or_too_late(today: date, query: str) -> None:
    assert str(outcome(query, today))


_words = st.sampled_from(["报价", "cafe", "AT&T", "C++", "a@b.com", "or", "entry", "1,200", "10%", "x-y", "…"])
_texts = st.one_of(_words, st.text(min_size=1, max_size=8).filter(lambda text: bool(text.strip())))
_days = st.one_of(st.none(), st.dates())
_leaves: st.SearchStrategy[Tree] = st.one_of(
    st.just(Everything()),
    st.builds(Word, _words),
    st.builds(Prefix, _words),
    st.builds(Phrase, _texts),
    st.builds(Tag, _texts.filter(lambda text: text[0] not in "#@")),
    st.builds(Person, st.sampled_from(["张三", "李四", "Ana Keller", "x:y"])),
    st.builds(KindIs, st.sampled_from(sorted(VOCABULARY.kinds))),
    st.builds(Has, st.sampled_from(["phone", "contacts.title", "level"])),
    st.builds(Has, st.sampled_from(["open_amount", "last_contact"]), st.just(Of.COMPUTED)),
    st.builds(lambda text: Condition("name", Operator.CONTAINS, (text,)), _texts),
    st.builds(lambda *texts: Condition("address", Operator.EQUALS, texts), _texts, _texts),
    st.builds(
        lambda low, high: Condition("created", Operator.WITHIN, (Range(*sorted((low, high))),)), st.dates(), st.dates()
    ),
    st.builds(
        lambda amount, currency: Condition(
            "credit_limit", Operator.WITHIN, (Range(None, Money(amount, currency), high_open=True),)
        ),
        st.decimals(-(10**9), 10**9, places=2).filter(bool),
        st.sampled_from(["CNY", "USD"]),
    ),
)


def _branches(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(trees, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, trees))


@given(st.recursive(_leaves, _branches, max_leaves=12))
def test_a_tree_that_is_written_reads_back_the_same(tree: Tree) -> None:
    assert read(write(tree)) == tree


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("+86 138 0013 8000", '"+86 138 0013 8000"'),
        ("138 0013-8000 level:A", '"138 0013-8000" level:A'),
        ("021 5555 1234", '"021 5555 1234"'),
        ("2026 11 21", "2026 11 21"),
        ("120 300", "120 300"),
        ("报价 138 0013 8000 折扣", '报价 "138 0013 8000" 折扣'),
    ],
)
def test_a_phone_number_with_blanks_is_one_thing(typed: str, understood: str) -> None:
    assert write(outcome(typed)) == understood
