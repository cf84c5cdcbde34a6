"""Building the whole index anew beside the old one, then swapping, while searches go on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.core import clock
from app.search import entries, index
from app.search.entries import Stamps, looking
from app.search.index_writing import Writer
from app.search.sources import documents

CHUNK = 100


def rebuild(progress: Callable[[int], object] | None = None, at: datetime | None = None) -> int:
    """Returns how many assets the new index holds. `progress` hears how many were added since it last heard.

    Indexing goes on in the old generation meanwhile; what changed since is caught up with at the end, while other
    writers wait. Raises Busy when another rebuild is under way.
    """
    with index.rebuilding() as folder:
        seen = _fill(folder, progress)
        with index.replacing():
            seen = _catch_up(folder, seen)
            index.put_in_use(folder, len(seen))
    entries.adopt()
    entries.mark_fresh(seen, at or clock.now())
    return len(seen)


def write(writer: Writer, look: Session, ids: Sequence[int]) -> None:
    """Puts these assets into the index as the database has them now."""
    for start in range(0, len(ids), CHUNK):
        for document in documents(look, ids[start : start + CHUNK]):
            writer.put(document)


def _fill(folder: Path, progress: Callable[[int], object] | None) -> Stamps:
    seen: Stamps = {}
    with index.filling(folder) as writer:
        with looking() as look:
            ids = entries.asset_ids(look)
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            with looking() as look:
                seen |= entries.stamps_of(look, chunk)
                write(writer, look, chunk)
            if progress is not None:
                progress(len(chunk))
    return seen


def _catch_up(folder: Path, seen: Stamps) -> Stamps:
    """Brings a new generation up to now, and returns the stamps of what it holds."""
    with looking() as look:
        now = entries.stamps_of(look)
        changed = [asset_id for asset_id, stamp in now.items() if seen.get(asset_id) != stamp]
        gone = [asset_id for asset_id in seen if asset_id not in now]
        if changed or gone:
            with index.filling(folder) as writer:
                write(writer, look, changed)
                for asset_id in gone:
                    writer.drop(asset_id)
    return now
