"""Finding sittings and what went out; `accounts` is a query of account ids."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from app.accounts.models import Stakeholder
from app.core.clock import to_ms
from app.core.db import session
from app.engagement.sittings import Sitting, pages_read, sittings, visits
from app.library.models import Asset
from app.sending.models import REACHED, Delivery, TrackedLink
from app.tracking.models import HUMAN, MACHINE, Visit


@dataclass(frozen=True, slots=True)
class SentItem:
    """One piece that went out to one person."""

    stakeholder_id: int
    asset_title: str
    at: datetime


def sittings_of_account(account_id: int, at: datetime) -> list[Sitting]:
    """Every sitting on an account up to `at`, oldest first."""
    found = visits(Stakeholder.account_id == account_id, Visit.first_ms <= to_ms(at)).order_by(Visit.first_ms, Visit.id)
    return sittings(session.execute(found).all(), pages_read(Stakeholder.account_id == account_id))


def newest_readings(accounts: Select[int], since: datetime, at: datetime, limit: int) -> list[Sitting]:
    """The latest human sitting of each person on each piece that ended after `since`, newest first."""
    every = visits(*_human(accounts, at)).subquery()
    return _newest(every, limit, every.c.back == 1, every.c.last_ms > to_ms(since))


def last_readings(accounts: Select[int], since: datetime, until: datetime, at: datetime, limit: int) -> list[Sitting]:
    """Each person's very last human sitting that ended after `since` and by `until`, newest first.

    Whoever read privately that time is left out: we cannot tell their silence.
    """
    every = visits(*_human(accounts, at)).subquery()
    ended = every.c.last_ms
    return _newest(
        every, limit, every.c.back_of_all == 1, every.c.is_measured, ended > to_ms(since), ended <= to_ms(until)
    )


def machine_sittings(accounts: Select[int], since: datetime, at: datetime, limit: int) -> list[Sitting]:
    """Arrivals seen by scanners, newest first."""
    found = visits(*_machines(accounts, since, at)).order_by(Visit.first_ms.desc(), Visit.id.desc()).limit(limit)
    return sittings(session.execute(found).all(), {})


def count_machines(accounts: Select[int], since: datetime, at: datetime) -> int:
    """How many visits were a machine's."""
    found = select(func.count(Visit.id)).join(Stakeholder, Stakeholder.id == Visit.stakeholder_id)
    return session.scalar(found.where(*_machines(accounts, since, at))) or 0


def count_readers(accounts: Select[int], since: datetime, at: datetime) -> int:
    """How many people read something after `since`."""
    found = select(func.count(Visit.stakeholder_id.distinct())).join(
        Stakeholder, Stakeholder.id == Visit.stakeholder_id
    )
    return session.scalar(found.where(*_human(accounts, at), Visit.last_ms > to_ms(since))) or 0


def sent_to_account(account_id: int, at: datetime) -> list[SentItem]:
    """What has gone out to the people of an account, oldest first; what waits or failed is left out."""
    when = func.coalesce(Delivery.sent_at, TrackedLink.created_at)
    found = session.execute(
        select(TrackedLink.stakeholder_id, Asset.title, when.label("at"))
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .join(Asset, Asset.id == TrackedLink.asset_id)
        .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
        .where(Stakeholder.account_id == account_id, Delivery.state.in_(REACHED), TrackedLink.created_at <= at)
        .order_by(TrackedLink.id)
    )
    return [SentItem(row.stakeholder_id, row.title, row.at) for row in found]


def _newest(every: Subquery, limit: int, *where: ColumnElement[bool]) -> list[Sitting]:
    found = select(every).where(*where).order_by(every.c.last_ms.desc(), every.c.id.desc()).limit(limit)
    rows = session.execute(found).all()
    return sittings(rows, pages_read(Visit.id.in_([row.id for row in rows])))


def _human(accounts: Select[int], at: datetime) -> tuple[ColumnElement[bool], ...]:
    return Stakeholder.account_id.in_(accounts), Visit.label == HUMAN, Visit.first_ms <= to_ms(at)


def _machines(accounts: Select[int], since: datetime, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Stakeholder.account_id.in_(accounts),
        Visit.label == MACHINE,
        Visit.first_ms > to_ms(since),
        Visit.first_ms <= to_ms(at),
    )
