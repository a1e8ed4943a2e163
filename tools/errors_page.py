"""Write docs/errors.md: every problem that `ledger check` knows, each with its example from tests/problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.model.problems import CODES

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "problems"
PAGE = ROOT / "docs" / "errors.md"
INTRODUCTION = """\
# Problems

Every problem that `ledger check` reports, by its code. An **error** means that something can't be read as it was meant; a
**warning**, that it probably isn't what was meant; a **notice** is worth knowing. No problem ever blocks another file.

Made by `make docs` from the examples in tests/problems, each of which is run as a test."""


def compose() -> str:
    """The page."""
    parts = [INTRODUCTION]
    for code in sorted(CODES):
        parts += _code(code)
    return "\n\n".join(parts) + "\n"


def example(code: str) -> str | None:
    """The example of a code without its header and title, or None."""
    path = EXAMPLES / f"{code}.md"
    if not path.exists():
        return None
    text = path.read_text("utf-8")
    if text.startswith("---\n"):
        text = text[text.index("\n---\n", 3) + 5 :]
    return text.strip().removeprefix(f"# {code}").strip()


def _code(code: str) -> Iterator[str]:
    """The parts of one code."""
    kind = CODES[code]
    yield f"## {code}"
    yield f"**{kind.severity.value}**: {kind.message.template}"
    if kind.hint is not None:
        yield kind.hint.template
    shown = example(code)
    if shown:
        yield shown


def main() -> None:
    """Write the page."""
    PAGE.write_text(compose(), "utf-8", newline="\n")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
