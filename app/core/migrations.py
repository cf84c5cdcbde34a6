"""Bringing a database to the newest schema; run by command, never by the factory."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Applies what is missing."""
    with engine.begin() as connection:
        command.upgrade(_settings(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes back to `revision`, or everything with "base"."""
    with engine.begin() as connection:
        command.downgrade(_settings(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest revision."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _newest()


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_settings(None)).get_current_head()


def _settings(connection: object) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(_FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings
