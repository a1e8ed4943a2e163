"""Ledger: a customer ledger of plain files; `ledger.open(path)` gives a session over one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.release import __version__

if TYPE_CHECKING:
    from ledger.session import open_session as open  # noqa: A004

__all__ = ["__version__", "open"]


def __getattr__(name: str) -> object:
    """Load `open` when it is asked for: importing `ledger` alone costs nothing."""
    if name == "open":
        from ledger.session import open_session

        return open_session
    raise AttributeError(name)
