"""Reading over pieces which facts wait for a signature, and which changed since a piece was checked."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.auth.models import User
from app.claims.members import functions_of
from app.claims.models import Claim
from app.core.db import session
from app.library.models import PUBLISHED, RETIRED, Asset, AssetClaim
from app.library.queries import ids_for
from app.library.signing import is_changed


def waiting_for(user: User, limit: int = 20) -> list[AssetClaim]:
    """What this user may sign as a member of a function and nobody has signed yet, longest waiting first."""
    return list(
        session.scalars(
            select(AssetClaim)
            .join(AssetClaim.claim)
            .join(AssetClaim.asset)
            .where(Claim.function_id.in_(functions_of(user)), _unsigned(), Asset.state != RETIRED)
            .where(Asset.id.in_(ids_for(user)))
            .options(contains_eager(AssetClaim.claim).joinedload(Claim.function), contains_eager(AssetClaim.asset))
            .order_by(Asset.updated_at, AssetClaim.asset_id, AssetClaim.claim_id)
            .limit(limit)
        )
    )


def changed_for(user: User) -> int:
    """How many pieces in use that this user sees carry a fact that changed since they were checked."""
    counted = (
        select(func.count(AssetClaim.asset_id.distinct()))
        .join(AssetClaim.claim)
        .join(AssetClaim.asset)
        .where(_changed(), Asset.state == PUBLISHED, Asset.id.in_(ids_for(user)))
    )
    return session.scalar(counted) or 0


def changed_among(asset_ids: Iterable[int]) -> set[int]:
    """Those of these pieces that carry a fact which changed since they were checked, in one query."""
    carrying = select(AssetClaim.asset_id).join(AssetClaim.claim).where(AssetClaim.asset_id.in_(list(asset_ids)))
    return set(session.scalars(carrying.where(_changed())))


def carriers_for(user: User, claim: Claim) -> list[AssetClaim]:
    """The pieces this user sees that carry a claim, by title; those to look at again come first."""
    found = session.scalars(
        select(AssetClaim)
        .join(AssetClaim.asset)
        .where(AssetClaim.claim_id == claim.id, Asset.id.in_(ids_for(user)))
        .options(contains_eager(AssetClaim.asset), joinedload(AssetClaim.claim), joinedload(AssetClaim.signed_by))
    )
    return sorted(found, key=lambda each: (not is_changed(each), each.asset.title.casefold(), each.asset_id))


def carrier_counts_for(user: User, claims: Iterable[Claim]) -> dict[int, tuple[int, int]]:
    """Per claim: how many pieces this user sees carry it, and how many of them were not looked at since it changed."""
    ids = [claim.id for claim in claims]
    rows = session.execute(
        select(AssetClaim.claim_id, func.count(), func.count().filter(_changed()))
        .join(AssetClaim.claim)
        .where(AssetClaim.claim_id.in_(ids), AssetClaim.asset_id.in_(ids_for(user)))
        .group_by(AssetClaim.claim_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _unsigned() -> ColumnElement[bool]:
    stale = or_(AssetClaim.signed_revision.is_(None), AssetClaim.signed_revision != Claim.revision)
    return and_(Claim.function_id.is_not(None), Claim.retired_at.is_(None), stale)


def _changed() -> ColumnElement[bool]:
    return or_(Claim.retired_at.is_not(None), AssetClaim.revision != Claim.revision)
