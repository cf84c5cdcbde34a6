"""A file where text is expected, on every field of every form: refused with words, never a fault."""

from io import BytesIO

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import FileField

from app.core.db import session
from app.web.forms import Form
from tests.contracts.test_access import World, rules, world

__all__ = ["world"]
FIELDS = (
    "email", "password", "current", "name", "title", "summary", "source", "say", "use_when", "note", "subject",
    "message", "hint", "to", "item", "roles", "role", "stage", "theme", "time_zone", "expires", "channel", "form_key",
    "nonce", "choice", "pass", "q", "next", "act", "department", "new_department", "audience", "rivals", "departments",
    "kind", "risk", "bait", "provenance", "source_name", "source_on", "owner", "review_by", "expires_on", "replaced_by",
    "new_rival", "reviewer", "edits", "about", "url",
)  # fmt: skip


def all_forms(kind: type = FlaskForm) -> list[type]:
    return [each for found in kind.__subclasses__() for each in (found, *all_forms(found))]


def test_every_form_is_one_of_ours(flask_app: Flask) -> None:
    mine = [form for form in all_forms() if form.__module__.startswith("app.")]
    assert len(mine) > 8
    assert [form.__name__ for form in mine if not issubclass(form, Form)] == []


@pytest.mark.parametrize("who", ["nobody", "ravi", "maya", "ada"])
def test_a_file_in_place_of_text_is_no_fault(world: World, who: str) -> None:
    from tests.conftest import new_client, sign_in

    for rule in rules(world.app):
        if not rule.methods or "POST" not in rule.methods:
            continue
        client = new_client(world.app)
        if who != "nobody":
            sign_in(client, getattr(world.cast, who))
        data = {name: (BytesIO(b"text"), "field.txt") for name in FIELDS}
        answer = client.post(world.path(rule), data=data, content_type="multipart/form-data")
        assert answer.status_code < 500, f"{rule.endpoint}: {answer.status_code}"
        session.remove()


def test_only_a_file_field_reads_a_file(flask_app: Flask) -> None:
    class Probe(Form):
        file = FileField("File")

    with flask_app.test_request_context(
        "/", method="POST", data={"file": (BytesIO(b"x"), "x.txt")}, content_type="multipart/form-data"
    ):
        assert Probe(meta={"csrf": False}).file.data.filename == "x.txt"
