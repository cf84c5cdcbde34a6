"""Who still reads an old version: the people whose live links stay on it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select

from app.accounts import queries as accounts
from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core.db import session
from app.library.models import Asset
from app.sending.models import REACHED, Delivery, TrackedLink

NAMED = 200


@dataclass
class Holders:
    """`people` counts everybody; `named` are (account public id, account, person) on accounts the user may see."""

    people: int = 0
    named: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many are on accounts that the user does not see."""
        return max(self.people - len(self.named), 0)


def holders_for(user: User, asset: Asset, at: datetime) -> dict[int, Holders]:
    """By version id, who holds one that is no longer in use; versions that nobody holds are left out."""
    stays = (
        TrackedLink.asset_id == asset.id, TrackedLink.version_id != asset.current_version_id,
        TrackedLink.follows.is_(False), TrackedLink.revoked_at.is_(None),
        or_(TrackedLink.expires_at.is_(None), TrackedLink.expires_at > at), Delivery.state.in_(REACHED),
    )  # fmt: skip
    count = (
        select(TrackedLink.version_id, func.count(TrackedLink.stakeholder_id.distinct()))
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .where(*stays)
        .group_by(TrackedLink.version_id)
    )
    found = {version_id: Holders(people) for version_id, people in session.execute(count)}
    if not found:
        return {}
    seen = (
        select(TrackedLink.version_id, Account.public_id, Account.name, Stakeholder.name, Stakeholder.id)
        .join(Delivery, Delivery.id == TrackedLink.delivery_id)
        .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
        .join(Account, Account.id == Stakeholder.account_id)
        .where(*stays, Account.id.in_(accounts.ids_for(user)))
        .distinct()
        .order_by(Account.name, Stakeholder.name)
    )
    for version_id, account, name, person, _ in session.execute(seen.limit(NAMED)):
        found[version_id].named.append((account, name, person))
    return found
