"""Finding the copies for accounts that were made of a piece."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Account
from app.auth.models import User
from app.core.db import session
from app.library.models import Asset
from app.library.queries import ids_for


def variants_for(user: User, master: Asset) -> list[Asset]:
    """The variants of a piece that this user sees, by account."""
    found = (
        select(Asset)
        .join(Account, Account.id == Asset.account_id)
        .where(Asset.master_id == master.id, Asset.id.in_(ids_for(user)))
        .options(joinedload(Asset.account), joinedload(Asset.owner), joinedload(Asset.master))
        .order_by(func.lower(Account.name), Asset.id)
    )
    return list(session.scalars(found))


def behind_for(user: User, limit: int = 10) -> list[Asset]:
    """This user's own variants whose master moved on, the longest unchanged first."""
    master = aliased(Asset)
    found = (
        select(Asset)
        .join(master, master.id == Asset.master_id)
        .where(Asset.owner_id == user.id, Asset.id.in_(ids_for(user)), _behind(master))
        .order_by(Asset.updated_at, Asset.id)
    )
    return list(session.scalars(found.limit(limit)))


def _behind(master: type[Asset]) -> ColumnElement[bool]:
    moved = or_(Asset.master_version_id.is_(None), master.current_version_id != Asset.master_version_id)
    return and_(moved, master.current_version_id.is_not(None), master.trashed_at.is_(None))
