"""Every route, every kind of person: who is let in is what the access table says."""

from dataclasses import dataclass
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts import importing
from app.accounts.models import ImportRow
from app.auth import joining
from app.core import clock
from app.core.db import session
from app.core.storage import storage
from app.documents.formats import PDF
from app.library.models import Picture
from app.vocabulary import wording
from app.vocabulary.queries import entries
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.contracts.access import ACCESS, PUBLIC
from tests.contracts.brought import brought_names
from tests.contracts.lived import lived_names
from tests.contracts.told import told_names
from tests.factories import a_link, an_asset


@dataclass
class World:
    """One of everything that a route may name."""

    app: Flask
    cast: Cast
    names: dict[str, dict[str, object]]

    def path(self, rule: Rule) -> str:
        area = rule.endpoint.partition(".")[0]
        given = {**self.names["any"], **self.names.get(area, {}), **self.names.get(rule.endpoint, {})}
        _, path = rule.build({name: given[name] for name in rule.arguments}, append_unknown=False)
        return path

    def ask(self, who: str, method: str, path: str) -> TestResponse:
        client = new_client(self.app)
        if who != "nobody":
            sign_in(client, getattr(self.cast, who))
        return client.open(path, method=method)


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    asset = an_asset(cast.maya, format=PDF)
    version = asset.current
    assert version is not None
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "WEBP")
    storage().put("page", picture.getvalue())
    storage().put("file", b"%PDF-1.4 a file")
    version.pages[0].image_key, version.file_key, version.file_name = "page", "file", "payback.pdf"
    version.pages[0].image_width = version.pages[0].image_height = 8
    version.thumb_key = version.poster_key = version.captions_key = "page"
    version.size = 15
    bad = ImportRow(
        account_id=cast.fernholt.id, file_name="people.csv", line=2, cells={"name": "X"}, reason="No.", created_at=NOW
    )
    session.add(bad)
    kept = importing.receive(cast.ravi, cast.fernholt, NOW, file_name="people.csv", raw=b"Name,E-mail\nA,a@b.example\n")
    rival = wording.add_term("rival", "Glaciant")
    entry = entries()[0]
    invitation = joining.invite(cast.rosa, clock.now())
    session.commit()
    link, token = a_link(cast.bea, asset, cast.ravi, at=clock.now())
    send = link.delivery.send
    drawn = Picture(
        uploader_id=cast.maya.id, key="page", content_hash="x", name="x.png", width=8, height=8, created_at=NOW
    )
    version.pictures.append(drawn)
    film = an_asset(cast.maya, title="The tour", format="video")
    silent = an_asset(cast.maya, title="The silent tour", format="video")
    silent.current.media_type = "video/mp4"
    assert film.current is not None
    film.current.media_type, film.current.file_key = "video/mp4", "file"
    film.current.poster_key = film.current.captions_key = "page"
    _, film_token = a_link(cast.bea, film, cast.ravi, at=clock.now())
    session.commit()
    names: dict[str, dict[str, object]] = {
        "any": {"token": token, "number": 1, "page": 1, "digest": "x", "name": "app", "facet": "role", "key": "none"},
        "library.picture": {"public_id": drawn.public_id},
        "library.give_captions": {"public_id": silent.public_id},
        "library.remove_captions": {"public_id": silent.public_id},
        "viewer.picture": {"public_id": drawn.public_id},
        **{f"viewer.{part}": {"token": film_token} for part in ("video", "poster", "captions")},
        "library": {"public_id": asset.public_id},
        "accounts": {
            "public_id": cast.fernholt.public_id, "person_id": cast.bea.public_id, "row_id": bad.public_id,
            "file_id": kept.public_id,
        },
        "sending": {
            "public_id": send.public_id, "delivery_id": link.delivery.public_id, "link_id": link.public_id,
        },
        "sending.compose": {"public_id": cast.fernholt.public_id},
        "sending.preview": {"public_id": cast.fernholt.public_id},
        "settings": {"public_id": cast.rosa.public_id, "act": "reactivate"},
        "settings.change_term": {"public_id": rival.public_id},
        "settings.term": {"public_id": rival.public_id},
        "settings.merge_term": {"public_id": rival.public_id},
        "settings.move_term": {"public_id": rival.public_id, "act": "up"},
        "settings.entry": {"public_id": entry.public_id},
        "settings.edit_entry": {"public_id": entry.public_id},
        "settings.switch_entry": {"public_id": entry.public_id, "act": "retire"},
        "auth.accept": {"token": invitation},
        **brought_names(cast),
        **told_names(cast),
        **lived_names(cast, asset),
    }  # fmt: skip
    return World(app, cast, names)


def let_in(answer: TestResponse) -> bool:
    """Whether the route answered as to somebody who may be there; a form left empty is refused only after the door."""
    assert answer.status_code < 500, answer.text[:300]
    to_sign_in = answer.status_code in (301, 302, 303) and answer.headers["Location"].startswith("/sign-in")
    if answer.request.path in ("/sign-out", "/sign-out-everywhere"):
        to_sign_in = False
    return not to_sign_in and answer.status_code not in (401, 403, 404)


def rules(app: Flask) -> list[Rule]:
    """Every rule; those that take away what another needs come last."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint in ("accounts.drop_rows", "sending.revoke"))


def test_every_route_has_a_row(flask_app: Flask) -> None:
    assert {rule.endpoint for rule in rules(flask_app)} == set(ACCESS)


def test_every_view_is_guarded_or_said_to_be_public(flask_app: Flask) -> None:
    bare = [name for name, view in flask_app.view_functions.items() if not getattr(view, "is_guarded", False)]
    assert bare == []


@pytest.mark.parametrize("who", sorted(PUBLIC))
def test_the_table_is_true(world: World, who: str) -> None:
    wrong = []
    for rule in rules(world.app):
        # The unknown mail and the closed first run answer 404 to all alike.
        if rule.endpoint in ("dev.message", "dev.message_html", "auth.sign_out_everywhere", "auth.sign_out"):
            continue
        for method in sorted(rule.methods & {"GET", "POST"} if rule.methods else ()):
            answer = world.ask(who, method, world.path(rule))
            if let_in(answer) != (who in ACCESS[rule.endpoint]):
                wrong.append(f"{method} {rule.endpoint}: {answer.status_code}")
            session.remove()
    assert wrong == []


def test_the_walk_notices_an_open_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.view_functions, "settings.people", lambda: "come in")
    assert let_in(world.ask("rosa", "GET", "/settings/people"))
    assert "rosa" not in ACCESS["settings.people"]


@pytest.mark.parametrize("who", ["nobody", "rosa"])
def test_what_is_not_yours_looks_like_what_is_not_there(world: World, who: str) -> None:
    there = world.ask(who, "GET", f"/accounts/{world.cast.fernholt.public_id}")
    nowhere = world.ask(who, "GET", "/accounts/22222222222222")
    assert there.status_code == nowhere.status_code
    assert there.text.replace(world.cast.fernholt.public_id, "22222222222222") == nowhere.text
