"""A month with a thousand customers, kept by hand, by script and by command: no lost line, no wrong due item.

The expectation is worked out here from docs/due.md alone, for tasks, follow-ups and cadence.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ledger.cli.main import main

FIRST_DAY = date(2026, 11, 2)
CUSTOMERS = 1000
TOUCHED = 40
EVERY = {"A": 14, "B": 30, "C": 90}
AHEAD = 7
SETTINGS = """ledger: 1
language: zh
people:
  张三: {email: zhangsan@example.com}
levels:
  A: {every: 14d}
  B: {every: 30d}
  C: {every: 90d}
due: {verify: 3650d}
"""


@dataclass
class Known:
    """What the test itself knows of a customer."""

    path: Path
    name: str
    level: str
    contacts: list[date]
    follow_up: date | None = None
    tasks: dict[str, date] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)

    def expected(self, today: date) -> set[tuple[str, str, str]]:
        """The due items of docs/due.md, as (what, day, text)."""
        items = {("task", day.isoformat(), text) for text, day in self.tasks.items()}
        said = [day for day in self.contacts if day <= today]
        open_follow_up = self.follow_up is not None and not any(day >= self.follow_up for day in said)
        if open_follow_up and self.follow_up is not None:
            items.add(("follow_up", self.follow_up.isoformat(), ""))
        else:
            every = timedelta(days=EVERY[self.level])
            day = max(said) + every
            # The planned next step stands instead of the rhythm, and so does a task that comes no later.
            planned = [task for task in self.tasks.values() if task <= day + every]
            if not planned:
                items.add(("cadence", day.isoformat(), ""))
        return {item for item in items if item[1] <= (today + timedelta(days=AHEAD)).isoformat()}


class Month(RuleBasedStateMachine):
    """People at work."""

    @initialize(seed=st.integers(0, 1000))
    def begin(self, seed: int) -> None:
        """A thousand customers, of whom some are worked with."""
        self.home = Path(tempfile.mkdtemp(prefix="ledger-month-"))
        os.environ["LEDGER_STATE"] = str(self.home / "state")
        self.root = self.home / "台账"
        (self.root / "customers").mkdir(parents=True)
        (self.root / "ledger.yaml").write_text(SETTINGS, encoding="utf-8")
        self.today = FIRST_DAY
        self.number = 0
        chance = random.Random(seed)
        self.known = [self.make(n, chance) for n in range(CUSTOMERS)]

    def make(self, number: int, chance: random.Random) -> Known:
        """A file as a person types it: in one of several ways, with comments and odd lines."""
        level = chance.choice("ABC")
        contact = FIRST_DAY - timedelta(days=chance.randrange(1, 80))
        name = f"客户{number:04}"
        newline = chance.choice(["\n", "\n", "\n", "\r\n"])
        tail = chance.choice(["", newline, newline * 2])
        text = newline.join(
            [
                "---",
                f"id: K-{number:04}",
                f"name: {name}",
                f"{chance.choice(['level', '级别'])}: {level}",
                "owner: 张三   # 老客户",
                f"contacts:{newline}  - name: 联系人{number}",
                "---",
                "",
                "随手记：不要动这一行\t",
                "",
                f"## {contact.isoformat()} {chance.choice(['电话', 'call', '拜访'])} 初次",
                "聊得不错",
            ]
        )
        path = self.root / "customers" / f"{number % 10}" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((text + tail).encode())
        known = Known(path, name, level, [contact])
        known.lines.update(self.lines_of(known))
        return known

    @staticmethod
    def lines_of(known: Known) -> list[str]:
        """The lines of a file without their ends."""
        return [line.rstrip("\r") for line in known.path.read_bytes().decode().split("\n") if line.strip()]

    def run(self, *words: str) -> None:
        """A command."""
        argv = ["-C", str(self.root), "--today", self.today.isoformat(), "-q", *words]
        assert main(argv) == 0, words

    def fresh_text(self) -> str:
        """A text that no other entry or task has."""
        self.number += 1
        return f"事项{self.number:04}完"

    def by_hand(self, known: Known, old: str, new: str) -> None:
        """Replace a line in an editor."""
        text = known.path.read_bytes().decode()
        assert old in text
        known.path.write_bytes(text.replace(old, new, 1).encode())
        known.lines[old] -= 1
        known.lines[new] += 1

    who = st.integers(0, TOUCHED - 1)

    @rule(who=who, back=st.integers(0, 3))
    def call_by_command(self, who: int, back: int) -> None:
        """`ledger log`."""
        known = self.known[who]
        day = self.today - timedelta(days=back)
        text = self.fresh_text()
        self.run("log", known.name, "电话", text, "--date", day.isoformat())
        known.contacts.append(day)
        assert any(text in line for line in self.lines_of(known))

    @rule(who=who, ahead=st.integers(0, 20))
    def next_step_by_command(self, who: int, ahead: int) -> None:
        """`ledger log --next`."""
        known, text = self.known[who], self.fresh_text()
        day = self.today + timedelta(days=ahead)
        self.run("log", known.name, "微信", "好的", "--next", f"{day.isoformat()} {text}")
        known.contacts.append(self.today)
        known.tasks[text] = day

    @rule(who=who, ahead=st.integers(-3, 20), newline=st.sampled_from(["\n", "\r\n"]))
    def entry_by_hand(self, who: int, ahead: int, newline: str) -> None:
        """An entry with a task typed at the end of the file."""
        known, text = self.known[who], self.fresh_text()
        day = self.today + timedelta(days=ahead)
        lines = ["", f"## {self.today.isoformat()} 拜访 路过", f"- [ ] {day.isoformat()} {text} @张三"]
        with open(known.path, "ab") as file:
            file.write((newline + newline.join(lines) + newline).encode())
        known.lines.update(line for line in lines if line)
        known.contacts.append(self.today)
        known.tasks[text] = day

    @rule(who=who)
    def note_is_no_contact(self, who: int) -> None:
        """Writing something down about a customer is not talking with them."""
        self.run("log", self.known[who].name, "备注", self.fresh_text())

    @rule(who=who, ahead=st.integers(1, 20))
    def follow_up_by_command(self, who: int, ahead: int) -> None:
        """`ledger set next_follow_up=`."""
        known = self.known[who]
        day = self.today + timedelta(days=ahead)
        self.run("set", known.name, f"next_follow_up={day.isoformat()}")
        known.follow_up = day

    @rule(who=who, level=st.sampled_from("ABC"))
    def level_by_command(self, who: int, level: str) -> None:
        """`ledger set level=`."""
        known = self.known[who]
        for key in ("level", "级别"):
            known.lines[f"{key}: {known.level}"] = 0
        self.run("set", known.name, f"level={level}")
        known.level = level

    @rule(who=who, level=st.sampled_from("ABC"))
    def level_by_hand(self, who: int, level: str) -> None:
        """The level changed in an editor."""
        known = self.known[who]
        text = known.path.read_bytes().decode()
        key = "level" if f"level: {known.level}" in text else "级别"
        self.by_hand(known, f"{key}: {known.level}", f"{key}: {level}")
        known.level = level

    @rule(who=who, pick=st.integers(0, 9))
    def tick_by_hand(self, who: int, pick: int) -> None:
        """A box ticked in an editor."""
        known = self.known[who]
        if known.tasks:
            text = sorted(known.tasks)[pick % len(known.tasks)]
            line = next(line for line in self.lines_of(known) if text in line and "[ ]" in line)
            self.by_hand(known, line, line.replace("[ ]", "[x]"))
            del known.tasks[text]

    @rule(who=who, pick=st.integers(0, 9))
    def done_by_command(self, who: int, pick: int) -> None:
        """`ledger done`."""
        known = self.known[who]
        if known.tasks:
            text = sorted(known.tasks)[pick % len(known.tasks)]
            line = next(line for line in self.lines_of(known) if text in line and "[ ]" in line)
            known.lines[line] = 0
            self.run("done", known.name, text, "--result", "")
            del known.tasks[text]

    @rule(who=who, pick=st.integers(0, 9), ahead=st.integers(1, 12))
    def snooze_by_command(self, who: int, pick: int, ahead: int) -> None:
        """`ledger snooze`."""
        known = self.known[who]
        if known.tasks:
            text = sorted(known.tasks)[pick % len(known.tasks)]
            line = next(line for line in self.lines_of(known) if text in line and "[ ]" in line)
            known.lines[line] = 0
            day = self.today + timedelta(days=ahead)
            self.run("snooze", known.name, text, day.isoformat())
            known.tasks[text] = day

    @rule(who=who, tag=st.sampled_from(["重点", "VIP", "高意向"]))
    def tag_by_command(self, who: int, tag: str) -> None:
        """`ledger tag`."""
        known = self.known[who]
        for line in self.lines_of(known):
            if line.startswith(("tags:", "标签:")):
                known.lines[line] = 0
        self.run("tag", known.name, f"+{tag}")

    @rule(who=who)
    def script(self, who: int) -> None:
        """`sed -i` over a file."""
        known, word = self.known[who], self.fresh_text()
        subprocess.run(["sed", "-i", f"1a # {word}", str(known.path)], check=True)
        known.lines[f"# {word}"] += 1

    @rule(who=who)
    def rename(self, who: int) -> None:
        """A file moved to another folder."""
        known = self.known[who]
        target = self.root / "customers" / "moved" / known.path.name
        target.parent.mkdir(exist_ok=True)
        known.path.rename(target)
        known.path = target

    @rule(days=st.integers(1, 4))
    def next_morning(self, days: int) -> None:
        """`ledger due`: what it says of every customer is what is expected, and no line is lost."""
        self.today += timedelta(days=days)
        self.compare()

    def compare(self) -> None:
        """Hold the command's answer against what is known."""
        answer = io.StringIO()
        with contextlib.redirect_stdout(answer):
            self.run("due", "--days", str(AHEAD), "--json")
        rows = json.loads(answer.getvalue())
        found: dict[str, set[tuple[str, str, str]]] = {}
        for row in rows:
            if row["what"] in ("task", "follow_up", "cadence"):
                found.setdefault(row["name"], set()).add((row["what"], row["date"], row["text"]))
        for known in self.known:
            assert found.get(known.name, set()) == known.expected(self.today), (known.name, self.today)
        for known in self.known[:TOUCHED]:
            missing = known.lines - Counter(self.lines_of(known))
            assert not missing, (known.name, missing)

    def teardown(self) -> None:
        """The last morning, and nothing left behind."""
        if hasattr(self, "known"):
            self.compare()
            shutil.rmtree(self.home)


TestMonth = Month.TestCase
# A failing month is told as it was found: making it shorter would take longer than the month.
TestMonth.settings = settings(
    max_examples=3, stateful_step_count=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
