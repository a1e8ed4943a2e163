"""Asking the watcher: only this user is answered, nobody waits long, and no answer is taken for another's."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.store import ping, ping_listener
from ledger.store.ping import NOTE, SOCKET, ask, place_of
from ledger.store.ping_listener import Listener


@contextmanager
def answering(root: Path, answer: dict[str, object]) -> Iterator[Listener]:
    """A listener that answers everything alike, in a thread."""
    place = place_of(root)
    assert place is not None
    place.mkdir(parents=True, exist_ok=True)
    listener = Listener(place)
    done = threading.Event()

    def run() -> None:
        while not done.is_set():
            for question in listener.questions():
                question.answer({**answer, "asked": question.text.get("ask")})
            time.sleep(0.001)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener
    finally:
        done.set()
        thread.join()
        listener.close()


def test_a_question_is_answered(root: Path) -> None:
    with answering(root, {"trusted": True}):
        for turn in range(20):
            assert ask(root, {"ask": turn}, patience=5) == {"trusted": True, "asked": turn}


def test_without_a_watcher_nothing_is_waited_for(root: Path) -> None:
    started = time.perf_counter()
    assert ask(root, {"ask": "trust"}) is None
    assert time.perf_counter() - started < 0.05


def test_a_watcher_that_died_is_not_waited_for(root: Path) -> None:
    with answering(root, {}) as listener:
        place = listener._folder
        kept = {name: (place / name).read_bytes() for name in (NOTE,)}
    (place / NOTE).write_bytes(kept[NOTE])
    assert ask(root, {"ask": "trust"}) is None


def test_a_watcher_that_does_not_answer_is_waited_for_no_longer_than_patience(root: Path) -> None:
    place = place_of(root)
    assert place is not None
    place.mkdir(parents=True)
    listener = Listener(place)
    started = time.monotonic()
    assert ask(root, {"ask": "trust"}) is None
    assert time.monotonic() - started < 1
    listener.close()


def test_nobody_else_may_open_the_socket_or_its_note(root: Path) -> None:
    with answering(root, {}) as listener:
        for name in (NOTE, SOCKET):
            assert stat.S_IMODE((listener._folder / name).stat().st_mode) == 0o600
    assert not list(listener._folder.iterdir())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a port is used")
def test_a_long_path_is_no_obstacle(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 100) / ("y" * 100)
    monkeypatch.setenv("LEDGER_STATE", str(deep))
    with answering(root, {"trusted": True}) as listener:
        assert json.loads((listener._folder / NOTE).read_bytes())["kind"] == "unix"
        assert ask(root, {"ask": "trust"}, patience=5) == {"trusted": True, "asked": "trust"}


@pytest.fixture
def by_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a system without sockets in folders."""
    monkeypatch.setattr(ping_listener, "short", _refused)


def _refused(folder: Path) -> object:
    raise OSError


@pytest.mark.usefixtures("by_port")
def test_where_there_are_no_such_sockets_a_port_serves(root: Path) -> None:
    with answering(root, {"trusted": True}) as listener:
        note = json.loads((listener._folder / NOTE).read_bytes())
        assert note["kind"] == "tcp"
        assert ask(root, {"ask": "trust"}, patience=5) == {"trusted": True, "asked": "trust"}
        # Who doesn't know the token is not answered.
        with socket.create_connection(("127.0.0.1", note["port"]), timeout=5) as line:
            line.sendall(ping.sealed("guessed", "n", {"ask": "trust"}))
            assert line.recv(100) == b""


@pytest.mark.usefixtures("by_port")
def test_an_answer_that_does_not_prove_to_be_the_watchers_is_none(root: Path) -> None:
    with answering(root, {"trusted": True}) as listener:
        place = listener._folder / NOTE
        place.write_text(json.dumps({**json.loads(place.read_text()), "token": "another"}))
        assert ask(root, {"ask": "trust"}, patience=0.3) is None


def test_an_answer_to_another_question_is_none() -> None:
    line = ping.sealed("token", "one!", {"trusted": True})
    assert ping.opened("token", line) == ("one!", {"trusted": True})
    assert ping.opened("token", line.replace(b"true", b"null")) is None
    assert ping.opened("", line) is None
    assert ping.opened("", b"- [1, 2]\n") is None
    assert ping.opened("", b"\xff\xfe") is None


@pytest.mark.parametrize(
    "note", [b"", b"[]", b"{}", b"{", b'{"kind": "unix"}', b'{"kind": "tcp", "token": "", "port": "x"}']
)
def test_a_damaged_note_is_no_watcher(root: Path, note: bytes) -> None:
    place = place_of(root)
    assert place is not None
    place.mkdir(parents=True, exist_ok=True)
    (place / NOTE).write_bytes(note)
    assert ask(root, {"ask": "trust"}) is None


def test_what_talks_nonsense_or_nothing_is_let_go(root: Path) -> None:
    with answering(root, {"trusted": True}) as listener:
        silent = socket.socket(socket.AF_UNIX)
        silent.connect(os.fspath(listener._folder / SOCKET))
        noisy = socket.socket(socket.AF_UNIX)
        noisy.connect(os.fspath(listener._folder / SOCKET))
        noisy.sendall(b"nonsense\n")
        assert ask(root, {"ask": "trust"}, patience=5) == {"trusted": True, "asked": "trust"}
        silent.close()
        noisy.close()
