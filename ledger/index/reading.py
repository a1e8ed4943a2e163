"""What turns the files of a ledger into rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledger.model.settings import Settings
from ledger.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger's place, its words and its settings."""

    root: Path
    vocabulary: Vocabulary
    settings: Settings
