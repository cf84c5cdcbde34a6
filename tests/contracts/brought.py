"""What the access walk names of uploads: Maya’s, all here and waiting; one only to be cancelled."""

from app.core.db import session
from app.uploads import receiving
from tests.cast import NOW, Cast


def brought_names(cast: Cast) -> dict[str, dict[str, object]]:
    """The names by area and endpoint."""
    first, second = (receiving.begin(cast.maya, name, 0, NOW, limit_mb=1) for name in ("one.pdf", "two.pdf"))
    session.commit()
    return {"uploads": {"public_id": first.public_id}, "uploads.cancel": {"public_id": second.public_id}}
