"""Regular expressions that are compiled when they are first used: a command needs few of all that there are."""

from __future__ import annotations

import re
from typing import Any, cast


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern as `re.compile` makes it, later."""
    return cast("re.Pattern[str]", Late(source, flags))


class Late:
    """Stands for a pattern until something is asked of it, and keeps what was asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._source, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.compiled(), name)
        setattr(self, name, found)
        return found
