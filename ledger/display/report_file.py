"""A file that a report is written to: whole, or as it was."""

from __future__ import annotations

import os
from pathlib import Path

from ledger.errors import Unwritable
from ledger.messages import say
from ledger.store import files


def write_whole(path: str | Path, content: bytes | str) -> None:
    """Write a file, in place of one that is there; raises Unwritable, and then it is as it was."""
    name = os.fspath(path)
    # What a link points to is written, not the link replaced.
    target = os.path.realpath(name)
    fresh = files.temporary(target)
    try:
        there = Path(target).exists()
        files.write_new(
            fresh, content.encode("utf-8") if isinstance(content, str) else content, like=target if there else ""
        )
        files.rename(fresh, target)
    except OSError as error:
        files.remove(fresh)
        raise Unwritable(
            say("{path} can't be written: {reason}. Nothing was written.", path=name, reason=files.why(error))
        ) from error
    except BaseException:
        files.remove(fresh)
        raise
