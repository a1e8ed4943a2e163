"""The sample ledger, with its days moved so that it is worth looking at today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

# A day that stands alone: no part of a REF or a file name, and none of the lunar calendar.
_DAY = re.compile(
    r"(?<![0-9A-Za-z_-])(?<!农历)(?<!农历 )(?<!lunar )"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?!(?!T[0-9])[0-9A-Za-z_-])"
)
_PERIOD = re.compile(r"(?<![0-9A-Za-z_-])([0-9]{4})(?:-(Q[1-4]|[0-9]{2}))?(?=:[ \t])")
_ZONE = re.compile(r"^timezone:[ \t]*(\S+)", re.MULTILINE)
_PIN = re.compile(r"^today:[ \t]*([0-9-]{10}).*\n", re.MULTILINE)


def shifted(text: str, days: int) -> str:
    """The text with every ISO date `days` later.

    Lunar days, days without a year, REFs such as HT-2026-018 and dates that do not exist stay as they are.
    """
    return _DAY.sub(lambda found: _later(found[0], days), text)


def sample_files() -> Iterator[tuple[str, bytes]]:
    """The customer files of the sample as they are kept, by their path below customers/ (with `/`), in its order."""
    found = dict(_markdown(_sample() / "customers", ""))
    for path in sorted(found):
        yield path, found[path].read_bytes()


def sample_settings() -> tuple[str, date]:
    """The sample's ledger.yaml without its pinned day, and that day."""
    text = (_sample() / "ledger.yaml").read_text(encoding="utf-8")
    pin = _PIN.search(text)
    if pin is None:
        raise ValueError("the sample's ledger.yaml pins no day")
    return text[: pin.start()] + text[pin.end() :], date.fromisoformat(pin[1])


def sample_day(now: datetime) -> date:
    """The day of a moment in the sample's time zone, which is what its ledger takes for today."""
    from zoneinfo import ZoneInfo

    zone = _ZONE.search(sample_settings()[0])
    try:
        return now.astimezone(ZoneInfo(zone[1]) if zone else None).date()
    except (OSError, ValueError, KeyError):
        return now.astimezone().date()


def demo(today: date) -> Iterator[tuple[str, bytes]]:
    """What the sample ledger consists of around `today`: ledger.yaml first, then customers/…, by path from its root."""
    settings, pinned = sample_settings()
    yield "ledger.yaml", with_later_periods(shifted(settings, (today - pinned).days), pinned, today).encode()
    for path, content in sample_files():
        yield f"customers/{path}", shifted(content.decode(), (today - pinned).days).encode()


def with_later_periods(text: str, pinned: date, today: date) -> str:
    """The text with the years, quarters and months that stand as keys as far from today as they were from the pinned day."""

    def later(found: re.Match[str]) -> str:
        year, part = int(found[1]), found[2]
        if not part:
            return str(year + today.year - pinned.year)
        if part.startswith("Q"):
            count = year * 4 + int(part[1:]) - 1 + _quarter(today) - _quarter(pinned)
            return f"{count // 4}-Q{count % 4 + 1}"
        count = year * 12 + int(part) - 1 + (today.year - pinned.year) * 12 + today.month - pinned.month
        return f"{count // 12}-{count % 12 + 1:02}"

    return _PERIOD.sub(later, text)


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _later(written: str, days: int) -> str:
    try:
        return (date.fromisoformat(written) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return written


def _sample() -> Traversable:
    """The sample beside the package's modules, or in a checkout the repository's own root."""
    packaged = files("ledger") / "sample"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def _markdown(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _markdown(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".md") and not entry.name.startswith("."):
            yield above + entry.name, entry
