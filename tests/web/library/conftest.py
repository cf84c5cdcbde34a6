"""Who is at the library's pages: each signed in, in a browser of their own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.conftest import new_client, sign_in


@pytest.fixture
def maya(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.maya)


@pytest.fixture
def ravi(app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(new_client(app), cast.ravi)


@pytest.fixture
def ada(app: Flask, cast: Cast) -> FlaskClient:
    return sign_in(new_client(app), cast.ada)
