"""Which file systems tell of changes, by what /proc says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store import mounts

LINES = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:40 / /mnt/my\040share rw shared:2 master:3 - nfs4 host:/x rw
24 22 0:41 / /mnt/disk rw - fuseblk /dev/sdb1 rw
25 22 0:42 / /home/u/ledger/customers/remote rw - fuse.sshfs host: rw
26 22 0:43 / /mnt/c rw - 9p C:\134 rw
27 23 0:44 / /mnt/my\040share/local rw - ext4 /dev/vdb rw
28 22 0:45 / /mnt/c rw - tmpfs over rw
"""


@pytest.fixture(autouse=True)
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel would say."""
    place = tmp_path / "mountinfo"
    place.write_text(LINES, encoding="utf-8")
    monkeypatch.setattr(mounts, "_MOUNTS", str(place))


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/u/other", ""),
        ("/home/u/ledger", "fuse.sshfs"),
        ("/home/u/ledger2", ""),
        ("/mnt/my share/a", "nfs4"),
        ("/mnt/my share/local/a", ""),
        ("/mnt/disk/a", "fuseblk"),
        ("/mnt/c/Users", ""),
    ],
)
def test_the_nearest_mount_decides_and_those_inside_count_too(folder: str, kind: str) -> None:
    assert mounts.odd_mount(Path(folder)) == kind


def test_where_the_system_does_not_tell_nothing_is_suspected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "_MOUNTS", "/nowhere")
    assert mounts.odd_mount(Path("/mnt/my share")) == ""
