"""Letting go of uploads that nobody finishes, and ending those that no job could settle."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, select

from app.core.db import session
from app.core.jobs import Job
from app.uploads.models import CHECKING, DONE, OPEN, REFUSED, Upload
from app.uploads.receiving import SETTLE, drop

UNFINISHED_FOR, SHOWN_FOR = timedelta(days=7), timedelta(days=30)
AT_ONCE = 100
FAULT = "We could not look at this file. It is still here: try again, and tell an admin if it goes on."


def sweep(at: datetime) -> None:
    """Drops what has not moved for a week and what was settled a month ago; says so where every try has failed."""
    stale = (Upload.state == OPEN) & (Upload.updated_at < at - UNFINISHED_FOR)
    old = Upload.state.in_((DONE, REFUSED)) & (Upload.updated_at < at - SHOWN_FOR)
    for upload in session.scalars(select(Upload).where(stale | old).limit(AT_ONCE)):
        drop(upload, at)
    given_up = exists().where(
        Job.kind == SETTLE, Job.state == "dead", Job.dedupe_key == cast(Upload.id, String),
        Job.finished_at >= Upload.updated_at,
    )  # fmt: skip
    for upload in session.scalars(select(Upload).where(Upload.state == CHECKING, given_up).limit(AT_ONCE)):
        upload.state, upload.reason, upload.updated_at = REFUSED, FAULT, at
    session.flush()
