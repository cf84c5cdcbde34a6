"""Every address of an account answers somebody else like an address that is not there."""

import pytest
from flask.testing import FlaskClient

from app.accounts import importing
from app.core.db import session
from tests.cast import NOW, Cast
from tests.conftest import sign_in

READ = ["", "/people/PERSON"]
WRITE = [
    ("GET", "/edit"), ("POST", "/edit"), ("GET", "/people/new"), ("POST", "/people/new"),
    ("GET", "/people/PERSON/edit"), ("POST", "/people/PERSON/edit"), ("POST", "/people/PERSON/remove"),
    ("GET", "/import"), ("POST", "/import"), ("GET", "/import/FILE"), ("POST", "/import/FILE"),
    ("POST", "/import/rows/ROW"), ("POST", "/import/drop"),
]  # fmt: skip
ALL = [("GET", path) for path in READ] + WRITE


@pytest.fixture
def places(cast: Cast) -> dict[str, str]:
    """Real ids on Fernholt for what stands in capitals above."""

    def receive() -> importing.ImportFile:
        return importing.receive(cast.ravi, cast.fernholt, NOW, file_name="p.csv", raw=b"Name,E-mail\nA,a\n")

    row = importing.take(receive(), cast.fernholt, {0: "name", 1: "email"}, NOW).bad[0]
    file = receive()
    session.commit()
    return {"PERSON": cast.bea.public_id, "FILE": file.public_id, "ROW": row.public_id}


def ask(client: FlaskClient, cast: Cast, places: dict[str, str], method: str, path: str) -> int:
    for word, public_id in places.items():
        path = path.replace(word, public_id)
    return client.open(f"/accounts/{cast.fernholt.public_id}{path}", method=method).status_code


@pytest.mark.parametrize(("method", "path"), ALL)
def test_the_rep_of_another_account_finds_nothing(
    client: FlaskClient, cast: Cast, places: dict[str, str], method: str, path: str
) -> None:
    assert ask(sign_in(client, cast.rosa), cast, places, method, path) == 404


@pytest.mark.parametrize(("method", "path"), ALL)
def test_the_owner_finds_it(client: FlaskClient, cast: Cast, places: dict[str, str], method: str, path: str) -> None:
    assert ask(sign_in(client, cast.ravi), cast, places, method, path) in (200, 302, 422)


@pytest.mark.parametrize(("method", "path"), WRITE)
def test_a_marketer_changes_nothing(
    client: FlaskClient, cast: Cast, places: dict[str, str], method: str, path: str
) -> None:
    assert ask(sign_in(client, cast.maya), cast, places, method, path) == 404


@pytest.mark.parametrize("path", READ)
def test_a_marketer_reads(client: FlaskClient, cast: Cast, places: dict[str, str], path: str) -> None:
    assert ask(sign_in(client, cast.maya), cast, places, "GET", path) == 200


@pytest.mark.parametrize(("method", "path"), ALL)
def test_nobody_is_sent_to_sign_in(
    client: FlaskClient, cast: Cast, places: dict[str, str], method: str, path: str
) -> None:
    assert ask(client, cast, places, method, path) == 302


@pytest.mark.parametrize(("method", "path"), [each for each in ALL if "PERSON" in each[1] or "ROW" in each[1]])
def test_ids_of_fernholt_open_nothing_on_ones_own_account(
    client: FlaskClient, cast: Cast, places: dict[str, str], method: str, path: str
) -> None:
    from tests.factories import an_account

    own = an_account(cast.rosa)
    for word, public_id in places.items():
        path = path.replace(word, public_id)
    assert sign_in(client, cast.rosa).open(f"/accounts/{own.public_id}{path}", method=method).status_code == 404
