"""A query is understood from its first key on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.reports.search_typed import Typing
from ledger.session import Session
from tests.reports.test_search import FILES, made


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return made(tmp_path_factory.mktemp("typed"), FILES)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", ""),
        ("云", "云"),
        ("报价", "报价"),
        ("caf", "caf*"),
        ("cafe ", "cafe "),
        ("报价 caf", "报价 caf*"),
        ("报价 -caf", "报价 -caf*"),
        ("报价 OR", "报价"),
        ("报价 OR ", "报价"),
        ("报价 NOT -", "报价"),
        ("(报价 OR caf", "(报价 OR caf*)"),
        ("(报价 OR (", "(报价 )"),
        ('"goes', "goes*"),
        ('"goes over', '"goes" over*'),
        ('"goes over"', '"goes over"'),
        ("“年度 采", '"年度" 采'),
        ('"', ""),
        ("level:", "level:"),
        ("level:A", "level:A"),
        ("报价 level:>", "报价"),
        ("报价 entry(", "报价"),
        ("entry(kind:投诉", "entry(kind:投诉)"),
        ("报价 #", "报价"),
        ("报价 @", "报价"),
        ("#高意", "#高意"),
        ("1380013", "1380013*"),
    ],
)
def test_what_is_typed_so_far_is_a_query(session: Session, text: str, query: str) -> None:
    assert Typing(session).answer(text).query.strip() == query.strip()


def test_the_last_word_finds_what_begins_so(session: Session) -> None:
    found = [hit.row.name for hit in Typing(session).answer("bjorn").found.hits]
    assert found == ["Café Bjørnstjerne A/S"]


def test_what_can_not_be_understood_leaves_the_last_answer_and_says_why(session: Session) -> None:
    typing = Typing(session)
    typing.answer("level:A")
    answer = typing.answer("stag:A")
    assert (answer.query, answer.found.total) == ("level:A", 1)
    assert "stag" in str(answer.refused)


def test_a_part_that_is_understood_is_taken_without_the_rest(session: Session) -> None:
    answer = Typing(session).answer("报价 stag:A")
    assert (answer.query, answer.found.total) == ("报价", 2)


def test_after_a_change_of_files_the_answer_is_a_new_one(tmp_path: Path) -> None:
    session = made(tmp_path, FILES)
    typing = Typing(session)
    assert typing.answer("鲸鱼").found.total == 0
    (tmp_path / "customers" / "new.md").write_text("---\nname: 鲸鱼\n---\n", "utf-8")
    session.stale()
    assert typing.answer("鲸鱼").found.total == 1


@given(st.text(st.sampled_from('ab云启 "“”()（）:#@-*,OR.<>=1'), max_size=20))
def test_nothing_that_is_typed_is_refused(session: Session, text: str) -> None:
    typing = Typing(session, limit=2)
    for end in range(len(text) + 1):
        typing.answer(text[:end])
