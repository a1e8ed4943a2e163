"""Help pages: in the reader's language, as wide as the terminal, with examples."""

from __future__ import annotations

import pytest

from ledger.cli.main import main
from ledger.display.width import width


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_help_line_is_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    main(["--lang", lang, "--help"])
    assert max(map(width, capsys.readouterr().out.splitlines())) <= min(columns, 100)


def test_help_of_a_command_shows_arguments_options_and_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "-h"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Usage: ledger completion [OPTIONS] SHELL\n")
    assert "  SHELL  bash, zsh or fish.\n" in page
    assert '  eval "$(ledger completion bash)"\n' in page


def test_help_needs_no_ledger_and_no_valid_options_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", "/nowhere", "completion", "--help"]) == 0
    assert capsys.readouterr().err == ""
