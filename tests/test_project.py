"""What surrounds the code: README's two commands, the gate, the licence, the versions."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from ledger import __version__

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
READMES = [name for name in ("README.md", "README.zh-CN.md") if (ROOT / name).exists()]


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("name", ["setup", "test"])
def test_readme_gives_each_of_its_two_commands_in_one_line(readme: str, name: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    found = re.findall(rf"<!-- {name} -->\n+```\w*\n(.+)\n```\n+<!-- /{name} -->", text)
    assert len(found) == 1


def test_the_gate_can_be_run_and_is_bash_that_parses() -> None:
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert subprocess.run(["bash", "-n", gate], check=False).returncode == 0


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_all_takes_every_extra_but_dev() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    taken = re.fullmatch(r"customer-ledger\[(.+)\]", extras["all"][0])
    assert taken is not None
    assert {*taken[1].split(",")} == {*extras} - {"all", "dev"}


def test_git_keeps_customer_files_to_the_byte() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    asked = ["git", "check-attr", "text", "merge", "--", "customers/华东/云启.md"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.rpartition(": ")[2] for line in done.stdout.splitlines()] == ["unset", "unspecified"]


def test_no_module_needs_itself_by_a_detour_not_even_within_functions() -> None:
    graph = grimp.build_graph("ledger", cache_dir=None)
    needs = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(needs).prepare()  # names the modules of a cycle
