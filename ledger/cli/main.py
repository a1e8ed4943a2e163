"""The entry point: one run of `ledger`, from words to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.cli.context import Surface

COMPLETING = "LEDGER_COMPLETE"
# Commands that write no customer file, so that nothing is done twice when they are run twice.
READING = frozenset({"due", "list", "show", "check", "search"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the words name (the process's own if None) and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if COMPLETING in os.environ:
        from ledger.cli.completion import answer

        return answer(os.environ[COMPLETING], words)
    from ledger.cli.context import Surface
    from ledger.cli.errors import report, signals_as_errors

    surface = Surface(json=wants_json(words))
    try:
        with signals_as_errors():
            return run_anew(words, surface)
    except BaseException as error:  # noqa: BLE001
        return report(_blamed(error, words), surface)


def _blamed(error: BaseException, words: Sequence[str]) -> BaseException:
    """The error, or the refusal of words that are bytes in another encoding where nothing stumbled but over them."""
    if not isinstance(error, UnicodeEncodeError) or not any(map(_has_undecoded, words)):
        return error
    from ledger.operations.typed_text import undecoded

    return undecoded()


def _has_undecoded(word: str) -> bool:
    return any("\udc80" <= sign <= "\udcff" for sign in word)


def run_anew(words: list[str], surface: Surface) -> int:
    """Run the command; one that only reads is run once more, without the index, if that turns out to be damaged."""
    try:
        return run(words, surface)
    except Exception as error:
        from ledger.index.damage import is_damage

        if not is_damage(error) or surface.command not in READING or not surface.without_index():
            raise
        return run(words, surface)


def run(words: list[str], surface: object) -> int:
    """Run the command; errors come out as they are."""
    import click

    from ledger.cli.root import root

    try:
        with root.make_context("ledger", words, obj=surface) as ctx:
            result = root.invoke(ctx)
    except click.exceptions.Exit as end:
        result = end.exit_code
    sys.stdout.flush()
    return result if isinstance(result, int) and not isinstance(result, bool) else 0


def wants_json(words: Sequence[str]) -> bool:
    """Whether the words ask for JSON; known before they are parsed, for the sake of usage errors."""
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options or "--jsonl" in options
