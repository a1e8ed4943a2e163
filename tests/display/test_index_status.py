"""What is in index/, as people read it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import pytest

from ledger.display import plain
from ledger.display.index_status import LARGE, brought_page, size_text, status_page, verified_page
from ledger.display.page import Page
from ledger.display.progress import Advance, Counted
from ledger.display.speech import Speaker
from ledger.index.comparison import Difference
from ledger.operations.indexing import Brought, Status, Verified


def shown(page: Page) -> str:
    return "".join(plain.lines(page, None))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_345, "12 kB"),
        (999_400, "999 kB"),
        (999_600, "1.0 MB"),
        (28_012_544, "28 MB"),
        (1_204_727_808, "1.2 GB"),
        (2_500_000_000_000, "2,500 GB"),
    ],
)
def test_sizes_have_two_or_three_digits(size: int, said: str) -> None:
    assert size_text(size) == said


@pytest.mark.parametrize(
    ("changed", "lacking", "said"),
    [
        (0, 0, "nothing"),
        (1, 0, "1 file to read"),
        (0, 3, "3 customers to take in"),
        (2, 1, "2 files to read, 1 customer to take in"),
    ],
)
def test_what_is_behind_is_counted(changed: int, lacking: int, said: str) -> None:
    page = status_page(Status("ready", "whoosh", customers=9, changed=changed, lacking=lacking), Speaker())
    assert f"  {said}\n" in shown(page)


def test_fts5_is_worth_a_line_only_to_large_ledgers_without_it() -> None:
    pages = {
        (engine, customers): "FTS5" in shown(status_page(Status("ready", engine, customers=customers), Speaker()))
        for engine in ("whoosh", "fts5")
        for customers in (LARGE, LARGE + 1)
    }
    assert [key for key, told in pages.items() if told] == [("whoosh", LARGE + 1)]


@pytest.mark.parametrize("state", ["none", "other", "damaged", "unusable"])
def test_where_there_is_no_index_one_line_says_why(state: str) -> None:
    assert shown(status_page(Status(state, "whoosh"), Speaker())).count("\n") == 1


def test_only_what_was_done_is_told() -> None:
    assert shown(brought_page(Brought("fts5", 1, 0, 0, 0, 0.1), Speaker())) == "1 customer. Nothing had changed.\n"
    assert shown(brought_page(Brought("fts5", 2, 1, 0, 0, 0.1), Speaker())) == "2 customers. 1 file was read.\n"


def test_tables_stand_behind_their_file() -> None:
    found = Verified(9, (Difference("", "words"), Difference("a\x1b.md", "names"), Difference("a\x1b.md", "texts")))
    assert shown(verified_page(found, Speaker())) == (
        "Can't be read: words\na␛.md: names, texts\n1 file differs from an index built from nothing.\n"
        "`ledger index --rebuild` builds it anew.\n"
    )


def test_a_bar_begins_anew_where_there_is_more_to_do_and_ends_with_the_last() -> None:
    steps: list[tuple[int, int]] = []

    def begin(total: int) -> AbstractContextManager[Advance]:
        return nullcontext(lambda done: steps.append((total, done)))

    counted = Counted(begin)
    for done, total in ((2, 4), (4, 4), (1, 4), (5, 8), (8, 8)):
        counted(done, total)
    counted.end()
    assert steps == [(4, 2), (4, 2), (4, 1), (8, 5), (8, 3)]
