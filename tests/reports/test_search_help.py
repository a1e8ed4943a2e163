"""What helps on where nobody is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.reports.search_help import Advice, advice
from ledger.reports.search_near import near
from ledger.session import Session
from tests.reports.test_search import FILES, made


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return made(tmp_path, FILES)


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("云起", ("云启",)),
        ("运气", ("云启",)),
        ("云启课技", ("云启科技",)),
        ("上海运启", ("上海云启",)),
        ("金丰", ("金风",)),
        ("高益向", ("高意向",)),
        ("利雷", ("李雷",)),
        ("Bjornsterne", ("Bjørnstjerne",)),
        ("contcat", ("contact",)),
        ("鲸鱼", ()),
        ("鲸", ()),
        ("xq", ()),
        ("zzzzzz", ()),
        ("1299999", ()),
        ("😀", ()),
    ],
)
def test_the_nearest_words_of_the_ledger_are_offered(session: Session, word: str, names: tuple[str, ...]) -> None:
    assert near(session.fresh().catalog, word) == names


def of(session: Session, query: str) -> Advice:
    return advice(session, query)


def test_words_that_stand_apart_are_counted_one_by_one(session: Session) -> None:
    told = of(session, "退款 折扣")
    assert told == Advice((), (("退款", 1), ("折扣", 1)), with_any=2)


def test_conditions_that_shut_everybody_out_are_counted_too(session: Session) -> None:
    assert of(session, "level:A 折扣").apart == (("level:A", 1), ("折扣", 1))


def test_a_word_that_stands_nowhere_is_named_and_not_counted(session: Session) -> None:
    told = of(session, "报价 云起")
    assert [(one.word, one.names) for one in told.near] == [("云起", ("云启",))]
    assert told.apart == ()
    assert told.with_any == 2


def test_a_phrase_of_which_parts_are_there_is_worth_any(session: Session) -> None:
    assert of(session, "物流折扣").with_any == 2


def test_nothing_is_offered_for_a_query_without_words(session: Session) -> None:
    assert of(session, "level:B") == Advice()


def test_words_behind_a_minus_are_not_missed(session: Session) -> None:
    assert of(session, "物流 -报价 -物流").near == ()
