"""The claims that a piece carries: which ones, who signed them for it, and whether somebody must look again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import ADMIN, may
from app.claims.members import is_member
from app.claims.models import Claim
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library import undoing
from app.library.announcements import AssetChanged
from app.library.models import Asset, AssetClaim

MOST_CLAIMS = 50


def carried(asset: Asset) -> list[AssetClaim]:
    """The claims of a piece with function, rival and who signed, in the order they were first stated."""
    return list(
        session.scalars(
            select(AssetClaim)
            .where(AssetClaim.asset_id == asset.id)
            .join(AssetClaim.claim)
            .options(
                contains_eager(AssetClaim.claim).options(joinedload(Claim.function), joinedload(Claim.rival)),
                joinedload(AssetClaim.signed_by),
            )
            .order_by(AssetClaim.claim_id)
        )
    )


def set_claims(user: User, asset: Asset, claims: Iterable[Claim], at: datetime) -> None:
    """Makes a piece carry exactly these claims; those it had keep their signatures. Raises Refused."""
    before, had = undoing.snapshot(asset), sorted(each.claim_id for each in asset.claims)
    if carry(asset, claims):
        asset.updated_at = at
        now = sorted(each.claim_id for each in asset.claims)
        undoing.note(user, "set_claims", asset, before, at, was=had, now=now)
        announce(AssetChanged(asset.id))


def carry(asset: Asset, claims: Iterable[Claim]) -> bool:
    """The same without a word in the trail. Returns whether anything changed."""
    wanted = {claim.id: claim for claim in claims}
    if len(wanted) > MOST_CLAIMS:
        raise Refused(f"A piece states at most {MOST_CLAIMS} facts that are looked after.", "claims")
    had = {each.claim_id: each for each in asset.claims}
    new = [claim for key, claim in wanted.items() if key not in had]
    if any(claim.retired_at is not None for claim in new):
        raise Refused("A fact that is retired goes on no more pieces.", "claims")
    if not new and len(had) == len(wanted):
        return False
    asset.claims = [each for key, each in had.items() if key in wanted] + [
        AssetClaim(claim=claim, claim_id=claim.id, revision=claim.revision) for claim in new
    ]
    session.flush()
    return True


def is_signed(each: AssetClaim) -> bool:
    """Whether nobody needs to sign, or somebody signed what the claim says now."""
    return each.claim.function_id is None or each.signed_revision == each.claim.revision


def is_changed(each: AssetClaim) -> bool:
    """Whether the claim says something else now, or nothing any more, since the piece was checked against it."""
    return each.claim.retired_at is not None or each.revision != each.claim.revision


def unsigned(asset: Asset) -> list[AssetClaim]:
    """The claims of a piece that wait for a signature at the revision they have now."""
    return [each for each in carried(asset) if each.claim.retired_at is None and not is_signed(each)]


def is_publishable(asset: Asset) -> bool:
    """Whether every claim of a piece is in force and signed."""
    return all(each.claim.retired_at is None and is_signed(each) for each in carried(asset))


def check_publishable(asset: Asset) -> None:
    """Raises Refused, saying who must sign what, or which fact holds no longer."""
    found = carried(asset)
    gone = [each for each in found if each.claim.retired_at is not None]
    if gone:
        raise Refused(f"It states a fact that was retired: “{gone[0].claim.words}”. Take it out first.")
    waiting = [each for each in found if not is_signed(each)]
    if waiting:
        names = sorted({each.claim.function.name for each in waiting if each.claim.function})
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        raise Refused(f"{' and '.join(names)} must sign “{waiting[0].claim.words}”{more} before it is published.")


def may_sign(user: User, claim: Claim) -> bool:
    """Members of the claim's function, and an admin."""
    return claim.function_id is not None and (ADMIN in user.roles or is_member(user, claim))


def sign(user: User, asset: Asset, claim: Claim, at: datetime) -> None:
    """Signs what the claim says now, for this piece; the trail says when an admin did. Raises Refused."""
    each = _carried(asset, claim)
    if claim.retired_at is not None:
        raise Refused("This fact was retired, so there is nothing to sign.")
    if not may_sign(user, claim):
        raise Refused("Only somebody who signs for it may do that.")
    if each.signed_revision == claim.revision:
        return
    each.signed_revision, each.signed_by_id, each.signed_at = claim.revision, user.id, at
    # Whoever signs has read the piece against the new words.
    each.revision = claim.revision
    facts: dict[str, Any] = {} if is_member(user, claim) else {"as_admin": True}
    record(user, "sign", asset, asset.title, at, words=claim.words, revision=claim.revision, **facts)


def take_back(user: User, asset: Asset, claim: Claim, at: datetime) -> None:
    """Undoes one's own signature, or as an admin anybody's. Raises Refused."""
    each = _carried(asset, claim)
    if each.signed_by_id != user.id and ADMIN not in user.roles:
        raise Refused("Only who signed it takes it back.")
    record(user, "unsign", asset, asset.title, at, words=claim.words, revision=each.signed_revision)
    each.signed_revision = each.signed_by_id = each.signed_at = None


def may_check(user: User, asset: Asset) -> bool:
    """Who says whether a piece still holds: its owner, and who publishes."""
    return may(user, "library.publish") or asset.owner_id == user.id


def check(user: User, asset: Asset, claim: Claim, at: datetime) -> None:
    """Says that the piece is right as it is: it holds with the new words, or a retired fact is not in it."""
    each = _carried(asset, claim)
    if not may_check(user, asset):
        raise Refused("Only the owner of a piece, or marketing, says that it still holds.")
    if claim.retired_at is not None:
        set_claims(user, asset, [other.claim for other in asset.claims if other.claim_id != claim.id], at)
        return
    before, was = undoing.snapshot(asset), each.revision
    each.revision = claim.revision
    undoing.note(user, "check", asset, before, at, words=claim.words, was=was, now=claim.revision)


def _carried(asset: Asset, claim: Claim) -> AssetClaim:
    for each in asset.claims:
        if each.claim_id == claim.id:
            return each
    raise Refused("The piece does not state this fact any more.")
