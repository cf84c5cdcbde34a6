"""How a delivery comes along: queued → sending → sent or failed, each step durable before the next begins.

At least once: a server that stops after the mail server accepted a message and before it noted so sends it again, with
the same Message-ID, and the delivery says so. Each step is a transaction of its own, because no write may stay open
while a mail server takes its time.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, Stakeholder
from app.core import clock, jobs, text
from app.core.db import engine, insert_new, reading, session
from app.core.errors import Refused
from app.library.models import Version
from app.sending.composing import DELIVER
from app.sending.models import FAILED, QUEUED, SENDING, SENT, Delivery, Send, TrackedLink

# After each attempt the next waits so many seconds: sixteen hours in all, a night with a dead mail server.
WAITS = (15, 30, 60, 120, 300, 900, 1800, 3600, 7200, 14400, 28800)
LAST_ATTEMPT = len(WAITS) + 1
TWICE = "The server stopped while sending this, so it may have arrived twice."
SILENT = "The mail server fell silent while taking this, so it may have arrived twice."


def begin(delivery_id: int, at: datetime) -> Delivery | None:
    """The delivery with all that its message needs, now `sending`; None when there is nothing left to do.

    Found in `sending` it was left there by a server that stopped, and its reason says so from now on.
    """
    with engine().begin() as connection:
        taken = connection.scalar(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.state.in_((QUEUED, SENDING)))
            .values(
                state=SENDING,
                attempts=Delivery.attempts + 1,
                reason=case(
                    (Delivery.state == SENDING, TWICE),
                    (Delivery.reason.in_((TWICE, SILENT)), Delivery.reason),
                    else_=None,
                ),
            )
            .returning(Delivery.id)
        )
    if taken is None:
        return None
    with reading():
        return session.scalar(
            select(Delivery)
            .where(Delivery.id == taken)
            .options(
                joinedload(Delivery.stakeholder).joinedload(Stakeholder.account),
                joinedload(Delivery.send).options(
                    joinedload(Send.sender), joinedload(Send.account).load_only(Account.name)
                ),
                selectinload(Delivery.links).options(
                    joinedload(TrackedLink.asset),
                    joinedload(TrackedLink.version).load_only(Version.page_count, Version.media_type, Version.seconds),
                ),
            )
            .execution_options(populate_existing=True)
        )


def mark_sent(delivery: Delivery, at: datetime) -> None:
    """The mail server has it."""
    _end(delivery, state=SENT, sent_at=at)


def mark_failed(delivery: Delivery, reason: str) -> None:
    """It will not arrive, and `reason` says why."""
    _end(delivery, state=FAILED, reason=_cut(reason))


def put_back(delivery: Delivery, reason: str, at: datetime, *, may_have_arrived: bool = False) -> None:
    """Tries again later, or gives up after the last attempt; the job that will is enqueued in the same transaction."""
    if delivery.attempts >= LAST_ATTEMPT:
        return mark_failed(delivery, f"{reason}. Given up after {delivery.attempts} attempts.")
    later = at + timedelta(seconds=WAITS[delivery.attempts - 1])
    # A message that may have gone out keeps saying so, whatever happens on the next attempt.
    doubt = SILENT if may_have_arrived else delivery.reason if delivery.reason in (TWICE, SILENT) else None
    said = doubt or f"{reason}; trying again at {_clock(later, at, delivery.send.sender.time_zone)}"
    job = jobs.row(DELIVER, {"delivery_id": delivery.id}, later, str(delivery.id))
    _end(delivery, job, state=QUEUED, reason=_cut(said))
    return None


def retry(delivery: Delivery, at: datetime) -> None:
    """Queues a failed delivery again. Raises Refused for any other."""
    taken = session.execute(
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.state == FAILED)
        .values(state=QUEUED, reason=None, attempts=0)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise Refused("This one has not failed, so there is nothing to try again.")
    jobs.enqueue(DELIVER, {"delivery_id": delivery.id}, at, dedupe_key=str(delivery.id))


def _end(delivery: Delivery, job: dict[str, Any] | None = None, **values: Any) -> None:
    """Ends this attempt, unless a later one has begun since."""
    with engine().begin() as connection:
        done = connection.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id, Delivery.state == SENDING, Delivery.attempts == delivery.attempts)
            .values(**values)
        )
        if done.rowcount and job is not None:
            insert_new(jobs.Job.metadata.tables["job"], [job], connection=connection)


def _clock(moment: datetime, at: datetime, zone: str) -> str:
    """14:05 where the sender is, with the weekday when that is not today."""
    there = clock.zone(zone)
    local = moment.astimezone(there)
    return f"{local:%H:%M}" if local.date() == at.astimezone(there).date() else f"{local:%H:%M} on {local:%A}"


def _cut(reason: str) -> str:
    return text.one_line(reason, 500)
