"""Kinds as files write them: a ledger's own kind that is `like` another counts as that one."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.model.settings import Settings


def alike(settings: Settings, *kinds: str) -> tuple[str, ...]:
    """Those kinds, and the ledger's own that are like one of them."""
    return (*kinds, *(name for name, own in settings.kinds.items() if own.like in kinds))


def listed(kinds: Iterable[str]) -> str:
    """Marks for that many kinds in SQL."""
    return ", ".join("?" for _ in kinds)
