"""When one room announces something, what another does: every reaction in the app, one line each."""

from app.core.transaction import listen
from app.library.announcements import AssetChanged
from app.search import indexing


def connect() -> None:
    """Connects listeners; said twice, it changes nothing."""
    listen(AssetChanged, indexing.note_change)
