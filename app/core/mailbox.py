"""A folder in place of a mail server: what the app sends in development and demo, for /dev/mail to show."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from app.core import tokens
from app.core.errors import NotFound


@dataclass(frozen=True)
class FolderTransport:
    """Writes each message to a file named after its Message-ID: sent twice, it is there once."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{tokens.fingerprint(str(message['Message-ID']))[:24]}.eml"
        half = path.with_suffix(f".{tokens.public_id()}.tmp")
        with half.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def messages(self, limit: int = 200) -> list["Kept"]:
        """The newest first."""
        paths = sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        return [_kept(path) for path in paths[:limit]]

    def read(self, key: str) -> "Kept":
        """Raises NotFound."""
        path = self.folder / f"{key}.eml"
        if not re.fullmatch(r"[0-9a-f]{24}", key) or not path.is_file():
            raise NotFound
        return _kept(path)


@dataclass(frozen=True)
class Kept:
    """A message in the folder, and when it came."""

    key: str
    at: datetime
    message: EmailMessage

    def part(self, kind: str) -> str:
        """Its "plain" or "html" text."""
        body = self.message.get_body((kind,))
        return str(body.get_content()) if isinstance(body, EmailMessage) else ""


def _kept(path: Path) -> Kept:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return Kept(path.stem, datetime.fromtimestamp(path.stat().st_mtime, UTC), message)
