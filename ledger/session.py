"""One run over one ledger: its place, settings and words, today, and the catalog once somebody asks it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import NotFound
from ledger.messages import say
from ledger.model.extension import vocabulary_of
from ledger.model.problem import Problem
from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.release import __version__
from ledger.store.files import Reader
from ledger.text.source import digest

if TYPE_CHECKING:
    from ledger.index.refresh import Fresh
    from ledger.store.git_past import Past

SETTINGS_FILE = "ledger.yaml"


@dataclass(frozen=True, slots=True)
class Session:
    """What every operation works with.

    `pinned` tells that ledger.yaml itself says which day it is. `me` is the person who works here, by the name in
    `people` (empty if unknown). `notes` are the problems of ledger.yaml. With `past` it is the ledger as git had it,
    with `until` what it says without the entries dated after that day.
    """

    root: Path
    settings: Settings
    vocabulary: Vocabulary
    today: date
    pinned: bool = False
    me: str = ""
    language: str = "zh"
    notes: tuple[Problem, ...] = ()
    on_progress: Callable[[int, int], None] | None = field(default=None, compare=False)
    without_index: bool = field(default=False, compare=False)
    past: Past | None = field(default=None, compare=False)
    until: date | None = None
    _kept: list[Fresh] = field(default_factory=list, compare=False, repr=False)

    def fresh(self) -> Fresh:
        """The catalog, made equal to the files at the first call; the same one afterwards."""
        if not self._kept:
            from ledger.index.reading import Reading
            from ledger.index.refresh import fresh

            reading = Reading(self.root, self.vocabulary, self.settings, self.past, self.until)
            if self.past is not None:
                from ledger.index.past import fresh_past

                made = fresh_past(reading, self.past, on_progress=self.on_progress, in_memory=self.without_index)
            else:
                made = fresh(reading, on_progress=self.on_progress, in_memory=self.without_index)
            self._kept.append(made)
        return self._kept[0]

    def reader(self) -> Reader:
        """What reads the ledger's files, as they are or, with `past`, as they were; a new one for every pass."""
        return Reader(self.root) if self.past is None else self.past.reader(self.root)

    def stale(self) -> None:
        """Files were changed: the next question looks at them again."""
        while self._kept:
            self._kept.pop().catalog.close()

    def indexless(self) -> Session:
        """This session without index/, which somebody keeps breaking: its catalog lives in memory."""
        return replace(self, without_index=True, _kept=[])

    def then(self, past: Past, today: date) -> Session:
        """The ledger as git had it, with the settings that it had; raises NotFound if there was none yet.

        Texts are looked through: a text index for one question would cost more than it spares.
        """
        settings, notes = _loaded(past.reader(self.root).read(SETTINGS_FILE))
        return replace(
            self,
            settings=replace(settings, engine="scan"),
            vocabulary=vocabulary_of(settings),
            today=today,
            pinned=False,
            notes=notes,
            past=past,
            _kept=[],
        )

    def on(self, day: date) -> Session:
        """The ledger as it stood on a day by its entries; profiles, tasks and settings are those of now."""
        settings = replace(self.settings, engine="scan")
        return replace(self, settings=settings, today=day, pinned=False, until=day, _kept=[])

    def watched(self, on_progress: Callable[[int, int], None]) -> Session:
        """This session with somebody who is told how reading goes on."""
        return replace(self, on_progress=on_progress)


def open_session(
    directory: Path | str | None = None,
    *,
    today: date | None = None,
    language: str | None = None,
    env: dict[str, str] | None = None,
) -> Session:
    """Open the ledger at a folder, or the nearest one upwards from here; raises NotFound where there is none.

    `today` wins over the day that ledger.yaml pins, that over the clock in the ledger's time zone.
    """
    root = _root(directory)
    settings, notes = _settings(root)
    words = vocabulary_of(settings)
    return Session(
        root=root,
        settings=settings,
        vocabulary=words,
        today=today or settings.today or _clock(settings.timezone),
        pinned=today is None and settings.today is not None,
        me=_me(settings, os.environ if env is None else env),
        language=language or settings.language,
        notes=notes,
    )


def _root(directory: Path | str | None) -> Path:
    if directory is not None:
        folder = Path(directory).expanduser()
        if (folder / SETTINGS_FILE).is_file():
            return folder.resolve()
        raise NotFound(
            say("There is no ledger in {folder}: it has no file ledger.yaml.", folder=str(folder)),
            say("`ledger init {folder}` makes one.", folder=str(folder)),
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise NotFound(
        say("There is no ledger here: neither this folder nor one above it has a file ledger.yaml."),
        say("`ledger init` makes a ledger here; -C DIR or LEDGER_DIR names one elsewhere."),
    )


def _settings(root: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings of a ledger; those without problems are kept in index/, which spares reading YAML each time."""
    from ledger.model.settings_cache import from_json, to_json
    from ledger.store import state

    content = Reader(root).read(SETTINGS_FILE)
    mark = digest(content)
    folder = state.index_folder(root)
    kept = folder / f"settings-{__version__}-{mark[:32]}.json" if folder is not None else None
    if kept is not None:
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            return from_json(kept.read_text(encoding="utf-8")), ()
    settings, notes = _loaded(content)
    if kept is not None and not notes:
        _keep(kept, to_json(settings))
    return settings, notes


def _loaded(content: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings in the bytes of a ledger.yaml."""
    from ledger.model.settings_reader import load
    from ledger.text.source import Encoding, decode

    source = decode(content)
    settings, notes = load(source.text)
    if source.encoding is Encoding.OPAQUE:
        return settings, (Problem("file-not-text"),)
    return settings, notes if source.text.strip() else (Problem("settings-empty"),)


def _keep(place: Path, text: str) -> None:
    """Keep the settings as they are now, instead of how they were before; it is only for speed."""
    with suppress(OSError):
        for older in place.parent.glob("settings-*.json"):
            older.unlink(missing_ok=True)
        place.write_text(text, encoding="utf-8")


def _clock(timezone: str) -> date:
    """Today where the ledger's people are; by the machine's own clock if their time zone is unknown."""
    if timezone:
        from zoneinfo import ZoneInfo

        try:
            return datetime.now(ZoneInfo(timezone)).date()
        except (OSError, ValueError, KeyError):
            pass
    return datetime.now().astimezone().date()


def _me(settings: Settings, env: os._Environ[str] | dict[str, str]) -> str:
    """Who works here: LEDGER_USER, else the person in ledger.yaml whose name or address this machine's user has."""
    given = env.get("LEDGER_USER", "")
    for name, person in settings.people.items():
        if given and given in (name, person.email, *person.aliases):
            return name
    if given:
        return given
    login = env.get("USER") or env.get("USERNAME") or ""
    found = (name for name, person in settings.people.items() if login and login in (name, *person.aliases))
    return next(found, "")
