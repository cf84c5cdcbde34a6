"""Runs migrations on the database of DATABASE_URL, or on the connection a caller hands over."""

from alembic import context
from sqlalchemy.engine import Connection

from app.core.db import connect
from app.core.types import UtcDateTime
from app.schema import metadata
from config import read_config


def render_item(kind: str, value: object, _context: object) -> str | bool:
    """A migration stands on its own: our column types are written as the plain ones they store."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_item=render_item,
        # SQLite cannot alter a column in place, so Alembic copies the table there.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with connect(read_config().database_url).connect() as own:
        migrate(own)
        own.commit()
