"""What people write finds the field, kind or value that they mean, and nothing means two things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from ledger.model import compiled
from ledger.model.compiled import built_in
from ledger.model.definitions import TYPES, FieldDefinition, Names
from ledger.model.extension import extended
from ledger.model.names import fold, has_han
from ledger.model.settings_reader import load
from ledger.model.vocabulary import written

VOCABULARY = built_in()
# Names that Chinese people write in Latin letters.
LATIN = {"qq", "whatsapp", "line", "telegram", "skype", "instagram", "x", "facebook"}


def every_field() -> Iterator[tuple[str, FieldDefinition]]:
    """All fields with where they are defined, members of maps too."""
    places = [("fields", VOCABULARY.fields), ("common", VOCABULARY.common)]
    places += [(kind.name, kind.fields) for kind in VOCABULARY.kinds.values()]
    while places:
        place, fields = places.pop()
        for field in fields.values():
            yield f"{place}.{field.name}", field
            places.append((f"{place}.{field.name}", field.fields))


def doubles(named: Iterable[tuple[str, Names]]) -> dict[str, int]:
    """Names that mean more than one thing."""
    counted = Counter(
        name for canonical, names in named for name in {fold(n) for n in (canonical, *names["zh"], *names["en"])}
    )
    return {name: times for name, times in counted.items() if times > 1}


def test_compiled_file_agrees_with_its_source() -> None:
    assert compiled.COMPILED.read_text("utf-8") == compiled.compose(), "run: python -m ledger.model.compiled"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("客户名称", "name"),
        ("名称", "name"),
        ("公司名称", "name"),
        ("姓名", "name"),
        ("负责人", "owner"),
        ("业务员", "owner"),
        ("跟进人", "owner"),
        ("下次跟进", "next_follow_up"),
        ("下次联系时间", "next_follow_up"),
        ("下次跟进时间", "next_follow_up"),
        ("Next Follow-Up", "next_follow_up"),
        ("ｎｅｘｔ＿ｆｏｌｌｏｗ＿ｕｐ", "next_follow_up"),
        ("电话", "phone"),
        ("手机号", "mobile"),
        ("座机", "landline"),
        ("微信号", "wechat"),
        ("邮箱", "email"),
        ("E-Mail", "email"),
        ("客户等级", "level"),
        ("客户阶段", "stage"),
        ("客户来源", "source"),
        ("标签", "tags"),
        ("所属行业", "industry"),
        ("区域", "region"),
        ("生日", "birthday"),
        ("备注", "notes"),
        ("信用额度", "credit_limit"),
        ("账期", "payment_terms"),
    ],
)
def test_fields_are_found_by_every_usual_name(typed: str, name: str) -> None:
    found = VOCABULARY.field(typed)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("电话", "call"),
        ("来电", "call"),
        ("CALL", "call"),
        ("微信", "chat"),
        ("投诉", "complaint"),
        ("客诉", "complaint"),
        ("购买", "order"),
        ("下单", "order"),
        ("账单", "invoice"),
        ("开票", "invoice"),
        ("收款", "payment"),
        ("回款", "payment"),
        ("上门", "visit"),
        ("跟进", "follow_up"),
        ("满意度", "survey"),
        ("转介绍", "referral"),
        ("商机", "opportunity"),
        ("核对", "verify"),
        ("合并", "merge"),
    ],
)
def test_kinds_are_found_by_every_usual_name(typed: str, name: str) -> None:
    found = VOCABULARY.kind(typed)
    assert found is not None
    assert found.name == name


def test_unknown_words_mean_nothing() -> None:
    assert VOCABULARY.field("血型") is None
    assert VOCABULARY.kind("谈年度采购") is None
    assert VOCABULARY.value("gender", "") is None
    assert VOCABULARY.value("no such set", "x") is None
    assert VOCABULARY.field("") is None
    assert VOCABULARY.field(" - ") is None


def test_every_kind_of_the_format_is_there() -> None:
    for name in [
        "call",
        "email",
        "chat",
        "meeting",
        "visit",
        "note",
        "service",
        "opportunity",
        "quote",
        "order",
        "delivery",
        "return",
        "contract",
        "invoice",
        "payment",
        "refund",
        "need",
        "feedback",
        "complaint",
        "survey",
        "referral",
        "care",
        "winback",
        "campaign",
        "warning",
        "verify",
        "approval",
        "handover",
        "consent",
        "merge",
    ]:
        assert name in VOCABULARY.kinds


def test_no_name_means_two_fields() -> None:
    assert doubles((field.name, field.names) for field in VOCABULARY.fields.values()) == {}


def test_no_name_means_two_kinds() -> None:
    assert doubles((kind.name, kind.names) for kind in VOCABULARY.kinds.values()) == {}


@pytest.mark.parametrize("kind", VOCABULARY.kinds.values(), ids=lambda kind: kind.name)
def test_no_name_means_two_fields_of_one_kind(kind) -> None:  # type: ignore[no-untyped-def]
    assert doubles((field.name, field.names) for field in kind.fields.values()) == {}


def test_no_name_means_two_common_fields() -> None:
    assert doubles((field.name, field.names) for field in VOCABULARY.common.values()) == {}


def test_no_name_means_two_members_of_one_map() -> None:
    for place, field in every_field():
        assert doubles((member.name, member.names) for member in field.fields.values()) == {}, place


def test_no_name_means_two_values_of_one_set() -> None:
    for name, values in VOCABULARY.value_sets.items():
        assert doubles(values.values.items()) == {}, name


def test_everything_has_a_chinese_and_an_english_name() -> None:
    named: list[tuple[str, Names]] = [(place, field.names) for place, field in every_field()]
    named += [(kind.name, kind.names) for kind in VOCABULARY.kinds.values()]
    named += [(value, names) for values in VOCABULARY.value_sets.values() for value, names in values.values.items()]
    for place, names in named:
        assert names["en"][0].isascii(), place
        assert has_han(names["zh"][0]) or place.rpartition(".")[2] in LATIN | {"paypal"}, place


def test_every_type_and_value_set_exists() -> None:
    for place, field in every_field():
        assert field.type in TYPES, place
        assert field.of in TYPES | {""}, place
        assert field.values in VOCABULARY.value_sets or not field.values, place
        assert bool(field.values) or (field.type != "choice" and field.of != "choice") or place.endswith("status"), (
            place
        )


def test_every_status_of_a_kind_has_values() -> None:
    for kind in VOCABULARY.kinds.values():
        assert all(field.values for field in kind.fields.values() if field.type == "choice"), kind.name


def test_closing_values_belong_to_their_field() -> None:
    for kind in VOCABULARY.kinds.values():
        for name, values in kind.closing.items():
            assert values <= set(VOCABULARY.value_sets[kind.fields[name].values].values), kind.name
        assert kind.record or not kind.closing


def test_a_kinds_own_field_comes_before_the_common_one() -> None:
    amount = VOCABULARY.entry_field("opportunity", "预计金额")
    assert amount is not None
    assert (amount.name, amount.type) == ("amount", "money")
    stage = VOCABULARY.entry_field("opportunity", "阶段")
    assert stage is not None
    assert stage.values == "opportunity_stage"
    result = VOCABULARY.entry_field("call", "结果")
    assert result is not None
    assert result.name == "result"
    won = VOCABULARY.entry_field("winback", "结果")
    assert won is not None
    assert won.values == "winback_result"
    assert VOCABULARY.entry_field("call", "预计成交") is None
    unknown_kind = VOCABULARY.entry_field("no such kind", "下一步")
    assert unknown_kind is not None
    assert unknown_kind.name == "next"


def test_members_of_maps_are_found() -> None:
    contacts = VOCABULARY.fields["contacts"]
    for typed, name in (("姓名", "name"), ("手机", "phone"), ("name", "name"), ("职务", "title"), ("离职", "left")):
        member = VOCABULARY.member(contacts, typed)
        assert member is not None
        assert member.name == name
    assert VOCABULARY.member(contacts, "血型") is None
    assert VOCABULARY.member(VOCABULARY.fields["name"], "x") is None
    office = VOCABULARY.member(VOCABULARY.fields["addresses"], "办公地址")
    assert office is not None
    assert VOCABULARY.member(office, "邮编") == office.fields["postcode"]


def test_values_are_found_in_either_language() -> None:
    assert VOCABULARY.value("opportunity_stage", "赢单") == "won"
    assert VOCABULARY.value("opportunity_stage", "Closed Won") == "won"
    assert VOCABULARY.value("complaint_status", "已解决") == "solved"
    assert VOCABULARY.value("stage", "活跃") == "active"
    assert VOCABULARY.value("yes_no", "no") == "no"
    assert VOCABULARY.value("stage", "差不多") is None


def test_nearest_name_is_offered_and_a_far_one_is_not() -> None:
    assert VOCABULARY.nearest("complant", VOCABULARY.kinds) == "complaint"
    assert VOCABULARY.nearest("下次跟近", ["下次跟进", "客户来源"]) == "下次跟进"
    assert VOCABULARY.nearest("zzzz", VOCABULARY.kinds) is None
    assert VOCABULARY.nearest("", VOCABULARY.kinds) is None


def test_labels_are_what_people_read() -> None:
    assert VOCABULARY.label("next_follow_up", "zh") == "下次跟进"
    assert VOCABULARY.label("next_follow_up", "en") == "next follow up"
    assert VOCABULARY.label("complaint", "zh") == "投诉"
    assert VOCABULARY.kind_label("note", "zh") == "备注"
    assert VOCABULARY.value_label("opportunity_stage", "won", "zh") == "赢单"
    assert VOCABULARY.value_label("opportunity_stage", "自定", "zh") == "自定"
    assert VOCABULARY.label("血型", "zh") == "血型"


def test_commands_write_names_that_are_read_back() -> None:
    for language in ("zh", "en"):
        for field in VOCABULARY.fields.values():
            assert VOCABULARY.field(written(field, language)) is field
        for kind in VOCABULARY.kinds.values():
            assert VOCABULARY.kind(written(kind, language)) is kind
            for name, field in VOCABULARY.entry_fields(kind.name).items():
                back = VOCABULARY.entry_field(kind.name, written(field, language))
                # A kind may take a word away from a field of all entries: the 结果 of an approval is its decision.
                assert back is not None
                assert back.name == name or (name in VOCABULARY.common and back.name in kind.fields), (kind.name, name)


def test_all_fields_are_listed_by_module_in_order() -> None:
    modules = [module for module, _ in VOCABULARY.by_module()]
    assert modules == ["basics", "person", "reach", "business", "needs", "money", "care", "keeping"]
    assert sum(len(fields) for _, fields in VOCABULARY.by_module()) == len(VOCABULARY.fields)


OWN = """
stages: [潜在, 首购, 复购, 忠诚, 流失, 试用中]
levels: {金牌: 14d, 银牌: 30d}
people: {张三: {email: zhangsan@example.com, aliases: [小张]}}
fields:
  血型: {values: [A, B, O, AB], names: [blood type]}
  industry: {values: [软件, 餐饮]}
  credit_limit: {names: [授信]}
kinds:
  试用: {like: meeting, names: [trial], fields: {满意: {type: number}}}
  complaint: {fields: {部门: text}}
"""


def test_a_ledgers_own_definitions_are_known() -> None:
    loaded, problems = load(OWN)
    assert problems == ()
    own = extended(VOCABULARY, loaded)
    blood = own.field("Blood Type")
    assert blood is not None
    assert (blood.name, blood.type, blood.own) == ("血型", "choice", True)
    assert own.value(blood.values, "ab") == "AB"
    industry = own.field("行业")
    assert industry is not None
    assert own.value(industry.values, "餐饮") == "餐饮"
    assert industry.type == "choice"
    assert own.label("credit_limit", "zh") == "授信"
    trial = own.kind("TRIAL")
    assert trial is not None
    assert (trial.name, trial.group, trial.contact) == ("试用", "contact", True)
    satisfied = own.entry_field("试用", "满意")
    assert satisfied is not None
    assert satisfied.type == "number"
    assert own.entry_field("complaint", "部门") is not None
    assert own.entry_field("complaint", "严重程度") is not None
    assert own.kind("投诉") is own.kinds["complaint"]


def test_stages_levels_and_people_are_those_of_the_ledger() -> None:
    own = extended(VOCABULARY, load(OWN)[0])
    assert list(own.value_sets["stage"].values) == ["potential", "first_purchase", "repeat", "loyal", "lost", "试用中"]
    assert own.value("stage", "lost") == "lost"
    assert own.value("stage", "活跃") is None
    assert own.value_label("stage", "lost", "zh") == "流失"
    assert list(own.value_sets["level"].values) == ["金牌", "银牌"]
    assert own.value("people", "小张") == "张三"
    assert own.value("people", "zhangsan@example.com") == "张三"
    assert not own.value_sets["people"].open
    assert not own.value_sets["level"].open


def test_a_ledger_that_declares_nothing_takes_any_level_and_person() -> None:
    own = extended(VOCABULARY, load("")[0])
    assert own.value_sets["level"].open
    assert own.value_sets["people"].open
    assert own.value("stage", "活跃") == "active"


def test_extending_changes_the_digest_and_not_the_base() -> None:
    own = extended(VOCABULARY, load(OWN)[0])
    assert own.digest != extended(VOCABULARY, load("")[0]).digest
    assert VOCABULARY.field("血型") is None
