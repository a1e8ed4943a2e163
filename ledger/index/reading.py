"""What turns the files of a ledger into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary
from ledger.store.files import Reader

if TYPE_CHECKING:
    from ledger.store.git_past import Past


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger's place, its words and its settings; with `past` its files are those of a commit.

    With `until` what is dated after that day does not count, as if nobody had written it yet.
    """

    root: Path
    vocabulary: Vocabulary
    settings: Settings
    past: Past | None = None
    until: date | None = None

    def reader(self, ahead: Sequence[str] = ()) -> Reader:
        """What reads the files; those `ahead` will be asked for."""
        return Reader(self.root) if self.past is None else self.past.reader(self.root, ahead)
