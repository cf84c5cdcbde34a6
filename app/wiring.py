"""When one room announces something, what another does: every reaction in the app, one line each."""

from app.core.transaction import listen
from app.library import withholding
from app.library.announcements import AssetChanged
from app.search import indexing
from app.vocabulary.announcements import KindMadeInternal, TermChanged


def connect() -> None:
    """Connects listeners; said twice, it changes nothing."""
    listen(AssetChanged, indexing.note_change)
    listen(TermChanged, indexing.note_term)
    # The library first: what the index learns must be what it changed.
    listen(KindMadeInternal, withholding.withhold)
    listen(KindMadeInternal, indexing.note_term)
