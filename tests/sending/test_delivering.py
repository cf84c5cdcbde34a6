"""Delivering by a real mail server that refuses, dies, comes back, and stops at the worst moment."""

import socket
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from app import mailer
from app.core import jobs, mail
from app.core.db import session
from app.core.errors import Refused
from app.library.models import INTERNAL
from app.sending import delivering
from app.sending.models import FAILED, QUEUED, SENDING, SENT, Delivery, Send
from tests.cast import NOW, Cast
from tests.factories import a_person, an_asset
from tests.sending.conftest import Sink
from tests.sending.sends import a_send, deliveries, work

LATER = NOW + timedelta(seconds=20)


def waiting() -> int:
    return session.scalar(select(func.count()).select_from(jobs.Job).where(jobs.Job.state == "queued")) or 0


def test_each_person_gets_one_message_with_their_own_links(db: Engine, cast: Cast, sink: Sink) -> None:
    owen = a_person(cast.fernholt, "Owen Pryce", email="owen@fernholt.example")
    a_send(cast, [cast.bea, owen], [an_asset(cast.maya)])
    assert work() == 2
    assert sorted(sink.readers) == ["bea@fernholt.example", "owen@fernholt.example"]
    texts = {tos[0]: message.get_body(("plain",)).get_content() for _, tos, message in sink.received}
    assert "Hello Bea," in texts["bea@fernholt.example"]
    assert "Hello Owen," in texts["owen@fernholt.example"]
    urls = {line for body in texts.values() for line in body.splitlines() if "/v/" in line}
    assert len(urls) == 2
    assert [(d.state, d.attempts, d.reason) for d in deliveries()] == [(SENT, 1, None)] * 2


def test_whose_it_is_and_where_answers_go(sqlite: Engine, cast: Cast, sink: Sink) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    name = made.deliveries[0].message_id
    work()
    return_path, _, message = sink.received[0]
    assert return_path == "rapport@wintermere.example"
    assert message["From"] == "Ravi Rao <ravi@wintermere.example>"
    assert message["Reply-To"] == "Ravi Rao <ravi@wintermere.example>"
    assert message["Sender"] == "Rapport <rapport@wintermere.example>"
    assert message["Subject"] == "The depot figures, Bea"
    assert message["Message-ID"] == name


def test_sent_is_never_sent_again(db: Engine, cast: Cast, sink: Sink) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    delivery_id = made.deliveries[0].id
    work()
    mailer.share(delivery_id, NOW)
    mailer.share(delivery_id, LATER)
    assert len(sink.received) == 1


def test_a_dead_server_loses_nothing_and_says_so(db: Engine, cast: Cast, sink: Sink) -> None:
    cast.ravi.time_zone = "Europe/Oslo"
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    sink.stop()
    work()
    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts) == (QUEUED, 1)
    assert delivery.reason == "The mail server does not answer; trying again at 10:00"
    assert waiting() == 1
    sink.start()
    assert work(NOW) == 0
    assert work(LATER) == 1
    assert sink.readers == ["bea@fernholt.example"]
    assert [(d.state, d.reason) for d in deliveries()] == [(SENT, None)]
    assert waiting() == 0


def test_the_last_attempt_fails_and_can_be_tried_again(db: Engine, cast: Cast, sink: Sink) -> None:
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    sink.stop()
    at = NOW
    for wait in (0, *delivering.WAITS):
        at += timedelta(seconds=wait)
        assert work(at) == 1
    (delivery,) = deliveries()
    assert delivery.state == FAILED
    assert delivery.reason == f"The mail server does not answer. Given up after {delivering.LAST_ATTEMPT} attempts."
    assert waiting() == 0
    sink.start()
    delivering.retry(delivery, at)
    session.commit()
    work(at)
    assert [(d.state, d.reason) for d in deliveries()] == [(SENT, None)]
    assert len(sink.received) == 1


def test_only_a_failed_one_is_tried_again(db: Engine, cast: Cast, sink: Sink) -> None:
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    work()
    (delivery,) = deliveries()
    with pytest.raises(Refused, match="not failed"):
        delivering.retry(delivery, NOW)
    session.rollback()
    assert waiting() == 0


def test_a_permanent_refusal_fails_at_once_in_the_servers_words(db: Engine, cast: Cast, sink: Sink) -> None:
    owen = a_person(cast.fernholt, "Owen", email="owen@fernholt.example")
    sink.at_rcpt["bea@fernholt.example"] = "550 5.1.1 No such mailbox"
    sink.at_data["owen@fernholt.example"] = "554 5.7.1 Looks like spam"
    a_send(cast, [cast.bea, owen], [an_asset(cast.maya)])
    work()
    assert [(d.state, d.reason) for d in deliveries()] == [
        (FAILED, "The mail server said: 550 5.1.1 No such mailbox"),
        (FAILED, "The mail server said: 554 5.7.1 Looks like spam"),
    ]
    assert waiting() == 0


def test_a_passing_refusal_is_tried_again(db: Engine, cast: Cast, sink: Sink) -> None:
    sink.at_rcpt["bea@fernholt.example"] = "451 4.7.1 Greylisted"
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    work()
    (delivery,) = deliveries()
    assert delivery.state == QUEUED
    assert delivery.reason == "The mail server said: 451 4.7.1 Greylisted; trying again at 09:00"
    sink.at_rcpt.clear()
    work(LATER)
    assert sink.readers == ["bea@fernholt.example"]


class Killed(BaseException):
    """The process ends here, as by kill -9: no handler of the app runs."""


def test_a_kill_after_acceptance_gives_at_most_one_duplicate_with_the_same_name(
    db: Engine, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    real = mail.transport()

    class Dying:
        def send(self, message: EmailMessage) -> None:
            real.send(message)
            raise Killed

    monkeypatch.setattr(mail, "_transport", Dying())
    with pytest.raises(Killed):
        work()
    assert [d.state for d in deliveries()] == [SENDING]
    monkeypatch.setattr(mail, "_transport", real)
    assert work(NOW) == 0, "the lease of the killed worker still holds"
    assert work(NOW + jobs.LEASE + timedelta(seconds=1)) == 1
    assert work(NOW + timedelta(days=1)) == 0
    assert len(sink.received) == 2
    assert len({message["Message-ID"] for _, _, message in sink.received}) == 1
    (delivery,) = deliveries()
    assert (delivery.state, delivery.attempts, delivery.reason) == (SENT, 2, delivering.TWICE)


def test_a_server_that_falls_silent_after_taking_it_is_doubted_aloud(
    db: Engine, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    a_send(cast, [cast.bea], [an_asset(cast.maya)])
    sink.stall = 1
    work()
    assert [(d.state, d.reason) for d in deliveries()] == [(QUEUED, delivering.SILENT)]
    sink.stall = 0
    work(LATER)
    assert [(d.state, d.reason) for d in deliveries()] == [(SENT, delivering.SILENT)]
    assert len({message["Message-ID"] for _, _, message in sink.received}) == 1


def test_a_server_that_never_answers_is_waited_for_only_so_long(
    sqlite: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        mail.open_mail(f"smtp://127.0.0.1:{deaf.getsockname()[1]}", "R <r@wintermere.example>", Path("unused"))
        a_send(cast, [cast.bea], [an_asset(cast.maya)])
        work()
    assert [(d.state, str(d.reason)[:31]) for d in deliveries()] == [(QUEUED, "The mail server does not answer")]


def test_a_worker_that_lost_its_delivery_does_not_end_it(db: Engine, cast: Cast) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    session.remove()
    slow = delivering.begin(made.deliveries[0].id, NOW)
    session.remove()
    assert slow is not None
    assert delivering.begin(slow.id, NOW) is not None
    session.remove()
    delivering.mark_failed(slow, "too late")
    assert [d.state for d in deliveries()] == [SENDING]


def test_one_bad_message_stops_nobody(db: Engine, cast: Cast, sink: Sink) -> None:
    asset = an_asset(cast.maya)
    people = [a_person(cast.fernholt) for _ in range(3)]
    sends = [a_send(cast, [person], [asset]) for person in people]
    # Past every check, as an old row or another program might leave them.
    session.execute(update(Send).where(Send.id == sends[0].id).values(subject="line\u2028separator"))
    session.execute(update(Send).where(Send.id == sends[1].id).values(subject="=?utf-8?q?a=0d=0aBcc:_v@x.example?="))
    session.commit()
    work()
    assert sink.readers == [people[2].email]
    states = [(d.state, d.reason) for d in deliveries()]
    assert [state for state, _ in states] == [FAILED, FAILED, SENT]
    assert "one line" in str(states[0][1])
    assert all("Bcc" not in message for _, _, message in sink.received)


def test_a_fault_of_ours_is_tried_again_and_stops_nobody(
    db: Engine, cast: Cast, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = an_asset(cast.maya)
    a_send(cast, [cast.bea], [asset])
    real = mail.transport()

    class Broken:
        def send(self, message: EmailMessage) -> None:
            raise ZeroDivisionError

    monkeypatch.setattr(mail, "_transport", Broken())
    work()
    assert [d.state for d in deliveries()] == [QUEUED]
    monkeypatch.setattr(mail, "_transport", real)
    work(LATER)
    assert [d.state for d in deliveries()] == [SENT]


def test_links_stopped_before_it_went_are_not_sent(db: Engine, cast: Cast, sink: Sink) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    made.deliveries[0].links[0].revoke(NOW)
    session.commit()
    work()
    assert sink.received == []
    assert [(d.state, d.reason) for d in deliveries()] == [(FAILED, "Its links stopped working before it was sent.")]


def test_a_piece_that_became_internal_is_named_to_nobody(db: Engine, cast: Cast, sink: Sink) -> None:
    secret, open_to_all = an_asset(cast.maya, title="Our own notes"), an_asset(cast.maya, title="The figures")
    a_send(cast, [cast.bea], [secret, open_to_all])
    secret.audience = INTERNAL
    session.commit()
    work()
    ((_, _, message),) = sink.received
    said = message.get_body(("plain",)).get_content()
    assert "The figures" in said
    assert "Our own notes" not in said


def test_no_write_is_open_while_the_mail_server_takes_its_time(
    sqlite: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    session.remove()

    class Slow:
        def send(self, message: EmailMessage) -> None:
            with sqlite.begin() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout=200")
                connection.execute(update(Delivery).values(sent_at=NOW))

    monkeypatch.setattr(mail, "_transport", Slow())
    mailer.share(made.deliveries[0].id, NOW)
    assert [d.state for d in deliveries()] == [SENT]
