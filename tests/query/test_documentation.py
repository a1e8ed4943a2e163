"""The tables of docs/query.md hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.display.speech import Speaker
from ledger.query.computed import COMPUTED
from ledger.query.errors import BadQuery
from ledger.query.write import write
from tests.query.ledger_for_queries import PAGE, read

CHINESE = (Path(__file__).parent.parent.parent / "docs" / "query.zh-CN.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\| `([^\n]+?)` \| [^|\n]+ \| `([^\n]+)` \|$", PAGE, re.MULTILINE)
REFUSED = re.findall(r"^\| `([^\n]+?)` \| ([^|\n]+) \| ([^|\n`]*) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("query", "understood"), EXAMPLES)
def test_examples_are_understood_as_the_table_says(query: str, understood: str) -> None:
    assert write(read(query)) == understood


@pytest.mark.parametrize(("query", "understood"), EXAMPLES)
def test_what_is_understood_is_a_query_of_the_same_meaning(query: str, understood: str) -> None:
    assert read(understood) == read(query)


@pytest.mark.parametrize(("query", "message", "hint"), REFUSED)
def test_refusals_say_what_the_table_says(query: str, message: str, hint: str) -> None:
    with pytest.raises(BadQuery) as refused:
        read(query)
    assert str(refused.value.message) == message
    assert str(refused.value.hint or "") == hint


def test_the_chinese_page_has_the_same_examples() -> None:
    assert re.findall(r"^\| `([^\n]+?)` \| [^|\n]+ \| `([^\n]+)` \|$", CHINESE, re.MULTILINE) == EXAMPLES


def test_the_chinese_page_has_the_refusals_as_they_are_said() -> None:
    speaker = Speaker("zh")
    said = re.findall(r"^\| `([^\n]+?)` \| ([^|\n]+) \| ([^|\n`]*) \|$", CHINESE, re.MULTILINE)
    assert [query for query, _, _ in said] == [query for query, _, _ in REFUSED]
    for query, message, hint in said:
        with pytest.raises(BadQuery) as refused:
            read(query)
        assert speaker.say(refused.value.message) == message
        assert (speaker.say(refused.value.hint) if refused.value.hint else "") == hint


def test_the_tables_are_found() -> None:
    assert len(EXAMPLES) > 60
    assert len(REFUSED) > 20


@pytest.mark.parametrize("name", COMPUTED)
def test_every_worked_out_value_is_documented(name: str) -> None:
    assert f"`{name}` (" in PAGE
