"""Reading one file of an import, before the database is asked anything."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import Refused
from app.documents import rendering
from app.documents.file_types import format_of
from app.documents.formats import LINK, MARKDOWN, VIDEO
from app.exchange import front_matter, import_pictures
from app.exchange.front_matter import Matter
from app.exchange.import_walk import CAPTIONS, Found
from app.library import files

MARKDOWN_LIMIT = rendering.SOURCE_LIMIT + front_matter.LIMIT


@dataclass(frozen=True)
class Read:
    """What a file says about itself, the hash it is known by, and its Markdown, its address or its format.

    `pictures` are the local pictures of a text by the path it shows them by; `captions` belong to a video.
    """

    matter: Matter
    digest: str
    source: str = ""
    format: str = MARKDOWN
    pictures: dict[str, Path] = field(default_factory=dict)
    captions: Path | None = None


def read(found: Found, most_bytes: int) -> Read:
    """One file as the walk found it; a file may have `most_bytes`. Raises Refused, OSError."""
    return _read_markdown(found) if found.is_markdown else _read_document(found, most_bytes)


def _read_markdown(found: Found) -> Read:
    if found.path.stat().st_size > MARKDOWN_LIMIT:
        raise Refused(f"too large: a Markdown text may have {rendering.SOURCE_LIMIT // 1000} kB")
    raw = found.path.read_bytes()
    try:
        given = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not text in UTF-8") from None
    if "\x00" in given:
        raise Refused("not text: it holds binary data")
    words, source = front_matter.split(given.replace("\r\n", "\n"))
    matter = front_matter.read(words)
    if matter.link:
        if source.strip():
            matter.notes.append("the text below its link was passed over: a link has none")
        return Read(matter, _digest(raw), matter.link, LINK)
    if not source.strip():
        raise Refused("there is no text in it")
    pictures = _pictures(found, source, matter.notes)
    return Read(matter, _digest(raw, *pictures.values()), source, pictures=pictures)


def _pictures(found: Found, source: str, notes: list[str]) -> dict[str, Path]:
    targets = list(dict.fromkeys(import_pictures.targets(source)))
    if len(targets) > import_pictures.MOST:
        notes.append(f"only its first {import_pictures.MOST} pictures were looked at")
    known = {target: import_pictures.find(target, found.path, found.root) for target in targets[: import_pictures.MOST]}
    return {target: path for target, path in known.items() if path is not None}


def _read_document(found: Found, most_bytes: int) -> Read:
    if found.path.stat().st_size > most_bytes:
        raise Refused(f"too large: a file may have {most_bytes >> 20} MB")
    format = format_of(found.path)
    if len(found.sidecars) > 1:
        raise Refused(f"both {found.sidecars[0].name} and {found.sidecars[1].name} are beside it; keep one")
    words = b"".join(_small(path, front_matter.LIMIT) for path in found.sidecars)
    try:
        matter = front_matter.read(words.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(f"{found.sidecars[0].name} beside it is not text in UTF-8") from None
    captions = _captions(found, matter) if format == VIDEO else None
    beside = [captions] if captions else []
    return Read(matter, _digest(words, found.path, *beside), format=format, captions=captions)


def _captions(found: Found, matter: Matter) -> Path | None:
    """The file that its front matter names, or one called like the video."""
    wanted = {matter.captions} if matter.captions else {found.path.stem + ending for ending in CAPTIONS}
    chosen = next((path for path in found.captions if path.name in wanted), None)
    if chosen is None and matter.captions:
        matter.notes.append(f"there are no captions called “{matter.captions[:80]}” beside it")
    return chosen


def _digest(words: bytes, *beside: Path) -> str:
    """What a file is known by the next time, with whatever belongs to it."""
    parts = [*(files.digest_of(path) for path in beside), hashlib.sha256(words).hexdigest()]
    return hashlib.sha256("".join(parts).encode()).hexdigest() if beside else parts[0]


def _small(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise Refused(f"{path.name} beside it is too large")
    return path.read_bytes()
