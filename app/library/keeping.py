"""Clearing what nothing names any more, in such a way that nothing which is named is ever lost.

A stored file that no row names and that is more than a day old is set aside. There it stays for a day, and whoever
asks for it gets it back; then it goes for good, unless a row names it by then. A file is stored anew by each upload,
and the row that names it follows within the day; so an upload of the same content at any moment of this keeps it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from app.core import db, jobs
from app.core.db import session
from app.core.storage import ASIDE, Kept, storage
from app.core.types import Base
from app.library.models import Page, Picture, Version

KIND = "library.tidy"
AGE = timedelta(days=1)
# Everything we store lies below these; what else is in a bucket is not ours.
PREFIXES = ("sha256/", "assets/", "uploads/")
_MODELS: tuple[type[Base], ...] = (Version, Page, Picture)
# The keys that rooms above this one keep in their rows.
Others = Callable[[], Iterable[str]]


@dataclass
class Tidied:
    """How many files, and how many bytes of them, were set aside, and went for good."""

    aside: int = 0
    aside_bytes: int = 0
    gone: int = 0
    gone_bytes: int = 0


def queue_daily(at: datetime) -> None:
    """Asks for one clean-up a day."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if not session.scalar(select(exists().where(jobs.Job.kind == KIND, jobs.Job.run_at >= today))):
        jobs.enqueue(KIND, {}, at, dedupe_key=KIND)


def tidy(at: datetime, others: Others = tuple, *, dry_run: bool = False) -> Tidied:
    """Lets go of what has been set aside for a day, then sets aside what nothing names. No transaction stays open."""
    done = Tidied()
    named = named_keys() | set(others())
    for kept in storage().kept(ASIDE):
        _let_go(kept, named, at, done, dry_run)
    for prefix in PREFIXES:
        for kept in storage().kept(prefix):
            if kept.modified < at - AGE and kept.key not in named:
                done.aside, done.aside_bytes = done.aside + 1, done.aside_bytes + kept.size
                if not dry_run:
                    storage().set_aside(kept.key, at)
    return done


def named_keys() -> set[str]:
    """Every key in a row of this room."""
    with db.reading(), db.engine().connect() as connection:
        return {
            key for column in key_columns() for key in connection.scalars(select(column).where(column.is_not(None)))
        }


def key_columns() -> list[ColumnElement[Any]]:
    """The columns of this room that name stored files."""
    return [
        column for model in _MODELS for column in model.__table__.columns if f"_{column.name}".endswith("_key")
    ]  # fmt: skip


def _let_go(kept: Kept, named: set[str], at: datetime, done: Tidied, dry_run: bool) -> None:
    key, _, stamp = kept.key.removeprefix(ASIDE).rpartition("/")
    since = datetime.strptime(stamp.partition("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    if since >= at - AGE:
        return
    done.gone, done.gone_bytes = done.gone + (key not in named), done.gone_bytes + kept.size * (key not in named)
    if dry_run:
        return
    # Asking for the file puts it back in its place if it is missing there.
    if key in named:
        storage().exists(key)
    storage().delete([kept.key])
