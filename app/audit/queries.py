"""Reading the audit trail."""

from sqlalchemy import select
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
