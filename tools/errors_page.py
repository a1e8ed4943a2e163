"""Write docs/errors.md and its Chinese sister: every problem that `ledger check` knows, each with its example from tests/problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.display.speech import Speaker
from ledger.model.problems import CODES

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "problems"
PAGES = {"en": ROOT / "docs" / "errors.md", "zh": ROOT / "docs" / "errors.zh-CN.md"}
INTRODUCTIONS = {
    "en": """\
# Problems

[中文](errors.zh-CN.md) · Every problem that `ledger check` reports, by its code. An **error** means that something can't be read as it
was meant; a **warning**, that it probably isn't what was meant; a **notice** is worth knowing. No problem ever blocks
another file.

Made by `make docs` from the examples in tests/problems, each of which is run as a test.""",
    "zh": """\
# 问题

[English](errors.md) · `ledger check` 报告的每个问题，按代码排列。**错误**是读不懂原意的；**警告**是多半不合原意的；**提示**是值得知道的。一个文件有问题，
不影响别的文件。例子里的回答是英文的。

本页由 `make docs` 从 tests/problems 里的例子生成，每个例子都是测试。""",
}


def compose(language: str) -> str:
    """The page in one language."""
    speaker = Speaker(language)
    parts = [INTRODUCTIONS[language]]
    for code in sorted(CODES):
        parts += _code(code, speaker)
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


def _code(code: str, speaker: Speaker) -> Iterator[str]:
    """The parts of one code."""
    kind = CODES[code]
    yield f"## {code}"
    yield f"**{speaker.text(kind.severity.value)}**: {speaker.text(kind.message.template)}"
    if kind.hint is not None:
        yield speaker.text(kind.hint.template)
    shown = example(code)
    if shown:
        yield shown


def main() -> None:
    """Write the pages."""
    for language, path in PAGES.items():
        path.write_text(compose(language), "utf-8", newline="\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
