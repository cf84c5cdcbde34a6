"""Who can still open a piece: its live links, and the accounts they went to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts.models import Account, Stakeholder
from app.accounts.queries import ids_for
from app.auth.models import User
from app.core.db import session
from app.sending.models import REACHED, Delivery, TrackedLink


@dataclass(slots=True)
class Shown:
    """Live links to one piece over all accounts; `accounts` are those that the user may see, by name."""

    links: int = 0
    accounts: list[Account] = field(default_factory=list)


def live_links_for(user: User, asset_ids: Sequence[int], at: datetime) -> dict[int, Shown]:
    """Per piece, in two queries; a piece without a live link has an empty entry."""
    found = {asset_id: Shown() for asset_id in asset_ids}
    live = (
        TrackedLink.asset_id.in_(list(asset_ids)),
        TrackedLink.revoked_at.is_(None),
        or_(TrackedLink.expires_at.is_(None), TrackedLink.expires_at > at),
        Delivery.state.in_(REACHED),
    )
    reached = select(TrackedLink).join(Delivery, Delivery.id == TrackedLink.delivery_id).where(*live)
    counted = reached.with_only_columns(TrackedLink.asset_id, func.count()).group_by(TrackedLink.asset_id)
    for asset_id, links in session.execute(counted):
        found[asset_id].links = links
    named = (
        reached.with_only_columns(TrackedLink.asset_id, Account)
        .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
        .join(Account, Account.id == Stakeholder.account_id)
        .where(Account.id.in_(ids_for(user)))
        .distinct()
        .order_by(Account.name, Account.id)
    )
    for asset_id, account in session.execute(named):
        found[asset_id].accounts.append(account)
    return found
