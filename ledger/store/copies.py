"""Which file names are copies that sync services and file managers make of a customer's file."""

from __future__ import annotations

import re

# Syncthing, Dropbox, Nextcloud and ownCloud, Seafile, QOwnNotes, 坚果云.
# Patterns are compiled by `re` when the first odd name turns up: most ledgers have none, and starts are quick.
# Syncthing, Dropbox, Nextcloud and ownCloud, Seafile, QOwnNotes, 坚果云.
_CONFLICT = r"""(?ix)(?P<stem>.+?)(?:
        \.sync-conflict-\d{8}-\d{6}(?:-[0-9A-Z]+)? |
        \s?[(（][^()（）]*(?:conflicted\ copy|sfconflict|冲突副本|冲突文件|衝突複本)[^()（）]*[)）] |
        \s?[(（](?:case\ )?conflict(?:ed|s)?(?:[\s_\-:.,…\d]*|[^()（）]*\d{4}[^()（）]*)[)）] |
        _conflict-\d{8}-\d{6}.*
    )(?:\ ?\(\d+\)|\ \d+)?\.md"""

# Browsers and Explorer, Finder and iCloud, file managers, OneDrive.
_COPIES = (
    r"(?i)(?P<stem>.+?)(?:(?: -)? copy| ?-? ?副本)(?: ?\(?\d{1,3}\)?)?\.md",
    r"(?i)(?P<stem>.+?) ?\(\d{1,3}\)\.md",
    r"(?i)(?P<stem>.+?) \d{1,3}\.md",
    r"(?P<stem>.+?)-(?:DESKTOP|LAPTOP|WIN)-[0-9A-Z]{4,}\.md",
    r"(?i)(?P<stem>.+)-[^-\s]+\.md",
)


def conflict_of(name: str) -> str | None:
    """The stem of the file that a sync service surely made this one a copy of, or None."""
    found = re.fullmatch(_CONFLICT, name)
    return found["stem"] if found else None


def copy_of(name: str) -> str | None:
    """The stem of the file that this one may be a copy of, by its name alone, or None.

    `X 2.md`, `X (1).md`, `X - Copy.md` and `X-HOSTNAME.md` give `X`. Honest customers have such names too: it is
    a copy only if X.md is there and both say the same id.
    """
    for pattern in _COPIES:
        found = re.fullmatch(pattern, name)
        if found:
            return found["stem"]
    return None
