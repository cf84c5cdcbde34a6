"""The five journeys through HTTP, on both databases: publish, search, send, open and read, see it on the account."""

import json
import re
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import worker
from app.core.db import session
from app.sending.models import Delivery
from app.tracking.models import Event, Visit
from config import Config
from tests.cast import Cast
from tests.conftest import new_client, sign_in

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
SOURCE = "Why it pays.\n\n## The curve\n\nMonth eleven.\n\n## The assumptions\n\nAll five of them."


@pytest.fixture
def people(app_on_both: Flask, cast: Cast) -> tuple[FlaskClient, FlaskClient, FlaskClient]:
    """Maya's browser, Ravi's, and Bea's."""
    bea = new_client(app_on_both)
    bea.environ_base["HTTP_USER_AGENT"] = BROWSER
    return sign_in(new_client(app_on_both), cast.maya), sign_in(new_client(app_on_both), cast.ravi), bea


def publish(maya: FlaskClient) -> str:
    form = {
        "title": "Payback in 11 months",
        "summary": "The case",
        "source": SOURCE,
        "audience": "buyers",
        "act": "publish",
    }
    answer = maya.post("/library/new", data=form)
    assert answer.status_code == 302, answer.text[:2000]
    worker.run_due()
    return str(answer.headers["Location"].rpartition("/")[2])


def send(ravi: FlaskClient, cast: Cast, asset: str) -> None:
    form = {
        "to": cast.bea.public_id, "item": asset, "subject": "The figures", "message": "Hello {first name}, look.",
        "allow_download": "y", "expires": "60", "channel": "mail", "form_key": "once",
    }  # fmt: skip
    answers = [ravi.post(f"/accounts/{cast.fernholt.public_id}/send", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    worker.run_due()


def mailed_link(config: Config) -> str:
    """The path of the one link in the newest mail to Bea."""
    texts = []
    for path in (config.instance / "mail").glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        texts.append((path.stat().st_mtime_ns, body.get_content()))
    found = re.findall(r"http://localhost(/v/[\w-]+)", max(texts)[1])
    assert len(found) == 1
    return str(found[0])


def read(bea: FlaskClient, link: str) -> None:
    cover = bea.get(link)
    assert "Ravi will see which pages you read" in cover.text
    assert "Set-Cookie" not in cover.headers
    nonce = re.search(r'name="nonce" value="([^"]+)"', cover.text)
    assert nonce is not None
    entered = bea.post(link, data={"nonce": nonce.group(1), "choice": "open"})
    page = bea.get(entered.headers["Location"])
    assert "Month eleven." in page.text
    told = dict(re.findall(r'data-(pass|open)="([^"]+)"', page.text))
    beat = {
        "pass": told["pass"], "visit": str(uuid4()), "open": told["open"], "id": str(uuid4()), "kind": "beat", "seq": 1,
        "acts": 3, "page": 2, "pages": {"1": [2000, 2000], "2": [9000, 8000]},
    }  # fmt: skip
    for _ in range(2):
        answer = bea.post(f"{link}/events", data=json.dumps(beat), content_type="text/plain")
        assert answer.status_code == 204
    worker.run_due()


def test_the_whole_path(people: tuple[FlaskClient, FlaskClient, FlaskClient], cast: Cast, config: Config) -> None:
    maya, ravi, bea = people
    asset = publish(maya)
    assert "<mark>eleven</mark>" in ravi.get("/library?q=eleven").text
    send(ravi, cast, asset)
    assert session.scalars(select(Delivery.state)).all() == ["sent"]
    read(bea, mailed_link(config))
    assert session.scalars(select(Visit.label)).all() == ["human"]
    assert session.scalar(select(func.count()).select_from(Event).where(Event.kind == "beat")) == 1
    session.remove()
    account = ravi.get(f"/accounts/{cast.fernholt.public_id}").text
    assert "Bea Baker" in account
    assert "longest on page 2" in account
    assert "Bea Baker" in ravi.get("/").text
    assert "1 read" in re.sub(r"<[^>]+>", "", ravi.get("/library?q=payback").text)
