"""What an undo can put back on a piece: taken as JSON before an act, and set again."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from app.auth.models import User
from app.claims.models import Claim
from app.core.db import session
from app.library.models import Asset, AssetClaim, Review, Version
from app.library.queries import latest_version
from app.vocabulary.models import Term

Row = TypeVar("Row", AssetClaim, Review)

NEWEST = "newest"
_WORDS = ("title", "summary", "audience", "state", "use_when", "say", "provenance", "source_name")
_DAYS = ("source_on", "review_by", "expires_on")
_MOMENTS = ("published_at", "retired_at", "trashed_at", "signed_at", "asked_at", "answered_at")
_OF_PIECE = _MOMENTS[:3]
_CLAIM = ("claim_id", "revision", "signed_revision", "signed_by_id", "signed_at")
_REVIEW = ("reviewer_id", "version_id", "verdict", "words", "asked_at", "answered_at")


def snapshot(asset: Asset, *, versions: bool = False) -> dict[str, Any]:
    """As JSON: state, version in use, facts, dates, owner, terms by public id, claims with their signatures.

    With `versions` also the newest version and what reviewers said, for an act that adds a draft.
    """
    # The ids below are those of the rows that were set since.
    session.flush()
    taken = {
        **{name: getattr(asset, name) for name in _WORDS},
        **{name: _text(getattr(asset, name)) for name in (*_DAYS, *_OF_PIECE)},
        "owner": asset.owner_id,
        "current": asset.current_version_id,
        "replaced_by": asset.replaced_by_id,
        "master_version": asset.master_version_id,
        "terms": sorted(term.public_id for term in asset.terms),
        "bait": sorted(term.public_id for term in asset.bait),
        "claims": _rows(asset.claims, _CLAIM),
    }
    return taken | _of_versions(asset) if versions else taken


def put_back(asset: Asset, name: str, value: Any) -> None:
    """Sets one thing as it was; what has been deleted since stays away."""
    if name in _RELATED:
        _RELATED[name](asset, value)
    elif name in ("terms", "bait"):
        setattr(asset, name, list(session.scalars(select(Term).where(Term.public_id.in_(value)))))
    else:
        setattr(asset, name, _from_text(name, value))


def _of_versions(asset: Asset) -> dict[str, Any]:
    newest = latest_version(asset)
    said = [newest.id, newest.content_hash, _text(newest.published_at)] if newest is not None else None
    return {NEWEST: said, "reviews": _rows(asset.reviews, _REVIEW)}


def _put_current(asset: Asset, value: int | None) -> None:
    asset.current = session.get(Version, value) if value else None
    asset.format = asset.current.format if asset.current else asset.format


def _put_newest(asset: Asset, value: list[Any] | None) -> None:
    """Takes away the draft that the act added: nobody but us has seen it, and its files are another version's too."""
    added = latest_version(asset)
    if added is not None and value is not None and added.id != value[0] and added.published_at is None:
        session.flush()
        session.delete(added)
        session.flush()
        session.expire(asset, ["versions"])


def _put_claims(asset: Asset, rows: list[list[Any]]) -> None:
    known = set(session.scalars(select(Claim.id).where(Claim.id.in_([row[0] for row in rows]))))
    had = {each.claim_id: each for each in asset.claims}
    asset.claims = [_filled(had.get(row[0]) or AssetClaim(), _CLAIM, row) for row in rows if row[0] in known]


def _put_reviews(asset: Asset, rows: list[list[Any]]) -> None:
    had = {each.reviewer_id: each for each in asset.reviews}
    asset.reviews = [_filled(had.get(row[0]) or Review(), _REVIEW, row) for row in rows]


def _put_owner(asset: Asset, value: int | None) -> None:
    asset.owner = session.get(User, value) if value else None


def _put_replacement(asset: Asset, value: int | None) -> None:
    asset.replaced_by = session.get(Asset, value) if value else None


def _put_master_version(asset: Asset, value: int | None) -> None:
    asset.master_version = session.get(Version, value) if value else None


_RELATED: dict[str, Callable[[Asset, Any], None]] = {
    "claims": _put_claims, "current": _put_current, "master_version": _put_master_version, NEWEST: _put_newest,
    "owner": _put_owner, "replaced_by": _put_replacement, "reviews": _put_reviews,
}  # fmt: skip


def _filled(row: Row, names: tuple[str, ...], values: list[Any]) -> Row:
    for name, value in zip(names, values, strict=True):
        setattr(row, name, _from_text(name, value))
    return row


def _rows(found: list[Any], names: tuple[str, ...]) -> list[list[Any]]:
    """Each as a list that begins with what tells it from the others."""
    return sorted([_text(getattr(each, name)) for name in names] for each in found)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _from_text(name: str, value: Any) -> Any:
    read: Callable[[str], Any] | None = (
        date.fromisoformat if name in _DAYS else datetime.fromisoformat if name in _MOMENTS else None
    )
    return read(value) if read is not None and value is not None else value
