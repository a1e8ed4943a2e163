"""Who has a word: the same customers with and without a text index, and whatever it has not seen yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pytest

from ledger.index.engine import Damaged, Document, Engine
from ledger.index.select import select
from ledger.index.texts import document
from ledger.index.words import Words
from ledger.query.parse import parse
from ledger.query.tokens import Wanted
from ledger.session import Session
from tests.index.conftest import TODAY, Make

FILES = {
    "yunqi.md": "---\nname: 云启科技\nphone: +86 138 0013-8000\ntags: [高意向]\n---\n"
    "## 2026-06-03 投诉 物流慢\n已退款\n## 2026-07-01 电话\n谈年度采购报价 AB-1200/X\n",
    "jinfeng.md": "---\nname: 金风贸易\ncontacts: [{name: 李雷, email: lilei@example.com}]\n---\n用 C++ 与 iPhone15\n"
    "## 2026-06-05 电话\n物流没问题，报价折扣再谈\n",
    "cafe.md": "---\nname: Café Bjørnstjerne A/S\nid: cafe\n---\nAT&T contact within IT\n",
    "hantang.md": "---\nname: 汉唐\n---\n雲端服務\n",
}

CASES = [
    ("物流", {"云启科技", "金风贸易"}),
    ("报价 折扣", {"金风贸易"}),
    ("度采购", {"云启科技"}),
    ("采购年度", set()),
    ("退", {"云启科技"}),
    ("cafe", {"Café Bjørnstjerne A/S"}),
    ("Bjornstjerne", {"Café Bjørnstjerne A/S"}),
    ("Bjorn", set()),
    ("Bjorn*", {"Café Bjørnstjerne A/S"}),
    ("IT", {"Café Bjørnstjerne A/S"}),
    ("with", set()),
    ("A/S", {"Café Bjørnstjerne A/S"}),
    ("AT&T", {"Café Bjørnstjerne A/S"}),
    ("C++", {"金风贸易"}),
    ("C#", set()),
    ("1200", {"云启科技"}),
    ("ab-1200/x", {"云启科技"}),
    ("ＡＢ－１２００", {"云启科技"}),
    ("120", set()),
    ("iphone", {"金风贸易"}),
    ("lilei@example.com", {"金风贸易"}),
    ("example.com", {"金风贸易"}),
    ("13800138000", {"云启科技"}),
    ('"138 0013"', {"云启科技"}),
    ("0013800", {"云启科技"}),
    ("8613800138000", {"云启科技"}),
    ("yqkj", {"云启科技"}),
    ("yunqi", {"云启科技"}),
    ("yun*", {"云启科技"}),
    ("lilei", {"金风贸易"}),
    ("云科", {"云启科技"}),
    ("云端服务", {"汉唐"}),
    ("服務", {"汉唐"}),
    ("物流 -报价", set()),
    ("entry(kind:投诉 物流)", {"云启科技"}),
    ("entry(kind:电话 物流)", {"金风贸易"}),
    ("entry(kind:投诉 报价)", set()),
    ("entry(电话 -物流)", {"云启科技"}),
    ("😀", set()),
]


class Pairs:
    """A text index as simple as can be: who has the tokens, by looking at all of them."""

    name = "pairs"

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = {one.number: one for one in documents}

    def known(self) -> Collection[int]:
        return self.documents.keys()

    def candidates(self, wanted: Wanted) -> Mapping[int, float]:
        return {
            number: 1.0
            for number, one in self.documents.items()
            if one.words.keys() >= set(wanted.whole)
            and all(any(token.startswith(start) for token in one.words) for start in wanted.begins)
        }

    def ranked(self, tokens: Sequence[str], limit: int) -> list[tuple[int, float]]:
        raise AssertionError

    def add(self, documents: Iterable[Document]) -> None:
        raise AssertionError

    def remove(self, numbers: Iterable[int]) -> None:
        raise AssertionError

    def held(self) -> Iterator[tuple[int, str, float]]:
        raise AssertionError


class Broken(Pairs):
    """One whose files are damaged."""

    def candidates(self, wanted: Wanted) -> Mapping[int, float]:
        raise Damaged


def documents(session: Session, most: int = 100) -> list[Document]:
    kept = session.fresh().catalog.connection.execute(
        "SELECT customer, text FROM texts ORDER BY customer LIMIT ?", (most,)
    )
    return [document(*row) for row in kept]


def named(session: Session, query: str, engine: Engine | None) -> set[str]:
    catalog = session.fresh().catalog
    tree = parse(query, session.vocabulary, TODAY, saved={}, currency="CNY")
    condition = select(catalog, tree, TODAY, Words(catalog, engine))
    found = catalog.connection.execute(f"SELECT name FROM customers c WHERE {condition.text}", condition.params)
    return {name for (name,) in found}


@pytest.mark.parametrize("known", ["nothing", "some", "everything", "everything, damaged"])
def test_words_find_the_same_customers_whatever_the_text_index_knows(ledger: Make, known: str) -> None:
    session = ledger(FILES)
    engine = {
        "nothing": None,
        "some": Pairs(documents(session, 2)),
        "everything": Pairs([*documents(session), Document(99, {"物流": 1.0}, 5)]),
        "everything, damaged": Broken(documents(session)),
    }[known]
    assert {query: named(session, query, engine) for query, _ in CASES} == dict(CASES)


def test_a_damaged_text_index_is_left_aside_and_that_is_known(ledger: Make) -> None:
    session = ledger(FILES)
    words = Words(session.fresh().catalog, Broken(documents(session)))
    tree = parse("物流", session.vocabulary, TODAY, saved={}, currency="CNY")
    select(session.fresh().catalog, tree, TODAY, words)
    assert words.trouble
    assert words.engine is None


def test_a_changed_file_has_a_new_number(ledger: Make) -> None:
    session = ledger(FILES)
    before = session.fresh().catalog.connection.execute("SELECT max(customer) FROM customers").fetchone()[0]
    place = session.root / "customers" / "hantang.md"
    place.write_text(place.read_text("utf-8") + "再谈\n", "utf-8")
    session.stale()
    catalog = session.fresh().catalog
    assert catalog.connection.execute("SELECT customer FROM customers WHERE name = '汉唐'").fetchone()[0] > before
    place.unlink()
    session.stale()
    newest = session.fresh().catalog.next_number()
    place.write_text("---\nname: 汉唐\n---\n", "utf-8")
    session.stale()
    found = session.fresh().catalog.connection.execute("SELECT customer FROM customers WHERE name = '汉唐'").fetchone()
    assert found[0] == newest
