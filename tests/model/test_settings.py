"""ledger.yaml as a value: what it says, what is wrong with it, and its way through the cache."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.problem import Problem, Severity
from ledger.model.problem_codes.settings import SETTINGS
from ledger.model.problems import CODES, hint, message, severity
from ledger.model.settings import DueSettings, Level, OwnField, OwnKind, Person, Settings
from ledger.model.settings_cache import from_json, to_json
from ledger.model.settings_reader import load
from ledger.model.values import Interval

WHOLE = """\
ledger: 1                       # version of the format
name: 华东销售一部
language: zh                    # zh | en: what commands add and how they speak
currency: CNY
timezone: Asia/Shanghai
today: 2026-11-21               # only in samples: pins the day
search: {engine: fts5}
people:
  张三: {email: zhangsan@example.com, aliases: [小张]}
  李四: lisi@example.com
levels:
  A: {every: 14d, answer_within: 4h, solve_within: 2d, require: [负责人, industry, contacts.phone], greet: [春节, 中秋], mark: "★"}
  B: {every: 30d}
  C: 90
stages: [潜在, 首购, 复购, 忠诚, 流失]
fields:
  credit_limit: {type: money, names: [信用额度]}
  血型: {values: {A: [a型], B: []}}
  备案: date
kinds:
  试用: {like: 会议, names: [trial], contact: no, fields: {天数: number}}
queries:
  key-accounts: "level:A OR revenue:>50万"
rates: {USD: 7.1, eur: "7,800.50"}
due: {birthday: 3d, contract: [90d, 2w], verify: 180d, verify_per_day: 5, invoice: 2周}
"""


def codes(text: str) -> list[str]:
    return [problem.code for problem in load(text)[1]]


def only(text: str) -> Problem:
    (problem,) = load(text)[1]
    return problem


def said(problem: Problem) -> str:
    return str(message(problem))


def test_everything_that_the_format_names_is_read() -> None:
    found, problems = load(WHOLE)
    assert problems == ()
    assert (found.format, found.name, found.language, found.currency) == (1, "华东销售一部", "zh", "CNY")
    assert (found.timezone, found.country, found.today, found.engine) == (
        "Asia/Shanghai",
        "CN",
        date(2026, 11, 21),
        "fts5",
    )
    assert found.people == {
        "张三": Person("张三", "zhangsan@example.com", ("小张",)),
        "李四": Person("李四", "lisi@example.com"),
    }
    assert found.levels["A"] == Level(
        "A",
        every=Interval(14, "d"),
        answer_within=Interval(4, "h"),
        solve_within=Interval(2, "d"),
        require=("owner", "industry", "contacts.phone"),
        greet=("spring-festival", "mid-autumn"),
        mark="★",
    )
    assert found.levels["C"].every == Interval(90, "d")
    assert list(found.levels) == ["A", "B", "C"]
    assert found.stages == ("潜在", "首购", "复购", "忠诚", "流失")
    assert found.fields["credit_limit"] == OwnField("credit_limit", "money", ("信用额度",))
    assert found.fields["血型"].values == (("A", "a型"), ("B",))
    assert found.fields["备案"].type == "date"
    assert found.kinds["试用"] == OwnKind(
        "试用", like="meeting", names=("trial",), contact=False, fields=(OwnField("天数", "number"),)
    )
    assert found.queries == {"key-accounts": "level:A OR revenue:>50万"}
    assert found.rates == {"USD": Decimal("7.1"), "EUR": Decimal("7800.50")}
    assert found.due == DueSettings(
        birthday=Interval(3, "d"),
        contract=(Interval(90, "d"), Interval(2, "w")),
        verify=Interval(180, "d"),
        verify_per_day=5,
        invoice=Interval(2, "w"),
    )


@pytest.mark.parametrize(
    "text", ["", "\n", "# nothing yet\n", "---\n", "ledger:\n", "levels:\npeople: {}\ndue:\n", "~\n"]
)
def test_what_is_left_out_has_its_default(text: str) -> None:
    found, problems = load(text)
    assert problems == ()
    assert found == Settings(digest=found.digest)
    assert [level.every for level in found.levels.values()] == [None] * 5


def test_a_byte_order_mark_and_crlf_change_nothing() -> None:
    found, problems = load("\ufeff" + WHOLE.replace("\n", "\r\n"))
    assert problems == ()
    assert found == load(WHOLE)[0]


def test_settings_come_back_whole_from_the_cache() -> None:
    for text in (WHOLE, "", "timezone: Mars/Base\ncurrency: dollars\nlevels: [VIP, 普通]\nevry: 3\n", "- not a map\n"):
        found = load(text)[0]
        assert from_json(to_json(found)) == found


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"Settings": []}x', '{"Nothing": [1]}', '{"Interval": [1, "d"]}', '"x"']
)
def test_a_cache_that_is_none_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        from_json(text)


@given(
    st.dictionaries(
        st.sampled_from(["ledger", "name", "levels", "due", "fields", "kinds", "people", "rates", "today", "x"]),
        st.recursive(
            st.text(max_size=8) | st.sampled_from(["14d", "2026-11-21", "call", "name", "no"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.text(max_size=5) | st.sampled_from(["like", "type", "every", "names", "values"]),
                    inner,
                    max_size=3,
                )
            ),
            max_leaves=8,
        ),
        max_size=6,
    )
)
def test_any_tree_is_read_and_comes_back_from_the_cache(tree: dict[str, object]) -> None:
    import yaml

    found, problems = load(yaml.safe_dump(tree, allow_unicode=True))
    assert from_json(to_json(found)) == found
    for problem in problems:
        assert said(problem)


@given(
    st.text(alphabet=st.sampled_from("abc:-{}[]&*!|>#'\"\n\t ,?~0年🙂\ufeff\x00\x1b\u2028"), max_size=60)
    | st.text(max_size=40)
)
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    found, problems = load(text)
    assert found.due == DueSettings()
    for problem in problems:
        assert said(problem)
        assert problem.line >= 0


def test_values_are_typed_by_us_and_not_by_yaml() -> None:
    found, problems = load("name: no\nstages: [on, 007, 12:30, 1e3, 2026-11-21]\npeople: {null: {email: yes}}\n")
    assert problems == ()
    assert found.name == "no"
    assert found.stages == ("on", "007", "12:30", "1e3", "2026-11-21")
    assert Settings().people == {}


def test_an_unknown_key_is_named_with_its_place_and_the_nearest_one() -> None:
    problem = only("ledger: 1\nlevels:\n  A: {evry: 14d}\n")
    assert (problem.code, problem.line, problem.column, problem.length) == ("settings-key-unknown", 3, 7, 4)
    assert said(problem) == "there is no setting “evry” here, so it has no effect"
    assert str(hint(problem)) == "Did you mean “every”?"


def test_an_unknown_key_that_is_near_to_none_gets_no_guess() -> None:
    assert hint(only("zzzzzz: 1\n")) is None


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("today: 2026-02-30\n", "settings-date-invalid", 1, 8),
        ("today: 21.11.2026\n", "settings-date-invalid", 1, 8),
        ("today: 20261121\n", "settings-date-invalid", 1, 8),
        ("due: {birthday: soon}\n", "settings-interval-invalid", 1, 17),
        ("due: {birthday: 0}\n", "settings-interval-invalid", 1, 17),
        ("due: {contract: [60d, later]}\n", "settings-interval-invalid", 1, 23),
        ("due: {verify_per_day: many}\n", "settings-number-invalid", 1, 23),
        ("rates: {USD: -1}\n", "settings-number-invalid", 1, 14),
        ("rates: {USD: nan}\n", "settings-number-invalid", 1, 14),
        ("currency: 人民币\n", "settings-currency-invalid", 1, 11),
        ("country: China\n", "settings-country-invalid", 1, 10),
        ("timezone: Asia/Shangai\n", "settings-timezone-unknown", 1, 11),
        ("timezone: ../../etc/passwd\n", "settings-timezone-unknown", 1, 11),
        ("language: fr\n", "settings-choice-unknown", 1, 11),
        ("search: {engine: elastic}\n", "settings-choice-unknown", 1, 18),
        ("fields:\n  x: {type: monney}\n", "settings-choice-unknown", 2, 13),
        ("kinds:\n  试用: {like: meating}\n", "settings-kind-unknown", 2, 14),
        ("levels: {A: {require: [ownr]}}\n", "settings-field-unknown", 1, 24),
        ("levels: {A: {greet: [春结]}}\n", "settings-holiday-unknown", 1, 22),
        ("fields:\n  mine: {names: [电话]}\n", "settings-name-taken", 2, 3),
        ("people: {a: {aliases: [x]}, b: {aliases: [x]}}\n", "settings-person-twice", 1, 29),
        ("ledger: 9\n", "settings-format-newer", 1, 9),
        ("name: [a]\n", "settings-text-expected", 1, 7),
        ("stages: {a: b}\n", "settings-list-expected", 1, 9),
        ("levels: A\n", "settings-map-expected", 1, 9),
        ("name: a\nname: b\n", "settings-key-repeated", 2, 1),
        ("{a: 1}: b\n", "settings-key-not-text", 1, 1),
        ("name: !!python/object:os.system x\n", "settings-tag", 1, 7),
        ("name: &a x\n", "settings-alias", 1, 7),
        ("name: *a\n", "settings-alias", 1, 7),
        ("- a\n", "settings-not-a-map", 1, 1),
        ("just words\n", "settings-not-a-map", 1, 1),
        ("name: a\n---\nname: b\n", "settings-several-documents", 3, 1),
        ("name: 'a\n", "settings-broken", 2, 1),
        ("levels: {A: {every: 14d}\n", "settings-broken", 2, 1),
        ("name:\ta: b\n", "settings-broken", 1, 8),
    ],
)
def test_every_mistake_is_found_where_it_stands(text: str, code: str, line: int, column: int) -> None:
    problem = only(text)
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert "{" not in said(problem)


def test_mistakes_come_together_in_the_order_of_the_file() -> None:
    assert codes("nam: x\nlanguage: fr\ntoday: never\n") == [
        "settings-key-unknown",
        "settings-choice-unknown",
        "settings-date-invalid",
    ]


def test_one_mistake_leaves_the_rest_in_force() -> None:
    found, problems = load("name: 一部\nlevels: {A: {every: often, mark: ★}, B: 30d}\ncurrency: USD\n")
    assert len(problems) == 1
    assert (found.name, found.currency) == ("一部", "USD")
    assert found.levels == {"A": Level("A", mark="★"), "B": Level("B", every=Interval(30, "d"))}


def test_the_first_of_two_equal_keys_counts() -> None:
    assert load("name: a\nname: b\n")[0].name == "a"


def test_hostile_yaml_costs_nothing() -> None:
    bomb = "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(100))
    assert codes(bomb) == ["settings-alias"]
    assert codes("[" * 30_000) == ["settings-too-deep"]
    assert codes("a:\n" + "".join(" " * n + "- \n" for n in range(1, 30)) + "x: " + "y" * 70_000) == [
        "settings-too-large"
    ]


def test_levels_may_be_a_mere_list() -> None:
    assert load("levels: [金牌, 银牌]\n")[0].levels == {"金牌": Level("金牌"), "银牌": Level("银牌")}


def test_the_digest_follows_what_facts_depend_on() -> None:
    def digest(text: str) -> str:
        return load(text)[0].digest

    assert digest("name: a\ntoday: 2026-01-01\nqueries: {x: y}\n") == digest("name: b # other\n") == digest("")
    assert digest("levels: {A: 14d}\n") != digest("levels: {A: 15d}\n")
    assert digest("levels: {A: 14d, B: 3d}\n") != digest("levels: {B: 3d, A: 14d}\n")
    assert digest("due: {birthday: 3d}\n") != digest("")


def test_shipped_templates_have_no_problems() -> None:
    root = Path(__file__).parents[2]
    found = [root / "ledger.yaml", *root.glob("templates/*/*/ledger.yaml")]
    assert found
    for path in found:
        if path.exists():
            assert load(path.read_text("utf-8"))[1] == (), path


def test_every_code_has_a_severity_and_a_sentence() -> None:
    assert set(SETTINGS) <= set(CODES)
    for code, kind in SETTINGS.items():
        assert code.startswith("settings-")
        assert isinstance(kind.severity, Severity)
        assert not kind.message.args
        assert not kind.message.template.endswith(".")
        assert kind.hint is None or kind.hint.template[-1] in ".?"
    assert severity(Problem("settings-broken")) is Severity.ERROR


def test_an_unknown_code_is_still_a_sentence() -> None:
    assert said(Problem("no-such-code"))
    assert hint(Problem("no-such-code")) is None
