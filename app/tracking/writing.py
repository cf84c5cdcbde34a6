"""Putting arrivals into the database: one transaction for a batch, with the jobs that will label them."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, case, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core import jobs
from app.core.db import insert_new
from app.tracking import agents, forgetting
from app.tracking.arrivals import Arrival
from app.tracking.models import Event, Source, UserAgent, Withdrawal
from app.tracking.sources import Origin

# A reader waits behind this: sooner than that the events go to the spool, which is as durable.
SQLITE_PATIENCE_MS = 1_500
_ORDINARY_PATIENCE_MS = 15_000

_EVENT: Table = Event.metadata.tables["event"]
_JOB: Table = Event.metadata.tables["job"]
_SOURCE: Table = Event.metadata.tables["source"]
_AGENT: Table = Event.metadata.tables["user_agent"]
_OWN_COLUMNS = (
    "link_id", "kind", "received_ms", "client_id", "header_bits", "visitor_key", "visit_key", "asset_version_id",
    "page", "client_ms", "mono_ms", "seq", "consent", "payload",
)  # fmt: skip
_own_values = attrgetter(*_OWN_COLUMNS)


class Known:
    """The row ids of sources and user agents that this process has met, so that each is looked up once."""

    MOST = 20_000

    def __init__(self) -> None:
        self.sources: dict[Origin, int] = {}
        self.agents: dict[str, int] = {}

    def learn(self, sources: dict[Origin, int], agent_ids: dict[str, int]) -> None:
        """Remembers ids once their rows are durable."""
        if len(self.sources) + len(self.agents) > self.MOST:
            self.sources.clear()
            self.agents.clear()
        self.sources |= sources
        self.agents |= agent_ids


def write(engine: Engine, arrivals: Sequence[Arrival], known: Known, at: datetime, *, is_late: bool = False) -> None:
    """Stores arrivals durably, leaving out those whose client id is known. Raises DBAPIError.

    `is_late` arrivals come from the spool: what was decided after them may be stored already.
    """
    with engine.connect() as connection, _impatient(connection):
        with connection.begin():
            sources = _source_ids(connection, {each.origin for each in arrivals if each.origin}, known)
            texts = {agents.clean(each.agent) for each in arrivals if each.agent is not None}
            agent_ids = _agent_ids(connection, texts, known)
            known_sources, known_agents = ChainMap(sources, known.sources), ChainMap(agent_ids, known.agents)
            rows = [_row(each, known_sources, known_agents) for each in arrivals]
            connection.execute(_ignoring_known(_EVENT, engine.dialect.name), rows)
            connection.execute(_ignoring_known(_JOB, engine.dialect.name), _jobs(arrivals, at))
            _withdraw(connection, arrivals)
            forgetting.forget(connection, arrivals, is_late=is_late)
        known.learn(sources, agent_ids)


def _row(arrival: Arrival, sources: Mapping[Origin, int], agent_ids: Mapping[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(_OWN_COLUMNS, _own_values(arrival), strict=True))
    row["source_id"] = None if arrival.origin is None else sources[arrival.origin]
    row["ua_id"] = None if arrival.agent is None else agent_ids[agents.clean(arrival.agent)]
    return row


def _jobs(arrivals: Iterable[Arrival], at: datetime) -> list[dict[str, Any]]:
    """One job a link, in one order in every process, so that no two of them wait for each other."""
    links = sorted({each.link_id for each in arrivals})
    return [jobs.row("tracking.relabel", {"link_id": link}, at, dedupe_key=str(link)) for link in links]


def _source_ids(connection: Connection, wanted: set[Origin], known: Known) -> dict[Origin, int]:
    new = sorted(wanted - known.sources.keys(), key=lambda each: (each.hmac_day, each.ip_hmac))
    if not new:
        return {}
    insert_new(_SOURCE, [vars(each) for each in new], connection=connection)
    rows = connection.execute(
        select(Source.id, Source.hmac_day, Source.ip_hmac).where(Source.ip_hmac.in_([each.ip_hmac for each in new]))
    ).all()
    by_key = {(row.hmac_day, row.ip_hmac): row.id for row in rows}
    return {each: by_key[each.hmac_day, each.ip_hmac] for each in new}


def _agent_ids(connection: Connection, wanted: set[str], known: Known) -> dict[str, int]:
    new = {agents.hash_of(text): text for text in sorted(wanted - known.agents.keys())}
    if not new:
        return {}
    stored = _stored_agents(connection, new)
    missing = [key for key in new if key not in stored]
    if missing:
        insert_new(_AGENT, [_judged(key, new[key]) for key in missing], connection=connection)
        stored = _stored_agents(connection, new)
    return {text: stored[key] for key, text in new.items()}


def _stored_agents(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    rows = connection.execute(select(UserAgent.text_hash, UserAgent.id).where(UserAgent.text_hash.in_(list(keys))))
    return {row.text_hash: row.id for row in rows}


def _judged(key: str, text: str) -> dict[str, Any]:
    return {"text_hash": key, "text": text, "ruleset": agents.RULESET, **vars(agents.judge(text))}


def _withdraw(connection: Connection, arrivals: Iterable[Arrival]) -> None:
    for each in arrivals:
        if each.stakeholder_id is None:
            continue
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        new = insert(Withdrawal).values(stakeholder_id=each.stakeholder_id, at_ms=each.received_ms)
        later = case((new.excluded.at_ms > Withdrawal.at_ms, new.excluded.at_ms), else_=Withdrawal.at_ms)
        connection.execute(new.on_conflict_do_update(index_elements=["stakeholder_id"], set_={"at_ms": later}))


@cache
def _ignoring_known(table: Table, dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """On SQLite, waits less long than usual for another writer."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={SQLITE_PATIENCE_MS}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={_ORDINARY_PATIENCE_MS}")
