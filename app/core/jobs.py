"""What must surely happen later: a row with a state, enqueued in the same transaction as the change that wants it.

States: queued → running → done, or back to queued with a later `run_at`, or dead after the last attempt. A running
job holds a lease; a worker that dies lets it lapse and the job is taken again. `attempt` fences: a worker that lost
its lease cannot end the job under the next worker's feet. Handlers are idempotent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, String, Text, case, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app.core.db import engine, insert_new, session
from app.core.types import PK, Base, Moment, Word

# A worker renews it while it works, so that what a dead one held is taken again within the minute.
LEASE = timedelta(seconds=60)
LAST_ATTEMPT = 8
KEPT = timedelta(days=7)


class Job(Base):
    """One piece of work. `dedupe_key` allows one waiting job of a kind per key."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "state", "run_at"),
        Index(
            "uq_job_waiting",
            "kind",
            "dedupe_key",
            unique=True,
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
    )

    id: Mapped[PK]
    kind: Mapped[Word]
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[Word] = mapped_column(default="queued")
    attempt: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[Moment]
    lease_until: Mapped[Moment | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[Moment | None]


@dataclass(frozen=True)
class Tries:
    """How often a job is tried, and the seconds before the second try; each later one waits twice as long."""

    most: int = LAST_ATTEMPT
    wait: int = 15


USUAL = Tries()


@dataclass(frozen=True)
class Claim:
    """A job in a worker's hands."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int


def row(kind: str, payload: dict[str, Any], at: datetime, dedupe_key: str | None = None) -> dict[str, Any]:
    """The values of a waiting job, for a writer with a connection of its own."""
    return {"kind": kind, "payload": payload, "dedupe_key": dedupe_key, "state": "queued", "attempt": 0, "run_at": at}


def enqueue(kind: str, payload: dict[str, Any], at: datetime, dedupe_key: str | None = None) -> None:
    """Adds a job to this transaction; one already waiting under the same key serves for both."""
    session.flush()
    values = row(kind, payload, at, dedupe_key)
    if dedupe_key is None:
        session.execute(insert(Job).values(**values))
    else:
        insert_new(Job.metadata.tables["job"], [values])


def claim(at: datetime, kinds: tuple[str, ...] | None = None) -> Claim | None:
    """Takes the next due job for this worker, in a transaction of its own; None when nothing is due."""
    due = or_(Job.state == "queued", (Job.state == "running") & (Job.lease_until < at))
    pick = select(Job.id).where(due, Job.run_at <= at).order_by(Job.run_at, Job.id).limit(1)
    if kinds is not None:
        pick = pick.where(Job.kind.in_(kinds))
    with engine().begin() as connection:
        if connection.dialect.name == "postgresql":
            pick = pick.with_for_update(skip_locked=True)
        found = connection.scalar(pick)
        if found is None:
            return None
        taken = connection.execute(
            update(Job)
            .where(Job.id == found, due)
            .values(state="running", attempt=Job.attempt + 1, lease_until=at + LEASE)
            .returning(Job.id, Job.kind, Job.payload, Job.attempt)
        ).one_or_none()
    return None if taken is None else Claim(*taken)


def extend(held: Claim, at: datetime) -> bool:
    """The heartbeat of a long job. False when the lease was lost and the work must stop."""
    return _end(held, lease_until=at + LEASE)


def finish(held: Claim, at: datetime) -> bool:
    """Marks the job done, unless another worker has taken it since."""
    return _end(held, state="done", finished_at=at, lease_until=None, last_error=None)


def fail(held: Claim, reason: str, at: datetime, tries: Tries = USUAL) -> bool:
    """Puts the job back for later, twice as late each time, or buries it after the last attempt. True when buried."""
    if held.attempt >= tries.most:
        _end(held, state="dead", finished_at=at, lease_until=None, last_error=reason[:2000])
        return True
    later = at + timedelta(seconds=min(tries.wait * 2 ** (held.attempt - 1), 3600))
    twin = aliased(Job)
    # A newer job already waits under the same key and will do this one's work.
    is_relieved = exists().where(twin.state == "queued", twin.kind == Job.kind, twin.dedupe_key == Job.dedupe_key)
    state = case((is_relieved, "done"), else_="queued")
    _end(held, state=state, run_at=later, lease_until=None, last_error=reason[:2000])
    return False


def forget_done(at: datetime) -> None:
    """Deletes what was done more than a week ago: every reading leaves a row. What was buried stays to be seen."""
    session.execute(delete(Job).where(Job.state == "done", Job.run_at < at - KEPT))


def waiting(at: datetime) -> int:
    """How many jobs are due and not yet taken."""
    return session.scalar(select(func.count()).select_from(Job).where(Job.state == "queued", Job.run_at <= at)) or 0


def _end(held: Claim, **values: Any) -> bool:
    with engine().begin() as connection:
        done = connection.execute(
            update(Job).where(Job.id == held.id, Job.attempt == held.attempt, Job.state == "running").values(**values)
        )
    return bool(done.rowcount)
