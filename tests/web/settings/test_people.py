"""People and vocabulary in the settings."""

import re

from flask import Flask
from flask.testing import FlaskClient

from app.auth import queries
from app.vocabulary.queries import find_named, terms_of
from tests.cast import Cast
from tests.conftest import new_client, sign_in


def test_an_admin_invites_and_the_link_is_shown_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ada)
    answer = client.post(
        "/settings/people", data={"name": "Nia", "email": "nia@w.example", "roles": ["rep", "marketer"]}
    )
    assert answer.status_code == 200
    link = re.search(r"http://localhost(/invitations/[\w-]+)", answer.text)
    assert link is not None
    assert link.group(1) not in client.get("/settings/people").text
    assert new_client(app).get(link.group(1)).status_code == 200


def test_bad_invitations_keep_what_was_typed(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ada)
    for data in (
        {"name": "Nia", "email": "ravi@wintermere.example", "roles": "rep"},
        {"name": "Nia", "email": "nope", "roles": "rep"},
        {"name": "Nia", "email": "nia@w.example", "roles": "king"},
        {"name": "Nia", "email": "nia@w.example"},
    ):
        answer = client.post("/settings/people", data=data)
        assert answer.status_code == 422
        assert 'value="Nia"' in answer.text
        assert "field-err" in answer.text


def test_roles_change_and_the_last_admin_stays(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ada)
    client.post(f"/settings/people/{cast.rosa.public_id}/roles", data={"roles": ["rep", "marketer"]})
    assert queries.get_user(cast.rosa.public_id).roles == ["rep", "marketer"]
    client.post(f"/settings/people/{cast.ada.public_id}/roles", data={"roles": ["rep"]})
    assert "only admin" in client.get("/settings/people").text


def test_whoever_is_shut_out_is_out_at_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    rosa = sign_in(new_client(app), cast.rosa)
    assert rosa.get("/me").status_code == 200
    sign_in(client, cast.ada)
    client.post(f"/settings/people/{cast.rosa.public_id}/deactivate")
    assert rosa.get("/me").status_code == 302


def test_a_marketer_keeps_the_vocabulary(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.maya)
    assert client.post("/settings/vocabulary/rival", data={"name": "Glaciant"}).status_code == 302
    again = client.post("/settings/vocabulary/rival", data={"name": "glaciant"})
    assert again.status_code == 422
    assert "already in this list" in again.text
    rival = find_named("rival", "Glaciant")
    assert rival is not None
    client.post(f"/settings/vocabulary/terms/{rival.public_id}/retire")
    assert "Glaciant" not in [term.name for term in terms_of("rival")]


def test_the_built_in_rivals_cannot_be_retired_by_hand(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.maya)
    nothing = find_named("rival", "Do nothing")
    assert nothing is not None
    client.post(f"/settings/vocabulary/terms/{nothing.public_id}/retire")
    assert "stays" in client.get("/settings/vocabulary").text
    assert find_named("rival", "Do nothing").retired_at is None  # type: ignore[union-attr]
    assert client.post("/settings/vocabulary/terms/unknown/retire").status_code == 404
    assert client.post("/settings/vocabulary/colour", data={"name": "x"}).status_code == 404
