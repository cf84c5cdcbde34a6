"""Writing events down: requests hand them to one writer a process and wait until they are durable.

The writer takes what has queued while it was busy, commits it at once, and lets every request in the batch answer.
When the database is locked or away the batch goes to the spool, which is as durable, and is loaded later by client id.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from time import sleep

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.core import clock
from app.core.db import engine
from app.tracking import sources, spooling
from app.tracking.arrivals import Arrival
from app.tracking.writing import Known, write

log = structlog.get_logger()

MOST_ROWS = 200
LONGEST_WAIT = 0.005
# Seconds; a batch is in the database or in the spool long before.
PATIENCE = 30


class _Batch:
    """What one request waits for."""

    def __init__(self, arrivals: Sequence[Arrival]) -> None:
        self.arrivals = list(arrivals)
        self.done = threading.Event()
        self.error: Exception | None = None


class Writer:
    """One thread, started by the first event and again after `stop`."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[_Batch | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._known = Known()
        self._is_busy = False

    def put(self, batch: _Batch) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                # Also in a process forked from one whose writer ran: threads do not come along.
                self._thread = threading.Thread(target=self._run, name="event-writer", daemon=True)
                self._thread.start()
            self._queue.put(batch)

    def stop(self) -> None:
        """Writes what is queued, then ends the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._engine = None
            if thread is None or not thread.is_alive():
                return
            self._queue.put(None)
        thread.join(30)

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batches, is_last = self._gather(first)
            self._settle(batches)
            if is_last:
                return

    def _gather(self, first: _Batch) -> tuple[list[_Batch], bool]:
        """What else has queued, up to the bounds; and whether `stop` was among it."""
        if self._is_busy:
            # Others are sure to follow: one commit for all of them costs less than one for each few.
            sleep(LONGEST_WAIT)
        batches, rows = [first], len(first.arrivals)
        while rows < MOST_ROWS:
            try:
                following = self._queue.get_nowait()
            except Empty:
                break
            if following is None:
                return batches, True
            batches.append(following)
            rows += len(following.arrivals)
        self._is_busy = len(batches) > 1
        return batches, False

    def _settle(self, batches: list[_Batch]) -> None:
        try:
            self.store([each for batch in batches for each in batch.arrivals])
        except IntegrityError:
            for batch in batches:
                self._settle_alone(batch)
        except Exception as error:
            _spool(batches, error)
        for batch in batches:
            batch.done.set()

    def _settle_alone(self, batch: _Batch) -> None:
        """One request's events: should they refer to what is gone, nobody else's suffer for it."""
        try:
            self._known = Known()
            self.store(batch.arrivals)
        except IntegrityError as error:
            batch.error = error
        except Exception as error:
            _spool([batch], error)

    def store(self, arrivals: Sequence[Arrival]) -> None:
        bound = engine()
        if bound is not self._engine:
            self._engine, self._known = bound, Known()
        write(bound, arrivals, self._known, clock.now())


_writer = Writer()


def open_recording(secret_key: str, folder: Path) -> None:
    """Makes ready to record: sources are salted from `secret_key`, the spool lies in `folder`."""
    sources.open_sources(secret_key)
    spooling.open_spool(folder)


def record(arrivals: Sequence[Arrival]) -> None:
    """Returns once the events are durable, in the database or in the spool. Raises when they are in neither."""
    if not arrivals:
        return
    batch = _Batch(arrivals)
    _writer.put(batch)
    if not batch.done.wait(PATIENCE):
        raise TimeoutError("the event writer does not answer")
    if batch.error is not None:
        raise batch.error


def load_spool(at: datetime) -> int:
    """Stores what the spool holds; events stored before are left out. Returns how many events were read."""
    count = 0
    for path, arrivals in spooling.take():
        try:
            _load(arrivals, at)
        except SQLAlchemyError as error:
            log.warning("spool_waits", file=path.name, events=len(arrivals), error=type(error).__name__)
            break
        path.unlink(missing_ok=True)
        count += len(arrivals)
    return count


def stop() -> None:
    """Ends the writer once everything handed to it is durable; the next event starts it again."""
    _writer.stop()


def _load(arrivals: Sequence[Arrival], at: datetime) -> None:
    for start in range(0, len(arrivals), MOST_ROWS):
        part = arrivals[start : start + MOST_ROWS]
        try:
            write(engine(), part, Known(), at, is_late=True)
        except IntegrityError:
            for each in part:
                try:
                    write(engine(), [each], Known(), at, is_late=True)
                except IntegrityError:
                    log.warning("spooled_event_refers_to_nothing", link=each.link_id, kind=each.kind)


def _spool(batches: list[_Batch], reason: Exception) -> None:
    """Keeps the batches in the spool; when even that fails their requests are told."""
    try:
        spooling.keep([each for batch in batches for each in batch.arrivals])
        log.warning("events_spooled", requests=len(batches), reason=type(reason).__name__)
    except Exception as error:
        log.exception("events_lost")
        for batch in batches:
            batch.error = error
