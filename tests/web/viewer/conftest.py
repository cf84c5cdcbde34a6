"""A link on Bea's desk, and a reader's browser that has no CSRF token and no session."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import session
from app.sending.models import TrackedLink
from app.tracking import recording
from app.tracking.models import Event
from tests.cast import Cast
from tests.conftest import SECRET
from tests.factories import a_link, an_asset
from tests.tracking.traces import CHROME


@dataclass(frozen=True)
class Sent:
    """A link and where it leads."""

    link: TrackedLink
    token: str

    @property
    def path(self) -> str:
        return f"/v/{self.token}"


@pytest.fixture(autouse=True)
def own_writer(tmp_path: Path) -> Iterator[None]:
    recording.open_recording(SECRET, tmp_path / "spool")
    yield
    recording.stop()


@pytest.fixture
def sent(app: Flask, cast: Cast) -> Sent:
    pages = ["A depot pays for itself. " * 30, "Waiting costs a summer.", "Who to call."]
    sent = Sent(*a_link(cast.bea, an_asset(cast.maya, pages=pages), cast.ravi))
    session.remove()
    return sent


@pytest.fixture
def buyer(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = CHROME
    return client


def events() -> list[Event]:
    """What is stored, oldest first."""
    session.remove()
    return list(session.scalars(select(Event).order_by(Event.id)))
