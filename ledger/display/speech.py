"""Messages put into the words of one language."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ledger.display.safe import safe_text
from ledger.display.words import amount_text, interval_words
from ledger.messages import Message, put
from ledger.model.values import Interval, Money

LANGUAGES = ("en", "zh")
LOCALE = Path(__file__).parent.parent / "locale"

Several = Callable[[str, str, int], str]
One = Callable[[str], str]


class Speaker:
    """Says messages in one language; a template that has no translation is said in English."""

    __slots__ = ("_one", "_several", "language")

    def __init__(self, language: str = "en", folder: Path = LOCALE) -> None:
        self.language = language
        self._one, self._several = (_same, _english) if language == "en" else _catalogue(language, folder)

    def say(self, message: Message) -> str:
        """The sentence, its values safe to show. A translation with other places than the English is not used."""
        harmless = _harmless(message)
        try:
            return put(harmless, self._one, self._several)
        except (LookupError, ValueError):
            return put(harmless, _same, _english)

    def text(self, template: str) -> str:
        """A text without values (help, a heading) in this language; an empty text stays empty."""
        return self._one(template)


def choose_language(
    option: str | None, env: Mapping[str, str] | None = None, settings_language: str | None = None
) -> str:
    """`en` or `zh`: the first that is known of --lang, LEDGER_LANG, ledger.yaml's language and the system's locale."""
    env = os.environ if env is None else env
    system = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    wishes = (option, env.get("LEDGER_LANG"), settings_language, system)
    return next((known for known in map(_known, wishes) if known), "en")


def _known(wish: str | None) -> str:
    """The language of a tag such as `zh_CN.UTF-8` or `zh-Hans`, or an empty text."""
    language = (wish or "").strip().lower().replace("-", "_").partition("_")[0].partition(".")[0]
    return language if language in LANGUAGES else ""


def _harmless(message: Message) -> Message:
    """The message with values that can be shown."""
    if not message.args:
        return message
    return Message(message.template, {name: _word(value) for name, value in message.args.items()}, message.many)


def _word(value: object) -> object:
    """A value of a message as it is put into a sentence; numbers stay, so that a template can format them."""
    if isinstance(value, Message):
        return _harmless(value)
    if isinstance(value, Interval):
        return interval_words(value)
    if isinstance(value, Money):
        return amount_text(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(value, tuple | list):
        return tuple(_word(part) for part in value)
    return safe_text(str(value))


def _same(template: str) -> str:
    return template


def _english(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


@lru_cache(maxsize=4)
def _catalogue(language: str, folder: Path) -> tuple[One, Several]:
    """The functions of a language's catalogue; English where there is none."""
    import gettext

    try:
        found = gettext.translation("ledger", folder, [language])
    except OSError:
        return _same, _english
    # The empty template names the catalogue's own header.
    return (lambda template: found.gettext(template) if template else ""), found.ngettext
