"""What could act on a terminal or hide there, and a ledger that has it in every place a person can type."""

from __future__ import annotations

import os
import re
from pathlib import Path

LONG = "x" * 60_000
PAYLOADS: tuple[str, ...] = (
    "\x1b]0;title\x07",
    "\x1b]2;title\x1b\\",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b]4;1;rgb:ff/ff/ff\x07",
    "\x1b]1337;File=inline=1:AAAA\x07",
    "\x1b]9;notify\x07",
    "\x1b]777;notify;a;b\x07",
    "\x1b[2J",
    "\x1b[H\x1b[3J",
    "\x1b[1A\x1b[2K",
    "\x1b[45mpurple\x1b[49m",
    "\x1b[8mhidden\x1b[28m",
    "\x1b[38;5;201mpink",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[?1049h",
    "\x1b[?25l",
    "\x1b[200~pasted\x1b[201~",
    "\x1b[21t",
    "\x1bc",
    "\x1b(0",
    "\x1b7\x1b8",
    "\x1bP$q\x1b\\",
    "\x1b_application\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bX start of string\x1b\\",
    "\x9b2J",
    "\x9d0;title\x9c",
    "\x90dcs\x9c",
    "\x85next line",
    "\x84\x8d\x98\x9e\x9f",
    "bell\x07",
    "back\x08\x08\x08\x08over",
    "over\rwritten",
    "form\x0cfeed",
    "vertical\x0btab",
    "nul\x00",
    "shift\x0e\x0f",
    "xon\x11xoff\x13",
    "fs\x1cgs\x1drs\x1eus\x1f",
    "delete\x7f",
    "\u202eevil\u202c",
    "\u202aa\u202bb\u202dc\u202c",
    "\u2066a\u2067b\u2068c\u2069",
    "\u200e\u200f\u061c",
    "zero\u200bwidth",
    "zero\u200cwidth\u200d",
    "byte\ufefforder",
    "word\u2060joiner\u2064",
    "soft\xadhyphen",
    "\u2028line\u2029paragraph",
    "\ufff9inter\ufffalinear\ufffb",
    "\U000e0041\U000e007ftags",
    "\u3164\u115f\uffa0\u034ffillers",
    "e" + "\u0301" * 400,
    "[link=http://evil.example]rich[/link]",
    "[bold red]markup[/] [/nothing]",
    "{name} %s %(x)s {0} {{",
    LONG,
)

# C0 but LF and TAB, DEL, C1, marks of direction, what has no width, separators, tags.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# What rich writes for the sixteen colours that the program uses.
COLOURS = re.compile(r"\x1b\[(?:(?:0|1|22|39|3[0-7]|9[0-7])(?:;(?:0|1|3[0-7]|9[0-7]))*)?m")


def quoted(text: str) -> str:
    """The text as YAML writes it in double quotes, everything that can't be seen as an escape."""
    return '"' + "".join(one if one.isprintable() and one not in '"\\' else _escape(ord(one)) for one in text) + '"'


def _escape(code: int) -> str:
    return f"\\U{code:08x}"


def ledger_of_payloads(root: Path) -> Path:
    """A ledger whose every customer has one payload in all places, raw or as YAML writes it."""
    folder = root / "customers"
    folder.mkdir(parents=True)
    (root / "index").mkdir()
    people = "".join(f"  {quoted('P' + one[:40])}: {{aliases: [{quoted('al' + one[:40])}]}}\n" for one in PAYLOADS)
    (root / "ledger.yaml").write_text(
        f"ledger: 1\ncurrency: CNY\nname: {quoted(PAYLOADS[0])}\nlevels:\n  A: {{every: 14d}}\npeople:\n{people}"
        f"queries:\n  {quoted('q' + PAYLOADS[0])}: {quoted('level:' + PAYLOADS[8])}\n"
        f"fields:\n  {quoted('f' + PAYLOADS[1])}: {{type: text}}\n{quoted('k' + PAYLOADS[1])}: 1\n",
        "utf-8",
    )
    for number, payload in enumerate(PAYLOADS):
        (folder / f"{number:02}.md").write_bytes(customer(number, payload).encode())
    for payload in PAYLOADS[::3]:
        name = re.sub("[/\0]", "_", payload)[:60]
        (folder / f"file{name}.md").write_bytes(b"---\nname: Same Name\nstage: nonsense\n---\n")
    for name in (b"latin\xe9\x1b[2J.md", b"line\nbreak.md", b"folder\x1b[2J"):
        place = os.path.join(os.fsencode(folder), name)
        if name.endswith(b".md"):
            Path(os.fsdecode(place)).write_bytes(b"---\nname: odd place\n---\n")
        else:
            os.mkdir(place)
            (Path(os.fsdecode(place)) / "inner.md").write_bytes(b"no front matter \x1b[2J\n")
    return root


def customer(number: int, payload: str) -> str:
    """One file; even ones have it raw in their front matter, odd ones in YAML's escapes."""
    short = payload[:300]
    value = quoted("v" + short) if number % 2 else short.split("\n")[0]
    return (
        f'---\nname: {value}\naliases: ["Same", {quoted(short)}]\nlevel: A\nstage: {value}\nowner: {value}\n'
        f"region: {value}\ntags: [{quoted('t' + short)}]\nphone: {value}\nemail: {value}\n"
        f"contacts:\n  - name: {value}\n    phone: {value}\n    title: {value}\n    birthday: 1985-11-23\n"
        f"next_follow_up: 2026-11-20\nnext_follow: {value}\n{quoted('k' + short)}: {value}\nreferrer: {value}\n---\n\n"
        f"# {short}\n\nNotes {payload} and [[{short}]].\n\n"
        f"## 2026-11-19 call {short} @{short} #{short}\n\nText {payload}\n\n- result: {short}\n- {short}: {short}\n"
        f"- [ ] 2026-11-20 send {short} @P{short[:40]}\n- [ ] 2026-11-22 other {short}\n"
        f"- [ ] 2026-13-45 bad {short}\n\n"
        f"## 2026-11-18 opportunity OPP-{short} {short}\n- stage: {short}\n- amount: {short}\n- close: 2026-11-01\n\n"
        f"## 2026-11-17 invoice INV-1 {short}\n- amount: 100\n- due: 2026-11-20\n- {short}\n\n"
        f"## 2026-11-17 compleint {short}\n\n"
    )
