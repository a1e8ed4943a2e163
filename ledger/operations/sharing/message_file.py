"""The file in which git asks for a commit's message."""

from __future__ import annotations

from pathlib import Path


def put_first(place: Path, text: str) -> None:
    """Put a text before what git wrote there; nothing is done where somebody's own words stand already."""
    old = place.read_bytes() if place.exists() else b""
    # The file is git's own and lives for one commit.
    if not any(line.strip() and not line.startswith(b"#") for line in old.split(b"\n")):
        place.write_bytes(text.encode("utf-8", "replace") + old)
