"""Importing through the pages: upload, columns, result, mending."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import ImportFile, ImportRow, Stakeholder
from app.core.db import session
from tests.cast import Cast
from tests.conftest import sign_in


def upload(client: FlaskClient, cast: Cast, raw: bytes, name: str = "people.csv") -> "tuple[int, str, str]":
    answer = client.post(
        f"/accounts/{cast.fernholt.public_id}/import",
        data={"file": (io.BytesIO(raw), name)},
        content_type="multipart/form-data",
    )
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def names() -> list[str]:
    session.remove()
    return list(session.scalars(select(Stakeholder.name).order_by(Stakeholder.id)))


def test_from_file_to_people_with_a_row_to_mend(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    raw = b"Who,E-mail address,Shoe size\nAnn Lee,ann@a.example,38\nBob,bob.example,4\nB. Baker,BEA@fernholt.example,\n"
    status, columns, _ = upload(client, cast, raw)
    assert status == 302
    text = client.get(columns).text
    assert "Shoe size" in text
    assert '<option value="email" selected>' in text
    data = {"column-0": "name", "column-1": "email", "column-2": ""}
    answer = client.post(columns, data=data)
    assert answer.status_code == 302
    assert names() == ["B. Baker", "Ann Lee"]
    text = client.get(answer.headers["Location"]).text
    assert "1 person added, 1 updated" in text
    assert "Line 3 of people.csv: This is not an e-mail address" in text
    row = session.scalars(select(ImportRow)).one()
    path = f"/accounts/{cast.fernholt.public_id}/import/rows/{row.public_id}"
    session.remove()
    again = client.post(path, data={"name": "Bob", "email": "bob@", "act": "retry"})
    assert again.status_code == 422
    assert 'value="bob@"' in again.text
    assert client.post(path, data={"name": "Bob", "email": "bob@a.example", "act": "retry"}).status_code == 302
    assert names() == ["B. Baker", "Ann Lee", "Bob"]
    assert client.post(path, data={"act": "drop"}).status_code == 404


def test_rows_are_dropped(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    _, columns, _ = upload(client, cast, b"Name,E-mail\nA,a\nB,b\n")
    client.post(columns, data={"column-0": "name", "column-1": "email"})
    row = session.scalars(select(ImportRow)).first()
    assert row is not None
    base = f"/accounts/{cast.fernholt.public_id}/import"
    session.remove()
    assert client.post(f"{base}/rows/{row.public_id}", data={"act": "drop"}).status_code == 302
    assert client.post(f"{base}/drop").status_code == 302
    assert session.scalars(select(ImportRow)).all() == []


def test_columns_that_make_no_sense_come_back_and_the_file_survives(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    _, columns, _ = upload(client, cast, b"Name,E-mail\nA,a@a.example\n")
    answer = client.post(columns, data={"column-0": "name", "column-1": "name"})
    assert answer.status_code == 422
    assert "Two columns are set to “Name”" in answer.text
    assert client.post(columns, data={"column-0": "owner_id", "column-9": "name"}).status_code == 422
    assert client.post(columns, data={"column-0": "name", "column-1": "email"}).status_code == 302
    assert client.get(columns).status_code == 404


def test_the_file_waits_for_its_uploader_only(client: FlaskClient, cast: Cast) -> None:
    _, columns, _ = upload(sign_in(client, cast.ravi), cast, b"Name\nA\n")
    assert sign_in(client, cast.max).get(columns).status_code == 404


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "nothing to read"),
        (b"\x00" * 5000, "nothing to read"),
        (b"PK\x03\x04" + b"\x00" * 100, "Excel workbook"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "no people below"),
        (b'"' * 10_001, "no people below"),
        (b"Name\n" + b"A\n" * 5001, "5,001 people"),
        (b"Name\n" + b"x" * (6 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_bad_files_get_a_sentence(client: FlaskClient, cast: Cast, raw: bytes, said: str) -> None:
    status, _, text = upload(sign_in(client, cast.ravi), cast, raw)
    assert status == 422
    assert said in text
    assert session.scalar(select(ImportFile)) is None


def test_no_file_and_a_file_that_is_text(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    for data in ({}, {"file": "Name,E-mail"}):
        answer = client.post(f"/accounts/{cast.fernholt.public_id}/import", data=data)
        assert answer.status_code == 422
        assert "Choose a CSV file." in answer.text


def test_odd_file_names_and_result_numbers(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    status, columns, _ = upload(client, cast, b"Name\nA\n", "../\u202eevil" + "x" * 400 + ".csv")
    assert status == 302
    assert client.get(columns).status_code == 200
    assert client.get(f"/accounts/{cast.fernholt.public_id}/import?added=x&bad=<b>").status_code == 200
