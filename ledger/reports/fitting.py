"""The customers that a query means."""

from __future__ import annotations

from ledger.session import Session


def fitting(session: Session, query: str) -> frozenset[int]:
    """The numbers in the catalog of the customers that a query as it was typed means; raises BadQuery."""
    from ledger.query.parse import parse
    from ledger.reports.standings import condition

    settings = session.settings
    tree = parse(query, session.vocabulary, session.today, settings.queries, settings.currency)
    where = condition(session, tree)
    ask = f"SELECT c.customer FROM customers c WHERE {where.text}"  # noqa: S608
    return frozenset(number for (number,) in session.fresh().catalog.connection.execute(ask, where.params))
