"""`ledger index`: the catalog and the text index brought up to date, compared, tidied, or told about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from ledger.cli.command import N_, command, option, pass_surface
from ledger.errors import WrongUsage
from ledger.messages import say

if TYPE_CHECKING:
    from ledger.cli.context import Surface
    from ledger.operations.indexing import Brought, Watch

STATUS_KEYS = (
    "state", "engine", "folder", "customers", "indexed", "changed", "lacking", "catalog_bytes", "text_bytes", "built",
    "seconds", "watcher",
)  # fmt: skip
"""What scripts may rely on in --status, in this order."""
VERIFY_KEYS = ("customers", "differences")
"""What scripts may rely on in --verify."""


@command(
    "index",
    help=N_(
        "Bring index/ up to date: the catalog of what stands in the files, and the text index that search asks. Other "
        "commands do so by themselves, in passing; this one shows how it goes on, and goes on to the end.\n\n"
        "index/ may be deleted at any time. The engine is chosen in ledger.yaml: `search: {engine: fts5}` or `whoosh`. "
        "docs/search-index.md says which to choose."
    ),
    examples=[
        ("ledger index", N_("take in what has changed, to the end")),
        ("ledger index --status", N_("engine, size, what is lacking, and the last build")),
        ("ledger index --verify", N_("compare with an index built from nothing; 1 if anything differs")),
        ("ledger index --rebuild", N_("build everything from nothing")),
        ("ledger index --optimize", N_("make it as small and quick as can be")),
    ],
)
@option("--rebuild", "way", flag_value="rebuild", help=N_("Forget the index and build it from nothing."))
@option("--verify", "way", flag_value="verify", help=N_("Build a second one and name every difference."))
@option("--status", "way", flag_value="status", help=N_("Tell what is there; nothing is changed."))
@option("--optimize", "way", flag_value="optimize", help=N_("Merge and tidy what has become scattered."))
@option("--json", "as_json", is_flag=True, help=N_("With --status and --verify: as JSON."))
@pass_surface
def run(surface: Surface, way: str | None, as_json: bool) -> int:
    """Do one of the five."""
    if as_json and way not in ("status", "verify"):
        raise WrongUsage(say("--json goes with --status and --verify."))
    if way == "status":
        return _status(surface, as_json=as_json)
    if way == "verify":
        return _verify(surface, as_json=as_json)
    if way == "optimize":
        return _optimize(surface)
    return _build(surface, rebuild=way == "rebuild")


def _build(surface: Surface, *, rebuild: bool) -> int:
    from ledger.display.index_status import brought_page
    from ledger.operations import indexing

    session = surface.session()
    build = indexing.rebuild if rebuild else indexing.bring_up_to_date
    with _bars(surface) as (on_reading, on_words):
        brought = build(session, on_reading, on_words)
    surface.output.answer(brought_page(brought, surface.speaker))
    return _lacking(surface, brought)


def _lacking(surface: Surface, brought: Brought) -> int:
    """Say that the text index could not be finished; answers are right without it."""
    from ledger.display.page import Style
    from ledger.messages import say_many
    from ledger.operations.indexing import SCAN

    if not brought.lacking:
        return 0
    if brought.engine == SCAN and surface.session().settings.engine == "fts5":
        told = say("This SQLite has no FTS5, so texts are looked through: `search: {{engine: whoosh}}` in ledger.yaml.")
    else:
        told = say_many(
            "The text index lacks {n} customer: another process builds it, or there is no room in index/. "
            "Its text is looked through instead.",
            "The text index lacks {n} customers: another process builds it, or there is no room in index/. "
            "Their texts are looked through instead.",
            brought.lacking,
        )
    surface.output.talk(told, Style.WARNING)
    return 1


def _optimize(surface: Surface) -> int:
    from ledger.display.index_status import tidied_page
    from ledger.operations.indexing import optimize

    session = surface.session()
    with _bars(surface) as (on_reading, on_words):
        tidied = optimize(session, on_reading, on_words)
    surface.output.answer(tidied_page(tidied, surface.speaker))
    return 0


def _status(surface: Surface, *, as_json: bool) -> int:
    from ledger.display.index_status import status_page
    from ledger.operations.indexing import status

    found = status(surface.session())
    if as_json:
        _give(surface, {key: asdict(found)[key] for key in STATUS_KEYS})
    else:
        surface.output.answer(status_page(found, surface.speaker))
    return 0


def _verify(surface: Surface, *, as_json: bool) -> int:
    from ledger.display.index_status import verified_page
    from ledger.operations.indexing import verify

    session = surface.session()
    reading, comparing = surface.bar(say("Reading the files")), surface.bar(say("Comparing"))
    try:
        verified = verify(session, reading, comparing)
    finally:
        reading.end()
        comparing.end()
    if as_json:
        _give(surface, {key: asdict(verified)[key] for key in VERIFY_KEYS})
    else:
        surface.output.answer(verified_page(verified, surface.speaker))
    return 1 if verified.differences else 0


def _give(surface: Surface, found: dict[str, object]) -> None:
    from ledger.display.machine import object_json

    surface.output.raw([object_json(found, surface.speaker.say)])


@contextmanager
def _bars(surface: Surface) -> Iterator[tuple[Watch, Watch]]:
    """Who shows how the reading and the text index go on."""
    reading, words = surface.bar(say("Reading the files")), surface.bar(say("Building the text index"))
    try:
        yield reading, words
    finally:
        reading.end()
        words.end()
