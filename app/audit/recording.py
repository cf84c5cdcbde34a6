"""Noting who did what, in the transaction of the act itself."""

from datetime import datetime
from typing import Any, Protocol

from app.audit.models import AuditEntry
from app.auth.models import User
from app.core import text
from app.core.db import session


class Subject(Protocol):
    """A row of ours that something was done to."""

    __tablename__: str

    @property
    def id(self) -> Any: ...


def record(
    actor: User | None,
    act: str,
    subject: Subject,
    name: str,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    **facts: Any,
) -> AuditEntry:
    """Adds an entry; `before` is what an undo puts back, `facts` what the trail shows beside the act."""
    entry = AuditEntry(
        at=at, actor_id=actor.id if actor else None, act=act, subject=subject.__tablename__, subject_id=subject.id,
        name=text.one_line(name), facts=facts, before=before,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry
