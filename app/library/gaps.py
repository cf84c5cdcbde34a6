"""What the library lacks: a role at a stage that no piece in use is for."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.library.models import BUYERS, PUBLISHED, Asset, Page, Version, asset_term
from app.vocabulary.models import Term


def unfilled(roles: Sequence[Term], stages: Sequence[Term], but: Asset | None) -> list[tuple[Term, Term]]:
    """The (role, stage) pairs among these that no other piece for buyers in use carries, in one query.

    A copy for one account fills no gap.
    """
    if not roles or not stages:
        return []
    role, stage = aliased(asset_term), aliased(asset_term)
    held = (
        select(role.c.term_id, stage.c.term_id)
        .join(stage, stage.c.asset_id == role.c.asset_id)
        .join(Asset, Asset.id == role.c.asset_id)
        .where(role.c.term_id.in_([term.id for term in roles]), stage.c.term_id.in_([term.id for term in stages]))
        .where(Asset.state == PUBLISHED, Asset.audience == BUYERS, Asset.trashed_at.is_(None))
        .where(Asset.account_id.is_(None))
        .distinct()
    )
    if but is not None:
        held = held.where(Asset.id != but.id)
    filled = {(row[0], row[1]) for row in session.execute(held)}
    return [(one, other) for one in roles for other in stages if (one.id, other.id) not in filled]


def pages_without_words(asset: Asset) -> int:
    """How many pages of the newest version are pictures that say nothing to somebody who cannot see them."""
    newest = select(Version.id).where(Version.asset_id == asset.id).order_by(Version.number.desc()).limit(1)
    wanted = select(func.count()).select_from(Page).where(
        Page.version_id == newest.scalar_subquery(), Page.image_key.is_not(None), Page.text == ""
    )  # fmt: skip
    return session.scalar(wanted) or 0
