"""Changing what is said about a piece besides its content; it changes at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.audit.recording import record
from app.auth.models import User
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library import signing, undoing
from app.library.announcements import AssetChanged
from app.library.facts import ADVICE_LIMIT, NOTE_LIMIT, SUMMARY_LIMIT, Facts, is_internal_only
from app.library.models import INTERNAL, Asset
from app.vocabulary.models import Term

__all__ = ["ADVICE_LIMIT", "NOTE_LIMIT", "SUMMARY_LIMIT", "Facts", "Overtaken", "set_facts", "tell"]


class Overtaken(Refused):
    """Somebody else saved the piece after this writer had begun."""


def tell(asset: Asset, at: datetime, facts: Facts, began: int | None = None, user: User | None = None) -> Asset:
    """Changes what is said about a piece and leaves its content alone. Raises Refused, Overtaken."""
    announce(AssetChanged(asset.id))
    return set_facts(asset, facts, user, at, asset.format, began)


def set_facts(
    asset: Asset | None, facts: Facts, user: User | None, at: datetime, format: str, began: int | None = None
) -> Asset:
    """A new piece, or `asset`, with these facts; nobody else changes it until the commit.

    `began` is the count of saves that the writer began from. Raises Overtaken when there have been more, and Refused
    for a piece that would replace itself.
    """
    piece = asset or Asset(format=format, created_at=at)
    if asset is not None:
        asset.edits = _hold(asset, began) + 1
    before = undoing.snapshot(asset) if asset is not None else None
    if facts.replaced_by is not None and piece in (facts.replaced_by, facts.replaced_by.replaced_by):
        raise Refused("A piece cannot replace itself.", "replaced_by")
    piece.title, piece.summary = facts.title, facts.summary
    # Here and not in a form: no way in may put a kind that is for us alone before buyers.
    piece.audience = INTERNAL if is_internal_only(facts.terms) else facts.audience
    piece.use_when, piece.say, piece.updated_at = facts.use_when, facts.say, at
    piece.provenance, piece.source_name, piece.source_on = facts.provenance, facts.source_name, facts.source_on
    if piece.review_by != facts.review_by:
        piece.review_by, piece.reminded_on = facts.review_by, None
    piece.expires_on, piece.replaced_by = facts.expires_on, facts.replaced_by
    piece.owner = facts.owner or piece.owner or user
    piece.terms, piece.bait = _in_order(facts.terms), _in_order(facts.bait)
    session.add(piece)
    session.flush()
    if facts.claims is not None:
        signing.carry(piece, facts.claims)
    if before is None:
        record(user, "create", piece, piece.title, at)
    elif undoing.snapshot(piece) != before:
        undoing.note(user, "change_facts", piece, before, at)
    return piece


def _hold(asset: Asset, began: int | None) -> int:
    """The count of saves so far. One writer at a time for a piece: two must not make the same version number."""
    edits = session.scalar(select(Asset.edits).where(Asset.id == asset.id).with_for_update()) or 0
    if began is not None and began != edits:
        raise Overtaken("Somebody saved this piece while you were writing.")
    return edits


def _in_order(terms: Sequence[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: (term.facet, term.position))
