"""The sample ledger and the moving of its days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ledger.model.settings_reader import load
from ledger.operations.demo import demo, sample_day, sample_files, sample_settings, shifted, with_later_periods


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("## 2026-11-21 14:30 电话", "## 2026-12-01 14:30 电话"),
        ("- [x] 2026-10-28 sent ✅ 2026-10-29", "- [x] 2026-11-07 sent ✅ 2026-11-08"),
        ("截至2026-11-21为止", "截至2026-12-01为止"),
        ("at: 2026-11-21T09:30", "at: 2026-12-01T09:30"),
        ("birthday: 1988-11-25", "birthday: 1988-12-05"),
        ("生日: 农历 1985-08-15", "生日: 农历 1985-08-15"),
        ("birthday: lunar 1975-01-02", "birthday: lunar 1975-01-02"),
        ("birthday: 10-24", "birthday: 10-24"),
        ("合同 HT-2026-018", "合同 HT-2026-018"),
        ("file: contracts/HT-2026-11-21.pdf", "file: contracts/HT-2026-11-21.pdf"),
        ("call 138-0000-0821", "call 138-0000-0821"),
        ("2026-02-30", "2026-02-30"),
        ("until 9999-12-31", "until 9999-12-31"),
    ],
)
def test_only_days_of_the_calendar_move(text: str, moved: str) -> None:
    assert shifted(text, 10) == moved


def test_the_targets_of_the_sample_are_those_of_the_year_and_quarter_of_today() -> None:
    text = "all: {2026: 1, 2026-Q4: 2, 2026-H2: 5}\n张三: {2026-11: 3, 2026-01: 4}\nday: 2026-11-21\n"
    moved = "all: {2027: 1, 2027-Q1: 2, 2026-H2: 5}\n张三: {2027-02: 3, 2026-04: 4}\nday: 2026-11-21\n"
    assert with_later_periods(text, date(2026, 11, 21), date(2027, 2, 3)) == moved
    made = dict(demo(date(2027, 2, 3)))["ledger.yaml"].decode()
    assert "all: {2027: 150万, 2027-Q1: 50万}" in made
    assert "by: 2027-03-15" in made
    assert load(made)[1] == ()


def test_moving_there_and_back_gives_the_same_text() -> None:
    for _, content in sample_files():
        text = content.decode()
        assert shifted(shifted(text, 1234), -1234) == text


def test_the_sample_has_customers_in_folders_and_in_both_languages() -> None:
    paths = [path for path, _ in sample_files()]
    assert len(paths) >= 30
    assert paths == sorted(paths)
    assert any(path.startswith("abroad/") for path in paths)
    assert any(path.startswith("华东/") for path in paths)


def test_one_sample_file_keeps_its_windows_line_ends() -> None:
    windows = [content for _, content in sample_files() if b"\r\n" in content]
    assert len(windows) == 1
    assert windows[0].count(b"\n") == windows[0].count(b"\r\n")
    assert b"\r\r" not in shifted(windows[0].decode(), 3).encode()


def test_a_demo_pins_no_day_and_moves_the_sample_to_today() -> None:
    today = date(2027, 3, 1)
    settings, pinned = sample_settings()
    made = dict(demo(today))
    assert "\ntoday:" not in settings
    assert made["ledger.yaml"].decode().partition("goals:")[0] == settings.partition("goals:")[0]
    whole = b"".join(made.values()).decode()
    assert "- [ ] 2027-03-01 " in whole
    assert f"- [ ] {pinned} " not in whole


def test_its_today_is_that_of_its_own_time_zone() -> None:
    assert sample_day(datetime(2026, 11, 21, 22, tzinfo=UTC)) == date(2026, 11, 22)
