"""Reading one file of an import, before the database is asked anything."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Refused
from app.documents import rendering
from app.documents.file_types import format_of
from app.documents.formats import MARKDOWN
from app.library import front_matter, publishing
from app.library.front_matter import Matter
from app.library.import_walk import Found

MARKDOWN_LIMIT = rendering.SOURCE_LIMIT + front_matter.LIMIT
FILE_LIMIT = 50 << 20


@dataclass(frozen=True)
class Read:
    """What a file says about itself, the hash it is known by, and its Markdown or its format."""

    matter: Matter
    digest: str
    source: str = ""
    format: str = MARKDOWN


def read_markdown(found: Found) -> Read:
    if found.path.stat().st_size > MARKDOWN_LIMIT:
        raise Refused(f"too large: a Markdown text may have {rendering.SOURCE_LIMIT // 1000} kB")
    raw = found.path.read_bytes()
    try:
        given = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not text in UTF-8") from None
    if "\x00" in given:
        raise Refused("not text: it holds binary data")
    matter, source = front_matter.split(given.replace("\r\n", "\n"))
    if not source.strip():
        raise Refused("there is no text in it")
    return Read(front_matter.read(matter), hashlib.sha256(raw).hexdigest(), source)


def read_document(found: Found) -> Read:
    if found.path.stat().st_size > FILE_LIMIT:
        raise Refused(f"too large: a file may have {FILE_LIMIT >> 20} MB")
    format = format_of(found.path)
    if len(found.sidecars) > 1:
        raise Refused(f"both {found.sidecars[0].name} and {found.sidecars[1].name} are beside it; keep one")
    words = b"".join(_sidecar(path) for path in found.sidecars)
    try:
        matter = front_matter.read(words.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"{found.sidecars[0].name} beside it is not text in UTF-8") from None
    digest = hashlib.sha256((publishing.file_hash(found.path) + hashlib.sha256(words).hexdigest()).encode()).hexdigest()
    return Read(matter, digest, format=format)


def _sidecar(path: Path) -> bytes:
    if path.stat().st_size > front_matter.LIMIT:
        raise Refused(f"{path.name} beside it is too large")
    return path.read_bytes()
