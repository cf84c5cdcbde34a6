"""Keeping the index in step with the database: what changed is a stale row, and a job makes it fresh.

The writer's lock is taken before the database is read, so that of two runs the later one always writes the newer
words. A run calls fresh only what did not change again since it looked.
"""

from datetime import datetime, timedelta

from app.core import clock, jobs
from app.library.announcements import AssetChanged
from app.search import entries, generations, index
from app.search.generations import Unusable
from app.search.rebuilding import rebuild, write
from app.vocabulary.announcements import KindMadeInternal, TermChanged

BATCH = 500
PAUSE = timedelta(seconds=5)  # How long to wait for another writer.


def note_change(fact: AssetChanged) -> None:
    """An asset is no longer what the index knows; the job that looks again is queued in the same transaction."""
    entries.mark_stale(fact.asset_id)
    _enqueue(clock.now())


def note_term(fact: TermChanged | KindMadeInternal) -> None:
    """Every piece that carries the term is no longer what the index knows."""
    entries.mark_stale_with(fact.term_id)
    _enqueue(clock.now())


def queue_stale(at: datetime) -> None:
    """Finds what the index has missed, a crash between a change and its note or a lost folder, and queues the job."""
    # The index is read first: on SQLite nobody else writes once the rows below are begun.
    known = _known_ids()
    entries.adopt()
    entries.mark_missed(known)
    if entries.any_stale() or not index.is_usable():
        _enqueue(at)


def index_stale(at: datetime) -> None:
    """Indexes up to 500 stale assets and forgets deleted ones; the next 500 are a job of their own."""
    try:
        if not index.is_usable():
            rebuild(at=at)
            return
        stamps = _index_batch()
    except generations.Busy:
        _enqueue(at + PAUSE)
        return
    except Unusable:
        # What was found broken is out of use now, so the next run builds the whole index again.
        _enqueue(at)
        return
    entries.mark_fresh(stamps, at)
    if len(stamps) == BATCH:
        _enqueue(at)


def _index_batch() -> entries.Stamps:
    with index.writing() as writer, entries.looking() as look:
        stamps = entries.stale_stamps(look, BATCH)
        write(writer, look, list(stamps))
        for asset_id in _known_ids() - set(entries.asset_ids(look)):
            writer.drop(asset_id)
    return stamps


def _known_ids() -> set[int]:
    try:
        return index.read(lambda snapshot: set(snapshot.catalogue.place))
    except Unusable:
        return set()


def _enqueue(at: datetime) -> None:
    jobs.enqueue("search.index", {}, at, dedupe_key="index")
