"""Finding claims. Whoever reads the library may read every claim: it is what we say to everybody."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.auth.models import User
from app.auth.permissions import may
from app.claims.models import Claim, ClaimRevision
from app.core.db import session
from app.core.errors import NotFound

PER_PAGE = 50


def claims_for(user: User, *, retired: bool = False, page: int = 1) -> tuple[list[Claim], int]:
    """A page of the claims in use, or of the retired ones, last changed first; and how many there are."""
    if not may(user, "library.read"):
        return [], 0
    which = Claim.retired_at.is_not(None) if retired else Claim.retired_at.is_(None)
    total = session.scalar(select(func.count(Claim.id)).where(which)) or 0
    found = select(Claim).where(which).options(*_LOADED).order_by(Claim.changed_at.desc(), Claim.id.desc())
    return list(session.scalars(found.limit(PER_PAGE).offset((page - 1) * PER_PAGE))), total


def claims_to_pick_for(user: User) -> list[Claim]:
    """The claims in use by their words, for a piece to carry."""
    if not may(user, "library.read"):
        return []
    found = select(Claim).where(Claim.retired_at.is_(None)).options(*_LOADED)
    return list(session.scalars(found.order_by(func.lower(Claim.words), Claim.id)))


def get_claim_for(user: User, public_id: str) -> Claim:
    """With its history and who wrote it. Raises NotFound."""
    found = None
    if may(user, "library.read"):
        found = session.scalar(
            select(Claim)
            .where(Claim.public_id == public_id[:24])
            .options(*_LOADED, selectinload(Claim.history).joinedload(ClaimRevision.author))
        )
    if found is None:
        raise NotFound
    return found


def words_at(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What claims said at these (claim id, revision), in one query."""
    if not wanted:
        return {}
    rows = session.scalars(select(ClaimRevision).where(ClaimRevision.claim_id.in_({claim for claim, _ in wanted})))
    known = {(row.claim_id, row.revision): row.words for row in rows}
    return {key: known[key] for key in wanted if key in known}


_LOADED = (joinedload(Claim.rival), joinedload(Claim.function), joinedload(Claim.owner))
