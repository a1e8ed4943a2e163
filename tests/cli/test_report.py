"""`ledger report`, `why` and `review` as people run them: every report in every form, in both languages, on the sample."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

from ledger.cli.main import main
from ledger.reports.asked import Asked
from ledger.reports.registry import REPORTS, make
from ledger.reports.whys import FIGURES
from ledger.session import open_session
from tests.cli.watching import watch

ROOT = Path(__file__).parents[2]
WHO = "云启"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a copy of the sample ledger; its exit code, answer and talk."""
    shutil.copytree(ROOT / "customers", tmp_path / "customers")
    shutil.copy(ROOT / "ledger.yaml", tmp_path)
    (tmp_path / "index").mkdir()
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_in_every_form_and_language(run: Run, name: str) -> None:
    asked = ["report", name, *([WHO] if REPORTS[name].who else [])]
    for language in ("en", "zh"):
        for form in ([], ["--md"], ["--csv"], ["--chart"]):
            code, out, err = run(*asked, *form, "--lang", language)
            assert code in (0, 1), (form, err)
            assert out.strip(), form
            assert "{" not in out.partition("\n")[0]
    code, out, err = run(*asked, "--json")
    made = json.loads(out)
    assert {"report", "title", "period", "as_of", "columns", "rows", "totals", "notes", "tables"} <= made.keys()
    assert (made["report"], made["as_of"]) == (name, "2026-11-21")
    assert [len(table["rows"]) > 0 for table in made["tables"][:1]] == [code == 0]
    assert run(*asked, "--html", "page.html", "--svg", "drawn.svg", "--xlsx", "sheets.xlsx")[0] in (0, 1)
    assert Path("page.html").read_text("utf-8").startswith("<!")
    assert Path("drawn.svg").read_text("utf-8").startswith("<")
    assert Path("sheets.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_of_every_customer_can_be_asked_why(run: Run, figure: str) -> None:
    paths = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "customers").rglob("*.md"))[::4]
    for path in paths:
        code, out, err = run("why", path, figure, "--json")
        assert code == 0, err
        (made,) = json.loads(out)
        assert made["rule"]


def test_whatever_can_be_asked_is_told_at_once(run: Run) -> None:
    code, out, _ = run("why", WHO, "--lang", "en")
    assert code == 0
    assert out.count("\n\n") >= len(FIGURES)


def test_reports_are_listed_with_a_line_each(run: Run) -> None:
    _, out, _ = run("report", "--lang", "en")
    assert all(f"  {name} " in out for name in REPORTS)


def test_a_report_is_found_by_its_chinese_name(run: Run) -> None:
    assert run("report", "应收", "--json")[1] == run("report", "receivables", "--json")[1]


def test_a_name_with_a_slip_is_refused_with_the_nearest(run: Run) -> None:
    code, _, err = run("report", "recievables", "--lang", "en")
    assert code == 1
    assert "Did you mean receivables?" in err


def test_rows_say_why_on_a_page_and_in_json(run: Run) -> None:
    _, out, _ = run("report", "receivables", "--why", "--limit", "1", "--lang", "en")
    assert "Why: " in out
    _, out, _ = run("report", "receivables", "--why", "--limit", "1", "--json")
    (row,) = json.loads(out)["rows"]
    assert row["why"]["sources"][0]["path"].startswith("customers/")


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_why(run: Run, name: str) -> None:
    code, out, err = run("report", name, *([WHO] if REPORTS[name].who else []), "--why", "--limit", "2", "--json")
    assert code in (0, 1), err
    assert all(row["why"]["rule"] for row in json.loads(out)["rows"])


def test_a_query_a_period_and_a_comparison_go_together(run: Run) -> None:
    _, out, _ = run(
        "report", "sales", "owner:张三", "--period", "2026-Q2", "--by", "region", "--compare", "last-year", "--csv"
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows
    assert any(name.startswith("revenue_before") for name in rows[0])


def test_an_earlier_day_is_answered_from_the_entries_up_to_then(run: Run) -> None:
    _, now, _ = run("report", "sales", "--period", "2025..2026", "--by", "year", "--csv")
    _, then, told = run(
        "report", "sales", "--period", "2025..2026", "--by", "year", "--csv", "--as-of", "2026-01-01", "--lang", "en"
    )
    assert "From the entries dated up to 2026-01-01" in told
    assert then != now
    assert then.split("\n")[1] == now.split("\n")[1]


def test_a_saved_report_stands_on_a_page_that_no_report_counts(run: Run) -> None:
    _, before, _ = run("report", "quality", "--json")
    assert run("report", "kpi", "--period", "2026-Q3", "--save")[0] == 0
    text = Path("customers/复盘.md").read_text("utf-8")
    assert "`ledger report kpi --period 2026-Q3`" in text
    assert run("report", "quality", "--json")[1] == before
    assert run("check", "customers/复盘.md")[0] == 0


def test_actions_of_a_review_become_due(run: Run) -> None:
    assert run("review", "--no-edit", "--lang", "zh")[0] == 0
    assert run("review", "--no-edit", "--lang", "zh")[0] == 0
    page = Path("customers/复盘.md")
    assert page.read_text("utf-8").count("\n## 2026-11-21 ") == 2
    with page.open("a", encoding="utf-8") as file:
        file.write("\n- [ ] 2026-11-20 去看看云启 @张三 [[云启]]\n")
    _, out, _ = run("due", "--json")
    assert [row["owner"] for row in json.loads(out) if row["text"].startswith("去看看云启")] == [""]


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left(run: Run) -> None:
    code, _, err = run("report", "sales", "--html", "no/such/folder/x.html", "--lang", "en")
    assert code == 74
    assert "Nothing was written" in err


class Noting(Asked):
    """A question that notes what it is asked for."""

    noted: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> object:
        Noting.noted.add(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_takes_the_options_that_it_goes_by_and_refuses_others(run: Run, name: str) -> None:
    Noting.noted.clear()
    one = REPORTS[name]
    across = "region" if one.takes("across") else ""
    make(open_session(), Noting(query="C-7K3M2Q" if one.who else "", across=across), one)
    options = {"by", "across", "measure", "days", "period"}
    assert set(one.options.split()) == options & Noting.noted
    for option in options - set(one.options.split()):
        code, _, err = run("report", name, *([WHO] if one.who else []), f"--{option}", "3", "--lang", "en")
        assert code == 2
        assert f"--{option} means nothing to the report {name}" in err


@pytest.mark.parametrize(
    "words", [["team", "--apply"], ["grades", "--yes"], ["suggestions"], ["sales", "--limit", "-1"]]
)
def test_options_that_make_no_sense_are_refused(run: Run, words: list[str]) -> None:
    assert run("report", *words)[0] in (1, 2)


def test_levels_are_written_only_when_somebody_agrees(run: Run) -> None:
    before = {path: path.read_bytes() for path in Path("customers").rglob("*.md")}
    assert run("report", "grades", "--apply", "--dry-run")[0] == 0
    assert run("report", "grades", "--apply")[0] == 2
    assert {path: path.read_bytes() for path in Path("customers").rglob("*.md")} == before
    assert run("report", "grades", "--apply", "--yes")[0] == 0
    changed = {path for path in before if path.read_bytes() != before[path]}
    assert changed
    assert run("report", "grades", "--apply", "--yes", "--lang", "en")[0] == 1


def test_warnings_of_high_risk_are_written_once(run: Run) -> None:
    code, shown, _ = run("report", "churn", "--apply", "--dry-run", "--limit", "2")
    assert (code, len(shown.strip().split("\n"))) == (0, 2)
    assert run("report", "churn", "--apply", "--yes", "--limit", "2")[0] == 0
    _, out, _ = run("report", "churn", "--limit", "2", "--json")
    assert [row["warnings"] for row in json.loads(out)["rows"]] == [1, 1]
    assert run("report", "churn", "--apply", "--yes", "--limit", "2")[0] == 1
    assert run("check", "--severity", "warning")[0] in (0, 1)


def test_a_dashboard_follows_the_ledger_while_it_is_watched(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "wall.html"
    with watch(Path.cwd(), "--dashboard", str(page)) as watcher:
        watcher.until(page.exists)
        target = Path("customers/老顾面馆.md")
        target.write_text(target.read_text("utf-8") + "\n## 2026-11-20 订单 DD-1\n- 金额: 9999999\n", "utf-8")
        watcher.until(lambda: "9,999,999" in page.read_text("utf-8"))
