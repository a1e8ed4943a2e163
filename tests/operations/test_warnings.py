from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.messages import Message
from ledger.operations.warnings import warn
from ledger.session import Session, open_session

ACME = "---\nname: Acme\n---\n\n## 2026-03-26 order SO-1\n- amount: 1000\n"


@pytest.fixture
def session_of(tmp_path: Path) -> Callable[..., Session]:
    def make(text: str, language: str = "en") -> Session:
        (tmp_path / "customers").mkdir()
        (tmp_path / "index").mkdir()
        (tmp_path / "ledger.yaml").write_text(f"ledger: 1\nlanguage: {language}\ntoday: 2026-11-21\n", encoding="utf-8")
        (tmp_path / "customers" / "acme.md").write_text(text, encoding="utf-8")
        return open_session(tmp_path)

    return make


def text_of(session: Session) -> str:
    return (session.root / "customers/acme.md").read_text("utf-8")


def test_a_warning_has_the_risk_and_its_signs(session_of: Callable[..., Session]) -> None:
    session = session_of(ACME)
    (warned,) = warn(session, ["customers/acme.md"], str)
    assert (warned.risk.points, warned.risk.level) == (75, "high")
    assert text_of(session).startswith(ACME)
    assert "## 2026-11-21 " in text_of(session)
    assert "- risk: high\n- signals: no order for 240 days (one could be expected after 60), only 1 order" in text_of(
        session
    )
    assert warned.logged is not None
    assert warned.logged.entry.kind == "warning"
    assert warned.logged.entry.fields["risk"] == "high"
    assert len(warned.logged.entry.fields["signals"]) == 2  # type: ignore[arg-type]


def test_a_chinese_ledger_gets_a_chinese_warning(session_of: Callable[..., Session]) -> None:
    session = session_of(ACME, "zh")

    def put(message: Message) -> str:
        return f"迹象，{len(message.args)}"

    warn(session, ["customers/acme.md"], put)
    assert "预警" in text_of(session)
    assert "- 风险等级: 高\n- 信号: 迹象 2, 迹象 2" in text_of(session)


def test_a_dry_run_writes_nothing(session_of: Callable[..., Session]) -> None:
    session = session_of(ACME)
    (warned,) = warn(session, ["customers/acme.md"], str, dry_run=True)
    assert warned.logged is not None
    assert text_of(session) == ACME


@pytest.mark.parametrize(
    "text",
    [
        ACME + "\n## 2026-11-01 warning W-1 watch them\n",
        ACME.replace("name: Acme", "name: Acme\nstage: lost"),
        ACME.replace("name: Acme", "name: Acme\narchived: true"),
        ACME.replace("2026-03-26", "2026-11-01"),
        "---\nname: Acme\n---\n",
    ],
    ids=["warned already", "lost", "put away", "low risk", "never ordered"],
)
def test_who_needs_none_gets_none(session_of: Callable[..., Session], text: str) -> None:
    session = session_of(text)
    (warned,) = warn(session, ["customers/acme.md"], str)
    assert warned.logged is None
    assert text_of(session) == text


def test_a_cleared_warning_is_no_reason_to_be_quiet(session_of: Callable[..., Session]) -> None:
    session = session_of(ACME + "\n## 2026-06-01 warning W-1\n- status: cleared\n")
    (warned,) = warn(session, ["customers/acme.md"], str)
    assert warned.logged is not None
