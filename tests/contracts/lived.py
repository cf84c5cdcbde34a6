"""Pieces in every part of their life, for the walk through all routes."""

from app.core import clock
from app.core.db import session
from app.library import publishing, reviewing, trashing
from app.library.models import Asset, Version
from tests.cast import NOW, Cast
from tests.factories import an_asset


def lived_names(cast: Cast, asset: Asset) -> dict[str, dict[str, object]]:
    """What the routes of a piece's life may name. Ravi is asked to review `asset`."""
    at = clock.now()
    changed, spare, thrown, gone = (an_asset(cast.maya, title) for title in ("Changed", "Spare", "Thrown", "Gone"))
    for each in (thrown, gone):
        trashing.trash(cast.maya, each, at)
    assert changed.current is not None
    changed.current.published_at = NOW
    changed.current = Version(
        asset_id=changed.id, number=2, state="ready", source="New", content_hash="new", published_at=NOW
    )
    reviewing.ask(cast.maya, asset, [cast.ravi], at)
    act = publishing.retire(cast.maya, spare, at)
    session.commit()
    return {
        "library.compare": {"public_id": changed.public_id},
        "library.throw_away": {"public_id": spare.public_id},
        "library.restore": {"public_id": thrown.public_id},
        "library.delete": {"public_id": gone.public_id},
        "library.undo": {"public_id": act.public_id},
    }
