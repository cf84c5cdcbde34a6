"""Migrations make exactly the schema of the models, and go back, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from app import schema
from app.core import migrations
from app.core.db import connect
from tests.conftest import POSTGRESQL, missing


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    try:
        server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        missing("PostgreSQL does not answer (set TEST_POSTGRESQL)")
    name = f"rapport_migrations_{tmp_path.name.replace('-', '_')[-30:]}"
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{name}"')
    engine = connect("postgresql+psycopg://" + POSTGRESQL.split("://", 1)[1].rpartition("/")[0] + f"/{name}")
    yield engine
    engine.dispose()
    server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


def test_up_is_the_models_and_down_is_nothing(empty: Engine) -> None:
    assert not migrations.is_current(empty)
    for _round in range(2):
        migrations.upgrade(empty)
        assert migrations.is_current(empty)
        with empty.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, schema.metadata) == []
        migrations.downgrade(empty, "base")
        assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
