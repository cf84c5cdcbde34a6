"""Finding sends, deliveries and tracked links."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Account, Stakeholder
from app.accounts.queries import may_change, may_see
from app.auth.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.library.models import Asset, Version
from app.sending.models import QUEUED, SENDING, Delivery, Send, TrackedLink

Row = TypeVar("Row", Delivery, TrackedLink)


def get_send_for(user: User, public_id: str) -> Send:
    """A send on an account this user may see, with its deliveries and links. Raises NotFound."""
    found = session.scalar(select(Send).where(Send.public_id == public_id).options(*_whole()))
    if found is None or not may_see(user, found.account):
        raise NotFound
    return found


def get_delivery(send: Send, public_id: str) -> Delivery:
    """A delivery of a send. Raises NotFound."""
    return _only(delivery for delivery in send.deliveries if delivery.public_id == public_id)


def get_link(send: Send, public_id: str) -> TrackedLink:
    """A link of a send. Raises NotFound."""
    return _only(link for delivery in send.deliveries for link in delivery.links if link.public_id == public_id)


def may_manage(user: User, send: Send) -> bool:
    """Whether this user may see its links, stop them and try again: whoever sent it, or may change the account."""
    return send.sender_id == user.id or may_change(user, send.account)


def is_under_way(send: Send) -> bool:
    """Whether a delivery of it may still change by itself."""
    return any(delivery.state in (QUEUED, SENDING) for delivery in send.deliveries)


def recent_sends(account: Account, limit: int = 10) -> list[Send]:
    """The newest first, with people and items."""
    return list(
        session.scalars(
            select(Send)
            .where(Send.account_id == account.id)
            .order_by(Send.created_at.desc(), Send.id.desc())
            .limit(limit)
            .options(*_whole())
        )
    )


def last_sent(account: Account, asset_ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """Per asset: who on the account got it last, and when."""
    rows = session.execute(
        select(TrackedLink.asset_id, Stakeholder.name, TrackedLink.created_at)
        .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
        .where(Stakeholder.account_id == account.id, TrackedLink.asset_id.in_(asset_ids))
        .order_by(TrackedLink.created_at, TrackedLink.id)
    )
    return {asset_id: (name, at) for asset_id, name, at in rows}


def _whole() -> tuple[ORMOption, ...]:
    return (
        joinedload(Send.account),
        joinedload(Send.sender),
        selectinload(Send.deliveries).options(
            joinedload(Delivery.stakeholder),
            selectinload(Delivery.links).options(
                joinedload(TrackedLink.asset).load_only(Asset.public_id, Asset.title),
                joinedload(TrackedLink.version).load_only(Version.number, Version.page_count),
            ),
        ),
    )


def ever_sent(asset_ids: Sequence[int]) -> set[int]:
    """Those of the pieces that a link was ever made for, whether or not it went out."""
    return set(session.scalars(select(TrackedLink.asset_id).where(TrackedLink.asset_id.in_(asset_ids)).distinct()))


def _only(found: Iterable[Row]) -> Row:
    for each in found:
        return each
    raise NotFound
