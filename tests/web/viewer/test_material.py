"""A buyer's page of a video, of somebody else's page, and of an Office file without pictures of its pages."""

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.documents.formats import LINK, SLIDES, VIDEO, media_of
from app.library import captioning, files
from app.library.models import Asset, Version
from tests.cast import NOW, Cast
from tests.factories import a_link, an_asset

BODY = bytes(range(256)) * 100


def sent_as(cast: Cast, format: str, **values: object) -> tuple[Asset, Version, str]:
    """A piece of this format on Bea's desk, and the path of its link."""
    asset = an_asset(cast.maya, title="The tour", pages=["What it says"], format=format)
    version = asset.current
    assert version is not None
    version.media_type, version.source = media_of(format), None
    version.pages[0].html = None
    for name, value in values.items():
        setattr(version, name, value)
    _link, token = a_link(cast.bea, asset, cast.ravi)
    session.commit()
    return asset, version, f"/v/{token}"


@pytest.fixture
def quiet(buyer: FlaskClient) -> FlaskClient:
    """A browser that asks not to be measured sees the document at once."""
    buyer.environ_base["HTTP_SEC_GPC"] = "1"
    return buyer


def test_a_video_is_played_from_the_link_itself(quiet: FlaskClient, cast: Cast) -> None:
    key = files.put_bytes(BODY, "video/mp4")
    poster = files.put_bytes(b"RIFF....WEBP", "image/webp")
    _, version, path = sent_as(cast, VIDEO, file_key=key, original_key=key, poster_key=poster, seconds=185)
    captioning.attach(cast.maya, version, captioning.StoredCaptions(files.put_bytes(b"WEBVTT\n"), "Hello there"), NOW)
    session.commit()
    page = quiet.get(path).text
    for part in (
        f'src="{path}/video',
        'preload="metadata"',
        f'poster="{path}/poster.webp',
        "<track",
        "About 3 minutes",
    ):
        assert part in page
    assert "Hello there" in page
    whole = quiet.get(f"{path}/video")
    assert (whole.status_code, whole.data, whole.content_type) == (200, BODY, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = quiet.get(f"{path}/video", headers={"Range": "bytes=1000-1099"})
    assert (part.status_code, part.data) == (206, BODY[1000:1100])
    assert part.headers["Content-Range"] == f"bytes 1000-1099/{len(BODY)}"
    assert quiet.get(f"{path}/video", headers={"Range": "bytes=99999999-"}).status_code == 416
    assert quiet.get(f"{path}/captions.vtt").content_type == "text/vtt; charset=utf-8"
    assert quiet.get(f"{path}/poster.webp").status_code == 200


@pytest.mark.parametrize("part", ["video", "poster.webp", "captions.vtt"])
def test_the_rules_of_a_link_hold_for_every_byte(part: str, quiet: FlaskClient, cast: Cast) -> None:
    key = files.put_bytes(BODY, "video/mp4")
    asset, _, path = sent_as(cast, VIDEO, file_key=key, original_key=key, poster_key=key, captions_key=key)
    assert quiet.get(f"{path}/{part}", headers={"Range": "bytes=0-9"}).status_code == 206
    session.merge(asset).audience = "internal"
    session.commit()
    assert quiet.get(f"{path}/{part}", headers={"Range": "bytes=0-9"}).status_code == 404


def test_another_piece_has_no_video(quiet: FlaskClient, cast: Cast) -> None:
    _, _, path = sent_as(cast, SLIDES)
    for part in ("video", "poster.webp", "captions.vtt"):
        assert quiet.get(f"{path}/{part}").status_code == 404


def test_a_link_names_its_place_and_waits_to_be_pressed(quiet: FlaskClient, cast: Cast) -> None:
    _, _, path = sent_as(cast, LINK, source="https://study.example/2026?a=1&b=<i>", file_key=None)
    answer = quiet.get(path)
    assert answer.status_code == 200
    assert 'href="https://study.example/2026?a=1&amp;b=&lt;i&gt;" rel="noopener noreferrer nofollow"' in answer.text
    assert "Read it on study.example" in answer.text
    assert "Download" not in answer.text
    assert quiet.get(f"{path}/file").status_code == 404


def test_the_cover_says_what_it_is(buyer: FlaskClient, cast: Cast) -> None:
    _, _, path = sent_as(cast, VIDEO, file_key="x", seconds=45)
    assert "Video, 45 seconds" in buyer.get(path).text
    _, _, path = sent_as(cast, LINK, source="https://study.example/")
    assert "A page on study.example" in buyer.get(path).text


def test_words_without_a_layout_say_so(quiet: FlaskClient, cast: Cast) -> None:
    _, _, path = sent_as(cast, SLIDES, file_key=None)
    page = quiet.get(path).text
    assert "How it is laid out is not shown" in page
    assert "What it says" in page
    assert "Download" not in page


def test_an_office_file_that_holds_more_is_handed_out_as_a_pdf(quiet: FlaskClient, cast: Cast) -> None:
    pdf, deck = files.put_bytes(b"%PDF-1.7"), files.put_bytes(b"PK")
    _, version, path = sent_as(cast, SLIDES, file_key=pdf, original_key=deck)
    answer = quiet.get(f"{path}/file")
    assert (answer.content_type, answer.data) == ("application/pdf", b"%PDF-1.7")
    assert ".pdf" in answer.headers["Content-Disposition"]
    session.merge(version).file_key = deck
    session.commit()
    assert ".pptx" in quiet.get(f"{path}/file").headers["Content-Disposition"]
