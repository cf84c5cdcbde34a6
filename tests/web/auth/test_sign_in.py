"""Signing in: throttled, honest about nothing, safe to come back from, ended everywhere at once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.auth import joining, queries
from app.core.db import session
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in

PASSWORD = "three quiet winter words"


@pytest.fixture
def ravi(app: Flask, cast: Cast) -> str:
    joining.set_password(cast.ravi, PASSWORD, NOW)
    session.commit()
    return cast.ravi.email


def enter(client: FlaskClient, email: str, password: str, **more: str) -> int:
    return client.post("/sign-in", data={"email": email, "password": password, **more}).status_code


def test_the_right_words_let_in(client: FlaskClient, ravi: str) -> None:
    answer = client.post("/sign-in", data={"email": ravi.upper(), "password": PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(("email", "password"), [("ravi@wintermere.example", "wrong"), ("nobody@x.example", PASSWORD)])
def test_wrong_and_unknown_get_the_same_answer(client: FlaskClient, ravi: str, email: str, password: str) -> None:
    answer = client.post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert f'value="{email}"' in answer.text
    assert password not in answer.text


@pytest.mark.parametrize(
    "data", [{}, {"email": "x"}, {"email": "\x00", "password": "\x00"}, {"email": "a" * 10_000, "password": "b"}]
)
def test_odd_input_is_a_422(client: FlaskClient, ravi: str, data: dict[str, str]) -> None:
    assert client.post("/sign-in", data=data).status_code == 422


def test_without_the_token_nothing_happens(app: Flask, ravi: str) -> None:
    bare = app.test_client()
    assert bare.post("/sign-in", data={"email": ravi, "password": PASSWORD}).status_code == 400


def test_a_guesser_is_slowed_down(client: FlaskClient, ravi: str) -> None:
    assert [enter(client, ravi, "guess") for _ in range(10)] == [422] * 10
    assert enter(client, ravi, PASSWORD) == 429


def test_one_comes_back_to_where_one_was(client: FlaskClient, ravi: str) -> None:
    away = client.get("/accounts?q=1")
    assert away.location == "/sign-in?next=/accounts?q%3D1"
    answer = client.post("/sign-in", data={"email": ravi, "password": PASSWORD, "next": "/accounts?q=1"})
    assert answer.location == "/accounts?q=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(client: FlaskClient, ravi: str, target: str) -> None:
    assert client.post("/sign-in", data={"email": ravi, "password": PASSWORD, "next": target}).location == "/"


def test_signing_out_is_a_post(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get("/me").status_code == 302


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, client: FlaskClient, ravi: str) -> None:
    client.post("/sign-in", data={"email": ravi, "password": PASSWORD})
    elsewhere = new_client(app)
    elsewhere.post("/sign-in", data={"email": ravi, "password": PASSWORD})
    cookie = client.get_cookie("rapport")
    assert cookie is not None
    with client.session_transaction() as kept:
        # What the next page would have put there.
        kept["csrf_token"] = "test"
    assert client.post("/sign-out").status_code == 302
    thief = app.test_client()
    thief.set_cookie("rapport", cookie.value)
    assert thief.get("/me").status_code == 302
    # Signing out ends one session; the person's other browser stays in.
    assert elsewhere.get("/me").status_code == 200


def test_right_words_are_no_tries(client: FlaskClient, ravi: str) -> None:
    for _ in range(12):
        assert enter(client, ravi, "wrong once") == 422
        fresh = new_client(client.application)
        assert enter(fresh, ravi, PASSWORD) == 302


def test_signing_out_everywhere_ends_the_other_browser(app: Flask, client: FlaskClient, cast: Cast) -> None:
    other = sign_in(new_client(app), cast.ravi)
    sign_in(client, cast.ravi)
    assert other.get("/me").status_code == 200
    client.post("/sign-out-everywhere")
    assert other.get("/me").status_code == 302


def test_a_new_password_ends_the_other_browser_and_keeps_this_one(app: Flask, client: FlaskClient, cast: Cast) -> None:
    joining.set_password(cast.ravi, PASSWORD, NOW)
    session.commit()
    other = sign_in(new_client(app), cast.ravi)
    sign_in(client, cast.ravi)
    new = "four loud summer words"
    assert client.post("/me/password", data={"current": "guess", "password": new}).status_code == 422
    assert client.post("/me/password", data={"password": new}).status_code == 422
    assert client.post("/me/password", data={"current": PASSWORD, "password": "short"}).status_code == 422
    assert client.post("/me/password", data={"current": PASSWORD, "password": new}).status_code == 302
    assert other.get("/me").status_code == 302
    assert client.get("/me").status_code == 200


def test_the_first_run_makes_an_admin_and_closes(app: Flask, client: FlaskClient) -> None:
    assert client.get("/sign-in").location == "/first-run"
    bad = client.post("/first-run", data={"name": "Ada", "email": "not", "password": PASSWORD})
    assert bad.status_code == 422
    assert 'value="Ada"' in bad.text
    answer = client.post("/first-run", data={"name": "Ada", "email": "ada@w.example", "password": PASSWORD})
    assert answer.location == "/"
    ada = queries.find_by_email("ada@w.example")
    assert ada is not None
    assert "admin" in ada.roles
    late = new_client(app)
    assert late.get("/first-run").status_code == 404
    eve = {"name": "Eve", "email": "eve@w.example", "password": PASSWORD}
    assert late.post("/first-run", data=eve).status_code == 404


def test_an_invitation_works_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    token = joining.invite(cast.rosa, NOW)
    session.commit()
    from app.core import clock

    with clock.set_to(NOW):
        assert "Hello Rosa" in client.get(f"/invitations/{token}").text
        assert client.post(f"/invitations/{token}", data={"password": "short"}).status_code == 422
        assert client.post(f"/invitations/{token}", data={"password": PASSWORD}).location == "/"
        assert new_client(app).get(f"/invitations/{token}").status_code == 404
    assert client.get("/invitations/unknown").status_code == 404


def test_settings_of_ones_own(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    good = {"name": "Ravi R", "time_zone": "Europe/Paris", "theme": "dark", "roles": "admin", "email": "x@y.example"}
    assert client.post("/me", data=good).status_code == 302
    page = client.get("/me").text
    assert 'data-theme="dark"' in page
    again = queries.find_by_email("ravi@wintermere.example")
    assert again is not None
    assert (again.name, again.roles) == ("Ravi R", ["rep"])
    assert client.post("/me", data={**good, "time_zone": "Mars/Base"}).status_code == 422
