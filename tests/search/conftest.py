"""A database with an index of its own beside it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.core.transaction import commit
from app.search import index, indexing
from tests.cast import NOW


@pytest.fixture
def folder(db: Engine, tmp_path: Path) -> Path:
    """Where the index is, on each kind of database."""
    index.open_index(tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def one_folder(sqlite: Engine, tmp_path: Path) -> Path:
    """The same on SQLite alone, for what the database has no part in."""
    index.open_index(tmp_path / "index")
    return tmp_path / "index"


def index_all() -> None:
    """What the sweep and the worker do."""
    indexing.queue_stale(NOW)
    commit()
    indexing.index_stale(NOW)
    commit()
