"""A writer of each test's own, and a spool in its folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.tracking import recording
from tests.conftest import SECRET


@pytest.fixture(autouse=True)
def own_writer(tmp_path: Path) -> Iterator[None]:
    recording.open_recording(SECRET, tmp_path / "spool")
    yield
    recording.stop()
