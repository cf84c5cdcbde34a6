"""Emptying the trash after its thirty days; what was sent to somebody stays, because an account's history names it."""

from datetime import datetime

from sqlalchemy import exists

from app.library import trashing
from app.library.models import Asset
from app.sending.models import TrackedLink


def empty_trash(at: datetime) -> int:
    """Deletes for good what was in the trash for thirty days and never sent. Returns how many pieces."""
    never_sent = ~exists().where(TrackedLink.asset_id == Asset.id)
    found = trashing.overdue(at, never_sent)
    for asset in found:
        trashing.delete_for_good(None, asset, at)
    return len(found)
