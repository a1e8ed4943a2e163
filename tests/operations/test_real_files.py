"""Files after the shape of real ones that were never meant as customers: nothing is lost, and little is complained of."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.operations.check.run import check
from tests.operations.ledgers import content, ledger

# A product page: lists of maps, dates and booleans, a link in quotes, HTML in the body.
PRODUCT = """---
title: Anvil Runtime
category: framework
tags: tools
iconSlug: anvil
permalink: /anvil
alternate_urls:
  - /anvil-runtime
versionCommand: anvil --version
releasePolicyLink: https://example.org/policy#:~:text=every%20year
changelogTemplate: "https://example.org/__LATEST__"
eolColumn: Support

auto:
  methods:
    - git: https://example.org/anvil.git
      regex: ^v(?<major>\\d+)\\.(?<minor>\\d+)$

# each release is supported for a year
releases:
  - releaseCycle: "2.1"
    lts: true
    releaseDate: 2026-02-01
    eol: 2027-02-01
    latest: "2.1.3"
    latestReleaseDate: 2026-05-07
  - releaseCycle: "2.0"
    eol: true # (releaseDate(2.1))
    link: null
---

> [Anvil](https://example.org/) is a runtime.

## [Support](https://example.org/support)

- **Major**: every year
- Minor: when ready

{% include table.html labels="2.1,2.0" %}
"""
# A specification: front matter closed by dots, hundreds of fences, headings and tabs in them, lists that look like fields.
SPECIFICATION = (
    "---\ntitle: A Small Spec\nauthor: Someone\nversion: '0.3'\ndate: '2026-01-28'\nlicense: '[CC-BY-SA](https://example.org)'\n...\n\n"
    "# Introduction\n\n## What is it?\n\n"
    "```````````````````````````````` example\n## 2026-01-01 call\n→foo→- [ ] 2026-02-30\n.\n<h2>…</h2>\n"
    "````````````````````````````````\n\n"
    "1.  A list\n\n        ## 2026-01-02 code\n\n    - [link]: /url\n\n<pre>\n## 2026-01-03 raw\n</pre>\n\n~~~\n## 2026-01-04\n~~~\n"
)
JSON = '---\n{\n  "title": "JSON",\n  "description": "Front Matter"\n}\n---\n\n# A page with JSON\n'
UNPRETTY = """---
destination:
  encoding:
    xz:
      enabled: yes
      options:
      path_filter:
  url: "http://user:secret@10.0.0.1:3456/uri?x=1"
text: |
  several
  lines: of it
folded: >-
  one
  line
---
"""
FIXTURES = {
    "product": PRODUCT,
    "specification": SPECIFICATION,
    "json": JSON,
    "unpretty": UNPRETTY,
    "four-dashes": "----\ntest: bob\n----\n\nSome content.",
    "semicolons": ';;;\n{"title": "x"}\n;;;\n\n# A heading\n',
    "language": "--- coffee\ndata =\n  title: 'x'\n---\nContent",
    "only": "---\ntitle: to YAML\n---",
    "nothing": "---\n---\n",
    "toml": '+++\ntest = "tester"\n+++\n\nTitle\n=====\n',
    "template": "{% load x %}\n<h1>{{ title }}</h1>\n",
}
NOTICES = {"name-missing", "id-missing", "front-matter-missing", "front-matter-dots"}


@pytest.mark.parametrize("name", FIXTURES)
def test_a_page_of_another_program_is_no_more_than_noticed(tmp_path: Path, name: str) -> None:
    session = ledger(tmp_path, "ledger: 1\n", a=FIXTURES[name])
    assert {one.problem.code for one in check(session).found} <= NOTICES


@pytest.mark.parametrize("name", FIXTURES)
def test_checking_writes_nothing(tmp_path: Path, name: str) -> None:
    session = ledger(tmp_path, "ledger: 1\n", a=FIXTURES[name])
    check(session)
    assert content(session) == FIXTURES[name].encode()


def test_script_in_front_matter_is_told_where_it_stands(tmp_path: Path) -> None:
    text = "---\nfunction reverse(str) {\n  return str;\n}\n---\n\n# A page\n"
    found = check(ledger(tmp_path, "ledger: 1\n", a=text)).found
    assert [(one.problem.code, one.problem.line) for one in found] == [
        ("front-matter-line", 2),
        ("front-matter-line", 4),
    ]
