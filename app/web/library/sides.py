"""The parts of an asset's page that other rooms fill: its facts, its variants, what people say of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.queries import owns_any
from app.auth.models import User
from app.auth.permissions import may
from app.claims.queries import words_at
from app.feedback import rating, remarking
from app.feedback.models import RepMade
from app.feedback.queries import Thread, find_rep_made, threads_for
from app.insights.usage import AssetUse
from app.library import signing, variants, varying
from app.library.models import Asset, AssetClaim


@dataclass(frozen=True, slots=True)
class CarriedClaim:
    """A claim on a piece, what it said when the piece was checked (where that differs), and what this user may do."""

    held: AssetClaim
    old_words: str
    is_signed: bool
    is_changed: bool
    may_sign: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Claims:
    rows: list[CarriedClaim]
    may_check: bool

    @property
    def changed(self) -> list[CarriedClaim]:
        return [each for each in self.rows if each.is_changed]


@dataclass(frozen=True, slots=True)
class Variants:
    """The copies of a piece that the user sees, or what a copy needs to know of its master."""

    copies: list[Asset]
    may_make: bool
    has_moved_on: bool
    may_follow: bool
    owns_text: bool


@dataclass(frozen=True, slots=True)
class Remarks:
    """`reached_end` of `readers` are known to have read the last page; who is not measured is not among them."""

    useful: rating.Useful
    threads: list[Thread]
    rep_made: RepMade | None
    readers: int
    reached_end: int
    asset: Asset
    user: User
    at: datetime

    def may_settle(self, thread: Thread) -> bool:
        return remarking.may_settle(self.user, self.asset, thread.first)

    def may_remove(self, thread: Thread) -> bool:
        return remarking.may_remove(self.user, thread.first, self.at)


def claims_of(user: User, asset: Asset) -> Claims:
    held = signing.carried(asset)
    old = words_at({(each.claim_id, each.revision) for each in held if each.revision != each.claim.revision})
    rows = [
        CarriedClaim(
            each,
            old.get((each.claim_id, each.revision), ""),
            signing.is_signed(each),
            signing.is_changed(each),
            each.claim.retired_at is None and not signing.is_signed(each) and signing.may_sign(user, each.claim),
            each.signed_by_id == user.id,
        )
        for each in held
    ]
    return Claims(rows, signing.may_check(user, asset))


def variants_of(user: User, asset: Asset, at: datetime) -> Variants:
    sends = may(user, "library.publish") or (
        may(user, "sending.send") and (may(user, "accounts.write_all") or owns_any(user))
    )
    return Variants(
        copies=[] if asset.is_variant else variants.variants_for(user, asset),
        may_make=sends and varying.why_not_variant(asset, at) is None,
        has_moved_on=varying.has_moved_on(asset),
        may_follow=asset.is_variant and varying.may_follow(user, asset),
        owns_text=varying.owns_text(user, asset),
    )


def remarks_of(user: User, asset: Asset, use: AssetUse, at: datetime) -> Remarks:
    return Remarks(
        useful=rating.useful(user, asset),
        threads=threads_for(user, asset),
        rep_made=find_rep_made(asset),
        readers=use.readers,
        reached_end=use.page_readers[-1] if len(use.page_readers) > 1 else 0,
        asset=asset,
        user=user,
        at=at,
    )


def sides_of(user: User, asset: Asset, use: AssetUse, at: datetime) -> dict[str, Any]:
    """What `_claims`, `_variants`, `_remarks` and `_flags` want."""
    return {
        "claims": claims_of(user, asset),
        "variants": variants_of(user, asset, at),
        "remarks": remarks_of(user, asset, use, at),
    }
