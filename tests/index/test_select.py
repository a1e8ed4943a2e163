"""The catalog gives the customers that query/match.py gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.compute import compute
from ledger.index.build import read
from ledger.index.reading import Reading
from ledger.index.select import select
from ledger.query.match import matches
from ledger.query.parse import parse
from ledger.query.tree import And, EntryThat, Not, Or, Tree
from ledger.session import Session, open_session
from ledger.store.files import Reader
from tests.index.corpus import FILES
from tests.query.ledger_for_queries import PAGE, TODAY
from tests.query.ledger_for_queries import read as read_query
from tests.query.test_documentation import EXAMPLES

QUERIES = [query for query, _ in EXAMPLES]
MORE = [
    "level:A,B",
    'level:"no"',
    "stage:活跃",
    "stage:流失",
    'stage:"活跃"',
    "owner:张三",
    "owner:李四",
    "@李四",
    "@张三",
    "#VIP",
    "#报价",
    "#急",
    "tags:VIP",
    "name:云启",
    "name:=华信联创",
    "name:caf*",
    "name:CAFE",
    "id:C-7K3M2Q",
    "id:",
    "name:",
    "phone:",
    "phone:13800138000",
    "contacts.phone:13800138000",
    "contacts:李雷",
    "contacts:",
    "contacts.birthday:",
    "birthday:11-20..11-30",
    "birthday:12-25..03-10",
    "contacts.birthday:11-20..11-30",
    "birthday:5月",
    "birthday:3月5日",
    "employees:",
    "employees:0",
    "employees:1500",
    "employees:>1500",
    "employees:<=1500",
    "credit_limit:",
    "credit_limit:>0",
    "credit_limit:5万",
    "credit_limit:USD5000..",
    "created:2026",
    "created:2026-02",
    "created:<2026-06",
    "created:",
    "follow_up_every:<=2w",
    "follow_up_every:30d..",
    "last_contact:",
    "last_contact:<30d",
    "last_contact:2026-09-22",
    "last_order:",
    "next_due:",
    "next_due:..today",
    "days_silent:>60",
    "days_silent:0",
    "days_silent:-50..10",
    "days_silent:",
    "revenue:",
    "revenue:>50万",
    "revenue:0",
    "revenue:CNY0",
    "revenue:..100",
    "open_amount:>0",
    "open_amount:50万",
    "open_amount:USD0",
    "overdue_amount:",
    "overdue_amount:>0",
    "overdue_amount:CNY500000",
    "overdue_amount:..0",
    "orders:1",
    "orders:",
    "completeness:<100",
    "completeness:",
    "problems:",
    "problems:>0",
    "open_complaints:",
    "missing:",
    "missing:contacts",
    "path:archive",
    "path:云启",
    "path:",
    "kind:call",
    "kind:投诉",
    "kind:call,visit",
    "amount:",
    "amount:>10万",
    "amount:..500",
    "金额:60万",
    "entry(概率:>=50%)",
    "entry(kind:投诉 状态:处理中)",
    "entry(kind:投诉 状态:)",
    "entry(kind:商机 阶段:报价)",
    "entry(time:14:00..15:00)",
    "entry(time:)",
    "entry(ref:INV*)",
    "entry(ref:=SO-1)",
    "entry(title:物流)",
    "entry(title:)",
    "entry(date:2026-10)",
    "entry(date:>today)",
    "entry(#报价 @张三)",
    "entry(#急)",
    "entry(@李四)",
    "entry(-kind:call)",
    "entry(kind:call OR kind:visit)",
    "entry(kind:call -@张三)",
    "entry(due:..today)",
    "entry(*)",
    "-entry(*)",
    "-level:A",
    "-last_contact:<30d",
    "-(level:A OR level:B)",
    "prefix*",
    '"prefixed words"',
    "words",
    "AT&T",
    "13800138000",
    "62345678",
    "zoe",
    "联创",
    "old",
]


def session_over(folder: Path) -> Session:
    settings = PAGE.split("```yaml\n")[1].split("```")[0]
    for path, text in FILES.items():
        place = folder / "customers" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    (folder / "ledger.yaml").write_text(settings, "utf-8")
    return open_session(folder, today=TODAY, env={})


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return session_over(tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="module")
def judge(session: Session):
    """What fits by the reference, and by the catalog."""
    reading = Reading(session.root, session.vocabulary, session.settings)
    customers = [read(Reader(session.root), f"customers/{path}", reading)[0] for path in FILES]
    known = [(customer, compute(customer, session.vocabulary, session.settings)) for customer in customers]

    def both(tree: Tree, today: date = TODAY) -> tuple[set[str], set[str]]:
        wanted = {customer.path for customer, facts in known if matches(tree, customer, facts, today)}
        catalog = session.fresh().catalog
        condition = select(catalog, tree, today)
        ask = f"SELECT c.path FROM customers c WHERE {condition.text}"
        return wanted, {path for (path,) in catalog.connection.execute(ask, condition.params)}

    return both


def understood(query: str, session: Session) -> Tree:
    return parse(query, session.vocabulary, TODAY, session.settings.queries, session.settings.currency)


@pytest.mark.parametrize("query", list(dict.fromkeys((*QUERIES, *MORE))))
def test_the_catalog_agrees_with_the_reference(query: str, session: Session, judge) -> None:
    wanted, given_by_sql = judge(understood(query, session))
    assert given_by_sql == wanted


def test_most_queries_here_find_somebody_and_not_everybody(session: Session, judge) -> None:
    sizes = [len(judge(understood(query, session))[0]) for query in MORE]
    assert sum(0 < size < len(FILES) for size in sizes) > 0.8 * len(sizes)


TERMS = [read_query(query) for query in MORE]
OF_ENTRIES = [tree.tree for tree in TERMS if isinstance(tree, EntryThat)]


def grown(leaves: list[Tree]) -> st.SearchStrategy[Tree]:
    return st.recursive(
        st.sampled_from(leaves),
        lambda parts: (
            st.builds(Not, parts)
            | st.lists(parts, min_size=2, max_size=3).map(lambda found: And(tuple(found)))
            | st.lists(parts, min_size=2, max_size=3).map(lambda found: Or(tuple(found)))
        ),
        max_leaves=6,
    )


DAYS = st.sampled_from([TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2020, 1, 1)])


@given(grown([*TERMS, *(EntryThat(tree) for tree in OF_ENTRIES)]) | grown(OF_ENTRIES).map(EntryThat), DAYS)
def test_any_tree_gives_the_same_customers(session: Session, judge, tree: Tree, today: date) -> None:
    wanted, given_by_sql = judge(tree, today)
    assert given_by_sql == wanted
