"""The rows that say which assets the index knows as they are now."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core import db
from app.core.db import session
from app.core.types import UtcDateTime
from app.library.models import Asset, asset_term
from app.search.models import FRESH, STALE, IndexEntry

Stamps = dict[int, int]
_table: Table = IndexEntry.metadata.tables["index_entry"]


@contextmanager
def looking() -> Iterator[Session]:
    """A session that only reads and ends with the block: indexing takes long and must not hold up who writes."""
    with db.reading(), Session(db.engine()) as run:
        yield run


def mark_stale(asset_id: int) -> None:
    """Notes one more change of an asset; one that is gone leaves no row."""
    _mark_stale(Asset.id == asset_id)


def mark_stale_with(term_id: int) -> None:
    """Notes one more change of every asset that carries a term."""
    _mark_stale(Asset.id.in_(select(asset_term.c.asset_id).where(asset_term.c.term_id == term_id)))


def mark_missed(known: set[int]) -> None:
    """Makes stale what a crash kept from being noted: assets changed since they were indexed, or not `known`."""
    newer = exists().where(Asset.id == IndexEntry.asset_id, Asset.updated_at > IndexEntry.indexed_at)
    _again(IndexEntry.state == FRESH, newer)
    fresh = set(session.scalars(select(IndexEntry.asset_id).where(IndexEntry.state == FRESH)))
    lost = sorted(fresh - known)
    for start in range(0, len(lost), 500):
        _again(IndexEntry.asset_id.in_(lost[start : start + 500]))


def adopt() -> None:
    """Gives a row to every asset that has none."""
    known = exists().where(IndexEntry.asset_id == Asset.id)
    this = select(Asset.id, literal(STALE), literal(0)).where(~known)
    session.execute(_table.insert().from_select(["asset_id", "state", "stamp"], this))


def mark_fresh(stamps: Mapping[int, int], at: datetime) -> None:
    """Calls these fresh, except those that changed again since their stamp was read."""
    if not stamps:
        return
    this = update(_table).where(_table.c.asset_id == bindparam("id"), _table.c.stamp == bindparam("seen"))
    # An asset may carry a later time than this run, where one server's clock is behind another's.
    changed = select(Asset.updated_at).where(Asset.id == _table.c.asset_id).scalar_subquery()
    larger = func.max if db.engine().dialect.name == "sqlite" else func.greatest
    later = larger(bindparam("at", type_=UtcDateTime()), changed)
    rows = [{"id": asset_id, "seen": stamp, "at": at} for asset_id, stamp in stamps.items()]
    session.connection().execute(this.values(state=FRESH, indexed_at=later), rows)


def any_stale() -> bool:
    """Whether there is work for the index."""
    return session.scalar(select(IndexEntry.asset_id).where(IndexEntry.state == STALE).limit(1)) is not None


def stale_stamps(run: Session, limit: int) -> Stamps:
    """The next stale assets and their stamps."""
    query = select(IndexEntry.asset_id, IndexEntry.stamp).where(IndexEntry.state == STALE)
    return {row.asset_id: row.stamp for row in run.execute(query.order_by(IndexEntry.asset_id).limit(limit))}


def stamps_of(run: Session, ids: Sequence[int] | None = None) -> Stamps:
    """The stamp of these assets, or of all that exist; 0 for one without a row."""
    query = select(Asset.id, func.coalesce(IndexEntry.stamp, 0)).outerjoin(IndexEntry, IndexEntry.asset_id == Asset.id)
    if ids is not None:
        query = query.where(Asset.id.in_(ids))
    return {row[0]: row[1] for row in run.execute(query)}


def asset_ids(run: Session) -> list[int]:
    """Every asset there is."""
    return list(run.scalars(select(Asset.id).order_by(Asset.id)))


def _mark_stale(which: ColumnElement[bool]) -> None:
    insert = postgresql.insert if db.engine().dialect.name == "postgresql" else sqlite.insert
    this = select(Asset.id, literal(STALE), literal(1)).where(which)
    add = insert(_table).from_select(["asset_id", "state", "stamp"], this)
    again = {"state": STALE, "stamp": _table.c.stamp + 1}
    session.execute(add.on_conflict_do_update(index_elements=["asset_id"], set_=again))


def _again(*conditions: object) -> None:
    session.execute(
        update(IndexEntry)
        .where(*conditions)  # type: ignore[arg-type]
        .values(state=STALE, stamp=IndexEntry.stamp + 1)
        .execution_options(synchronize_session=False)
    )
