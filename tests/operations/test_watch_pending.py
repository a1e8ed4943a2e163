"""When what was hinted at is looked at: not while somebody saves, but not never either."""

from __future__ import annotations

import math

import pytest

from ledger.operations import watch_pending
from ledger.operations.watch_pending import CEILING, OPEN, QUIET, RETRY, STORM_CEILING, Pending
from ledger.store.watch import Hints


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        """What `time.monotonic` gives."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of these tests."""
    made = Clock()
    monkeypatch.setattr(watch_pending, "time", made)
    return made


def hints(*paths: str, still_open: bool = False) -> Hints:
    """Hints at files."""
    return Hints(frozenset(paths), frozenset(paths) if still_open else frozenset())


def test_nothing_is_never_ready(clock: Clock) -> None:
    pending = Pending()
    assert not pending
    assert pending.ready_at() == math.inf


def test_a_saved_file_is_ready_after_a_moment_of_quiet(clock: Clock) -> None:
    pending = Pending()
    pending.take(hints("a"))
    assert pending.ready_at() == pytest.approx(100 + QUIET)
    assert pending.ripe() == ["a"]


def test_events_that_go_on_do_not_put_it_off_for_ever(clock: Clock) -> None:
    pending = Pending()
    for step in range(100):
        clock.now = 100 + step * 0.02
        pending.take(hints("a", f"b{step}"))
    assert pending.ready_at() == pytest.approx(100 + CEILING)


def test_a_file_that_is_open_waits_until_it_is_closed(clock: Clock) -> None:
    pending = Pending()
    pending.take(hints("a", still_open=True))
    assert pending.ready_at() == pytest.approx(100 + OPEN)
    assert pending.ripe() == []
    assert pending.quiet_at() == pytest.approx(100 + OPEN)
    pending.take(hints("b"))
    assert pending.ripe() == ["b"]
    pending.take(hints("a"))
    assert sorted(pending.ripe()) == ["a", "b"]
    assert pending.quiet_at() == 0


def test_a_file_that_stays_open_is_looked_at_all_the_same(clock: Clock) -> None:
    pending = Pending()
    pending.take(hints("a", still_open=True))
    clock.now += OPEN + 0.01
    assert pending.ripe() == ["a"]


def test_a_storm_is_waited_for_as_long_as_a_look_at_everything_takes(clock: Clock) -> None:
    pending = Pending()
    pending.all_done(0.001)
    pending.take(Hints(everything=True))
    assert pending.ready_at() == pytest.approx(100 + QUIET)
    pending.all_done(1.0)
    for step in range(100):
        clock.now = 200 + step * 0.1
        pending.take(Hints(everything=True))
    assert pending.ready_at() == pytest.approx(200 + STORM_CEILING)


def test_what_failed_is_tried_again_later(clock: Clock) -> None:
    pending = Pending()
    pending.take(hints("a"))
    pending.failed()
    assert pending.is_failing
    assert pending.ready_at() == pytest.approx(100 + RETRY)
    clock.now += RETRY + 0.01
    assert not pending.is_failing


def test_what_was_looked_at_is_done_and_what_is_held_comes_again(clock: Clock) -> None:
    pending = Pending()
    pending.take(hints("a", "b"))
    pending.done(["a", "b"])
    assert not pending
    pending.hold(["b"])
    assert pending.known() == ["b"]
    assert pending.ripe() == []
    clock.now = pending.ready_at()
    assert pending.ripe() == ["b"]


def test_doubt_and_settings_wait_for_nothing(clock: Clock) -> None:
    for found in (Hints(doubt=True), Hints(settings=True)):
        pending = Pending()
        pending.take(found)
        assert pending.ready_at() <= clock.now
