"""Write docs/fields.md: every field, kind and value that the vocabulary knows, with its names in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ledger.model.compiled import built_in
from ledger.model.definitions import FieldDefinition, KindDefinition, Names, ValueSet
from ledger.model.vocabulary import Vocabulary

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "fields.md"
INTRODUCTION = """\
# Fields, kinds and values · 字段、记录类型和可选值

What Ledger knows by name. Every name is understood everywhere, in any case, full-width or not, with blanks, `_` or `-` between
words; a file keeps the name that it uses. A command writes the first Chinese or the canonical English one, as the
ledger's language is. Answers for scripts (`--json`) use the canonical names. What the types mean is in [format.md](format.md#front-matter).
Own fields and kinds are declared in ledger.yaml.

下面的叫法在哪里都认，不分大小写、全角半角。命令写进文件时用第一个中文名（或英文的规范名）；`--json` 里一律是规范名。
类型的写法见 [format.zh-CN.md](format.zh-CN.md)。自己的字段和记录类型在 ledger.yaml 里声明。

Made by `make docs` from ledger/vocabulary."""
MODULES = {
    "basics": "Basics · 基本信息",
    "person": "Person · 个人信息",
    "reach": "How to reach them · 联系方式",
    "business": "Business · 经营信息",
    "needs": "Needs · 需求",
    "money": "Payment · 结算",
    "care": "Care · 跟进与关怀",
    "keeping": "Keeping · 档案维护",
}
GROUPS = {
    "contact": "Contact · 联系",
    "business": "Business · 业务",
    "voice": "Voice of the customer · 客户的声音",
    "care": "Care · 关怀",
    "keeping": "Keeping · 维护",
}


def compose() -> str:
    """The page."""
    known = built_in()
    return "\n\n".join([INTRODUCTION, *_front_matter(known), *_entries(known), *_values(known)]) + "\n"


def _front_matter(known: Vocabulary) -> Iterator[str]:
    yield "## Front matter · 文件头的字段"
    for module, fields in known.by_module():
        yield f"### {MODULES[module]}"
        yield _table(("field", "type", "中文", "English"), (row for field in fields for row in _rows(field)))


def _rows(field: FieldDefinition, above: str = "") -> Iterator[tuple[str, ...]]:
    """A field, and below it the members of its map."""
    path = f"{above}{field.name}"
    yield (f"`{path}`", _type(field), *_names(field.name, field.names))
    for member in field.fields.values():
        yield from _rows(member, f"{path}.")


def _type(field: FieldDefinition) -> str:
    """The type, and where its values stand."""
    values = f"[{field.values}](#{field.values.replace('_', '-')})" if field.values else ""
    if field.type == "choice":
        return values or "choice"
    members = {"list": f"list of {field.of}" if field.of and field.of != "choice" else "list"}.get(
        field.type, field.type
    )
    return f"{members}, {values}" if values else members


def _names(canonical: str, names: Names) -> tuple[str, str]:
    others = [name for name in names["en"] if name != canonical]
    return "、".join(names["zh"]), ", ".join(others)


def _entries(known: Vocabulary) -> Iterator[str]:
    yield "## Entries · 记录"
    yield (
        "A **contact** (联系) means that somebody talked with the customer: it meets follow-ups and starts the rhythm anew. A "
        "**record** (单据) takes a REF and lives on under it until one of the closing values is written."
    )
    for group, title in GROUPS.items():
        yield f"### {title}"
        kinds = [kind for kind in known.kinds.values() if kind.group == group]
        yield _table(("kind", "is", "中文", "English"), map(_kind, kinds))
        for kind in kinds:
            if kind.fields:
                yield f"Fields of **{kind.name}** ({kind.names['zh'][0]}):"
                yield _table(
                    ("field", "type", "中文", "English"), (row for f in kind.fields.values() for row in _rows(f))
                )
    yield "### Any entry · 所有记录都有的字段"
    yield _table(("field", "type", "中文", "English"), (row for field in known.common.values() for row in _rows(field)))


def _kind(kind: KindDefinition) -> tuple[str, ...]:
    said = ["contact"] * kind.contact + ["record"] * kind.record
    closing = "; ".join(f"{field}: {', '.join(sorted(ends))}" for field, ends in kind.closing.items())
    marks = ", ".join(said) + (f" (closed by {closing})" if closing else "")
    return (f"`{kind.name}`", marks, *_names(kind.name, kind.names))


def _values(known: Vocabulary) -> Iterator[str]:
    yield "## Values · 可选值"
    yield "An **open** choice takes any other value as well. 注明 open 的，也可以填别的值。"
    for values in known.value_sets.values():
        yield f"### {values.name.replace('_', '-')}"
        if values.open:
            yield "Open."
        if values.values:
            yield _table(("value", "中文", "English"), _value_rows(values))
        elif values.name in ("level", "people"):
            yield f"As ledger.yaml says under `{'levels' if values.name == 'level' else 'people'}`."


def _value_rows(values: ValueSet) -> Iterator[tuple[str, ...]]:
    rows: Mapping[str, Names] = values.values
    yield from ((f"`{name}`", *_names(name, names)) for name, names in rows.items())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    cells = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


def main() -> None:
    """Write the page."""
    PAGE.write_text(compose(), "utf-8", newline="\n")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
