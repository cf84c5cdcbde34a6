"""Reading the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEntry
from app.audit.recording import Subject
from app.core.db import session


def entries_of(subject: Subject, limit: int = 50) -> list[AuditEntry]:
    """What was done to a row, newest first, each with its actor. Whoever may see the row may see this."""
    wanted = (
        select(AuditEntry)
        .where(AuditEntry.subject == subject.__tablename__, AuditEntry.subject_id == subject.id)
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return list(session.scalars(wanted.limit(limit)))


@dataclass(frozen=True)
class Asked:
    """Which entries of the trail are wanted; what is None or empty is not asked."""

    actor_id: int | None = None
    act: str = ""
    since: datetime | None = None
    until: datetime | None = None


def trail(asked: Asked, limit: int, offset: int = 0) -> list[AuditEntry]:
    """Entries of all subjects, newest first, each with its actor."""
    wanted = select(AuditEntry).where(*_kept(asked)).options(joinedload(AuditEntry.actor))
    ordered = wanted.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def trail_length(asked: Asked) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*_kept(asked))) or 0


def known_acts() -> list[str]:
    """Every act that was ever done here, by name."""
    return list(session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)))


def _kept(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.actor_id is not None:
        found.append(AuditEntry.actor_id == asked.actor_id)
    if asked.act:
        found.append(AuditEntry.act == asked.act)
    if asked.since is not None:
        found.append(AuditEntry.at >= asked.since)
    if asked.until is not None:
        found.append(AuditEntry.at < asked.until)
    return found
