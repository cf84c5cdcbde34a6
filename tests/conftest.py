"""Real databases, real storage, a real app.

`db` binds the rooms to a fresh database and runs the test on SQLite and on PostgreSQL. `app` and `client` put the
pages on top, on SQLite. CI must have PostgreSQL, Redis and Chromium; elsewhere a test that misses them says so.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, text

from app import schema
from app.auth.models import User
from app.core import db as database
from app.core import mail, migrations, ratelimit, storage
from app.search import index
from app.sending import links
from app.tracking import recording
from app.vocabulary import wording
from config import Config, read_config
from tests.cast import Cast, make_cast
from tests.s3 import KEYS, PROGRAM, S3Server

SECRET = "a-secret-for-tests-only-0123456789abcdef"
POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379/5")


def missing(what: str) -> None:
    """Fails in CI, where everything must run; skips, saying why, on a machine that lacks it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: CI must have it")
    pytest.skip(what)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = database.connect(f"sqlite:///{path}")
    migrations.upgrade(engine)
    # The last connection to close folds the write-ahead log into the file, which can then be copied alone.
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str | None]:
    """A database of this process's own, dropped at the end; None when there is no server."""
    name = f"rapport_test_{os.getpid()}_{secrets.token_hex(3)}"
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    server.execute(f'CREATE DATABASE "{name}"')
    yield "postgresql+psycopg://" + POSTGRESQL.split("://", 1)[1].rpartition("/")[0] + f"/{name}"
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.close()


@pytest.fixture(scope="session")
def postgresql_engine(postgresql_url: str | None) -> Iterator[Engine | None]:
    if postgresql_url is None:
        yield None
        return
    engine = database.connect(postgresql_url)
    migrations.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A fresh SQLite file, bound."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    engine = database.connect(f"sqlite:///{tmp_path / 'test.db'}")
    yield from _bound(engine)
    engine.dispose()


@pytest.fixture
def postgresql(postgresql_engine: Engine | None) -> Iterator[Engine]:
    """The emptied PostgreSQL database, bound."""
    if postgresql_engine is None:
        missing("PostgreSQL does not answer (set TEST_POSTGRESQL)")
    assert postgresql_engine is not None
    names = ", ".join(f'"{table.name}"' for table in schema.metadata.sorted_tables)
    with postgresql_engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    yield from _bound(postgresql_engine)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An S3 server of this process's own."""
    if not PROGRAM.exists():
        missing("The S3 server is not installed (make .venv/dev)")
    server = S3Server()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        server.start()
        yield server
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Engine:
    """The rooms' database: each test that asks for it runs on both kinds."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


def _bound(engine: Engine) -> Iterator[Engine]:
    database.bind(engine)
    database.begin_as(writer=True)
    storage.open_storage("memory:")
    ratelimit.open_limits("memory://")
    wording.add_defaults()
    database.session.commit()
    yield engine
    # The writer remembers ids of this database; the next test's are others.
    recording.stop()
    database.session.remove()


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("instance")
    return read_config(
        secret_key=SECRET,
        base_url="http://localhost",
        database_url=f"sqlite:///{folder / 'unused.db'}",
        storage_url="memory:",
        search_index=folder / "index",
        instance=folder,
        development=True,
        jobs="worker",
        workspace_name="Wintermere",
        ratelimit_url="memory://",
        mail_url="dev:",
    )


@pytest.fixture(scope="session")
def flask_app(config: Config) -> Flask:
    from app.factory import create_app

    app = create_app(config)
    app.testing = True
    # A test must see the page a user would see, not a traceback.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def app(flask_app: Flask, sqlite: Engine, tmp_path: Path) -> Flask:
    """The whole app on a fresh SQLite file, with an index of its own."""
    return _reopened(flask_app, tmp_path)


@pytest.fixture
def app_on_both(flask_app: Flask, db: Engine, tmp_path: Path) -> Flask:
    """The whole app, once on SQLite and once on PostgreSQL."""
    return _reopened(flask_app, tmp_path)


def _reopened(app: Flask, folder: Path) -> Flask:
    """The app as the factory left it: a room's own tests point mail and links elsewhere in the same process."""
    config: Config = app.extensions["rapport"]
    index.open_index(folder / "index")
    mail.open_mail(config.mail_url, config.mail_from, config.instance / "mail")
    links.open_links(config.secret_key, config.base_url)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that sends the CSRF token with every form."""
    return new_client(app)


def new_client(app: Flask) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = "test"
    signer = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token")
    client.environ_base["HTTP_X_CSRFTOKEN"] = str(signer.dumps("test"))
    return client


def sign_in(client: FlaskClient, user: User) -> FlaskClient:
    """Makes `client` the browser of `user`."""
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()
        session["_fresh"] = True
    return client


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """Maya, Ravi, Rosa, Max, Ada and Bea, in whichever database the test has bound."""
    if not {"db", "sqlite", "postgresql", "app", "app_on_both", "client"} & set(request.fixturenames):
        request.getfixturevalue("sqlite")
    return make_cast()
