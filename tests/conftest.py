"""What every test finds: a state folder of its own, quick properties, and transcripts as tests."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.transcripts.runner import play

settings.register_profile("quick", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", parent=settings.get_profile("quick"), derandomize=True)
settings.register_profile("long", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate" if os.environ.get("CI") else "quick"))

# A job in the background may have been told to ignore these, and would hand that down to the programs that tests start.
for _name in ("SIGINT", "SIGHUP"):
    with suppress(AttributeError, ValueError):
        if signal.getsignal(getattr(signal, _name)) is signal.SIG_IGN:
            signal.signal(getattr(signal, _name), signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL)

OWN = ("LEDGER_DIR", "LEDGER_TODAY", "LEDGER_LANG", "LEDGER_COMPLETE", "NO_COLOR", "FORCE_COLOR", "COLUMNS")

# What stands in the folder when a page's session begins.
STARTS: dict[str, dict[str, str]] = {"transcripts": {}, "problems": {"ledger.yaml": "ledger: 1\n"}}


@pytest.fixture(autouse=True)
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No setting of the tester's own reaches a test, and no test leaves anything in the tester's state folder."""
    for name in OWN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LEDGER_STATE", str(tmp_path_factory.getbasetemp() / "state"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that records transcripts."""
    parser.addoption("--record-transcripts", action="store_true", help="write what is printed now into the transcripts")


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Every page of tests/transcripts and tests/problems but their READMEs is a test."""
    if file_path.suffix == ".md" and file_path.parent.name in STARTS and file_path.name != "README.md":
        return TranscriptFile.from_parent(parent, path=file_path)
    return None


class TranscriptFile(pytest.File):
    """A page of tests/transcripts."""

    def collect(self) -> Iterable[pytest.Item]:
        """One test."""
        yield TranscriptItem.from_parent(self, name=self.path.stem)


class TranscriptDiffersError(Exception):
    """A session printed something else."""


class TranscriptItem(pytest.Item):
    """A session that is run and compared."""

    def runtest(self) -> None:
        """Play it."""
        text = self.path.read_text("utf-8")
        with tempfile.TemporaryDirectory(prefix="transcript-") as home:
            page, differences = play(text, Path(home).resolve(), STARTS[self.path.parent.name])
        if differences and self.config.getoption("--record-transcripts"):
            self.path.write_text(page, "utf-8", newline="\n")
        elif differences:
            raise TranscriptDiffersError("\n\n".join(differences))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """Show what differs, without Python's own trace."""
        if isinstance(excinfo.value, TranscriptDiffersError):
            return f"{self.path.name}\n\n{excinfo.value}\n\n(`pytest --record-transcripts` writes this into the page)"
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, 0, self.name
