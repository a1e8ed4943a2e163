"""Files that a command gives somebody, outside the ledger's own: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from ledger.errors import Unwritable
from ledger.messages import say


def give(place: Path, content: bytes) -> None:
    """Write a file, replacing one of that name only once everything is written; raises Unwritable if that can't be done."""
    target = place.expanduser()
    spare = ""
    try:
        handle, spare = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(spare, 0o666 & ~_umask())
        os.replace(spare, target)
    except OSError as error:
        with suppress(OSError):
            os.unlink(spare)
        raise Unwritable(
            say(
                "{file} can't be written: {reason}. Nothing was written.", file=str(place), reason=error.strerror or "?"
            )
        ) from None


def _umask() -> int:
    """What the user's new files may not be."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
