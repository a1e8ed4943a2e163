"""Nothing that somebody typed into a file acts on the terminal of who looks at it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.payloads import COLOURS, FORBIDDEN, PAYLOADS, ledger_of_payloads
from tests.hostile.running import Printed, at_terminal, piped, tree

TODAY = ("--today", "2026-11-21")
COUNT = len(PAYLOADS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGER_STATE", str(tmp_path_factory.mktemp("state")))
        yield ledger_of_payloads(tmp_path_factory.mktemp("payloads") / "ledger")


def acting(printed: Printed, *, coloured: bool = False) -> list[str]:
    """What of an answer a terminal would obey, each with what stands around it."""
    text = (printed.out + printed.err).decode("utf-8", "surrogateescape")
    text = COLOURS.sub("", text) if coloured else text
    return [repr(text[max(found.start() - 40, 0) : found.end() + 20]) for found in FORBIDDEN.finditer(text)][:3]


READING = [
    ("due",),
    ("due", "--why", "--days", "60", "--limit", "0"),
    ("due", "--csv"),
    ("due", "--json"),
    ("list", "--limit", "0"),
    ("list", "--columns", "name,aliases,owner,contacts.phone,tags,region,k", "--sort", "name"),
    ("list", "--group", "owner"),
    ("list", "--paths"),
    ("list", "--csv"),
    ("list", "--json"),
    ("check", "--all"),
    ("check", "--format", "gcc", "--all"),
    ("check", "--scores"),
    ("check", "--json"),
    ("check", "--fix", "--dry-run"),
    ("show", "--timeline"),
    ("show", "same"),
    ("show", "Same Name"),
    ("set", "Same", "level=B"),
    ("log", "same", "call", "hello"),
    ("done", "same"),
    ("snooze", "same", "fri"),
    ("tag",),
    ("tag", "--rename", "t" + PAYLOADS[8], "n" + PAYLOADS[9], "--dry-run"),
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_no_answer_acts_on_a_terminal(place: Path, words: tuple[str, ...]) -> None:
    for color in ("never", "always"):
        printed = at_terminal([*TODAY, "--color", color, *words], place)
        assert printed.code in (0, 1, 2), printed.text[-600:]
        assert len(printed.out) > 20
        assert acting(printed, coloured=color == "always") == []


def test_answers_show_what_was_typed_as_pictures(place: Path) -> None:
    assert "␛]52;c;cm0gLXJm␇" in at_terminal([*TODAY, "due", "--limit", "0"], place, COLUMNS="400").text
    assert "[bold red]markup[/] [/nothing]" in at_terminal([*TODAY, "--color", "always", "list"], place).text


def test_without_the_guard_the_same_trial_finds_the_terminal_obeying(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("ledger.display") and hasattr(module, "safe_text"):
            monkeypatch.setattr(module, "safe_text", lambda text, *_: text)
    assert acting(at_terminal([*TODAY, "list", "--limit", "0"], place))


def test_every_customer_is_shown_without_harm(place: Path) -> None:
    for number in range(0, COUNT, 4):
        for words in (("show", f"customers/{number:02}.md"), ("show", f"customers/{number + 1:02}.md", "--timeline")):
            printed = at_terminal([*TODAY, "--color", "never", *words], place)
            assert printed.code in (0, 1), printed.text
            assert acting(printed) == [], words


@pytest.mark.parametrize(
    "words",
    [
        ("log", "customers/{n:02}.md", "call", "{p}", "--title", "{p}", "--by", "{p}", "--tag", "{p}", "--dry-run"),
        ("log", "customers/{n:02}.md", "{p}", "x", "-f", "{p}={p}", "--dry-run"),
        ("set", "customers/{n:02}.md", "region={p}", "tags+={p}", "contacts.0.title={p}", "--force", "--dry-run"),
        ("set", "customers/{n:02}.md", "{p}={p}", "--dry-run"),
        ("done", "customers/{n:02}.md", "{p}", "--result", "{p}", "--dry-run"),
        ("snooze", "customers/{n:02}.md", "{p}", "fri", "--dry-run"),
        ("tag", "customers/{n:02}.md", "+{p}", "--dry-run"),
        ("new", "{p}", "-f", "region={p}", "--folder", "{p}", "--dry-run"),
        ("new", "n", "--template", "{p}"),
        ("show", "{p}"),
        ("list", "{p}"),
        ("list", "level:{p} OR (", "--columns", "{p}", "--sort", "{p}"),
        ("due", "--by", "{p}"),
        ("due", "--kind", "{p}"),
        ("check", "{p}"),
        ("-C", "{p}", "due"),
        ("--today", "{p}", "due"),
        ("{p}",),
        ("due", "--{p}"),
        ("tag", "--rename", "{p}", "{p}", "--dry-run"),
    ],
    ids=" ".join,
)
def test_what_is_typed_to_a_command_comes_back_harmless(place: Path, words: tuple[str, ...]) -> None:
    before = tree(place)
    for number, payload in list(enumerate(PAYLOADS))[len(words) % 6 :: 6]:
        typed = payload.replace("\0", "")
        made = [word.replace("{p}", typed).replace("{n:02}", f"{number:02}") for word in words]
        printed = at_terminal(["--color", "never", *TODAY, *made], place)
        assert printed.code in (0, 1, 2, 74), (made, printed.text[:900])
        assert acting(printed) == [], made
    assert tree(place) == before


def test_the_tab_key_gets_no_payload_that_acts(place: Path) -> None:
    piped([*TODAY, "list"], place)
    for shell in ("bash", "zsh", "fish"):
        for words in (["show", ""], ["tag", "same", "+"], ["due", "--by", ""], ["list", ""]):
            typed = ["ledger " + " ".join(words)] if shell == "bash" else words
            printed = piped(typed, place, LEDGER_COMPLETE=shell)
            assert printed.code == 0
            assert acting(printed) == []


@pytest.mark.parametrize(
    "words", [("list", "--limit", "0"), ("due", "--limit", "0", "--days", "60"), ("check", "--all"), ("show", "00")],
    ids=" ".join,
)  # fmt: skip
def test_json_in_a_pipe_is_whole(place: Path, words: tuple[str, ...]) -> None:
    printed = piped([*TODAY, *words, "--json"], place)
    found = json.loads(printed.out)
    assert found
    if words[0] == "list":
        names = {customer["name"] for customer in found}
        assert {"v" + payload[:300] for payload in PAYLOADS[1::2] if "\0" not in payload} <= names
    # A terminal gets the same, but for a flood of marks, which is counted there.
    shown = json.loads(at_terminal(["-q", *TODAY, *words, "--json"], place).out)
    assert len(shown) == len(found)
    assert len([one for one in found if one in shown]) >= len(found) * 0.9 or words[0] == "show"
