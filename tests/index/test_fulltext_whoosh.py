"""A shard is an ordinary Whoosh index, written at once; whatever is not exactly what was written is not read."""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.index import shards
from ledger.index.catalog import Catalog
from ledger.index.engine import K1, B, Damaged, Document
from ledger.index.fulltext_whoosh import Inverted, Opened, Written
from ledger.index.sharded import Whoosh
from ledger.query.tokens import Wanted
from tests.index.engine_contract import documents
from tests.index.sharding import empty_catalog, names

ROOT = Path(__file__).parent.parent.parent
MANY = [
    Document(n + 1, {"all": 1.0, f"mod{n % 7}": float(n % 50 + 1), f"t{n}": 2.0, "云启": 0.5 + n % 3}, 10 + n)
    for n in range(700)
]


def written(folder: Path, made: list[Document]) -> Written:
    inverted = Inverted()
    for one in made:
        inverted.add(one)
    folder.mkdir(exist_ok=True)
    return inverted.write(folder)


def all_of(opened: Opened) -> dict[str, dict[int, float]]:
    """What a shard holds, by token and place."""
    return {token: dict(zip(*opened.read(found), strict=True)) for token, found in opened.tokens()}


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = empty_catalog(tmp_path)
    yield made
    made.close()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    made = written(tmp_path / "shard", MANY)
    assert list(made.numbers) == [one.number for one in MANY]
    assert list(made.lengths) == [one.length for one in MANY]
    opened = Opened(tmp_path / "shard", made.files)
    wanted: dict[str, dict[int, float]] = {}
    for place, one in enumerate(MANY):
        for token, weight in one.words.items():
            wanted.setdefault(token, {})[place] = weight
    assert all_of(opened) == wanted
    found = opened.find("mod3")
    assert found is not None
    assert found.documents == 100
    assert opened.find("mod") is None
    assert sum(postings.documents for postings in opened.begin("mod")) == 700
    opened.close()


@given(st.lists(st.dictionaries(st.text(min_size=1), st.floats(0.125, 1e6, width=32), max_size=9), max_size=9))
@settings(max_examples=25, deadline=None)
def test_any_token_and_weight_is_kept(tmp_path_factory: pytest.TempPathFactory, words: list[dict[str, float]]) -> None:
    folder = tmp_path_factory.mktemp("shard")
    made = written(folder, documents(*words))
    opened = Opened(folder, made.files)
    wanted: dict[str, dict[int, float]] = {}
    for place, one in enumerate(words):
        for token, weight in one.items():
            wanted.setdefault(token, {})[place] = weight
    assert all_of(opened) == wanted
    opened.close()


def test_whoosh_itself_opens_and_searches_a_shard(tmp_path: Path) -> None:
    from whoosh import index, query

    written(tmp_path / "shard", MANY)
    found = index.open_dir(str(tmp_path / "shard"))
    assert found.doc_count() == 700
    with found.searcher() as searcher:
        reader = searcher.reader()
        assert set(reader.field_terms("text")) >= {"all", "mod0", "t699", "云启"}
        assert reader.doc_frequency("text", "mod3") == 100
        matcher = reader.postings("text", "mod3")
        assert [(place, MANY[place].words["mod3"]) for place in range(3, 700, 7)] == list(weighed(matcher))
        both = query.And([query.Term("text", "mod3"), query.Prefix("text", "t1")])
        asked = searcher.search(both, limit=None)
        assert {hit.docnum for hit in asked} == {n for n in range(3, 700, 7) if str(n).startswith("1")}
        # Rarely a length is stored exactly by Whoosh, but its order by weight is clear.
        best = searcher.search(query.Term("text", "t5"), limit=1)
        assert best[0].docnum == 5
    found.close()


def weighed(matcher: Any) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()


def test_scores_are_bm25_over_all_shards(catalog: Catalog) -> None:
    engine = Whoosh(catalog)
    engine.add(MANY[:300])
    engine.add(MANY[300:])
    asked = ["mod3", "云启", "nobody", "t10"]
    average = sum(one.length for one in MANY) / len(MANY)
    scores: dict[int, float] = {}
    for token in asked:
        having = [one for one in MANY if token in one.words]
        rarity = math.log(1 + (len(MANY) - len(having) + 0.5) / (len(having) + 0.5))
        for one in having:
            weight = one.words[token]
            score = rarity * weight * (K1 + 1) / (weight + K1 * (1 - B + B * one.length / average))
            scores[one.number] = scores.get(one.number, 0) + score
    right = sorted(scores.items(), key=lambda found: (-found[1], found[0]))[:20]
    ranked = engine.ranked(asked, 20)
    assert [number for number, _ in ranked] == [number for number, _ in right]
    assert [score for _, score in ranked] == pytest.approx([score for _, score in right])
    rough = engine.candidates(Wanted(("mod3", "云启")))
    both = {number: score for number, score in engine.ranked(["mod3", "云启"], 700) if number in rough}
    assert dict(rough) == pytest.approx(both)
    engine.close()


DAMAGES = ["emptied", "deleted", "truncated", "longer", "flipped", "folder", "link"]


@pytest.mark.parametrize("ending", [".trm", ".pst"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_as_such_and_its_shard_struck_out(
    catalog: Catalog, tmp_path: Path, damage: str, ending: str
) -> None:
    engine = Whoosh(catalog)
    engine.add(MANY[:300])
    engine.add(MANY[300:])
    name = sorted(names(catalog))[0]
    (file,) = (tmp_path / "index" / "text" / name).glob(f"*{ending}")
    spoil(file, damage)
    with pytest.raises(Damaged):
        engine.candidates(Wanted(("all",)))
    assert names(catalog) != {name}
    assert name not in names(catalog)
    assert set(engine.candidates(Wanted(("all",)))) == set(engine.known()) != set()


def spoil(file: Path, damage: str) -> None:
    content = file.read_bytes()
    if damage in ("emptied", "truncated", "longer"):
        file.write_bytes({"emptied": b"", "truncated": content[: len(content) // 2], "longer": content + b"."}[damage])
    elif damage == "flipped":
        file.write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
        os.utime(file, (1, 1))  # The clock of a test may not have gone on since.
    else:
        file.unlink()
        if damage == "folder":
            file.mkdir()
        elif damage == "link":
            file.with_suffix(".elsewhere").write_bytes(content)
            file.symlink_to(file.with_suffix(".elsewhere"))


def test_a_file_of_another_shard_is_noticed(catalog: Catalog, tmp_path: Path) -> None:
    engine = Whoosh(catalog)
    engine.add(MANY[:300])
    engine.add(MANY[:300])
    one, other = ((tmp_path / "index" / "text" / name) for name in names(catalog))
    for ending in (".trm", ".pst"):
        (here,), (there,) = one.glob(f"*{ending}"), other.glob(f"*{ending}")
        here.rename(tmp_path / "kept")
        there.rename(here)
        (tmp_path / "kept").rename(there)
    with pytest.raises(Damaged):
        engine.candidates(Wanted(("all",)))


@pytest.mark.parametrize("seed", range(150))
def test_whatever_is_flipped_unnoticed_is_damage_or_an_answer(tmp_path: Path, seed: int) -> None:
    """The last defence: content that differs although size, time and inode are the same."""
    from random import Random

    chance = Random(seed)
    folder = tmp_path / "shard"
    made = written(folder, MANY[:60])
    file = folder / chance.choice(sorted(made.files))
    content = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    state = file.stat()
    with file.open("r+b") as open_file:
        open_file.write(content[: chance.choice((len(content), len(content) // 2))])
    os.utime(file, ns=(state.st_mtime_ns, state.st_mtime_ns))
    catalog = empty_catalog(tmp_path)
    place = shards.made_place(catalog)
    assert place is not None
    folder.chmod(0o700)
    folder.rename(place / "0")
    shards.swap(catalog, [shards.Shard("0", made.numbers, made.lengths, made.files)])
    engine = Whoosh(catalog)
    try:
        engine.candidates(Wanted(("all", "mod3"), ("t",)))
        engine.ranked(["all", "t5"], 5)
        list(engine.held())
    except Damaged:
        assert names(catalog) == set()
    engine.close()
    catalog.close()


class _Poison:
    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> Any:
        return Path.touch, (self.place,)


@pytest.mark.parametrize("ending", [".trm", ".pst"])
def test_no_code_is_run_from_a_file(catalog: Catalog, tmp_path: Path, ending: str) -> None:
    """Even if a file passes for ours: what Whoosh pickles are numbers and texts, and nothing else is taken."""
    engine = Whoosh(catalog)
    engine.add(MANY)
    (shard,) = shards.listed(catalog.connection)
    (file,) = (tmp_path / "index" / "text" / shard.name).glob(f"*{ending}")
    poison = pickle.dumps(_Poison(tmp_path / "poisoned"), 2)
    content = file.read_bytes()
    if ending == ".trm":
        # The last four bytes before the table of places tell how long the pickle is.
        start = content.rindex(b"\x80", 0, len(content) - 4)
        spoilt = content[:start] + poison + len(poison).to_bytes(4, "big")
    else:
        spoilt = content[:8] + poison + content[8 + len(poison) :]
    file.write_bytes(spoilt)
    state = file.stat()
    files = {**shard.files, file.name: (state.st_size, state.st_mtime_ns, state.st_ino)}
    shards.swap(catalog, [replace(shard, files=files, name="f" * 32)], [shard.name])
    file.parent.rename(file.parent.parent / ("f" * 32))
    with pytest.raises(Damaged):
        Whoosh(catalog).candidates(Wanted(("all",), ("m",)))
    assert not (tmp_path / "poisoned").exists()


def test_a_poisoned_list_of_segments_is_never_opened(catalog: Catalog, tmp_path: Path) -> None:
    engine = Whoosh(catalog)
    engine.add(MANY)
    poison = pickle.dumps(_Poison(tmp_path / "poisoned"), 2)
    (name,) = names(catalog)
    text = tmp_path / "index" / "text"
    for folder in (text / name, text / ("0" * 32), tmp_path / "index" / ("1" * 32)):
        folder.mkdir(exist_ok=True)
        (folder / "_MAIN_1.toc").write_bytes(poison)
        (folder / "_MAIN_2.toc").write_bytes(poison)
        (folder / "MAIN_x.seg").write_bytes(poison)
    fresh = Whoosh(catalog)
    assert len(fresh.candidates(Wanted(("all",)))) == 700
    assert not (tmp_path / "poisoned").exists()


@pytest.mark.parametrize("what", ["shard", "place"])
@pytest.mark.parametrize("how", ["link", "open to all"])
def test_a_folder_that_others_may_have_made_is_not_opened(
    catalog: Catalog, tmp_path: Path, what: str, how: str
) -> None:
    Whoosh(catalog).add(MANY)
    (name,) = names(catalog)
    folder = tmp_path / "index" / "text" / (name if what == "shard" else "")
    if how == "link":
        folder.rename(tmp_path / "elsewhere")
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.chmod(0o777)
    with pytest.raises(Damaged):
        Whoosh(catalog).candidates(Wanted(("all",)))


def test_a_catalog_that_cannot_be_asked_is_damage(catalog: Catalog) -> None:
    engine = Whoosh(catalog)
    engine.add(MANY[:3])
    catalog.connection.execute("UPDATE shards SET numbers = x'010203'")
    with pytest.raises(Damaged):
        Whoosh(catalog).known()
    catalog.connection.execute("DROP TABLE shards")
    with pytest.raises(Damaged):
        engine.known()


OTHERS = [path for path in os.environ.get("LEDGER_OTHER_WHOOSHES", "").split(os.pathsep) if path]


@pytest.mark.skipif(not OTHERS, reason="LEDGER_OTHER_WHOOSHES names no folders with other distributions of Whoosh")
@pytest.mark.parametrize("folder", OTHERS)
def test_another_distribution_of_whoosh_holds_to_the_same_tests(folder: str) -> None:
    tests = ["tests/index/test_engines.py", "tests/index/test_fulltext_whoosh.py", "tests/index/test_shards.py"]
    environment = {**os.environ, "PYTHONPATH": folder, "LEDGER_OTHER_WHOOSHES": "", "EXPECTED": folder}
    check = "import os, whoosh; assert whoosh.__file__.startswith(os.environ['EXPECTED']), whoosh.__file__"
    subprocess.run([sys.executable, "-W", "ignore", "-c", check], cwd=ROOT, env=environment, check=True)
    asked = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    ran = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.skipif(not OTHERS, reason="LEDGER_OTHER_WHOOSHES names no folders with other distributions of Whoosh")
@pytest.mark.parametrize("folder", OTHERS)
def test_a_shard_by_another_distribution_is_read(tmp_path: Path, folder: str) -> None:
    script = (
        "import sys, json; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from tests.index.test_fulltext_whoosh import MANY, written\n"
        "print(json.dumps(written(Path(sys.argv[1]), MANY).files))"
    )
    import json

    environment = {**os.environ, "PYTHONPATH": folder}
    asked = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / "shard"), str(ROOT)]
    told = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout
    files = {name: (size, mtime, inode) for name, (size, mtime, inode) in json.loads(told).items()}
    here = written(tmp_path / "here", MANY)
    there, ours = Opened(tmp_path / "shard", files), Opened(tmp_path / "here", here.files)
    assert all_of(there) == all_of(ours)
    there.close()
    ours.close()
