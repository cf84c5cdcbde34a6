"""One act on one piece: done and said with Undo, or refused in a sentence; then its page again."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.library import undoing
from app.library.models import Asset
from app.library.queries import get_asset_for
from app.web.guards import me
from app.web.undo import say_done

Result = TypeVar("Result")


def act_on(public_id: str, act: Callable[[Asset, datetime], object], done: str) -> Response:
    """Does it and says `done`, with Undo when the act gives an entry that can be undone. Raises NotFound."""
    asset, at = get_asset_for(me(), public_id), clock.now()
    try:
        found = act(asset, at)
        entry = found if isinstance(found, AuditEntry) else undoing.newest_of(me(), asset, at)
        commit()
        say_done(done, entry)
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return back_to(asset)


def try_to(act: Callable[[], Result]) -> Result | None:
    """What the act gives, committed; None when it was refused, which the next page says."""
    try:
        found = act()
        commit()
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
        return None
    return found


def back_to(asset: Asset) -> Response:
    """The page of a piece, or the trash when it lies there."""
    if asset.trashed_at is not None:
        return redirect(url_for("library.trash"))
    return redirect(url_for("library.show", public_id=asset.public_id))
