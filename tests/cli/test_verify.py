"""`ledger verify` at a terminal and without one: what is asked, and what stands in the files afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.cli.main import main
from tests.hostile.running import Printed, at_terminal

SETTINGS = """ledger: 1
language: zh
people: [张三, Ana]
levels: {A: {require: [owner, industry]}, B: }
due: {verify: 30d}
"""
YUNQI = """---
id: C-7K3M2Q
名称: 云启
级别: A
负责人: 张三
行业: 餐饮
电话: 139 0000 0821？
标签: [重点, 咖啡]
联系人:
  - 姓名: 李雷
    职务: 采购 ?
自己的: x   # kept
待确认: [标签]
created: 2025-01-01
---

## 2026-05-01 电话
"""
ACME = "---\nid: C-4KMTR8\nname: Acme\nowner: Ana\nlevel: B\nverified: 2026-01-01\n---\n"
FRESH = "---\nid: C-2ABCDE\nname: Fresh\nverified: 2026-11-20\n---\n"
ASKED = 10
"""Values that are asked for of 云启, with three that are in doubt."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "customers").mkdir()
    (tmp_path / "ledger.yaml").write_text(SETTINGS, "utf-8")
    for name, text in {"云启": YUNQI, "acme": ACME, "fresh": FRESH}.items():
        (tmp_path / "customers" / f"{name}.md").write_text(text, "utf-8")
    return tmp_path


def text(root: Path, name: str = "云启") -> str:
    return (root / "customers" / f"{name}.md").read_text("utf-8")


def typed(root: Path, keys: str, *words: str) -> Printed:
    env = {"LEDGER_LANG": "en", "LEDGER_TODAY": "2026-11-21", "LEDGER_USER": "张三", "NO_COLOR": "1"}
    return at_terminal(["-C", str(root), "verify", *words], root, typed=keys.encode(), **env)


def run(root: Path, *words: str) -> int:
    return main(["-C", str(root), "--lang", "en", "--today", "2026-11-21", "verify", *words])


def test_enter_keeps_everything_confirms_what_was_in_doubt_and_stamps(root: Path) -> None:
    done = typed(root, "\n" * ASKED, "云启")
    assert done.code == 0
    assert "phone [139 0000 0821 ？]" in done.text
    assert "contacts 李雷 title [采购 ？]" in done.text
    assert text(root) == (
        YUNQI.replace("0821？", "0821")
        .replace("采购 ?", "采购")
        .replace("待确认: [标签]\n", "")
        .replace("created: 2025-01-01\n", "created: 2025-01-01\n核对日期: 2026-11-21\n")
    )


def test_what_changes_is_named_in_an_entry_and_other_lines_stay(root: Path) -> None:
    # name, level, owner, industry, phone, tags, contact's name, contact's title, own field
    done = typed(root, "\n\nAna\n\n13900000822\n?\n\n-\ny\n\n", "云启")
    assert done.code == 0
    after = text(root)
    assert "负责人: Ana\n" in after
    assert "电话: 13900000822\n" in after
    assert "待确认: [标签]\n" in after
    assert "职务" not in after.partition("## ")[0]
    assert "自己的: x   # kept\n" in after
    assert after.endswith("\n## 2026-11-21 核对 @张三\n- 变更: 负责人, 电话, 联系人 李雷 职务\n")


def test_what_the_vocabulary_does_not_know_is_asked_for_again(root: Path) -> None:
    done = typed(root, "\nZ\nB\nCleo\n\n\n\n\n\n\n\n", "云启")
    assert "“Z” is not known" in done.text
    assert "“Cleo” is not known" in done.text
    assert "Nothing was written." in done.text
    assert "级别: B\n" in text(root)
    assert "电话: 139 0000 0821\n" in text(root)


def test_what_can_not_be_right_is_not_confirmed_by_enter(root: Path) -> None:
    (root / "customers" / "云启.md").write_text(YUNQI.replace("139 0000 0821？", "1？"), "utf-8")
    done = typed(root, "\n\n\n\n\n?\n\n\n\n\n", "云启")
    assert "“1” is no phone number" in done.text
    assert "电话: 1？\n" in text(root)


def test_a_level_asks_for_what_it_requires(root: Path) -> None:
    (root / "customers" / "云启.md").write_text(YUNQI.replace("行业: 餐饮\n", ""), "utf-8")
    done = typed(root, "\n" * (ASKED - 2) + "零售\n", "云启")
    assert "industry [–]" in done.text
    assert "行业: 零售\n" in text(root)


def test_letters_that_mean_something_can_be_written_with_a_sign(root: Path) -> None:
    typed(root, "\n" * (ASKED - 2) + "=s\n", "云启")
    assert "自己的: s   # kept\n" in text(root)


def test_a_skipped_customer_and_those_after_the_end_stay_as_they_are(root: Path) -> None:
    done = typed(root, "s\nAcme Ltd\nq\n")
    assert done.code == 0
    assert "is left as it is" in done.text
    assert "0 profiles are verified." in done.text
    assert (text(root), text(root, "acme")) == (YUNQI, ACME)


def test_the_end_of_input_writes_nothing_of_the_one_asked_about(root: Path) -> None:
    done = typed(root, "Acme Ltd\n\n\x04", "acme")
    assert done.code != 0
    assert text(root, "acme") == ACME


def test_those_that_are_due_come_one_after_the_other_the_longest_first(root: Path) -> None:
    done = typed(root, "q\n")
    assert "云启" in done.text
    assert "1 of 2 · never verified" in done.text
    assert "2 more wait." in done.text
    done = typed(root, "\n\n\n", "--owner", "Ana")
    assert "Acme" in done.text
    assert "云启" not in done.text
    assert "verified: 2026-11-21\n" in text(root, "acme")
    assert "## " not in text(root, "acme")


def test_a_limit_leaves_the_rest(root: Path) -> None:
    done = typed(root, "\n" * ASKED, "--limit", "1")
    assert "1 of 1" in done.text
    assert "1 more waits." in done.text


def test_a_dry_run_shows_and_writes_nothing(root: Path) -> None:
    done = typed(root, "Acme Ltd\n\n\n", "acme", "--dry-run")
    assert "+name: Acme Ltd" in done.text
    assert text(root, "acme") == ACME


def test_yes_stamps_without_asking_and_confirms_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "--yes", "acme", "云启") == 0
    assert "verified: 2026-11-21" in text(root, "acme")
    assert text(root) == YUNQI.replace("2025-01-01\n", "2025-01-01\n核对日期: 2026-11-21\n")
    assert run(root, "--yes", "acme") == 0
    assert "Nothing changes" in capsys.readouterr().err
    assert run(root, "--yes") == 2


def test_json_lists_what_would_be_asked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["云启", "Acme"]
    by_key = {leaf["key"]: leaf for leaf in rows[0]["fields"]}
    assert len(by_key) == ASKED - 1
    assert by_key["电话"] == {
        "field": "phone", "key": "电话", "label": "phone", "value": "139 0000 0821", "unconfirmed": True,
        "missing": False,
    }  # fmt: skip
    assert by_key["标签"]["unconfirmed"]
    assert not by_key["自己的"]["unconfirmed"]
    assert rows[1]["verified"] == "2026-01-01"


def test_without_a_terminal_nothing_is_asked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root) == 2
    assert "this is none; nothing was written" in capsys.readouterr().err
    assert run(root, "acme", "--limit", "2") == 2
    assert run(root, "--owner", "Bo") != 0
    assert text(root) == YUNQI


def test_where_nothing_is_due_it_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "ledger.yaml").write_text("ledger: 1\ndue: {verify: 20y}\n", "utf-8")
    (root / "customers" / "云启.md").unlink()
    assert run(root) == 1
    assert "No profile is past its term." in capsys.readouterr().err
