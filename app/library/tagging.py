"""Tagging many pieces at once: one entry in the trail for each, undone together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit.models import AuditEntry
from app.auth.models import User
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library import undoing
from app.library.announcements import AssetChanged
from app.library.facts import is_internal_only
from app.library.models import INTERNAL, Asset
from app.vocabulary.models import KIND, Term

MOST = 500


@dataclass(frozen=True)
class Change:
    """What to do to each piece; what is left empty stays as it is."""

    add: tuple[Term, ...] = ()
    remove: tuple[Term, ...] = ()
    audience: str | None = None
    owner: User | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.add or self.remove or self.audience or self.owner)


def retag(user: User, assets: Sequence[Asset], change: Change, at: datetime) -> list[AuditEntry]:
    """Changes each piece that is not so already; returns one entry for each that did change. Raises Refused."""
    if not assets:
        raise Refused("Tick at least one piece.", "item")
    if change.is_empty:
        raise Refused("Choose what to change.")
    if sum(term.facet == KIND for term in change.add) > 1:
        raise Refused("A piece is of one kind: choose one.", "kind")
    entries = [_retag_one(user, asset, change, at) for asset in _held(assets)]
    return [entry for entry in entries if entry is not None]


def _retag_one(user: User, asset: Asset, change: Change, at: datetime) -> AuditEntry | None:
    before = undoing.snapshot(asset)
    asset.terms = _terms_of(asset, change)
    if change.audience is not None:
        asset.audience = change.audience
    if is_internal_only(asset.terms):
        asset.audience = INTERNAL
    if change.owner is not None:
        asset.owner = change.owner
    if undoing.snapshot(asset) == before:
        return None
    asset.edits, asset.updated_at = asset.edits + 1, at
    announce(AssetChanged(asset.id))
    return undoing.note(user, "tag", asset, before, at)


def _terms_of(asset: Asset, change: Change) -> list[Term]:
    """A new kind takes the place of the one before."""
    gone = {term.id for term in change.remove}
    if any(term.facet == KIND for term in change.add):
        gone |= {term.id for term in asset.terms_of(KIND)}
    kept = {term.id: term for term in asset.terms if term.id not in gone}
    kept.update({term.id: term for term in change.add})
    return sorted(kept.values(), key=lambda term: (term.facet, term.position))


def _held(assets: Sequence[Asset]) -> list[Asset]:
    """The pieces as they are now; nobody else changes them until the commit."""
    wanted = select(Asset).where(Asset.id.in_([asset.id for asset in assets[:MOST]])).order_by(Asset.id)
    loaded = wanted.options(
        selectinload(Asset.terms), selectinload(Asset.bait), selectinload(Asset.claims)
    ).with_for_update(of=Asset)
    return list(session.scalars(loaded.execution_options(populate_existing=True)))
