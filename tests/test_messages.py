"""The sentences of the program against their catalogues; `make messages` brings these up to date."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from ledger.display.speech import LANGUAGES
from tools import messages

every_catalogue = pytest.mark.parametrize("path", list(messages.catalogues()), ids=messages.language)


@pytest.fixture(scope="module")
def gathered() -> Catalog:
    return messages.gather()


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in messages.sentences(catalog)}


def differences(catalog: Catalog, gathered: Catalog) -> tuple[list[str], list[str]]:
    """Sentences that a catalogue lacks, and those that it has to no purpose."""
    known, wanted = ids(catalog), ids(gathered)
    return sorted(map(str, wanted - known)), sorted(map(str, known - wanted))


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))  # type: ignore[arg-type, call-overload]


def places(text: str) -> set[str]:
    """The `{places}` of a template; help texts are no templates and may hold single braces."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()


def is_complete(message: Message) -> bool:
    return all(forms(message.string)) and not message.fuzzy


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {messages.language(path) for path in messages.catalogues()} == {*LANGUAGES} - {"en"}


def test_the_template_has_the_sentences_of_the_sources(gathered: Catalog) -> None:
    assert differences(messages.read(messages.TEMPLATE), gathered) == ([], []), "run `make messages`"


def test_no_sentence_stands_inside_an_f_string() -> None:
    # There Babel finds it on Python 3.12 and later only.
    hidden = []
    for path in (messages.ROOT / "ledger").rglob("*.py"):
        texts = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)]
        calls = [call for text in texts for call in ast.walk(text) if isinstance(call, ast.Call)]
        hidden += [path.name for call in calls if getattr(call.func, "id", "") in messages.KEYWORDS]
    assert hidden == []


@every_catalogue
def test_a_catalogue_has_the_sentences_of_the_sources(path: Path, gathered: Catalog) -> None:
    assert differences(messages.read(path), gathered) == ([], []), "run `make messages`"


@every_catalogue
def test_the_compiled_catalogue_is_that_of_the_written_one(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == messages.compiled(messages.read(path)), "run `make messages`"


@every_catalogue
def test_every_sentence_is_translated(path: Path) -> None:
    assert [message.id for message in messages.sentences(messages.read(path)) if not is_complete(message)] == []


@every_catalogue
def test_a_translation_has_the_places_of_its_sentence(path: Path) -> None:
    wrong = []
    for message in messages.sentences(messages.read(path)):
        allowed = set().union(*map(places, forms(message.id)))
        needed = set.intersection(*map(places, forms(message.id)))
        wrong += [text for text in forms(message.string) if text and not needed <= places(text) <= allowed]
    assert wrong == []
