"""What every text index has to do, whichever it is: tests that each inherits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

import pytest

from ledger.index.engine import Document, Engine
from ledger.index.texts import document
from ledger.query.fold import fold
from ledger.query.tokens import Wanted, wanted, wanted_phone


def documents(*words: Mapping[str, float], first: int = 1) -> list[Document]:
    """Documents numbered from `first`, as long as their weights together."""
    return [Document(number, one, int(sum(one.values()))) for number, one in enumerate(words, first)]


def who_has(among: Iterable[Document], asked: Wanted) -> set[int]:
    """Who has all that is wanted, by looking at every document."""
    return {
        one.number
        for one in among
        if all(token in one.words for token in asked.whole)
        and all(any(token.startswith(start) for token in one.words) for start in asked.begins)
    }


def texts(*said: str) -> list[Document]:
    """Documents of customers who are called so, as the catalog keeps them."""
    return [document(number, f"{fold(text)}\x1d\x1d\x1d\x1d") for number, text in enumerate(said, 1)]


class EngineContract:
    """The tests; a subclass gives `engine`, an index without documents."""

    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError

    def test_an_empty_index_knows_and_finds_nobody(self, engine: Engine) -> None:
        assert set(engine.known()) == set()
        assert dict(engine.candidates(Wanted(("acme",)))) == {}
        assert dict(engine.candidates(Wanted((), ("a",)))) == {}
        assert engine.ranked(["acme"], 5) == []

    def test_it_knows_whom_it_was_given(self, engine: Engine) -> None:
        engine.add(documents({"acme": 1.0}, {"云启": 1.0}))
        assert {1, 2} <= set(engine.known())
        engine.add(documents({"acme": 1.0}, first=3))
        assert {1, 2, 3} <= set(engine.known())
        assert set(engine.candidates(Wanted(("acme",)))) == {1, 3}

    def test_it_still_knows_what_it_was_given_before(self, engine: Engine) -> None:
        for number in range(1, 12):
            engine.add(documents({"acme": 1.0, f"t{number}": 2.0}, first=number))
        assert set(engine.candidates(Wanted(("acme",)))) == set(range(1, 12))
        assert set(engine.candidates(Wanted(("acme", "t7")))) == {7}

    def test_all_tokens_have_to_be_there(self, engine: Engine) -> None:
        engine.add(documents({"acme": 1.0, "云启": 8.0}, {"acme": 1.0, "启云": 8.0}, {"acmes": 1.0, "云启": 1.0}))
        assert set(engine.candidates(Wanted(("acme", "云启")))) == {1}
        assert set(engine.candidates(Wanted(("acme",), ("云",)))) == {1}
        assert set(engine.candidates(Wanted((), ("acme",)))) == {1, 2, 3}
        assert set(engine.candidates(Wanted((), ("acm", "启")))) == {2}
        assert set(engine.candidates(Wanted(("acme", "nobody")))) == set()

    @pytest.mark.parametrize(
        ("word", "found"),
        [("云启", {1}), ("启", {1, 2}), ("司", {1, 2}), ("启公司", {2}), ("acme", {3}), ("1200", {3}), ("x", set())],
    )
    def test_words_are_found_in_texts(self, engine: Engine, word: str, found: set[int]) -> None:
        engine.add(texts("云启科技公司", "启公司", "acme 1200"))
        asked = wanted(word)
        assert asked is not None
        assert set(engine.candidates(asked)) == found

    @pytest.mark.parametrize("begins", ["a", "ac", "acme", "云", "1", "12"])
    def test_a_beginning_finds_every_token_that_begins_so(self, engine: Engine, begins: str) -> None:
        made = texts("acme", "acumen", "云启", "白云", "1200 acme", "ba")
        engine.add(made)
        asked = Wanted((), (begins,))
        assert set(engine.candidates(asked)) == who_has(made, asked)

    @pytest.mark.parametrize("word", ["13800", "0013800", "138 0013 8000"])
    def test_digits_of_phones_are_apart_from_numbers_in_texts(self, engine: Engine, word: str) -> None:
        engine.add(documents({"#13800": 4.0, "#38001": 4.0, "#80013": 4.0}, {"13800": 1.0}))
        engine.add([document(3, "\x1d\x1d\x1d\u066013800138000\x1d")])
        phone = wanted_phone(word)
        assert phone is not None
        assert 3 in engine.candidates(phone)
        assert 2 not in engine.candidates(phone)

    @pytest.mark.parametrize(
        "token", ['"', "a OR b", "NOT", "ones:x", "*", "-", "{}", "'", "\\", "é", "ß", "𠮷", "\U0010ffff"]
    )
    def test_a_token_is_taken_as_it_is(self, engine: Engine, token: str) -> None:
        engine.add(documents({"a": 1.0, "b": 1.0, "x": 1.0, "e": 1.0, "ss": 1.0}))
        assert dict(engine.candidates(Wanted((token,)))) == {}
        assert engine.ranked([token], 5) == []

    @pytest.mark.parametrize("token", ["é", "ß", "𠮷", "привет", "\U0010ffff", "x" * 3000])
    def test_letters_of_all_scripts_are_found(self, engine: Engine, token: str) -> None:
        engine.add(documents({token: 1.0}, {"a": 1.0}))
        assert set(engine.candidates(Wanted((token,)))) == {1}
        assert set(engine.candidates(Wanted((), (token[:1],)))) == {1}

    def test_many_tokens_are_no_trouble(self, engine: Engine) -> None:
        engine.add(documents({f"t{n}": 1.0 for n in range(3000)}, {"t7": 1.0}))
        assert set(engine.candidates(Wanted(tuple(f"t{n}" for n in range(3000))))) == {1}
        assert {number for number, _ in engine.ranked([f"t{n}" for n in range(3000)], 9)} == {1, 2}

    def test_a_word_in_a_name_counts_more_than_one_in_an_old_text(self, engine: Engine) -> None:
        others = [{f"x{n}": 20.0} for n in range(20)]
        fill = [{"云启": weight, "其他": 20 - weight} for weight in (1.0, 2.0, 4.0, 8.0, 16.0)]
        engine.add(documents(*fill, *others))
        assert [number for number, _ in engine.ranked(["云启"], 9)] == [5, 4, 3, 2, 1]
        rough = engine.candidates(Wanted(("云启",)))
        assert sorted(rough, key=rough.__getitem__) == [1, 2, 3, 4, 5]

    def test_a_rare_word_counts_more_than_a_common_one(self, engine: Engine) -> None:
        engine.add(documents(*({"common": 1.0, f"x{n}": 1.0} for n in range(30)), {"rare": 1.0, "x99": 1.0}))
        assert engine.ranked(["common", "rare"], 1)[0][0] == 31

    def test_whoever_has_any_of_the_tokens_is_ranked(self, engine: Engine) -> None:
        engine.add(
            documents({"a": 1.0, "b": 1.0}, {"a": 1.0, "c": 1.0}, {"d": 1.0}, *({f"x{n}": 1.0} for n in range(9)))
        )
        assert {number for number, _ in engine.ranked(["a", "b"], 9)} == {1, 2}
        assert engine.ranked(["b", "a", "a"], 1)[0][0] == 1
        assert engine.ranked([], 5) == []

    def test_what_is_removed_may_stay_but_nobody_else_goes(self, engine: Engine) -> None:
        engine.add(documents({"acme": 1.0}, {"acme": 1.0}))
        engine.remove([1])
        assert 2 in engine.candidates(Wanted(("acme",)))
        assert 2 in engine.known()

    def test_it_tells_all_it_holds(self, engine: Engine) -> None:
        made = documents({"acme": 1.0, "云启": 25.0}, {"acme": 9.0})
        engine.add(made[:1])
        engine.add(made[1:])
        held: dict[int, Counter[str]] = {}
        for number, token, weight in engine.held():  # type: ignore[attr-defined]
            held.setdefault(number, Counter())[token] += weight  # type: ignore[assignment]
        assert held == {one.number: Counter(one.words) for one in made}

    @pytest.mark.parametrize("seed", range(5))
    def test_it_finds_who_would_be_found_by_looking_at_all(self, engine: Engine, seed: int) -> None:
        chance = Random(seed)

        def token() -> str:
            return "".join(chance.choices("ab云启科1", k=chance.randint(1, 3)))

        made: list[Document] = []
        for _ in range(chance.randint(1, 4)):
            words = [{token(): float(chance.randint(1, 60)) for _ in range(chance.randint(1, 8))} for _ in range(9)]
            fresh = documents(*words, first=len(made) + 1)
            engine.add(fresh)
            made += fresh
        for _ in range(40):
            whole, begins = ([token() for _ in range(chance.randint(0, 2))] for _ in range(2))
            if whole or begins:
                asked = Wanted(tuple(dict.fromkeys(whole)), tuple(begins))
                assert set(engine.candidates(asked)) == who_has(made, asked)
            some = {one.number for one in made if any(token in one.words for token in whole)}
            assert {number for number, _ in engine.ranked(whole, len(made))} == some
