"""Any words find in the catalog whom they find in the files, whatever text index is asked and whatever it has seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.index.building import bring_up_to_date
from ledger.index.engine import Engine
from ledger.index.engines import engine_of
from ledger.query.tree import Tree
from ledger.session import Session, open_session
from tests.index.conftest import TODAY
from tests.index.words_by_reference import Reference, files, queries

INDEXES = ("none", "whoosh", "fts5", "whoosh, behind", "whoosh, nothing yet")


def write(root: Path, made: dict[str, str]) -> None:
    (root / "customers").mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (root / "customers" / name).write_text(text, "utf-8", newline="")


def ledger(root: Path, index: str, seed: int) -> tuple[Session, Engine | None]:
    """A ledger of words whose text index has seen all of it, half of it, or nothing."""
    name = index.partition(",")[0]
    made = files(seed)
    root.mkdir(exist_ok=True)
    (root / "ledger.yaml").write_text(
        f"ledger: 1\nsearch: {{engine: {'whoosh' if name == 'none' else name}}}\n", "utf-8"
    )
    write(root, dict(list(made.items())[: len(made) // 2]) if "behind" in index else made)
    session = open_session(root, today=TODAY, env={})
    if "nothing" not in index:
        bring_up_to_date(session)
    if "behind" in index:
        write(root, made)
        write(root, {"c0.md": made["c1.md"]})
        session.stale()
    return session, None if name == "none" else engine_of(session.fresh().catalog, name)


@pytest.fixture(scope="module", params=INDEXES)
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Reference, Engine | None]]:
    made = []
    for seed in range(3):
        session, engine = ledger(tmp_path_factory.mktemp("words") / "ledger", request.param, seed)
        assert (engine is None) == (request.param == "none")
        made.append((Reference(session), engine))
    return made


@given(which=st.integers(0, 2), tree=queries)
def test_words_find_the_same_customers_as_the_files_say(
    asked: list[tuple[Reference, Engine | None]], which: int, tree: Tree
) -> None:
    reference, engine = asked[which]
    wanted, found = reference.both(tree, engine)
    assert found == wanted


def test_most_words_find_somebody_and_not_everybody(asked: list[tuple[Reference, Engine | None]]) -> None:
    from ledger.query.tree import Word

    reference, engine = asked[0]
    sizes = [len(reference.both(Word(word), engine)[1]) for word in ("物流", "acme", "it", "1200", "报价", "b.com")]
    assert sum(0 < size < len(reference.known) for size in sizes) >= 4
