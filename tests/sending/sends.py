"""Sending in one line, and a worker without a clock of its own."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import mailer
from app.accounts.models import Stakeholder
from app.core import jobs
from app.core.db import session
from app.library.models import Asset
from app.sending.composing import send
from app.sending.models import Delivery, Send
from tests.cast import NOW, Cast

HELLO = "Hello {first name},\n\nHere are the figures.\nThey are new.\n\nRavi"


def a_send(cast: Cast, people: list[Stakeholder], assets: list[Asset], **values: object) -> Send:
    """A committed send by Ravi to people of Fernholt."""
    given = {
        "subject": "The depot figures, {first name}",
        "message": HELLO,
        "allow_download": True,
        "expires_at": NOW + timedelta(days=60),
        "channel": "mail",
        "form_key": None,
        "at": NOW,
    } | values
    made = send(cast.ravi, cast.fernholt, people, assets, **given)  # type: ignore[arg-type]
    session.commit()
    return made


def work(at: datetime = NOW) -> int:
    """Runs what is due at `at`, as a worker does. Returns how many jobs ran."""
    session.remove()
    done = 0
    while (held := jobs.claim(at, ("sending.deliver",))) is not None:
        mailer.share(held.payload["delivery_id"], at)
        session.remove()
        jobs.finish(held, at)
        done += 1
    return done


def deliveries() -> list[Delivery]:
    """All of them, as they are in the database now."""
    session.remove()
    return list(session.scalars(select(Delivery).order_by(Delivery.id)))
