from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.store.copies import conflict_of
from ledger.store.names import file_name, fold, taken_among
from ledger.store.scan import scan

ID = "C-7K3M2Q"


def free(name: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("上海云启科技有限公司", "上海云启科技有限公司.md"),
        ("Acme Ltd.", "acme-ltd.md"),
        ("  AT&T / Bell  ", "at-t-bell.md"),
        ("华信（北京）", "华信（北京）.md"),
        ("Cafe\u0301 Müller", "café-müller.md"),
        ("3M", "3m.md"),
        ("..hidden", "hidden.md"),
        ("-rf", "rf.md"),
        ("~root", "root.md"),
        ("a\u200bb\u202ec", "abc.md"),
        ("a\nb\tc\x1bd", "a-b-c-d.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ('<>:"/\\|?*', "c-7k3m2q.md"),
        ("", "c-7k3m2q.md"),
        ("…", "….md"),
        ("CON", "con-c-7k3m2q.md"),
        ("con.md", "con-md.md"),
        ("COM¹", "com¹-c-7k3m2q.md"),
        ("𠮷野家", "𠮷野家.md"),
        ("葛󠄀城", "葛󠄀城.md"),
        ("﨑", "﨑.md"),
        ("😀", "😀.md"),
        ("X.sync-conflict-20260101-120000", "x-sync-conflict-20260101-120000.md"),
        ("云（冲突副本）", "云（冲突副本）-c-7k3m2q.md"),
    ],
)
def test_a_name_becomes_a_file_name(name: str, file: str) -> None:
    assert file_name(name, free, ID) == file


@pytest.mark.parametrize(
    "name", [f"{stem}{n}" for stem in ("COM", "lpt") for n in "0123456789¹²³"] + ["PRN", "Aux", "nul"]
)
def test_a_name_that_a_system_reserves_gets_the_id(name: str) -> None:
    assert file_name(name, free, ID) == f"{name.lower()}-c-7k3m2q.md"
    assert file_name("", free, name) == f"customer-{name.lower()}.md"


@pytest.mark.parametrize(
    ("there", "name"),
    [
        ("ACME.md", "acme"), ("café.md", "cafe\u0301"), ("ＡＣＭＥ.md", "acme"), ("acme.MD", "Acme"), ("ﾃｽﾄ.md", "テスト"),
        ("strasse.md", "Straße"), ("i\u0307.md", "İ"), ("ac\u200bme.md", "acme"),
    ],
)  # fmt: skip
def test_a_twin_in_case_width_or_form_gets_the_id(there: str, name: str) -> None:
    assert file_name(name, taken_among([there]), ID).endswith("-c-7k3m2q.md")


def test_two_of_one_name_and_one_id_are_counted() -> None:
    taken = {"acme.md", "acme-c-7k3m2q.md"}
    assert file_name("Acme", taken.__contains__, ID) == "acme-c-7k3m2q-2.md"


def test_a_long_name_is_cut_between_characters_and_keeps_room_for_the_id() -> None:
    assert file_name("云" * 60, free, ID) == "云" * 39 + ".md"
    assert file_name("云" * 60, lambda name: "7k" not in name, ID) == "云" * 36 + "-c-7k3m2q.md"
    # A letter with its accents, or a character with its variant, is dropped as a whole.
    assert file_name("x" * 116 + "q\u0323\u0307", free, ID) == "x" * 116 + ".md"
    assert file_name("x" * 113 + "葛\U000e0100", free, ID) == "x" * 113 + ".md"


@given(st.text(max_size=80), st.sampled_from(["C-7K3M2Q", "云", "", "CON", "x" * 200]), st.booleans())
@example("\udcff", "", False)
@example("İ" * 70, "", False)
def test_every_file_name_is_safe_on_every_disk(name: str, own: str, twin: bool) -> None:
    first = file_name(name, free, own)
    made = file_name(name, taken_among([first]), own) if twin else first
    assert len(made.encode()) <= 120
    assert unicodedata.is_normalized("NFC", made)
    assert made.endswith(".md")
    stem = made[:-3]
    assert re.fullmatch(r"[^-.~_ ]|[^-.~_ ][^<>:\"/\\|?*\x00-\x20\x7f.]*[^-.~_ ]", stem), stem
    assert not re.match(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", stem)
    assert conflict_of(made) is None
    assert not twin or fold(made) != fold(first)


@given(st.text(max_size=60))
def test_a_customer_is_found_under_every_name_that_is_made(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root: Path = tmp_path_factory.mktemp("names")
    (root / "customers").mkdir()
    made = file_name(name, free, ID)
    (root / "customers" / made).write_bytes(b"")
    assert list(scan(root).files) == [f"customers/{made}"]
