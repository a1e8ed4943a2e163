"""Write docs/commands.md and its Chinese sister from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click

from ledger.cli.command import Command
from ledger.cli.help import argument_form, arguments, option_form, option_text, options, paragraphs, usage
from ledger.cli.root import root
from ledger.cli.table import GROUPS, module_name
from ledger.display.speech import Speaker

FOLDER = Path(__file__).parent.parent / "docs"
PAGES = {"en": FOLDER / "commands.md", "zh": FOLDER / "commands.zh-CN.md"}
TITLES = {
    "en": (
        "Commands",
        "Made from the program by `make docs`; the same words as `ledger COMMAND --help`.",
        "Every command",
    ),
    "zh": ("命令", "本页由 `make docs` 从程序生成，与 `ledger COMMAND --help` 的文字相同。", "所有命令通用"),
}


def compose(language: str) -> str:
    """The page in one language."""
    speaker = Speaker(language)
    title, note, everywhere = TITLES[language]
    parts = [f"# {title}", note]
    for heading, commands in GROUPS:
        parts.append(f"## {speaker.text(heading)}")
        for word, _ in commands:
            if find_spec(module_name(word)) is not None:
                parts += _command(word, speaker)
    parts += [
        f"## {everywhere}",
        _list((option_form(each, speaker), option_text(each, speaker)) for each in options(root)),
    ]
    return "\n\n".join(parts) + "\n"


def _command(word: str, speaker: Speaker) -> Iterator[str]:
    """The parts of one command."""
    ctx = click.Context(root, info_name="ledger")
    found = root.get_command(ctx, word)
    if not isinstance(found, Command):
        raise TypeError(word)
    own = click.Context(found, info_name=word, parent=ctx)
    yield f"### ledger {word}"
    yield f"```\n{usage(found, own, speaker)}\n```"
    yield from paragraphs(speaker.text(found.help or ""))
    rows = [(argument_form(each, speaker), speaker.text(each.help or "")) for each in arguments(found)]
    rows += [(option_form(each, speaker), option_text(each, speaker)) for each in options(found) if each.name != "help"]
    if rows:
        yield _list(rows)
    if found.examples:
        yield "```sh\n" + "\n".join(f"{typed}  # {speaker.text(text)}" for typed, text in found.examples) + "\n```"


def _list(rows: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    """Rows as a list."""
    return "\n".join(f"- `{form}`: {text}" for form, text in rows)


def main() -> None:
    """Write the pages."""
    for language, path in PAGES.items():
        path.write_text(compose(language), "utf-8", newline="\n")
        print(path.relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
