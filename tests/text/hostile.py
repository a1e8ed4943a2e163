"""Files made to keep a reader busy or to fill its memory, with the problem that each is answered with."""

from __future__ import annotations

import json
import sys

from ledger.facts.compute import compute
from ledger.model.extension import vocabulary_of
from ledger.model.parse import parse
from ledger.model.settings_reader import load
from ledger.text.source import decode

SIZE = 200_000
HEAD = "---\nid: C-1\nname: a\n---\n\n"
ENTRY = "## 2026-01-01 call x\n"


def front(lines: str) -> str:
    return f"---\nid: C-1\nname: a\n{lines}\n---\n\ntext\n"


def aliases() -> str:
    rows = ["a0: &a0 [x,x]", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
    return front("\n".join(rows))


def merges() -> str:
    rows = [f"b{n}: &b{n}\n  <<: [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 9)]
    return front("b0: &b0 {k: v}\n" + "\n".join(rows))


FRONT = {
    "alias bomb": (aliases(), "yaml-anchor"),
    "merge bomb": (merges(), "yaml-anchor"),
    "alias of itself": (front("x: &a [*a]"), "yaml-anchor"),
    "alias of itself below its key": (front("x: &a\n  - *a"), "yaml-anchor"),
    "100,000 brackets": (front("x: " + "[" * 100_000), "front-matter-too-large"),
    "15,000 brackets": (front("x: " + "[" * 15_000), "yaml-limit"),
    "15,000 braces": (front("x: " + "{" * 15_000), "yaml-limit"),
    "250 brackets": (front("x: " + "[" * 250), "yaml-limit"),
    "map of depth 3,000": (front("x: " + "{a: " * 3000), "yaml-limit"),
    "map of depth 300 by lines": (front("x:\n" + "".join(" " * n + "a:\n" for n in range(1, 300))), "yaml-limit"),
    "30,000 dashes": (front("x:\n" + "- " * 30_000), "yaml-limit"),
    "1 MB of digits": (front("x: " + "9" * 1_000_000), "front-matter-too-large"),
    "16,000 digits in an amount": (front("budget: " + "9" * 16_000), "value-money"),
    "sexagesimal of 50,000 parts": (front("x: " + ":".join(["1"] * 50_000)), "front-matter-too-large"),
    "key of 2 MB": (front("k" * 2_000_000 + ": 1"), "front-matter-too-large"),
    "list of 500,000 items": (front("tags:\n" + "- a\n" * 500_000), "front-matter-too-large"),
    "list of 15,000 items": (front("tags:\n" + "- a\n" * 15_000), "yaml-limit"),
    "value of 60 KB": (front("x: " + "a" * 60_000), "scalar-too-long"),
    "blanks amid a line": (front("k" + " " * 60_000 + "x"), "front-matter-line"),
    "blanks amid a value": (front("k: x" + " " * 60_000 + "x"), "scalar-too-long"),
    "quotes": (front("k: " + "'" * 15_001), "yaml-unclosed"),
    "10,000 equal keys": (front("k: 1\n" * 10_000), "duplicate-key"),
    "8,000 keys": (front("".join(f"{n}: 1\n" for n in range(6000))), "front-matter-too-many"),
    "brackets left open above 8,000 fields": (front("x: [a,\n" + "k: v\n" * 8000), "yaml-unclosed"),
    "never closed": ("---\n" + "k: v\n" * 200_000, "front-matter-too-large"),
}  # fmt: skip
BODY = {
    "one line": "x" * SIZE,
    "heading of blanks": "## 2026-01-01 " + " " * SIZE + "x",
    "heading of marks": "## 2026-01-01 " + "@a " * (SIZE // 3),
    "heading of closing marks": "## 2026-01-01 a" + " #" * (SIZE // 2) + "x",
    "reference": "## 2026-01-01 order " + "1-" * (SIZE // 2) + "!",
    "field of blanks": ENTRY + "- " + " " * SIZE + "x: 1",
    "task of blanks": ENTRY + "- [ ] 📅 " + " " * SIZE + "x",
    "task of signs": ENTRY + "- [ ] 2026-01-01 every 2w " + "📅 " * (SIZE // 2) + "x",
    "task of repeats": ENTRY + "- [ ] 2026-01-01 " + "every 2w " * (SIZE // 9) + "x",
    "empty fields": ENTRY + "".join(f"- k{n}:\n" for n in range(SIZE // 8)),
    "dates that don't exist": "## 2026-13-01\n" * (SIZE // 15),
    "code in lists": "  ```\nx\n" * (SIZE // 8),
    "raw HTML": "<pre>\n</PRE>\n" * (SIZE // 13),
    "comments": "<!--\n-->\n" * (SIZE // 9),
    "links amid code": "[[a]]\n```\n```\n" * (SIZE // 14),
    "links in one line": "[[a]]" * (SIZE // 5),
    "open links": "[[" * (SIZE // 2),
    "deep items": "".join(" " * n + "- a\n" for n in range(600)),
    "ticks of one task": "- [ ] 2026-01-01 x every 1m\n" + "  - [x] 2026-01-01\n" * (SIZE // 20),
    "moves of one task": "- [ ] 2026-01-01 x every 1m\n" + "".join(f"  - {1000 + n}-01-01 → 2026-01-02\n" for n in range(8000)),
    "lone CRs": "\r" * SIZE,
    "line separators": "\u2028" * SIZE,
    "conflict markers": "<<<<<<< x\n" * (SIZE // 10),
    "blank lines": " \n" * SIZE,
}  # fmt: skip


def main() -> None:
    """Read every file and say which problems it has, a line each."""
    settings, _ = load("ledger: 1\n")
    vocabulary = vocabulary_of(settings)
    texts = {name: text for name, (text, _) in FRONT.items()} | {name: HEAD + text for name, text in BODY.items()}
    for name, text in texts.items():
        customer = parse("customers/a.md", decode(text.encode()), vocabulary, settings)
        compute(customer, vocabulary, settings)
        print(json.dumps([name, sorted({problem.code for problem in customer.problems}), customer.name]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
