"""Naming another piece by what a person knows of it: its title, or the address it was copied from."""

import re

from sqlalchemy import func, select

from app.auth.models import User
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.library.models import Asset
from app.library.queries import seen_by

_ADDRESS = re.compile(r"(?:^|/)library/([2-9a-z]{14})(?:[/?#]|$)")


def piece_named(user: User, typed: str, field: str) -> Asset | None:
    """The piece the user may see of this title or address; None when nothing was typed. Raises Refused."""
    bare = text.one_line(typed, 500)
    if not bare:
        return None
    address = _ADDRESS.search(bare)
    same = Asset.public_id == address[1] if address else func.lower(Asset.title) == bare.lower()
    found = list(session.scalars(select(Asset).where(seen_by(user), same).limit(2)))
    if len(found) > 1:
        raise Refused("Two pieces are called that. Paste the address of the one you mean.", field)
    if not found:
        raise Refused("There is no piece of this title. Choose one from the list, or paste its address.", field)
    return found[0]
