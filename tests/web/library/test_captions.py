"""The captions of a video: given, refused with a reason, taken away."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.library.models import Asset, Version
from tests.cast import Cast
from tests.conftest import sign_in
from tests.factories import an_asset

VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nWho heard that?\n"


@pytest.fixture
def film(cast: Cast) -> Asset:
    film = an_asset(cast.maya, title="The tour", format="video", pages=[""])
    assert film.current is not None
    film.current.media_type = "video/mp4"
    session.commit()
    return film


def version_of(film: Asset) -> Version:
    session.remove()
    current = session.get_one(Asset, film.id).current
    assert current is not None
    return current


def test_captions_are_given_found_and_taken_away(client: FlaskClient, cast: Cast, film: Asset) -> None:
    sign_in(client, cast.maya)
    page = f"/library/{film.public_id}/captions"
    assert client.get(page).status_code == 200
    assert client.post(page, data={"captions": (BytesIO(VTT), "tour.vtt")}).status_code == 302
    given = version_of(film)
    assert given.captions_key is not None
    assert "Who heard that?" in given.pages[0].text
    assert client.post(f"{page}/remove").status_code == 302
    taken = version_of(film)
    assert (taken.captions_key, taken.pages[0].text) == (None, "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a WebVTT file."),
        ({"captions": "words"}, "Choose a WebVTT file."),
        ({"captions": (BytesIO(b"<script>alert(1)</script>"), "tour.vtt")}, "WebVTT"),
    ],
)
def test_what_is_not_captions_is_refused(
    client: FlaskClient, cast: Cast, film: Asset, data: dict[str, object], said: str
) -> None:
    answer = sign_in(client, cast.maya).post(f"/library/{film.public_id}/captions", data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_only_a_video_has_captions(client: FlaskClient, cast: Cast) -> None:
    text = an_asset(cast.maya)
    assert sign_in(client, cast.maya).get(f"/library/{text.public_id}/captions").status_code == 404
