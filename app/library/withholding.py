"""Taking pieces back from buyers when their kind becomes one that is for us alone."""

from sqlalchemy import select, update

from app.core.db import session
from app.library.models import BUYERS, INTERNAL, Asset, asset_term
from app.vocabulary.announcements import KindMadeInternal


def withhold(fact: KindMadeInternal) -> None:
    """Makes every piece of the kind internal; one by one they may be opened again once the kind is."""
    of_kind = select(asset_term.c.asset_id).where(asset_term.c.term_id == fact.term_id)
    session.execute(
        update(Asset)
        .where(Asset.id.in_(of_kind), Asset.audience == BUYERS)
        .values(audience=INTERNAL, edits=Asset.edits + 1)
        .execution_options(synchronize_session=False)
    )
