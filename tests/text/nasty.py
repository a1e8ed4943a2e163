"""Front matter as it is found in the wild, each with the fields that an edit may name."""

from __future__ import annotations

SIMPLE = """---
id: C-7K3M2Q
name: 上海云启
level: B
tags: [a, b]
---

# 上海云启

---
level: no field
---
"""

COMMENTED = """---
# the customer
name:   "Acme: Ltd."   # as on the sign
level: B            # since the fair
phone: 013800138000	# tab before
empty:   # nothing yet
'quoted key': 'it''s'

contacts:
  # the boss
  - name: Bob Miller   # Bobby
    phone: '+1 212'
  - name: Ann
tags:
  - vip   # very
  - "two words"

notes: |  # long
  first line
    # no comment
  last line

folded: >-
  one
  two
url: https://example.com/#top
---
text
"""

ODD = """---
level:\tB
中文键: 值  # 注
a b: c d
"x:y": z
flow: {a: 1, b: "two", c: [x, y]}
nested:
    deep:
        deeper: 1
    list:
    - one
    - two
items:
- first
- second
plain multi: one
  two
emoji: 👩‍👧 ok
rtl: שלום \u202eabc
seps: a\u2028b\x85c\x0cd
last: end
---"""

UNCLOSED = """---
name: X
level: B

# heading
"""

NONE = "# Only a heading\n\nlevel: B\n"
EMPTY_MATTER = "---\n---\nbody\n"
DOTS = "---\nname: X\nlevel: B\n...\nbody\n"

BASES = (SIMPLE, COMMENTED, ODD, UNCLOSED, NONE, EMPTY_MATTER, DOTS)


def mixed(text: str) -> str:
    """Every third line ended by LF, the others by CRLF."""
    parts = text.split("\n")
    ends = ["\n" if number % 3 == 0 else "\r\n" for number in range(len(parts) - 1)]
    return "".join(part + end for part, end in zip(parts, [*ends, ""], strict=True))


def variants() -> tuple[str, ...]:
    """Every base with LF, CRLF, mixed line ends, and without its last line end."""
    found = []
    for base in BASES:
        found += [base, base.replace("\n", "\r\n"), mixed(base), base.rstrip("\n")]
    return tuple(dict.fromkeys(found))
