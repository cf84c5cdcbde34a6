"""Uploads as the pages make them, without the pages."""

from datetime import datetime, timedelta
from pathlib import Path

from app.auth.models import User
from app.core.db import session
from app.library.models import Asset
from app.uploads import parts, receiving
from app.uploads.models import Upload
from tests.cast import NOW


def send(upload: Upload, position: int, content: bytes, folder: Path, at: datetime = NOW) -> bool:
    """Stores bytes and counts them in; False when they were not taken."""
    path = folder / "part"
    path.write_bytes(content)
    key = parts.keep(upload, position, path)
    taken = receiving.take_part(upload, position, len(content), key, at)
    session.commit()
    return taken


def bring(
    user: User, content: bytes, folder: Path, name: str = "paper.pdf", at: datetime = NOW, target: Asset | None = None
) -> Upload:
    """A file that is all there, in two parts, and waits to be settled."""
    upload = receiving.begin(user, name, len(content), at, limit_mb=50, target=target)
    half = len(content) // 2
    session.commit()
    if content:
        assert send(upload, 0, content[:half], folder, at)
        assert send(upload, half, content[half:], folder, at)
    return upload


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)
