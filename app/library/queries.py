"""Finding assets and versions, as far as a user may see them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts import queries as accounts
from app.auth.models import User
from app.auth.permissions import may
from app.claims.members import functions_of
from app.claims.models import Claim
from app.core.db import session
from app.core.errors import NotFound
from app.library.models import PUBLISHED, RETIRED, Asset, AssetClaim, Page, Review, Version


def get_asset_for(user: User, public_id: str) -> Asset:
    """One asset with its terms and owner; retired ones too. Raises NotFound."""
    found = session.scalar(_visible(user).where(Asset.public_id == public_id[:24]))
    if found is None:
        raise NotFound
    return found


def assets_for(user: User, ids: Sequence[int], *, include_retired: bool = False) -> dict[int, Asset]:
    """Those of `ids` that the user may see, by id."""
    wanted = _visible(user).where(Asset.id.in_(list(ids)))
    if not include_retired:
        wanted = wanted.where(Asset.state != RETIRED)
    return {asset.id: asset for asset in session.scalars(wanted)}


def assets_by_public_id_for(user: User, public_ids: Sequence[str]) -> list[Asset]:
    """Those of `public_ids` that the user may see, in the given order; unknown ones are left out."""
    known = {
        asset.public_id: asset
        for asset in session.scalars(_visible(user).where(Asset.public_id.in_(list(dict.fromkeys(public_ids)))))
    }
    return [known[each] for each in dict.fromkeys(public_ids) if each in known]


def visible_assets_for(user: User) -> list[Asset]:
    """Everything in use that the user may see, newest first."""
    return list(session.scalars(_visible(user).where(Asset.state != RETIRED).order_by(Asset.updated_at.desc())))


def get_version_for(user: User, asset: Asset, number: int) -> Version:
    """A version with its pages; one never published only for those who read drafts. Raises NotFound."""
    version = version_of(asset, number)
    is_out = version.published_at is not None and version.number <= _number_in_use(asset)
    if not is_out and asset.current_version_id != version.id and not reads_drafts_of(user, asset):
        raise NotFound
    return version


def version_of(asset: Asset, number: int) -> Version:
    """A version by its number, with its pages. Raises NotFound."""
    if not 0 < number < 1_000_000:
        raise NotFound
    found = session.scalar(
        select(Version)
        .where(Version.asset_id == asset.id, Version.number == number)
        .options(selectinload(Version.pages), joinedload(Version.author))
    )
    if found is None:
        raise NotFound
    return found


def latest_version(asset: Asset) -> Version | None:
    """The newest version, published or not."""
    return session.scalar(select(Version).where(Version.asset_id == asset.id).order_by(Version.number.desc()).limit(1))


def versions_for(user: User, asset: Asset) -> list[Version]:
    """The versions the user may see, newest first, with their authors."""
    wanted = select(Version).where(Version.asset_id == asset.id).options(joinedload(Version.author))
    if not reads_drafts_of(user, asset):
        was_out = and_(Version.published_at.is_not(None), Version.number <= _number_in_use(asset))
        wanted = wanted.where(or_(was_out, Version.id == asset.current_version_id))
    return list(session.scalars(wanted.order_by(Version.number.desc())))


def page_titles(version_id: int | None) -> list[str]:
    """What the pages of a version are called, in order."""
    return list(session.scalars(select(Page.title).where(Page.version_id == version_id).order_by(Page.number)))


def get_page(version: Version, number: int) -> Page:
    """Raises NotFound."""
    found = session.get(Page, (version.id, number)) if 0 < number < 1_000_000 else None
    if found is None:
        raise NotFound
    return found


def find_imported(import_path: str) -> Asset | None:
    """The asset that an import made from this path."""
    return session.scalar(
        select(Asset).where(Asset.import_path == import_path).options(selectinload(Asset.terms)).order_by(Asset.id)
    )


def ids_for(user: User) -> Select[int]:
    """The ids of the assets this user may see, as a part of another query; what is in the trash is not among them."""
    return select(Asset.id).where(seen_by(user))


def seen_by(user: User) -> ColumnElement[bool]:
    """The rule: published and retired pieces are everybody's; drafts are for who reads drafts, owns or reviews them,
    and for who signs for a claim in them.

    A variant is seen by those who see its account, and by who reads drafts.
    """
    if not may(user, "library.read"):
        return false()
    if may(user, "library.read_drafts"):
        return Asset.trashed_at.is_(None)
    asked = select(Review.asset_id).where(Review.reviewer_id == user.id)
    out = Asset.state.in_((PUBLISHED, RETIRED))
    theirs = or_(Asset.account_id.is_(None), Asset.account_id.in_(accounts.ids_for(user)))
    shown = or_(and_(out, theirs), Asset.owner_id == user.id, Asset.id.in_(asked), Asset.id.in_(_signs_for(user)))
    return and_(Asset.trashed_at.is_(None), shown)


def reads_drafts_of(user: User, asset: Asset) -> bool:
    """Whether this user reads versions of the piece that are not published: theirs, or put before them for review."""
    if may(user, "library.read_drafts") or asset.owner_id == user.id:
        return True
    asked = select(Review.id).where(Review.asset_id == asset.id, Review.reviewer_id == user.id)
    signs = select(Asset.id).where(Asset.id == asset.id, Asset.id.in_(_signs_for(user)))
    return bool(session.scalar(select(or_(asked.exists(), signs.exists()))))


def _signs_for(user: User) -> Select[int]:
    """The ids of the pieces with a claim that a function of this user signs for."""
    carried = select(AssetClaim.asset_id).join(Claim, Claim.id == AssetClaim.claim_id)
    return carried.where(Claim.function_id.in_(functions_of(user)))


def _number_in_use(asset: Asset) -> int:
    """A later version that was out and taken back is a draft again."""
    return asset.current.number if asset.current is not None else 0


def _visible(user: User) -> Select[Asset]:
    loaded = (selectinload(Asset.terms), joinedload(Asset.current), joinedload(Asset.owner))
    return select(Asset).where(seen_by(user)).options(*loaded)
