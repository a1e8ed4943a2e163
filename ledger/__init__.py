"""Ledger: a customer ledger of plain files; `ledger.open(path)` gives a session over one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.session import open_session as open  # noqa: A004

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load `open` when it is asked for: importing `ledger` alone costs nothing."""
    if name == "open":
        from ledger.session import open_session

        return open_session
    raise AttributeError(name)
