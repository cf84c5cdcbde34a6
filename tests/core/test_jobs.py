"""The job table: one worker a job, leases that lapse, fencing, back-off, burial, one waiting job a key."""

import threading
from datetime import timedelta

from sqlalchemy import Engine, select, update

from app.core import jobs
from app.core.db import session
from tests.cast import NOW


def put(kind: str = "test", key: str | None = None) -> None:
    jobs.enqueue(kind, {"n": 1}, NOW, key)
    session.commit()


def all_jobs() -> list[jobs.Job]:
    session.expire_all()
    found = list(session.scalars(select(jobs.Job).order_by(jobs.Job.id)))
    session.rollback()
    return found


def test_a_job_is_claimed_once_and_finished(db: Engine) -> None:
    put()
    held = jobs.claim(NOW)
    assert held is not None
    assert held.payload == {"n": 1}
    assert jobs.claim(NOW) is None
    assert jobs.finish(held, NOW)
    assert [job.state for job in all_jobs()] == ["done"]


def test_a_job_of_the_future_waits(db: Engine) -> None:
    jobs.enqueue("test", {}, NOW + timedelta(hours=1))
    session.commit()
    assert jobs.claim(NOW) is None
    assert jobs.claim(NOW + timedelta(hours=1)) is not None


def test_a_rolled_back_change_leaves_no_job(db: Engine) -> None:
    jobs.enqueue("test", {}, NOW)
    session.rollback()
    assert jobs.claim(NOW) is None


def test_a_key_allows_one_waiting_job(db: Engine) -> None:
    put(key="a")
    put(key="a")
    put(key="b")
    assert len(all_jobs()) == 2
    assert jobs.claim(NOW) is not None
    # The first is running, so a change made now needs a job of its own.
    put(key="a")
    assert len(all_jobs()) == 3


def test_a_lapsed_lease_is_taken_over_and_the_loser_cannot_end_it(db: Engine) -> None:
    put()
    slow = jobs.claim(NOW)
    later = NOW + jobs.LEASE + timedelta(seconds=1)
    quick = jobs.claim(later)
    assert slow is not None
    assert quick is not None
    assert quick.attempt == 2
    assert not jobs.finish(slow, later)
    assert jobs.finish(quick, later)


def test_a_heartbeat_keeps_the_lease(db: Engine) -> None:
    put()
    held = jobs.claim(NOW)
    assert held is not None
    assert jobs.extend(held, NOW + jobs.LEASE)
    assert jobs.claim(NOW + jobs.LEASE + timedelta(seconds=1)) is None


def test_a_failure_is_tried_later_and_at_last_buried(db: Engine) -> None:
    put()
    at = NOW
    for attempt in range(1, jobs.LAST_ATTEMPT + 1):
        held = jobs.claim(at)
        assert held is not None
        assert held.attempt == attempt
        buried = jobs.fail(held, "it broke", at)
        assert buried == (attempt == jobs.LAST_ATTEMPT)
        assert jobs.claim(at) is None
        at += timedelta(hours=2)
    (job,) = all_jobs()
    assert (job.state, job.last_error) == ("dead", "it broke")


def test_a_failed_job_gives_way_to_the_one_that_waits_under_its_key(db: Engine) -> None:
    put(key="a")
    held = jobs.claim(NOW)
    assert held is not None
    put(key="a")
    jobs.fail(held, "it broke", NOW)
    assert [job.state for job in all_jobs()] == ["done", "queued"]


def test_what_was_done_is_forgotten_after_a_week_and_what_was_buried_stays(db: Engine) -> None:
    put()
    held = jobs.claim(NOW)
    assert held is not None
    jobs.finish(held, NOW)
    put("waits")
    for at, left in ((NOW + jobs.KEPT, ["done", "queued"]), (NOW + jobs.KEPT + timedelta(seconds=1), ["queued"])):
        jobs.forget_done(at)
        session.commit()
        assert [job.state for job in all_jobs()] == left
    for job in all_jobs():
        session.execute(update(jobs.Job).where(jobs.Job.id == job.id).values(state="dead"))
    jobs.forget_done(NOW + timedelta(days=365))
    session.commit()
    assert [job.state for job in all_jobs()] == ["dead"]


def test_workers_side_by_side_take_each_job_once(db: Engine) -> None:
    for _ in range(30):
        put()
    session.remove()
    taken: list[int] = []

    def work() -> None:
        while (held := jobs.claim(NOW)) is not None:
            taken.append(held.id)
            jobs.finish(held, NOW)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 30
