"""Draw docs/images/: `ledger due` and `ledger show` in the sample ledger, sales and `ledger why` in the shop of the guide."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from ledger.display import customer, due, report_svg, why
from ledger.display.field_words import Words
from ledger.display.page import Page
from ledger.display.picture import picture
from ledger.display.speech import Speaker
from ledger.operations.who import get
from ledger.reports import asked, customer_page
from ledger.reports.due import due as what_is_due
from ledger.reports.registry import known
from ledger.reports.shaping import shaped
from ledger.reports.whys import why as reason
from ledger.session import SETTINGS_FILE, Session, open_session
from tools import shop

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "images"
COLUMNS = {"due": 100, "show": 80, "why": 92}
ENDINGS = {"en": "", "zh": ".zh-CN"}
# Customers with much to show, each in the language of its picture.
SHOWN = {"en": "brightwater", "zh": "青禾"}
# In the shop: the same customer in both languages, one whose risk has two plain reasons.
MISSED = {"en": ("henry reid", "churn"), "zh": ("高丽华", "流失")}


def pictures() -> dict[Path, str]:
    """Every picture by its place."""
    made = {}
    with sample() as root:
        for language, ending in ENDINGS.items():
            session = open_session(root, language=language)
            speaker = Speaker(language)
            report = due.due_page(what_is_due(session), speaker)
            made[FOLDER / f"due{ending}.svg"] = picture(report, "ledger due", COLUMNS["due"])
            title = f"ledger show {SHOWN[language]}"
            made[FOLDER / f"show{ending}.svg"] = picture(
                _shown(session, speaker, SHOWN[language]), title, COLUMNS["show"]
            )
    return made | _of_the_shop()


def _of_the_shop() -> dict[Path, str]:
    """A report as its file, and a figure explained."""
    made = {}
    for language, ending in ENDINGS.items():
        with _folder() as root:
            shop.write(root, language)
            session = open_session(root, language=language, today=shop.TODAY)
            words = Words(session.vocabulary, Speaker(language), session.today)
            half = asked.period("2026-06..2026-11", session.today)
            question = asked.Asked(period=half, by=("month",), across="customer_group")
            sales = shaped(session, question, known("sales"))
            made[FOLDER / f"sales{ending}.svg"] = report_svg.report_svg(sales, words)
            who, what = MISSED[language]
            page = why.why_page(reason(session, get(session, who).customer, "churn"), words)
            name = f'"{who}"' if " " in who else who
            made[FOLDER / f"why{ending}.svg"] = picture(page, f"ledger why {name} {what}", COLUMNS["why"])
    return made


def _shown(session: Session, speaker: Speaker, who: str) -> Page:
    page = customer_page.customer_page(session, get(session, who))
    modules, problems = customer_page.profile(session, page.customer), customer_page.problem_lines(session, page)
    words = Words(session.vocabulary, speaker, session.today)
    return customer.customer_page(page, modules, problems, words, COLUMNS["show"])


@contextmanager
def sample() -> Iterator[Path]:
    """A copy of the sample ledger: reading it leaves nothing behind."""
    with _folder() as root:
        shutil.copy(ROOT / SETTINGS_FILE, root)
        shutil.copytree(ROOT / "customers", root / "customers")
        yield root


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder with a state folder of its own."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name, mock.patch.dict(os.environ, {"LEDGER_STATE": name}):
        root = Path(name) / "ledger"
        root.mkdir()
        yield root


def main() -> None:
    """Write the pictures that differ."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pictures().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
