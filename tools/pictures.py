"""Draw docs/images/: what `ledger due` and `ledger show` say of the sample ledger, in both languages."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from ledger.display import customer, due
from ledger.display.field_words import Words
from ledger.display.page import Page
from ledger.display.picture import picture
from ledger.display.speech import Speaker
from ledger.operations.who import get
from ledger.reports import customer_page
from ledger.reports.due import due as what_is_due
from ledger.session import SETTINGS_FILE, Session, open_session

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "images"
COLUMNS = {"due": 100, "show": 80}
ENDINGS = {"en": "", "zh": ".zh-CN"}
# Customers with much to show, each in the language of its picture.
SHOWN = {"en": "brightwater", "zh": "青禾"}


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
    return made


def _shown(session: Session, speaker: Speaker, who: str) -> Page:
    page = customer_page.customer_page(session, get(session, who))
    modules, problems = customer_page.profile(session, page.customer), customer_page.problem_lines(session, page)
    words = Words(session.vocabulary, speaker, session.today)
    return customer.customer_page(page, modules, problems, words, COLUMNS["show"])


@contextmanager
def sample() -> Iterator[Path]:
    """A copy of the sample ledger: reading it leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name, mock.patch.dict(os.environ, {"LEDGER_STATE": name}):
        root = Path(name) / "sample"
        root.mkdir()
        shutil.copy(ROOT / SETTINGS_FILE, root)
        shutil.copytree(ROOT / "customers", root / "customers")
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
