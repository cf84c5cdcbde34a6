"""The worker: a long job keeps its lease, a failing one stops nobody, an unknown one is buried in time."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from app import worker
from app.core import clock, jobs
from app.core.db import session


def put(kind: str) -> None:
    jobs.enqueue(kind, {}, clock.now())
    session.commit()


def test_a_long_job_keeps_its_lease(db: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setitem(worker.HANDLERS, "slow", lambda _job: time.sleep(1.5))
    put("slow")
    working = threading.Thread(target=worker.run_due)
    working.start()
    time.sleep(1.1)
    assert jobs.claim(clock.now()) is None
    working.join()
    assert session.scalars(select(jobs.Job.state)).all() == ["done"]


def test_a_failing_job_stops_nobody(db: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail(_job: object) -> None:
        raise RuntimeError("it broke")

    monkeypatch.setitem(worker.HANDLERS, "bad", fail)
    monkeypatch.setitem(worker.HANDLERS, "good", lambda _job: done.append("good"))
    put("bad")
    put("good")
    assert worker.run_due() == 2
    assert done == ["good"]
    bad = session.scalars(select(jobs.Job).where(jobs.Job.kind == "bad")).one()
    assert (bad.state, bad.last_error) == ("queued", "RuntimeError: it broke")


def test_a_job_nobody_knows_waits_and_is_not_lost(db: Engine) -> None:
    put("from.another.version")
    put("from.another.version")
    assert worker.run_due() == 2
    assert set(session.scalars(select(jobs.Job.state))) == {"queued"}


def test_what_somebody_waits_for_is_given_up_within_a_minute(db: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def fail(job: object) -> None:
        tried.append(job)
        raise RuntimeError("it broke")

    monkeypatch.setitem(worker.HANDLERS, "uploads.settle", fail)
    put("uploads.settle")
    at = clock.now()
    while (held := jobs.claim(at)) is not None or at < clock.now() + timedelta(seconds=60):
        if held is not None:
            worker.run(held)
        at += timedelta(seconds=5)
    assert len(tried) == 3
    assert session.scalars(select(jobs.Job.state)).all() == ["dead"]
