"""What `ledger init` begins with is right from the first customer on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.cli.main import main
from ledger.operations.templates import BUSINESSES, LANGUAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("business", BUSINESSES)
def test_a_new_ledger_and_its_first_customers_have_no_problem(business: str, language: str, tmp_path: Path) -> None:
    folder = str(tmp_path / "new")
    assert main(["init", folder, "--template", business, "--lang", language]) == 0
    for name, kind in (("Acme", "company"), ("王小明", "person")):
        assert main(["-C", folder, "new", name, "-f", f"type={kind}", "-f", "phone=+12125550100", "--force"]) == 0
    assert main(["-C", folder, "check", "--severity", "warning"]) == 0


@pytest.mark.parametrize(
    "template", sorted(ROOT.glob("templates/*/zh/templates/*.md")), ids=lambda path: "/".join(path.parts[-4:])
)
def test_a_chinese_template_names_its_fields_in_chinese(template: Path) -> None:
    assert re.findall(r"^[ -]*[a-z_]+:", template.read_text("utf-8"), re.M) == []
