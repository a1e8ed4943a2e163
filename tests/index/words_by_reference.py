"""Words looked for in a catalog beside words looked for in the files themselves: they have to find the same customers."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from ledger.facts.compute import compute
from ledger.index.build import read
from ledger.index.engine import Engine
from ledger.index.reading import Reading
from ledger.index.select import select
from ledger.index.words import Hits, Leaf, Words
from ledger.query.match import matches
from ledger.query.tree import And, EntryThat, Not, Or, Phrase, Prefix, Tree, Word
from ledger.session import Session
from ledger.store.files import Reader
from tests.index.conftest import TODAY

# Little to choose from, so that words meet: whole and as parts, in either script, width and case.
_PIECES = (
    *("云启", "云", "启明", "科技", "物流", "物", "流程", "報價", "报价", "价", "ｹｰﾌﾞﾙ", "サポート", "서울", "ขอบคุณ"),
    *(
        "acme",
        "Acme-X",
        "IT",
        "it's",
        "with",
        "C++",
        "c#",
        "AT&T",
        "A/S",
        "Café",
        "cafe",
        "Bjørn",
        "ＡＢ１２",
        "AB-1200/X",
    ),
    *("1200", "12", "120", "13800138000", "138 0013 8000", "+86 138-0013-8000", "021-6234 5678", "50,000", "3.14"),
    *("a@b.com", "b.com", "-", "/", "😀", "①", "ﬁn", "ß", "ss", "Ⅷ", "é", "e\u0301"),
)
_JOINTS = ("", "", " ", " ", "\n", "，", "。", "、", "-")


def files(seed: int, many: int = 12) -> dict[str, str]:
    """Customer files made of few words, always the same for a seed."""
    dice = random.Random(seed)
    return {f"c{number}.md": _file(dice, number) for number in range(many)}


def _file(dice: random.Random, number: int) -> str:
    name = " ".join(_text(dice, 2).split()) or "x"
    tags = ", ".join(_quoted(_text(dice, 1)) for _ in range(dice.randrange(3)))
    lines = ["---", f"name: {_quoted(name)}", f"tags: [{tags}]", f"phone: {_quoted(_text(dice, 2))}", "---"]
    lines.append(_text(dice, 6))
    lines += [
        f"## 2026-{dice.randrange(1, 12):02}-10 call {_text(dice, 2)}\n{_text(dice, 5)}"
        for _ in range(dice.randrange(8))
    ]
    return "\n".join(lines) + "\n"


def _text(dice: random.Random, most: int) -> str:
    return "".join(dice.choice(_PIECES) + dice.choice(_JOINTS) for _ in range(dice.randrange(1, most + 1)))


def _quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _leaf(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    typed = texts.filter(str.strip)
    return st.one_of(st.builds(Word, typed), st.builds(Phrase, typed), st.builds(Prefix, typed))


_PIECE = st.sampled_from(_PIECES)
_CUT = st.builds(lambda text, first, last: text[first : len(text) - last], _PIECE, st.integers(0, 2), st.integers(0, 2))
_JOINED = st.builds(lambda one, joint, other: one + joint + other, _CUT, st.sampled_from(_JOINTS), _CUT)
_LEAVES = _leaf(st.one_of(_PIECE, _CUT, _JOINED))

# Queries of words and nothing else; inside entry(…) too.
queries: st.SearchStrategy[Tree] = st.recursive(
    _LEAVES | _LEAVES.map(EntryThat),
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.lists(parts, min_size=2, max_size=3).map(lambda found: And(tuple(found))),
        st.lists(parts, min_size=2, max_size=3).map(lambda found: Or(tuple(found))),
    ),
    max_leaves=5,
)


class TextsOnly(Words):
    """Words as they stand in texts, without names by pinyin and in short, of which the reference knows nothing."""

    def hits(self, leaf: Leaf) -> Hits:
        return Hits(Words.hits(self, leaf).texts)


class Reference:
    """The files of a session, read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        reading = Reading(session.root, session.vocabulary, session.settings)
        reader = Reader(session.root)
        paths = [path for (path,) in session.fresh().catalog.connection.execute("SELECT path FROM customers")]
        customers = (read(reader, path, reading)[0] for path in paths)
        self.known = [(one, compute(one, reading.vocabulary, reading.settings)) for one in customers]

    def both(self, tree: Tree, engine: Engine | None) -> tuple[set[str], set[str]]:
        """The paths of those who fit by the files, and by the catalog with a text index (None: without)."""
        wanted = {one.path for one, facts in self.known if matches(tree, one, facts, TODAY)}
        catalog = self.session.fresh().catalog
        condition = select(catalog, tree, TODAY, TextsOnly(catalog, engine))
        found = catalog.connection.execute(f"SELECT path FROM customers c WHERE {condition.text}", condition.params)
        return wanted, {path for (path,) in found}
