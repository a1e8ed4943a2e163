"""Customer files and what two people do to them, each with what they touched: for the laws of merging."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

FIELDS = {
    "stage": ("潜在", "活跃", "流失"),
    "level": ("A", "B", "C"),
    "电话": ("013800138000", "021-5555"),
    "owner": ("张三", "李四"),
    "next_follow_up": ("2026-11-30", "2026-12-01"),
    "intro": ("|\n  one\n  two", "|\n  three"),
}
NAMES = {"电话": ("phone", "电话", "Tel"), "stage": ("stage", "阶段"), "owner": ("owner", "负责人")}
TAGS = ("重点", "高意向", "vip", "new")
PEOPLE = ("李雷", "韩梅梅", "Jim")
KINDS = ("电话", "visit", "会议", "note")


@dataclass(frozen=True)
class One:
    """An entry; `word` is in no other one."""

    word: str
    day: str
    kind: str = "电话"
    result: str = ""
    text: str = ""
    task: str = ""
    done: bool = False

    def lines(self) -> str:
        said = f"## {self.day} {self.kind} {self.word}\n"
        if self.text:
            said += f"\n{self.text}\n"
        if self.result or self.task:
            said += "\n"
        if self.result:
            said += f"- 结果: {self.result}\n"
        if self.task:
            said += f"- [{'x' if self.done else ' '}] 2026-12-0{len(self.task) % 9 + 1} {self.task}\n"
        return said


@dataclass(frozen=True)
class Customer:
    """A customer as somebody writes it; `keys` is how a field's key is written."""

    fields: dict[str, str]
    keys: dict[str, str]
    tags: tuple[str, ...]
    flow: bool
    contacts: dict[str, dict[str, str]]
    note: tuple[str, ...]
    entries: tuple[One, ...]
    falling: bool | None

    def text(self) -> str:
        lines = ["---", "name: 云启"]
        lines += [f"{self.keys.get(name, name)}: {value}" for name, value in self.fields.items()]
        if self.tags and self.flow:
            lines.append(f"tags: [{', '.join(self.tags)}]")
        elif self.tags:
            lines += ["tags:", *(f"  - {tag}" for tag in self.tags)]
        if self.contacts:
            lines.append("contacts:")
            for name, members in self.contacts.items():
                lines += [f"  - name: {name}", *(f"    {key}: {value}" for key, value in members.items())]
        body = "\n".join(["---", "", "# 云启", "", *self.note])
        return "\n".join(lines) + "\n" + body + "\n\n" + "\n".join(entry.lines() for entry in self.ordered())

    def ordered(self) -> list[One]:
        if self.falling is None:
            return list(self.entries)
        return sorted(self.entries, key=lambda one: one.day, reverse=self.falling)


@dataclass
class Edited:
    """A customer after somebody's edits; `touched` names each thing that they changed, with what it became."""

    customer: Customer
    touched: dict[str, object] = field(default_factory=dict)


def _days() -> st.SearchStrategy[str]:
    return st.integers(1, 28).map(lambda day: f"2026-11-{day:02}")


@st.composite
def _entry(draw: st.DrawFn, word: str) -> One:
    return One(
        word,
        draw(_days()),
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from(("", "好", "有意向"))),
        draw(st.sampled_from(("", f"text of {word}", f"一 {word}\n二 {word}\n\n三 {word}"))),
        draw(st.sampled_from(("", f"发送 {word}"))),
        draw(st.booleans()),
    )


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    fields = {name: draw(st.sampled_from(values)) for name, values in FIELDS.items() if draw(st.booleans())}
    contacts = {name: {"phone": draw(st.sampled_from("123"))} for name in PEOPLE if draw(st.booleans())}
    count = draw(st.integers(0, 5))
    return Customer(
        fields,
        {name: draw(st.sampled_from(names)) for name, names in NAMES.items()},
        tuple(tag for tag in TAGS if draw(st.booleans())),
        draw(st.booleans()),
        contacts,
        tuple(draw(st.lists(st.sampled_from(("one", "two", "- three", "", "客户很好")), max_size=4, unique=True))),
        tuple([draw(_entry(f"w{number}")) for number in range(count)]),
        draw(st.sampled_from((None, True, False))),
    )


def _set_field(draw: st.DrawFn, edited: Edited, side: str) -> None:
    name = draw(st.sampled_from(sorted(FIELDS)))
    value = draw(st.sampled_from(FIELDS[name]))
    fields = edited.customer.fields
    if fields.get(name) != value:
        edited.customer = replace(edited.customer, fields={**fields, name: value})
        edited.touched[f"field {name}"] = value


def _drop_field(draw: st.DrawFn, edited: Edited, side: str) -> None:
    if edited.customer.fields:
        name = draw(st.sampled_from(sorted(edited.customer.fields)))
        left = {key: value for key, value in edited.customer.fields.items() if key != name}
        edited.customer = replace(edited.customer, fields=left)
        edited.touched[f"field {name}"] = None


def _tag(draw: st.DrawFn, edited: Edited, side: str) -> None:
    tag = draw(st.sampled_from(TAGS))
    tags = edited.customer.tags
    changed = tuple(one for one in tags if one != tag) if tag in tags else (*tags, tag)
    edited.customer = replace(edited.customer, tags=changed)


def _contact(draw: st.DrawFn, edited: Edited, side: str) -> None:
    name, key = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(("phone", "email", "wechat")))
    contacts = dict(edited.customer.contacts)
    value = draw(st.sampled_from("1234"))
    if contacts.get(name, {}).get(key) != value:
        contacts[name] = {**contacts.get(name, {}), key: value}
        edited.customer = replace(edited.customer, contacts=contacts)
        edited.touched[f"contact {name} {key}"] = value


def _add(draw: st.DrawFn, edited: Edited, side: str) -> None:
    # Now and then both sides log the same call.
    word = draw(st.sampled_from((f"{side}{len(edited.touched)}", "both")))
    if all(one.word != word for one in edited.customer.entries):
        entry = One("both", "2026-11-15", text="text of both") if word == "both" else draw(_entry(word))
        at = draw(st.sampled_from((0, len(edited.customer.entries))))
        entries = (*edited.customer.entries[:at], entry, *edited.customer.entries[at:])
        edited.customer = replace(edited.customer, entries=entries)
        edited.touched[f"entry {word}"] = entry


def _delete(draw: st.DrawFn, edited: Edited, side: str) -> None:
    own = [one for one in edited.customer.entries if one.word != "both"]
    if own:
        gone = draw(st.sampled_from(own))
        left = tuple(one for one in edited.customer.entries if one is not gone)
        edited.customer = replace(edited.customer, entries=left)
        edited.touched[f"entry {gone.word}"] = None


def _change(draw: st.DrawFn, edited: Edited, side: str) -> None:
    own = [one for one in edited.customer.entries if one.word != "both"]
    if not own:
        return
    old = draw(st.sampled_from(own))
    part = draw(st.sampled_from(("result", "text", "done", "kind")))
    if part == "done" and not old.task:
        return
    value: object = {"result": f"{side} result", "text": f"{side} words of {old.word}", "done": True, "kind": "邮件"}[
        part
    ]
    if getattr(old, part) == value:
        return
    new = replace(old, **{part: value})
    edited.customer = replace(
        edited.customer, entries=tuple(new if one is old else one for one in edited.customer.entries)
    )
    edited.touched[f"entry {old.word} {part}"] = value


def _note(draw: st.DrawFn, edited: Edited, side: str) -> None:
    note = edited.customer.note
    if draw(st.booleans()):
        edited.customer = replace(edited.customer, note=(*note, f"- note of {side}{len(edited.touched)}"))
    elif note:
        at = draw(st.integers(0, len(note) - 1))
        edited.customer = replace(edited.customer, note=(*note[:at], f"{side} wrote {at}", *note[at + 1 :]))
        edited.touched[f"note {at}"] = side


EDITS: tuple[Callable[[st.DrawFn, Edited, str], None], ...] = (
    _set_field, _set_field, _drop_field, _tag, _contact, _add, _add, _delete, _change, _change, _note,
)  # fmt: skip


@st.composite
def triples(
    draw: st.DrawFn, edits: tuple[Callable[[st.DrawFn, Edited, str], None], ...] = EDITS
) -> tuple[Customer, Edited, Edited]:
    base = draw(customers())
    sides = []
    for side in ("mine", "theirs"):
        edited = Edited(base)
        for edit in draw(st.lists(st.sampled_from(edits), max_size=5)):
            edit(draw, edited, side)
        sides.append(edited)
    return base, sides[0], sides[1]
