"""The database: one engine a process, one session a thread, and who may write when."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

_factory = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_factory)

# A unique or a foreign key, as each database says it.
_OVERTAKEN = frozenset(
    {"23505", "23503", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY"}
)

# SQLite lets one connection write at a time. A transaction that may write says so when it begins, and waits its
# turn; one that only reads never does. Deciding later loses writes to "database is locked".
_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


def connect(url: str) -> Engine:
    """An engine for `url`, with the pragmas that make SQLite durable and patient."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 15},
        pool_size=20,
        max_overflow=20,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def bind(engine: Engine) -> None:
    """Points every session of this process at `engine`."""
    session.remove()
    _factory.configure(bind=engine)


def engine() -> Engine:
    """The engine that sessions use now."""
    bound = _factory.kw.get("bind")
    assert isinstance(bound, Engine), "bind() has not been called"
    return bound


@contextmanager
def reading() -> Iterator[None]:
    """Within it, SQLite transactions begin as readers: they never wait for a writer and must not write."""
    mark = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(mark)


def begin_as(*, writer: bool) -> None:
    """Whether transactions of this context begin as writers; a web request says so before its first query."""
    _may_write.set(writer)


def insert_new(table: Table, rows: Sequence[dict[str, Any]], *, connection: Connection | None = None) -> int:
    """Inserts rows, leaving out those that a unique key already holds. Returns how many were new."""
    if not rows:
        return 0
    bound: Connection | Session = connection if connection is not None else session()
    dialect = connection.dialect if connection is not None else session.get_bind().dialect
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    key = next(iter(table.primary_key))
    new = 0
    for row in rows:
        added = bound.execute(insert(table).values(**row).on_conflict_do_nothing().returning(key))
        new += added.first() is not None
    return new


def is_overtaken(error: IntegrityError) -> bool:
    """Whether a row was refused because of one that somebody else has just added or deleted."""
    state, code = getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorname", None)
    return state in _OVERTAKEN or code in _OVERTAKEN


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=1", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")
