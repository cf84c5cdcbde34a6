"""Finding what became of one piece: the people it went to, their visits and their time on its pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Stakeholder
from app.core.clock import to_ms
from app.core.db import session
from app.library.models import Asset
from app.sending.models import REACHED, Delivery, TrackedLink
from app.tracking.models import HUMAN, PageDwell, Visit
from app.vocabulary.models import Term


def people_sent(asset: Asset, since: datetime, at: datetime) -> Sequence[Any]:
    return session.execute(
        select(
            TrackedLink.stakeholder_id, Stakeholder.account_id, Term.name.label("role"), Term.position,
            func.count(TrackedLink.id).label("links"),
        )
        .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
        .outerjoin(Term, Term.id == Stakeholder.role_id)
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .where(*_sent(asset, since, at))
        .group_by(TrackedLink.stakeholder_id, Stakeholder.account_id, Term.name, Term.position)
    ).all()  # fmt: skip


def visits(asset: Asset, since: datetime, at: datetime) -> Sequence[Any]:
    return session.execute(
        select(
            Visit.stakeholder_id, Visit.label, Visit.is_measured, Visit.active_ms, Visit.last_ms,
            Visit.asset_version_id.label("version"),
        )
        .join(TrackedLink, TrackedLink.id == Visit.link_id)
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .where(*_sent(asset, since, at), Visit.first_ms <= to_ms(at))
    ).all()  # fmt: skip


def page_times(asset: Asset, since: datetime, at: datetime) -> list[list[float]]:
    """For each page of the current version, the seconds of each person who read it, visits added up."""
    times: list[list[float]] = [[] for _ in range(asset.current.page_count if asset.current else 0)]
    found = session.execute(
        select(PageDwell.page, func.sum(PageDwell.active_ms).label("ms"))
        .join(Visit, Visit.id == PageDwell.visit_id)
        .join(TrackedLink, TrackedLink.id == Visit.link_id)
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .where(
            *_sent(asset, since, at),
            Visit.first_ms <= to_ms(at),
            Visit.label == HUMAN,
            Visit.is_measured,
            PageDwell.asset_version_id == asset.current_version_id,
            PageDwell.active_ms > 0,
        )
        .group_by(PageDwell.page, Visit.stakeholder_id)
    )
    for page, ms in found:
        if 1 <= page <= len(times):
            times[page - 1].append(int(ms) / 1000)
    return times


def _sent(asset: Asset, since: datetime, at: datetime) -> tuple[Any, ...]:
    return (
        TrackedLink.asset_id == asset.id,
        TrackedLink.created_at > since,
        TrackedLink.created_at <= at,
        Delivery.state.in_(REACHED),
    )
