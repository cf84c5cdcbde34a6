"""What to do with a file that is known already."""

from datetime import datetime

from app.auth.models import User
from app.core.errors import Refused
from app.library.models import Asset
from app.library.queries import assets_for, latest_version
from app.uploads.models import DUPLICATE, Upload
from app.uploads.receiving import check

NEXT, NEW = "next", "new"


def choose(user: User, upload: Upload, choice: str, at: datetime) -> None:
    """Makes it the next version of its twin, or a piece of its own all the same. Raises Refused."""
    if upload.state != DUPLICATE:
        raise Refused("This file no longer waits for a choice.")
    if choice == NEXT:
        upload.target = _next_of(user, upload)
    elif choice == NEW:
        upload.target = None
    else:
        raise Refused("Say what to do with it.", "choice")
    check(upload, at)


def _next_of(user: User, upload: Upload) -> Asset:
    twin_id = upload.twin_id or 0
    twin = assets_for(user, [twin_id], include_retired=True).get(twin_id)
    if twin is None:
        raise Refused("That piece is gone. Keep this file as a new piece instead.")
    newest = latest_version(twin)
    if newest is not None and newest.content_hash == upload.content_hash and not newest.is_failed:
        raise Refused(f"The newest version of {twin.title} holds this very file already.")
    return twin
