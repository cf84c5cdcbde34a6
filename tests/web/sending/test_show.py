"""How a send came along: states, links, trying again and stopping."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import mailer
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.sending import links
from app.sending.composing import send
from app.sending.models import FAILED, QUEUED, Delivery, Send
from app.tracking.links import find_live_link
from tests.cast import Cast
from tests.conftest import sign_in
from tests.factories import an_asset


@pytest.fixture
def made(client: FlaskClient, cast: Cast) -> Send:
    found = send(
        cast.ravi,
        cast.fernholt,
        [cast.bea],
        [an_asset(cast.maya)],
        subject="The figures",
        message="Hello",
        allow_download=True,
        expires_at=clock.now() + timedelta(days=1),
        channel="mail",
        form_key=None,
        at=clock.now(),
    )
    session.commit()
    sign_in(client, cast.ravi)
    return found


def as_it_is(made: Send) -> Delivery:
    session.remove()
    delivery = session.get(Delivery, made.deliveries[0].id)
    assert delivery is not None
    return delivery


def test_it_follows_along_while_something_waits_and_then_stops(client: FlaskClient, cast: Cast, made: Send) -> None:
    url = f"/sends/{made.public_id}"
    assert "Waiting to go" in client.get(url).text
    fragment = client.get(f"{url}/status", headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in fragment
    assert "<html" not in fragment
    session.remove()
    mailer.share(made.deliveries[0].id, clock.now())
    fragment = client.get(f"{url}/status", headers={"HX-Request": "true"}).text
    assert "Sent" in fragment
    assert "hx-trigger" not in fragment
    assert client.get(f"{url}/status").location == url


def test_a_failed_one_says_why_and_is_tried_again(client: FlaskClient, cast: Cast, made: Send) -> None:
    delivery = as_it_is(made)
    delivery.state, delivery.reason = FAILED, "The mail server said: 550 <No> such mailbox"
    session.commit()
    page = client.get(f"/sends/{made.public_id}").text
    assert "550 &lt;No&gt; such mailbox" in page
    assert "1 message did not go" in page
    url = f"/sends/{made.public_id}/deliveries/{delivery.public_id}/retry"
    assert client.post(url).status_code == 303
    assert (as_it_is(made).state, as_it_is(made).reason) == (QUEUED, None)
    assert client.post(url).status_code == 409


def test_a_stopped_link_opens_nothing(client: FlaskClient, cast: Cast, made: Send) -> None:
    link = made.deliveries[0].links[0]
    assert links.url_of(link) in client.get(f"/sends/{made.public_id}").text
    assert find_live_link(links.token_of(link), clock.now()).id == link.id
    assert client.post(f"/sends/{made.public_id}/links/{link.public_id}/revoke").status_code == 303
    session.remove()
    with pytest.raises(NotFound):
        find_live_link(links.token_of(link), clock.now())
    page = client.get(f"/sends/{made.public_id}").text
    assert links.url_of(link) not in page
    assert "Stopped" in page


def test_a_marketer_sees_the_send_and_never_its_links(client: FlaskClient, cast: Cast, made: Send) -> None:
    link = made.deliveries[0].links[0]
    sign_in(client, cast.maya)
    page = client.get(f"/sends/{made.public_id}")
    assert page.status_code == 200
    assert "/v/" not in page.text
    assert client.post(f"/sends/{made.public_id}/links/{link.public_id}/revoke").status_code == 404


def test_it_is_not_there_for_others(client: FlaskClient, cast: Cast, made: Send) -> None:
    delivery = made.deliveries[0]
    sign_in(client, cast.rosa)
    for url in (f"/sends/{made.public_id}", f"/sends/{made.public_id}/status", "/sends/nothing", "/sends/%00"):
        assert client.get(url).status_code == 404
    for url in (f"deliveries/{delivery.public_id}/retry", f"links/{delivery.links[0].public_id}/revoke"):
        assert client.post(f"/sends/{made.public_id}/{url}").status_code == 404
    assert as_it_is(made).links[0].revoked_at is None


def test_ids_of_another_send_are_not_mixed_in(client: FlaskClient, cast: Cast, made: Send) -> None:
    other = send(
        cast.ravi,
        cast.fernholt,
        [cast.bea],
        [made.deliveries[0].links[0].asset],
        subject="Other",
        message="Hello",
        allow_download=True,
        expires_at=None,
        channel="mail",
        form_key=None,
        at=clock.now(),
    )
    session.commit()
    theirs = other.deliveries[0]
    for url in (f"deliveries/{theirs.public_id}/retry", f"links/{theirs.links[0].public_id}/revoke", "links/x/revoke"):
        assert client.post(f"/sends/{made.public_id}/{url}").status_code == 404
