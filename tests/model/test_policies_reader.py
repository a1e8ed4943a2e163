"""The policies of ledger.yaml: what they say, what is wrong with them, and their way through the cache."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.policies import (
    Churn,
    Goal,
    Grading,
    KeyAccounts,
    Lifecycle,
    Playbook,
    Policies,
    Promise,
    Survey,
    Value,
)
from ledger.model.policies_reader import SECTIONS
from ledger.model.problem import Problem
from ledger.model.problems import hint, message
from ledger.model.settings import Settings
from ledger.model.settings_cache import from_json, to_json
from ledger.model.settings_reader import load
from ledger.model.values import Interval, Money

WHOLE = """\
people: {张三: {aliases: [小张]}, 李四: }
levels:
  A: {every: 14d, care: 2000元, strategy: 专人维护}
  B: {every: 30d, care: USD 50}
  C: 90d
promises:
  complaint: {answer: 4h, solve: 3d}
  咨询: 1d
lifecycle: {ladder: buying, loyal_orders: 5, loyal_within: 1y, lost_after: 200d, lost_gaps: 2.5, silent_after: 60}
grading: {purchasing_power: 60, loyalty: 30.5, potential: 0, thresholds: {B: 40, A级: 70}, within: 24m}
churn: {medium: 30, high: 60, complaints_within: 3m, warn: no}
value: {high: 10%, low: 60, within: 2y}
survey: {least: 3, every: 6m}
goals:
  - {measure: revenue, target: 300万, by: 2026-12-31, text: 过三百万}
  - {measure: 满意度, target: 4.5}
  - {measure: nps, target: -40}
  - {measure: overdue-share, target: 0.05}
targets:
  all: {2026: 300万, 2026-Q4: USD 90k}
  小张: {2026-q4: 40万, 2026-11: 0}
playbooks:
  赢回: {when: {churn: 高}, text: 先问原因, tasks: [电话问原因: 1d, 送样: 7d, 写总结]}
  新客: {when: {阶段: 潜在}, tasks: {寄样: 3}}
  大客户: {when: {级别: A}, text: 季度拜访}
  冠军: {when: {segment: champions}, tasks: 请吃饭}
  华东: {when: {region: 华东}}
strategies: {有风险: 多走动, C: 电话即可}
key_accounts: {query: "level:A"}
"""


def only(text: str) -> Problem:
    (problem,) = load(text)[1]
    return problem


def policies(text: str) -> Policies:
    found, problems = load(text)
    assert problems == ()
    return found.policies


def test_every_policy_is_read() -> None:
    found = policies(WHOLE)
    assert found.promises == {
        "complaint": Promise(Interval(4, "h"), Interval(3, "d")),
        "inquiry": Promise(Interval(1, "d")),
    }
    assert found.lifecycle == Lifecycle(
        "buying", 5, Interval(1, "y"), Interval(200, "d"), Decimal("2.5"), Interval(60, "d")
    )
    assert found.grading == Grading(
        Decimal(60), Decimal("30.5"), Decimal(0), {"A": Decimal(70), "B": Decimal(40)}, Interval(24, "m")
    )
    assert list(found.grading.thresholds) == ["A", "B"]
    assert found.churn == Churn(30, 60, Interval(3, "m"), warn=False)
    assert found.value == Value(Decimal(10), Decimal(60), Interval(2, "y"))
    assert found.survey == Survey(3, Interval(6, "m"))
    assert found.goals == (
        Goal("revenue", Decimal(3_000_000), date(2026, 12, 31), "过三百万"),
        Goal("csat", Decimal("4.5")),
        Goal("nps", Decimal(-40)),
        Goal("overdue_share", Decimal(5)),
    )
    assert found.targets == {
        "all": {"2026": Money(Decimal(3_000_000), "CNY"), "2026-Q4": Money(Decimal(90_000), "USD")},
        "张三": {"2026-Q4": Money(Decimal(400_000), "CNY"), "2026-11": Money(Decimal(0), "CNY")},
    }
    assert found.playbooks == (
        Playbook(
            "赢回",
            "churn",
            "high",
            "先问原因",
            (("电话问原因", Interval(1, "d")), ("送样", Interval(7, "d")), ("写总结", None)),
        ),
        Playbook("新客", "stage", "potential", "", (("寄样", Interval(3, "d")),)),
        Playbook("大客户", "level", "A", "季度拜访"),
        Playbook("冠军", "segment", "champions", "", (("请吃饭", None),)),
        Playbook("华东", "region", "华东"),
    )
    assert found.budgets == {"A": Money(Decimal(2000), "CNY"), "B": Money(Decimal(50), "USD")}
    assert found.strategies == {"A": "专人维护", "at_risk": "多走动", "C": "电话即可"}
    assert found.key_accounts == KeyAccounts("level:A")


def test_what_is_left_out_has_its_default() -> None:
    assert policies("") == Policies() == Settings().policies
    assert policies("".join(f"{name}:\n" for name in SECTIONS)) == Policies()
    assert policies("churn: {high: 80}\n").churn == Churn(high=80)


def test_policies_come_back_whole_from_the_cache() -> None:
    for text in (WHOLE, "", "churn: {warn: no}\n"):
        found = load(text)[0]
        assert from_json(to_json(found)) == found
        assert from_json(to_json(from_json(to_json(found)))).policies == found.policies


def test_a_start_makes_no_policies() -> None:
    ask = "import sys, ledger.model.settings_cache as c; s = c.from_json(sys.stdin.read()); print(s.name, 'ledger.model.policies' in sys.modules, s.policies.survey.least)"
    kept = to_json(load(f"name: a\n{WHOLE}")[0])
    # The command is ours, and the text goes through a pipe.
    done = subprocess.run([sys.executable, "-c", ask], input=kept, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["a", "False", "3"]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "nearest"),
    [
        ("promise: {complaint: 1d}\n", "settings-key-unknown", 1, 1, "promises"),
        ("promises: {order: 1d}\n", "settings-choice-unknown", 1, 12, None),
        ("promises: {complaint: {anser: 1d}}\n", "settings-key-unknown", 1, 24, "answer"),
        ("promises: {complaint: soon}\n", "settings-interval-invalid", 1, 23, None),
        ("lifecycle: {ladder: lif}\n", "settings-choice-unknown", 1, 21, "life"),
        ("lifecycle: {loyal_orders: 0}\n", "settings-number-invalid", 1, 27, None),
        ("lifecycle: {lost_after: 12h}\n", "settings-interval-hours", 1, 25, None),
        ("lifecycle: {lost_gaps: -1}\n", "settings-number-invalid", 1, 24, None),
        ("lifecycle: life\n", "settings-map-expected", 1, 12, None),
        ("grading: {loyality: 20}\n", "settings-key-unknown", 1, 11, "loyalty"),
        ("grading: {loyalty: -20}\n", "settings-number-invalid", 1, 20, None),
        ("grading: {purchasing_power: 0, loyalty: 0, potential: 0}\n", "settings-weights-none", 1, 29, None),
        ("levels: [A, B]\ngrading: {thresholds: {A: 40, B: 70}}\n", "settings-thresholds-order", 2, 34, None),
        ("levels: [A, B]\ngrading: {thresholds: {A: 40, B: 40}}\n", "settings-thresholds-order", 2, 34, None),
        ("levels: [A, B]\ngrading: {thresholds: {A: 140}}\n", "settings-number-invalid", 2, 27, None),
        ("levels: [金牌, 银牌]\ngrading: {thresholds: {金: 40}}\n", "settings-level-unknown", 2, 24, "金牌"),
        ("churn: {medium: 80}\n", "settings-thresholds-order", 1, 17, None),
        ("churn: {medium: 80, high: 60}\n", "settings-thresholds-order", 1, 27, None),
        ("churn: {high: 101}\n", "settings-number-invalid", 1, 15, None),
        ("churn: {warn: maybe}\n", "settings-choice-unknown", 1, 15, None),
        ("value: {high: 60%}\n", "settings-shares-over", 1, 15, None),
        ("value: {high: 30, low: 71}\n", "settings-shares-over", 1, 24, None),
        ("value: {high: 120%}\n", "settings-percent-invalid", 1, 15, None),
        ("value: {high_from: 10万, middle_from: 20万}\n", "settings-thresholds-order", 1, 20, None),
        ("value: {high_from: USD 10}\n", "settings-goal-currency", 1, 20, None),
        ("survey: {least: few}\n", "settings-number-invalid", 1, 17, None),
        ("goals: more\n", "settings-list-expected", 1, 8, None),
        ("goals: [more]\n", "settings-map-expected", 1, 9, None),
        ("goals:\n- {measure: revenu, target: 3}\n", "settings-measure-unknown", 2, 13, "revenue"),
        ("goals:\n- {measure: 回款, target: 3%}\n", "settings-measure-unknown", 2, 13, "回款率"),
        ("goals:\n- {measure: revenue, target: USD 3}\n", "settings-goal-currency", 2, 30, None),
        ("goals:\n- {measure: revenue, target: lots}\n", "settings-money-invalid", 2, 30, None),
        ("goals:\n- {measure: retention, target: 4 stars}\n", "settings-percent-invalid", 2, 32, None),
        ("goals:\n- {measure: orders, target: many}\n", "settings-number-invalid", 2, 29, None),
        ("goals:\n- {measure: orders}\n", "settings-part-missing", 2, 3, None),
        ("goals:\n- {measure: orders, target: 3, by: later}\n", "settings-date-invalid", 2, 36, None),
        ("people: [Ana, Bo]\ntargets: {Anna: {2026: 3}}\n", "settings-person-unknown", 2, 11, "Ana"),
        ("targets: {all: 3}\n", "settings-map-expected", 1, 16, None),
        ("targets: {all: {2026-Q5: 3}}\n", "settings-period-invalid", 1, 17, None),
        ("targets: {all: {2026: -3}}\n", "settings-money-invalid", 1, 23, None),
        ("levels: {A: {care: some}}\n", "settings-money-invalid", 1, 20, None),
        ("levels: {A: {strategy: [some]}}\n", "settings-text-expected", 1, 24, None),
        ("playbooks: {a: {when: {stag: 潜在}}}\n", "settings-playbook-field", 1, 24, "stage"),
        ("playbooks: {a: {when: {contacts: x}}}\n", "settings-playbook-field", 1, 24, None),
        ("playbooks: {a: {when: {stage: 潜}}}\n", "settings-value-unknown", 1, 31, None),
        ("playbooks: {a: {when: {churn: hihg}}}\n", "settings-value-unknown", 1, 31, "high"),
        ("levels: [A]\nplaybooks: {a: {when: {level: Z}}}\n", "settings-value-unknown", 2, 31, None),
        ("playbooks: {a: {text: x}}\n", "settings-part-missing", 1, 13, None),
        ("playbooks: {a: {when: {level: A, stage: 潜在}}}\n", "settings-playbook-several", 1, 34, None),
        ("playbooks: {a: {when: {level: A}, task: x}}\n", "settings-key-unknown", 1, 35, "tasks"),
        ("playbooks: {a: {when: {level: A}, tasks: [{x: soon}]}}\n", "settings-interval-invalid", 1, 47, None),
        ("strategies: {champion customers: x}\n", "settings-segment-unknown", 1, 14, "champions"),
        ("key_accounts: {querry: a}\n", "settings-key-unknown", 1, 16, "query"),
        ("key_accounts: [a]\n", "settings-text-expected", 1, 15, None),
        ("due: {feedback: 3d}\npromises: {feedback: 2d}\n", "settings-promise-twice", 1, 7, None),
    ],
)
def test_every_mistake_is_found_where_it_stands(
    text: str, code: str, line: int, column: int, nearest: str | None
) -> None:
    problem = only(text)
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert "{" not in str(message(problem))
    if nearest is not None:
        assert str(hint(problem)) == f"Did you mean “{nearest}”?"


def test_one_mistake_leaves_the_rest_in_force() -> None:
    found, problems = load(
        "churn: {medium: x, high: 80}\ngoals:\n- {measure: x, target: 1}\n- {measure: nps, target: 1}\n"
    )
    assert [problem.code for problem in problems] == ["settings-number-invalid", "settings-measure-unknown"]
    assert found.policies.churn == Churn(high=80)
    assert found.policies.goals == (Goal("nps", Decimal(1)),)


def test_thresholds_that_contradict_keep_their_defaults() -> None:
    found = load("churn: {medium: 80, high: 60, warn: no}\nvalue: {high: 80, low: 30}\n")[0].policies
    assert (found.churn, found.value) == (Churn(warn=False), Value())
    found = load("value: {high_from: 10万, middle_from: 20万}\n")[0].policies
    assert found.value == Value(high_from=Decimal(100_000))


def test_a_promise_holds_for_due_items_as_well() -> None:
    due = load("promises: {complaint: {answer: 4h, solve: 3d}, feedback: 2d}\ndue: {complaint_solve: 3d}\n")[0].due
    assert (due.complaint_answer, due.complaint_solve, due.feedback) == (
        Interval(4, "h"),
        Interval(3, "d"),
        Interval(2, "d"),
    )


def test_only_what_facts_depend_on_changes_the_digest() -> None:
    def digest(text: str) -> str:
        return load(text)[0].digest

    plain = digest("levels: {A: {every: 14d}}\n")
    assert plain == digest("levels: {A: {every: 14d, care: 20, strategy: x}}\n")
    for part in (
        "goals: [{measure: nps, target: 1}]",
        "targets: {all: {2026: 1}}",
        "grading: {loyalty: 1}",
        "value: {high: 30}",
        "survey: {least: 3}",
        "playbooks: {a: {when: {level: A}}}",
        "key_accounts: level:A",
        "strategies: {A: x}",
    ):
        assert digest(f"levels: {{A: {{every: 14d}}}}\n{part}\n") == plain
    for part in ("lifecycle: {lost_after: 90d}", "promises: {complaint: 1d}", "churn: {complaints_within: 90d}"):
        assert digest(f"levels: {{A: {{every: 14d}}}}\n{part}\n") != plain


@given(
    st.dictionaries(
        st.sampled_from([*SECTIONS, "levels", "people"]),
        st.recursive(
            st.text(max_size=8) | st.sampled_from(["14d", "2026-Q4", "80%", "high", "revenue", "A", "no"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["when", "tasks", "measure", "target", "care", "all", "high", "low", "A", "query"])
                    | st.text(max_size=5),
                    inner,
                    max_size=3,
                )
            ),
            max_leaves=8,
        ),
        max_size=5,
    )
)
def test_any_tree_is_read_and_comes_back_from_the_cache(tree: dict[str, object]) -> None:
    found, problems = load(yaml.safe_dump(tree, allow_unicode=True))
    assert from_json(to_json(found)) == found
    for problem in problems:
        assert str(message(problem))
        assert problem.line > 0
