"""Names, paths, links and settings that nobody types by accident."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import unicodedata
from pathlib import Path

import pytest

from tests.hostile.running import Printed, at_terminal, piped, process, tree

TODAY = ("--lang", "en", "--today", "2026-11-21")
ACME = "---\nid: C-1\nname: Acme\nlevel: A\n---\n\n## 2026-11-01 call hello\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    root = tmp_path / "ledger"
    (root / "customers").mkdir(parents=True)
    (root / "ledger.yaml").write_text("ledger: 1\nlevels:\n  A: {every: 14d}\n")
    (root / "customers/acme.md").write_text(ACME)
    return root


def run(root: Path, *words: str) -> Printed:
    return piped([*TODAY, *words], root)


NAMES = [
    "../../x",
    "/etc/passwd",
    "C:\\Windows\\x",
    "CON",
    "con.md",
    "LPT1",
    "nul",
    "...",
    ".hidden",
    "~tilde",
    "😀😀",
    'a:b*c?"<>|',
    "名" * 200,
    "a" * 200,
    "trailing. ",
    "acme.md/../x",
    "<script>",
    "$(touch pwned)",
    "`id`",
    "%00",
    "𠮷野家",
    "ﬁ ligature",
    "name: x",
    "---",
    "# heading",
    "&anchor",
    "*alias",
    "!tag",
    "{a: b}",
    "[[link]]",
    "'quoted' \"twice\"",
    "null",
    "no",
    "0123",
]


def test_any_name_makes_one_file_in_customers_that_says_the_name(place: Path) -> None:
    for name in NAMES:
        printed = run(place, "new", "--force", "--", name)
        assert printed.code == 0, (name, printed.text)
        path = printed.out.decode().rstrip("\n")
        assert os.path.dirname(path) == "customers"
        file_name = os.path.basename(path)
        assert len(file_name.encode()) <= 130
        assert unicodedata.is_normalized("NFC", file_name)
        assert not set(file_name) & set('<>:"/\\|?*$`')
        assert file_name[0] not in "-.~# "
        assert json.loads(run(place, "show", "--json", path).out)["name"] == name.strip()
    made = len(os.listdir(place / "customers")) - 1
    assert made == len(NAMES)
    assert sorted(os.listdir(place.parent)) == ["ledger"]
    assert sorted(os.listdir(place)) == ["customers", "index", "ledger.yaml"]
    assert run(place, "check", "--severity", "error").code == 0


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "\u200b\u200b", "two\nlines", "bell\x07", "n" * 201, "\udc80"])
def test_what_is_no_name_is_refused(place: Path, name: str) -> None:
    before = tree(place)
    printed = run(place, "new", "--", name)
    assert printed.code == 1, printed.text
    assert "othing was written" in printed.text
    assert tree(place) == before


def test_names_that_are_one_name_to_some_disks_get_files_of_their_own(place: Path) -> None:
    paths = [
        run(place, "new", "--force", name).out.decode().strip()
        for name in ("Café", "Cafe\u0301", "CAFÉ", "ｃａｆé", "acme", "ACME")
    ]
    folded = {unicodedata.normalize("NFKC", path).casefold() for path in [*paths, "customers/acme.md"]}
    assert len(folded) == 7


@pytest.mark.parametrize(
    "folder", ["..", "../..", "/tmp", ".git", "a/../../b", "customers/../..", "a\nb", "a/.b", "x\x1b[2J"]
)
def test_a_folder_elsewhere_is_refused(place: Path, folder: str) -> None:
    before = tree(place)
    assert run(place, "new", "x", "--folder", folder).code == 1
    assert tree(place) == before


OUTSIDE = ["../../etc/passwd", "/etc/passwd", "ledger.yaml", "customers/../ledger.yaml", "customers/", "index", ".",
           "..", "", " ", "%", "_", "*", "' OR 1=1 --", "x" * 9000, "/dev/zero", "customers/acme.md/../../ledger.yaml"]  # fmt: skip


@pytest.mark.parametrize("who", OUTSIDE)
def test_who_never_means_a_file_that_is_no_customer(place: Path, who: str) -> None:
    before = tree(place)
    for words in (["show"], ["log"], ["set"], ["tag"], ["edit"]):
        more = {"log": ["call", "x"], "set": ["a=b"], "tag": ["+x"]}.get(words[0], [])
        assert run(place, *words, "--", who, *more).code in (1, 2)
    assert tree(place) == before


def test_links_that_lead_out_are_named_and_left_alone(place: Path) -> None:
    outside = place.parent / "outside"
    outside.mkdir()
    (outside / "out.md").write_text("---\nname: Outside\n---\n")
    (place / ".git").mkdir()
    (place / ".git/config").write_text("[core]\n")
    customers = place / "customers"
    links = {
        "link.md": outside / "out.md",
        "linked": outside,
        "git.md": "../.git/config",
        "settings.md": "../ledger.yaml",
        "dead.md": "nowhere.md",
        "loop.md": "loop.md",
        "memory.md": "/proc/self/mem",
        "zero.md": "/dev/zero",
        "up": "..",
    }
    for name, target in links.items():
        (customers / name).symlink_to(target)
    os.mkfifo(customers / "fifo.md")
    (customers / "folder.md").mkdir()
    before = tree(place), tree(outside)
    listed = run(place, "list", "--json")
    assert [one["name"] for one in json.loads(listed.out)] == ["Acme"]
    assert "can't be read" in listed.err.decode()
    problems = {(one["path"], one["code"]) for one in json.loads(run(place, "check", "--json").out)}
    assert {path for path, _ in problems} >= {f"customers/{name}" for name in [*links, "fifo.md"]} - {"customers/up"}
    for name in [*links, "fifo.md", "folder.md", "linked/out.md"]:
        assert run(place, "log", f"customers/{name}", "call", "x").code == 1
        assert run(place, "set", f"customers/{name}", "level=A").code == 1
        assert run(place, "show", f"customers/{name}").code == 1
    assert run(place, "due").code == 0
    assert (tree(place), tree(outside)) == before


@pytest.mark.parametrize("kind", ["missing", "file", "link out", "link inside"])
def test_customers_that_is_no_folder_does_not_look_like_a_quiet_day(place: Path, kind: str) -> None:
    away = place / "kept" if kind == "link inside" else place.parent / "kept"
    shutil.move(place / "customers", away)
    if kind == "file":
        (place / "customers").write_text("x")
    elif kind != "missing":
        (place / "customers").symlink_to(away)
    due, listed, checked = run(place, "due"), run(place, "list"), run(place, "check")
    if kind == "link inside":
        assert "Acme" in due.text
        assert "Acme" in listed.text
    elif kind != "missing":
        assert "can't be read" in due.err.decode()
        assert "can't be read" in listed.err.decode()
        assert checked.code == 1
        assert "customers: warning" in checked.text
    new = run(place, "new", "Newcomer")
    assert new.code == (0 if kind in ("missing", "link inside") else new.code)
    assert (away / "acme.md").read_text() == ACME
    assert (away / "newcomer.md").exists() == (kind == "link inside")


SETTINGS = {
    "broken": b": : [",
    "binary": bytes(range(256)) * 12,
    "utf-16": "ledger: 1\nlevels:\n  A: {every: 14d}\n".encode("utf-16"),
    "zeros": bytes(300),
    "empty": b"",
    "large": b"#" * 70_000,
    "brackets": b"[" * 60_000,
    "deep": b"".join(b" " * depth + b"a:\n" for depth in range(250)),
    "alias": b"a: &a [x, x]\nb: &b [*a, *a]\nlevels: {A: {every: 14d}}\n",
    "merge": b"a: &a {b: c}\nlevels:\n  <<: *a\n",
    "tag": b"name: !!python/object/apply:os.system [id]\n",
    "two": b"ledger: 1\n---\nledger: 1\n",
    "list": b"- ledger\n",
    "newer": b"ledger: 99\n",
    "typo": b"ledger: 1\nlevles:\n  A: {every: 14d}\n",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_without_effect_are_told_and_the_customers_stay_usable(place: Path, name: str) -> None:
    (place / "ledger.yaml").write_bytes(SETTINGS[name])
    for words in (["due"], ["list"], ["show", "acme"]):
        printed = run(place, *words)
        assert printed.code == 0, printed.text
        assert "ledger.yaml" in printed.err.decode(), "no word about settings that have no effect"
    checked = run(place, "check")
    assert checked.code == 1
    assert "ledger.yaml" in checked.text
    assert run(place, "log", "acme", "call", "x").code == 0
    assert (place / "ledger.yaml").read_bytes() == SETTINGS[name]


def test_settings_in_order_are_not_spoken_of(place: Path) -> None:
    for words in (["due"], ["list"], ["show", "acme"], ["due", "--count"]):
        assert b"ledger.yaml" not in run(place, *words).err


@pytest.mark.parametrize("kind", ["huge", "link", "fifo", "folder"])
def test_a_ledger_file_that_can_not_be_read_is_a_refusal(place: Path, kind: str) -> None:
    settings = place / "ledger.yaml"
    settings.unlink()
    if kind == "huge":
        with settings.open("wb") as file:
            file.truncate(3 << 30)
    elif kind == "link":
        settings.symlink_to("/etc/passwd")
    elif kind == "fifo":
        os.mkfifo(settings)
    else:
        settings.mkdir()
    for words in (["due"], ["list"], ["check"], ["log", "acme", "call", "x"], ["new", "X"]):
        printed = run(place, *words)
        assert printed.code == 1
        assert printed.text.startswith("ledger: ")
        assert len(printed.text) < 400


def test_names_of_bytes_that_are_no_text(place: Path) -> None:
    folder = os.fsencode(place / "customers")
    for name in (b"caf\xe9.md", b"\xff\xfe.md", b"\xd6\xd0\xce\xc4.md"):
        Path(os.fsdecode(os.path.join(folder, name))).write_bytes(ACME.encode())
    os.mkdir(os.path.join(folder, b"sub\xe9"))
    Path(os.fsdecode(os.path.join(folder, b"sub\xe9", b"in.md"))).write_bytes(ACME.encode())
    for words in (["list"], ["due"], ["check"], ["list", "--json"], ["check", "--json"]):
        at_terminal([*TODAY, *words], place)
        printed = run(place, *words)
        assert printed.code in (0, 1), printed.text
        printed.out.decode()
    assert run(place, "check").text.count("name-undecodable") == 4
    assert run(place, "show", os.fsdecode(b"customers/caf\xe9.md")).code == 1


def test_what_may_not_be_read_is_said_and_stops_nothing(place: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("needs a second user")
    with tempfile.TemporaryDirectory(prefix="hostile-") as open_to_all:
        os.chmod(open_to_all, 0o755)
        root = Path(shutil.copytree(place, Path(open_to_all) / "ledger"))
        (root / "customers/secret.md").write_text(ACME.replace("C-1", "C-2").replace("Acme", "Secret"))
        (root / "customers/closed").mkdir()
        (root / "customers/closed/in.md").write_text(ACME)
        os.chmod(root / "customers/secret.md", 0)
        os.chmod(root / "customers/closed", 0)

        def somebody_else(*words: str) -> Printed:
            other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            nowhere = {"HOME": "/nonexistent", "LEDGER_STATE": "/nonexistent/state"}
            return process([*TODAY, *words], root, before=other, **nowhere)

        listed, due, checked = somebody_else("list"), somebody_else("due"), somebody_else("check")
        assert (listed.code, due.code, checked.code) == (0, 0, 1)
        assert b"Acme" in listed.out
        assert b"can't be read" in listed.err
        assert b"can't be read" in due.err
        assert b"1 file has errors" in due.err
        assert "file-unreadable" in checked.text
        assert "folder-unreadable" in checked.text
        written = somebody_else("log", "acme", "call", "typed at length")
        assert written.code == 74
        assert (root / "customers/acme.md").read_text() == ACME


@pytest.mark.parametrize(
    "words",
    ["show S", "list S", "list name:S", "list --columns S", "list --group S", "due S", "due --by S", "due --kind S",
     "check S", "log S call x", "log a call S", "log a call x -f S=1", "done a S", "set a name=S", "set a S=1",
     "tag a +S", "tag --rename S x", "new S", "new x --folder S", "S", "due --S", "-C S due", "edit S"],
)  # fmt: skip
def test_words_in_another_encoding_are_refused_for_what_they_are(place: Path, words: str) -> None:
    before = tree(place)
    printed = run(place, *words.replace("S", os.fsdecode("云启".encode("gbk"))).split(" "))
    assert printed.code in (1, 2)
    assert "inside Ledger" not in printed.text
    assert tree(place) == before
