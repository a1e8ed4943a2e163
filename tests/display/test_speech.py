"""Messages in a language."""

from __future__ import annotations

import gettext
import io
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from ledger.display.speech import Speaker, choose_language
from ledger.messages import say, say_many


@pytest.fixture
def chinese(tmp_path: Path) -> Speaker:
    catalog = Catalog(locale="zh")
    catalog.add("Nothing is called {name}.", "没有叫“{name}”的客户。")
    catalog.add(("{n} day overdue", "{n} days overdue"), ("逾期{n}天",))
    catalog.add("{why} because of {rule}", "因{rule}，{why}")
    catalog.add("broken {name}", "坏了{nome}")
    catalog.add("Overdue", "逾期")
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    folder = tmp_path / "zh" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "ledger.mo").write_bytes(buffer.getvalue())
    assert isinstance(gettext.find("ledger", tmp_path, ["zh"]), str)
    return Speaker("zh", tmp_path)


def test_english_is_said_as_it_is_written() -> None:
    speaker = Speaker()
    assert speaker.say(say("Nothing is called {name}.", name="云启")) == "Nothing is called 云启."
    assert speaker.say(say_many("{n} day overdue", "{n} days overdue", 1)) == "1 day overdue"
    assert speaker.say(say_many("{n} day overdue", "{n} days overdue", 3)) == "3 days overdue"
    assert speaker.text("Overdue") == "Overdue"


def test_a_message_inside_a_message_is_in_the_same_language(chinese: Speaker) -> None:
    late = say_many("{n} day overdue", "{n} days overdue", 3)
    assert chinese.say(say("{why} because of {rule}", why=late, rule="A")) == "因A，逾期3天"
    assert chinese.say(say("Nothing is called {name}.", name="云启")) == "没有叫“云启”的客户。"
    assert chinese.text("Overdue") == "逾期"


def test_what_has_no_translation_is_said_in_english(chinese: Speaker) -> None:
    assert chinese.say(say("It has {n}.", n=1)) == "It has 1."
    assert chinese.say(say("broken {name}", name="x")) == "broken x"
    assert chinese.text("") == ""
    assert Speaker("zh", Path("/nowhere")).say(say("Overdue")) == "Overdue"


def test_values_in_a_message_are_safe_and_numbers_can_be_formatted() -> None:
    speaker = Speaker()
    assert speaker.say(say("{name} {{x}}", name="\x1b[2J{oops}\u202e")) == "␛[2J{oops}<U+202E> {x}"
    assert speaker.say(say("{n:,} and {d:.2f}", n=12000, d=Decimal("1.5"))) == "12,000 and 1.50"
    assert speaker.say(say("{names}", names=("a\x07", "b"))) == "a␇, b"
    assert speaker.say(say("{outer}", outer=say("{inner}", inner="\x9b"))) == "<U+009B>"


@pytest.mark.parametrize(
    ("option", "env", "settings", "language"),
    [
        ("zh", {"LEDGER_LANG": "en"}, "en", "zh"),
        (None, {"LEDGER_LANG": "zh", "LANG": "en_US.UTF-8"}, "en", "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "en", "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, None, "zh"),
        (None, {"LC_ALL": "zh-Hans", "LANG": "en"}, None, "zh"),
        (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, None, "en"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en"}, None, "zh"),
        (None, {"LEDGER_LANG": "fr", "LANG": "zh"}, None, "zh"),
        (None, {"LANG": "fr_FR"}, None, "en"),
        (None, {}, None, "en"),
        ("ZH_cn", {}, "", "zh"),
    ],
)
def test_the_language_is_the_first_wish_that_is_known(
    option: str | None, env: dict[str, str], settings: str | None, language: str
) -> None:
    assert choose_language(option, env, settings) == language
