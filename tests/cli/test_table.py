"""The table of commands against the modules that hold them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

import ledger.cli.commands
from ledger.cli.command import Command
from ledger.cli.root import root
from ledger.cli.table import COMMANDS

FOLDER = Path(ledger.cli.commands.__path__[0])
MODULES = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}


@pytest.mark.parametrize("word", COMMANDS)
def test_every_word_has_a_module_of_its_name(word: str) -> None:
    assert word in MODULES


@pytest.mark.parametrize("word", sorted(MODULES))
def test_every_module_is_in_the_table(word: str) -> None:
    assert word in COMMANDS


@pytest.mark.parametrize("word", sorted(MODULES))
def test_every_command_has_help_and_examples(word: str) -> None:
    found = root.get_command(click.Context(root), word)
    assert isinstance(found, Command)
    assert found.name == word
    assert found.help
    assert found.examples
    assert all(option.help for option in found.params if isinstance(option, click.Option))


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["completion", "bash"]])
def test_nothing_is_imported_that_is_not_needed(words: list[str]) -> None:
    heavy = ["yaml", "whoosh", "watchdog", "rich", "sqlite3", "pypinyin", "phonenumbers", "holidays", "lunar_python"]
    source = (
        "import sys; from ledger.cli.main import main; main(sys.argv[2:]);"
        "loaded = {name.partition('.')[0] for name in sys.modules} & set(sys.argv[1].split());"
        "commands = [name for name in sys.modules if name.startswith('ledger.cli.commands.')];"
        "print(sorted(loaded), commands, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", source, " ".join(heavy), *words], capture_output=True, text=True)
    wanted = ["ledger.cli.commands.completion"] if words[0] == "completion" else []
    assert done.stderr.strip() == f"[] {wanted}"
