"""What is acknowledged is durable: in the database, or in the spool until the database answers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from app.core.db import session
from app.core.jobs import Job
from app.sending.models import TrackedLink
from app.tracking import recording, spooling, writing
from app.tracking.models import Event, Source, UserAgent, Withdrawal
from tests.cast import NOW, Cast
from tests.factories import a_link, an_asset
from tests.tracking.traces import SLACKBOT, arrived


@pytest.fixture
def link(db: Engine, cast: Cast) -> TrackedLink:
    return a_link(cast.bea, an_asset(cast.maya), cast.ravi)[0]


def count(model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_events_are_stored_with_their_source_agent_and_one_job(link: TrackedLink) -> None:
    recording.record([arrived(link.id), arrived(link.id, agent=SLACKBOT)])
    recording.record([arrived(link.id)])
    assert (count(Event), count(Source), count(UserAgent)) == (3, 1, 2)
    job = session.scalars(select(Job).where(Job.kind == "tracking.relabel")).one()
    assert (job.payload, job.dedupe_key) == ({"link_id": link.id}, str(link.id))
    named = session.scalars(select(UserAgent.declared_name).where(UserAgent.declared_name.is_not(None))).one()
    assert named == "Slackbot"


def test_the_same_client_id_twice_is_one_event(link: TrackedLink) -> None:
    twice = arrived(link.id)
    recording.record([twice, twice])
    recording.record([twice])
    assert count(Event) == 1


def test_many_requests_at_once_lose_and_double_nothing(link: TrackedLink) -> None:
    sent = [arrived(link.id, at=n) for n in range(120)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda each: recording.record([each, each]), sent))
    session.rollback()
    assert sorted(session.scalars(select(Event.client_id))) == sorted(each.client_id for each in sent)


def test_an_event_of_no_link_is_refused_and_hurts_no_other(link: TrackedLink) -> None:
    good, bad = arrived(link.id), arrived(999_999)
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(recording.record, [each]) for each in (good, bad)]
    assert futures[0].exception() is None
    assert isinstance(futures[1].exception(), IntegrityError)
    assert count(Event) == 1


def test_a_withdrawal_is_kept_for_the_person_and_only_moves_forward(link: TrackedLink) -> None:
    for at in (5_000, 9_000, 7_000):
        recording.record([arrived(link.id, "withdraw", at, stakeholder_id=link.stakeholder_id)])
    session.rollback()
    assert session.scalars(select(Withdrawal.at_ms)).one() == arrived(link.id, at=9_000).received_ms


@pytest.mark.parametrize("is_spooled", [False, True])
def test_a_refusal_floors_its_open_also_when_that_arrives_later(link: TrackedLink, is_spooled: bool) -> None:
    opened = arrived(link.id, at=61_234)
    other = arrived(link.id, at=61_234, agent=SLACKBOT)
    refusal = arrived(
        link.id, "consent", 60_000, client_id=f"consent:{opened.client_id}:refused", origin=None, consent="refused",
        payload={"open": opened.client_id},
    )  # fmt: skip
    if is_spooled:
        spooling.keep([opened, other])
        recording.record([refusal])
        assert recording.load_spool(NOW) == 2
    else:
        recording.record([opened, other])
        recording.record([refusal])
        recording.record([refusal])
    session.rollback()
    kept = {event.client_id: event for event in session.scalars(select(Event).where(Event.kind == "open"))}
    assert kept[opened.client_id].source_id is None
    assert kept[opened.client_id].received_ms == opened.received_ms // 60_000 * 60_000
    assert kept[other.client_id].source_id is not None
    assert kept[other.client_id].received_ms == other.received_ms


def test_stop_writes_what_is_queued_and_the_next_event_starts_again(link: TrackedLink) -> None:
    recording.record([arrived(link.id)])
    recording.stop()
    recording.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "event-writer"]
    recording.record([arrived(link.id)])
    assert count(Event) == 2


def test_a_locked_database_spools_and_is_loaded_later_once(
    sqlite: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    link, _ = a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    monkeypatch.setattr(writing, "SQLITE_PATIENCE_MS", 50)
    kept = [arrived(link.id, at=n) for n in range(3)]
    with sqlite.connect() as greedy:
        greedy.exec_driver_sql("SELECT 1")  # A writer that does not let go.
        recording.record(kept[:2])
        recording.record([kept[2]])
        assert not spooling.is_empty()
    assert count(Event) == 0
    session.rollback()
    recording.record([kept[0]])
    assert recording.load_spool(NOW) == 3
    assert count(Event) == 3
    assert recording.load_spool(NOW + timedelta(minutes=1)) == 0
    assert spooling.is_empty()
    assert count(Job) == 1


def test_a_torn_line_in_the_spool_costs_only_itself(link: TrackedLink, tmp_path: Path) -> None:
    spooling.keep([arrived(link.id), arrived(link.id)])
    path = next((tmp_path / "spool").glob("*.jsonl"))
    path.write_bytes(path.read_bytes() + b'{"link_id": 1, "kind": "op')
    assert recording.load_spool(NOW) == 2
    assert count(Event) == 2


def test_a_spool_waits_while_the_database_is_locked(
    sqlite: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, _ = a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    monkeypatch.setattr(writing, "SQLITE_PATIENCE_MS", 50)
    spooling.keep([arrived(link.id)])
    with sqlite.connect() as greedy:
        greedy.exec_driver_sql("SELECT 1")
        assert recording.load_spool(NOW) == 0
    assert not spooling.is_empty()
    assert recording.load_spool(NOW) == 1


def test_when_not_even_the_spool_can_be_written_the_request_is_told(
    sqlite: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    link, _ = a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    monkeypatch.setattr(writing, "SQLITE_PATIENCE_MS", 50)
    (tmp_path / "taken").write_text("a file where the folder should be")
    spooling.open_spool(tmp_path / "taken")
    with sqlite.connect() as greedy:
        greedy.exec_driver_sql("SELECT 1")
        with pytest.raises(OSError):
            recording.record([arrived(link.id)])
