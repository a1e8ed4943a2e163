from __future__ import annotations

import errno
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import BadValue, ChangedMeanwhile, LedgerError, NotFound, Refused, Unwritable
from ledger.messages import say
from ledger.store import files, replace, state

ACME = "customers/acme.md"

NASTY = [
    b"\xef\xbb\xbf---\r\nname: Acme\r\n---\r\n", b"a\r\nb\nc\rd", b"no final newline", b"\t- tab", b"---\n# c\na: 'q'\n---\n---\n",
    "a\u2028b\u0085c\x0bd\x0ce".encode(), "😀 שלום 云启".encode(), b"\xff\xfe\x00", "中文".encode("gb18030"), b"",
]  # fmt: skip


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("content", NASTY)
def test_an_update_that_changes_nothing_touches_nothing(root: Path, acme: Path, content: bytes) -> None:
    acme.write_bytes(content)
    os.utime(acme, ns=(1, 2_000_000_000))
    os.utime(acme.parent, ns=(1, 2_000_000_000))
    before = [(at.stat().st_ino, at.stat().st_mtime_ns, at.stat().st_ctime_ns) for at in (acme, acme.parent)]
    assert replace.update(root, ACME, lambda old: old) == (content, content)
    assert [(at.stat().st_ino, at.stat().st_mtime_ns, at.stat().st_ctime_ns) for at in (acme, acme.parent)] == before
    assert acme.read_bytes() == content


@pytest.mark.parametrize("content", NASTY)
def test_an_update_writes_exactly_the_bytes_it_was_given(root: Path, acme: Path, content: bytes) -> None:
    assert replace.update(root, ACME, lambda old: content + old)[1] == acme.read_bytes()
    assert entries(acme.parent) == {"acme.md"}


def test_a_replace_needs_the_digest_of_what_is_there(root: Path, acme: Path) -> None:
    seen = files.digest(acme.read_bytes())
    replace.replace(root, ACME, b"new", expected=seen)
    with pytest.raises(ChangedMeanwhile, match="Nothing was written") as refusal:
        replace.replace(root, ACME, b"newer", expected=seen)
    assert refusal.value.exit_code == 3
    assert acme.read_bytes() == b"new"


def test_a_save_in_an_editor_during_a_replace_is_not_lost(
    root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_new = files.write_new

    def meanwhile(path: str, content: bytes, mode: int = 0o644, *, like: str = "") -> None:
        write_new(path, content, mode, like=like)
        if like:
            acme.write_bytes(b"typed in an editor")

    monkeypatch.setattr(files, "write_new", meanwhile)
    with pytest.raises(ChangedMeanwhile):
        replace.replace(root, ACME, b"new", expected=files.digest(acme.read_bytes()))
    assert acme.read_bytes() == b"typed in an editor"
    assert entries(acme.parent) == {"acme.md"}


def test_a_save_in_an_editor_during_an_update_is_built_upon(
    root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[bytes] = []

    def append(old: bytes) -> bytes:
        rounds.append(old)
        if len(rounds) == 1:
            acme.write_bytes(b"typed in an editor, ")
        return old + b"logged"

    replace.update(root, ACME, append)
    assert acme.read_bytes() == b"typed in an editor, logged"


def test_a_file_that_an_editor_has_just_emptied_is_waited_for(root: Path, acme: Path) -> None:
    acme.write_bytes(b"")
    script = f"import time; time.sleep(0.1); open({str(acme)!r}, 'w').write('saved ')"
    with subprocess.Popen([sys.executable, "-S", "-c", script]):
        replace.update(root, ACME, lambda old: old + b"logged")
    assert acme.read_bytes() == b"saved logged"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755])
def test_a_file_keeps_its_mode(root: Path, acme: Path, mode: int) -> None:
    acme.chmod(mode)
    replace.update(root, ACME, lambda old: old + b"x")
    assert stat.S_IMODE(acme.stat().st_mode) == mode


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o644)])
def test_a_new_file_follows_the_umask(root: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        replace.create(root, "customers/new.md", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "customers" / "new.md").stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_keeps_its_owner_where_that_is_allowed(root: Path, acme: Path) -> None:
    os.chown(acme, 1234, 2345)
    replace.update(root, ACME, lambda old: old + b"x")
    assert (acme.stat().st_uid, acme.stat().st_gid) == (1234, 2345)


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes differ elsewhere")
def test_a_file_keeps_its_extended_attributes(root: Path, acme: Path) -> None:
    try:
        os.setxattr(acme, "user.colour", b"red")
    except OSError:
        pytest.skip("this disk has none")
    replace.update(root, ACME, lambda old: old + b"x")
    assert os.getxattr(acme, "user.colour") == b"red"


def test_a_link_within_the_ledger_stays_and_its_target_is_written(root: Path) -> None:
    (root / "old").mkdir()
    (root / "old" / "bolt.md").write_bytes(b"Bolt")
    (root / "customers" / "bolt.md").symlink_to("../old/bolt.md")
    replace.update(root, "customers/bolt.md", lambda old: old + b"!")
    assert os.readlink(root / "customers" / "bolt.md") == "../old/bolt.md"
    assert (root / "old" / "bolt.md").read_bytes() == b"Bolt!"


@pytest.mark.parametrize("target", ["../../secret.md", "../.git/hooks/pre-commit"])
def test_a_link_to_elsewhere_is_never_written_through(root: Path, target: str) -> None:
    link = root / "customers" / "evil.md"
    (root / "customers" / target).resolve().parent.mkdir(parents=True, exist_ok=True)
    (root / "customers" / target).resolve().write_bytes(b"old")
    link.symlink_to(target)
    with pytest.raises(Refused):
        replace.update(root, "customers/evil.md", lambda old: old + b"x")
    with pytest.raises(Refused):
        replace.create(root, "customers/evil.md", b"x")
    assert link.read_bytes() == b"old"


def test_a_file_with_several_names_is_left_alone(root: Path, acme: Path) -> None:
    os.link(acme, root / "twin.md")
    with pytest.raises(Refused, match="hard links"):
        replace.update(root, ACME, lambda old: old + b"x")
    assert acme.stat().st_nlink == 2


def test_a_second_name_left_by_a_killed_writer_is_no_obstacle(root: Path, acme: Path) -> None:
    os.link(acme, files.temporary(str(acme)))
    replace.update(root, ACME, lambda old: b"x")
    assert entries(acme.parent) == {"acme.md"}


def test_a_write_protected_file_is_left_alone(root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acme.chmod(0o444)
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Unwritable, match="write-protected"):
        replace.update(root, ACME, lambda old: old + b"x")
    with pytest.raises(Unwritable):
        replace.check_writable(root, ACME)


def test_a_file_does_not_grow_beyond_what_can_be_read(root: Path, acme: Path) -> None:
    before = acme.read_bytes()
    with pytest.raises(Refused, match="2 MiB"):
        replace.update(root, ACME, lambda old: b"x" * (files.MAX_BYTES + 1))
    assert acme.read_bytes() == before


def test_create_makes_folders_and_never_overwrites(root: Path) -> None:
    replace.create(root, "customers/north/east/new.md", b"first")
    with pytest.raises(Refused, match="is there already"):
        replace.create(root, "customers/north/east/new.md", b"second")
    assert (root / "customers/north/east/new.md").read_bytes() == b"first"
    assert entries(root / "customers/north/east") == {"new.md"}


def test_create_never_overwrites_on_a_disk_without_hard_links(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, target: str) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    replace.create(root, "customers/new.md", b"first")
    with pytest.raises(Refused):
        replace.create(root, "customers/new.md", b"second")
    assert (root / "customers/new.md").read_bytes() == b"first"


def test_create_does_not_follow_a_link_that_leads_nowhere(root: Path) -> None:
    (root / "customers" / "new.md").symlink_to("../other.md")
    with pytest.raises(Refused):
        replace.create(root, "customers/new.md", b"x")
    assert not (root / "other.md").exists()


def fail(number: int) -> Callable[..., None]:
    def failing(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EACCES])
def test_what_was_typed_is_kept_where_the_disk_fails(
    root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    before = acme.read_bytes()
    genuine = getattr(os, call)

    def failing(first: int | str, *arguments: object, **options: object) -> object:
        place = os.readlink(f"/proc/self/fd/{first}") if isinstance(first, int) else str(first)
        if place.endswith(files.TEMPORARY):
            raise OSError(number, os.strerror(number))
        return genuine(first, *arguments, **options)

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(Unwritable) as refusal:
        replace.update(root, ACME, lambda old: old + b"my words", recovery=b"my words")
    monkeypatch.undo()
    assert refusal.value.exit_code == 74
    assert os.strerror(number) in str(refusal.value)
    assert Path(str(refusal.value).rsplit(" kept in ", 1)[1][:-1]).read_bytes() == b"my words"
    assert acme.read_bytes() == before
    assert entries(acme.parent) == {"acme.md"}


def test_a_write_that_the_disk_does_not_confirm_is_not_called_done(
    root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "sync_folder", fail(errno.EIO))
    with pytest.raises(Unwritable, match="was saved, but the disk did not confirm it"):
        replace.update(root, ACME, lambda old: b"new")
    assert acme.read_bytes() == b"new"


def test_a_file_held_open_elsewhere_is_waited_for(root: Path, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine, tries = os.replace, []

    def held(source: str, target: str) -> None:
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "Permission denied")
        genuine(source, target)

    monkeypatch.setattr(os, "replace", held)
    replace.update(root, ACME, lambda old: b"new")
    assert acme.read_bytes() == b"new"


@pytest.mark.parametrize("room", [0, 1, 1000, 2499])
def test_a_disk_that_takes_only_a_part_leaves_the_old_file(root: Path, acme: Path, room: int) -> None:
    acme.write_bytes(b"old")
    script = (
        "import resource, signal, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from ledger.store import replace; from ledger.errors import Unwritable\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        "try: replace.update(Path(sys.argv[1]), 'customers/acme.md', lambda old: b'x' * 2500)\n"
        "except Unwritable: sys.exit(74)\n"
    )
    here = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-B", "-c", script, str(root), here], capture_output=True)
    assert done.returncode == 74, done.stderr
    assert acme.read_bytes() == b"old"
    assert entries(acme.parent) == {"acme.md"}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)


def test_without_any_place_for_recovery_the_first_error_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "write_new", fail(errno.ENOSPC))
    with pytest.raises(Unwritable) as refusal:
        replace.update(root, ACME, lambda old: b"x", recovery=b"my words")
    assert "kept in" not in str(refusal.value)


def test_words_typed_for_a_file_that_changed_or_went_are_kept_too(root: Path, acme: Path) -> None:
    with pytest.raises(ChangedMeanwhile, match="kept in"):
        replace.replace(root, ACME, b"new", expected="0" * 64, recovery=b"my words")
    acme.unlink()
    with pytest.raises(NotFound, match="kept in"):
        replace.update(root, ACME, lambda old: b"new", recovery=b"my words")


def test_a_value_refused_by_the_change_itself_leaves_no_recovery_file(root: Path, acme: Path) -> None:
    def refuse(old: bytes) -> bytes:
        raise BadValue(say("That is no date."))

    with pytest.raises(BadValue, match=r"^That is no date\.$"):
        replace.update(root, ACME, refuse, recovery=b"my words")


def test_recovered_words_are_for_their_owner_only(root: Path, acme: Path) -> None:
    with pytest.raises(LedgerError) as refusal:
        replace.replace(root, ACME, b"new", expected="", recovery=b"my words")
    kept = Path(str(refusal.value).rsplit(" kept in ", 1)[1][:-1])
    folder = state.state_folder()
    assert folder is not None
    assert kept.parent == folder / "recovery"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_unfinished_files_of_killed_writers_are_swept_away(root: Path, acme: Path) -> None:
    left = Path(files.temporary(str(acme)))
    left.write_bytes(b"half")
    assert replace.sweep(root, [left.relative_to(root).as_posix(), ACME]) == 1
    assert entries(acme.parent) == {"acme.md"}


def test_an_unwritable_folder_is_known_before_anything_is_typed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace.check_writable(root, ACME)
    replace.check_writable(root, "customers/new/folder/x.md")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(Unwritable, match="can't be written"):
        replace.check_writable(root, "customers/new.md")
