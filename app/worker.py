"""Runs what is due: one handler a kind of job, in threads of the web process or in `flask worker`."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app import mailer
from app.core import clock, db, jobs
from app.core.transaction import commit, rollback
from app.library import expiring, keeping, renditions
from app.search import indexing
from app.sending import emptying
from app.tracking import labelling, recording
from app.uploads import parts, settling, sweeping

log = structlog.get_logger()
Handler = Callable[[dict[str, Any]], object]

HANDLERS: dict[str, Handler] = {
    "library.review_asked": lambda job: mailer.ask_review(job["review_id"], clock.now()),
    "library.review_answered": lambda job: mailer.tell_answer(job["review_id"], clock.now()),
    "library.review_due": lambda job: mailer.remind(job["asset_id"], clock.now()),
    "library.prepare": lambda job: renditions.prepare(job["version_id"], clock.now()),
    "library.tidy": lambda _job: log.info("tidied", **asdict(keeping.tidy(clock.now(), parts.named_keys))),
    "search.index": lambda _job: indexing.index_stale(clock.now()),
    "sending.deliver": lambda job: mailer.share(job["delivery_id"], clock.now()),
    "tracking.relabel": lambda job: labelling.relabel(job["link_id"], clock.now()),
    "uploads.forget": lambda job: parts.forget(job["public_id"]),
    "uploads.settle": lambda job: settling.settle(job["upload_id"], clock.now()),
}
# Somebody looks at the screen while these are done: soon they are told that it failed, and may try again themselves.
TRIES = {"library.prepare": jobs.Tries(3, 10), "uploads.settle": jobs.Tries(3, 10)}
POLL_SECONDS = 0.5
SWEEP = timedelta(seconds=30)

_stop = threading.Event()
_threads: list[threading.Thread] = []


def run_due(limit: int = 1000) -> int:
    """Runs jobs that are due now, in this thread, until none is left. Returns how many."""
    done = 0
    while done < limit and (held := jobs.claim(clock.now())) is not None:
        run(held)
        done += 1
    return done


def run(held: jobs.Claim) -> None:
    """One job, in a transaction of its own; a failure puts it back for later and is never the next job's."""
    tries = TRIES.get(held.kind, jobs.USUAL)
    if held.attempt > tries.most:
        # Each try took the worker with it, so none could say that it was the last.
        jobs.fail(held, "the worker was lost at every try", clock.now(), tries)
        return
    db.begin_as(writer=True)
    try:
        with _renewing(held):
            HANDLERS[held.kind](held.payload)
            commit()
        jobs.finish(held, clock.now())
    except Exception as error:
        rollback()
        buried = jobs.fail(held, f"{type(error).__name__}: {error}", clock.now(), tries)
        log.warning("job_failed", kind=held.kind, job=held.id, attempt=held.attempt, buried=buried, error=str(error))
    finally:
        db.session.remove()


@contextmanager
def _renewing(held: jobs.Claim) -> Iterator[None]:
    """Within it the lease is renewed from a thread of its own, however long the job takes."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(jobs.LEASE.total_seconds() / 3):
            try:
                jobs.extend(held, clock.now())
            except SQLAlchemyError as error:
                log.warning("lease_not_renewed", job=held.id, error=type(error).__name__)

    threading.Thread(target=renew, name=f"lease-{held.id}", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def sweep() -> None:
    """What nobody asks for but must not be forgotten: spooled events, assets the index has missed, old jobs."""
    db.begin_as(writer=True)
    try:
        recording.load_spool(clock.now())
        indexing.queue_stale(clock.now())
        renditions.fail_given_up(clock.now())
        sweeping.sweep(clock.now())
        keeping.queue_daily(clock.now())
        expiring.remind_owners(clock.now())
        expiring.note_expired(clock.now())
        emptying.empty_trash(clock.now())
        jobs.forget_done(clock.now())
        commit()
    except Exception:
        rollback()
        log.exception("sweep_failed")
    finally:
        db.session.remove()


def work_forever() -> None:
    """The loop of one worker thread."""
    swept = 0.0
    while not _stop.is_set():
        if time.monotonic() - swept > SWEEP.total_seconds():
            sweep()
            swept = time.monotonic()
        try:
            busy = run_due(limit=50)
        except Exception:
            # The database is away: nothing is lost by asking again in a moment.
            log.exception("worker_waits")
            busy = 0
        if not busy:
            _stop.wait(POLL_SECONDS)


def start_threads(count: int) -> None:
    """Starts `count` worker threads in this process."""
    _stop.clear()
    for number in range(count):
        thread = threading.Thread(target=work_forever, name=f"job-{number}", daemon=True)
        thread.start()
        _threads.append(thread)


def stop_threads(patience: float = 15.0) -> None:
    """Lets the jobs in hand finish, then returns."""
    _stop.set()
    for thread in _threads:
        thread.join(patience)
    _threads.clear()


def serve(threads: int) -> None:
    """Runs `threads` workers in this process until SIGTERM or SIGINT, then lets them finish."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop.set())
    start_threads(threads)
    while not _stop.wait(1.0):
        continue
    stop_threads()
