"""A request's body into storage, part by part: never whole in memory, and each part durable once it is counted."""

import tempfile
from pathlib import Path
from typing import IO

from werkzeug.exceptions import ClientDisconnected

from app.core import clock
from app.core.db import begin_as
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.uploads import parts, receiving
from app.uploads.models import Upload

PART, BITE = 8 << 20, 1 << 16
# A connection that dropped without a word must not keep one of the server's threads.
PATIENCE = 30.0


class Overtaken(Refused):
    """Somebody else has stored these bytes, or the upload is gone."""


class Body:
    """What a request brings. It ends where the connection does: what came until then is kept."""

    def __init__(self, stream: IO[bytes], connection: object = None) -> None:
        self._stream = stream
        if hasattr(connection, "settimeout"):
            connection.settimeout(PATIENCE)

    def fill(self, path: Path, most: int) -> int:
        """Writes up to `most` of the next bytes to a local file. Returns how many."""
        written = 0
        with path.open("wb") as out:
            while written < most and (bite := self._bite(min(BITE, most - written))):
                written += out.write(bite)
        return written

    def _bite(self, most: int) -> bytes:
        try:
            return self._stream.read(most)
        except (ClientDisconnected, OSError):
            return b""


def take(upload: Upload, body: Body) -> int:
    """Adds what the body brings to an upload and returns its new offset. Raises Overtaken.

    No transaction is open while bytes arrive or go into storage: an upload may take minutes.
    """
    commit()
    begin_as(writer=True)
    position = upload.received
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        path = Path(folder) / "part"
        while size := body.fill(path, min(PART, upload.size - position)):
            _add(upload, position, size, path)
            position += size
    return position


def _add(upload: Upload, position: int, size: int, path: Path) -> None:
    key = parts.keep(upload, position, path)
    if receiving.take_part(upload, position, size, key, clock.now()):
        commit()
        return
    rollback()
    parts.discard(key)
    raise Overtaken("Another upload of this file is under way.")
