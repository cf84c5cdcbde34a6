"""Counting what went out and who read it, for many pieces in one query.

A link counts as sent once its mail went out or its links were handed over to be copied; what waits or failed does not.
A reader is a person with a human visit; machines and unconfirmed opens never count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select

from app.core.clock import to_ms
from app.core.db import session
from app.sending.models import REACHED, Delivery, TrackedLink
from app.tracking.models import HUMAN, Visit

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Counts:
    """Links sent, people they went to, and how many of those people read."""

    links_sent: int = 0
    people_sent: int = 0
    readers: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """One piece: ever, in the period, by calendar month (UTC, the present one last), and when last sent."""

    ever: Counts = Counts()
    period: Counts = Counts()
    months: tuple[int, ...] = (0,) * MONTHS
    last_sent: datetime | None = None


def counts_of(asset_ids: Collection[int]) -> dict[int, Counts]:
    """What each piece has come to since the beginning; zeros for those never sent."""
    read = _read_links()
    found = session.execute(
        _of_sent(read, TrackedLink.asset_id, *_counts(read)).where(TrackedLink.asset_id.in_(asset_ids))
    )
    counted = {row[0]: Counts(*row[1:]) for row in found}
    return {asset_id: counted.get(asset_id, Counts()) for asset_id in asset_ids}


def tallies(asset_ids: Collection[int], since: datetime, at: datetime) -> dict[int, Tally]:
    """The same up to `at`, and again for links sent after `since`, and by month."""
    read = _read_links(at)
    recent = TrackedLink.created_at > since
    columns = (
        *_counts(read),
        *_counts(read, recent),
        func.max(TrackedLink.created_at),
        *(func.count(case((_within(start, end), 1))) for start, end in months_before(at)),
    )
    found = session.execute(
        # Not narrowed to `asset_ids`: they are most of the library, and a statement takes only so many values.
        _of_sent(read, TrackedLink.asset_id, *columns).where(TrackedLink.created_at <= at)
    )
    counted = {row[0]: Tally(Counts(*row[1:4]), Counts(*row[4:7]), tuple(row[8:]), row[7]) for row in found}
    return {asset_id: counted.get(asset_id, Tally()) for asset_id in asset_ids}


def months_before(at: datetime, count: int = MONTHS) -> list[tuple[datetime, datetime]]:
    """The calendar months up to and with that of `at`, oldest first, as half-open stretches in UTC."""
    month = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1
    starts = [datetime(m // 12, m % 12 + 1, 1, tzinfo=UTC) for m in range(month - count + 1, month + 2)]
    return list(pairwise(starts))


def _of_sent(read: Subquery, key: Any, *columns: Any) -> Any:
    return (
        select(key, *columns)
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .outerjoin(read, read.c.link_id == TrackedLink.id)
        .where(Delivery.state.in_(REACHED))
        .group_by(key)
    )


def _counts(read: Subquery, when: ColumnElement[bool] | None = None) -> tuple[Any, Any, Any]:
    was_read = read.c.link_id.is_not(None)
    link, person = TrackedLink.id, TrackedLink.stakeholder_id
    return (
        func.count(link if when is None else case((when, link))),
        func.count((person if when is None else case((when, person))).distinct()),
        func.count(case((was_read if when is None else and_(was_read, when), person)).distinct()),
    )


def _within(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(TrackedLink.created_at >= start, TrackedLink.created_at < end)


def _read_links(at: datetime | None = None) -> Subquery:
    """The links on which a person has read."""
    found = select(Visit.link_id).where(Visit.label == HUMAN).distinct()
    return (found if at is None else found.where(Visit.first_ms <= to_ms(at))).subquery()
