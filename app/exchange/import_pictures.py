"""Pictures that a Markdown text shows by a path: found in it, taken with it and named in it by their ids."""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import ColumnElement, select

from app.auth.models import User
from app.core import db, tokens
from app.library import files, picturing
from app.library.models import Picture
from app.library.picturing import Stored

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg")
LIMIT = 1_000_000
MOST = 200
IMAGE = re.compile(r"(!\[[^\]\n]{0,1000}\]\()<?([^\s()<>]{1,500})>?((?:\s+\"[^\"\n]{0,500}\")?\))")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_ID = re.compile(rf"[{tokens.ALPHABET}]{{14}}")
_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})


def paths_in(text: Path, root: Path) -> set[Path]:
    """The pictures below `root` that a Markdown file shows."""
    try:
        with text.open("rb") as file:
            source = file.read(LIMIT).decode("utf-8", "ignore")
    except OSError:
        return set()
    return {path for target in targets(source) if (path := find(target, text, root)) is not None}


def targets(source: str) -> Iterator[str]:
    """Where the pictures of a text are said to be, in order; examples in code are none."""
    for line in _lines(source) if "![" in source else ():
        if line is not None:
            yield from (match[2] for match in IMAGE.finditer(line))


def renamed(source: str, names: dict[str, str]) -> str:
    """The text with other targets for its pictures; those without a new one stay."""
    lines = source.split("\n")
    for number, line in enumerate(_lines(source)):
        if line is not None and "](" in line:
            lines[number] = IMAGE.sub(lambda match: match[1] + names.get(match[2], match[2]) + match[3], line)
    return "\n".join(lines)


def find(target: str, text: Path, root: Path) -> Path | None:
    """The picture at a relative path, if it is an ordinary file below `root`, reached without a link."""
    bare = unquote(target)
    if "\x00" in bare or not bare.lower().endswith(ENDINGS) or bare.startswith("/") or ":" in bare:
        return None
    path = text.parent
    for part in bare.split("/"):
        path = path if part in ("", ".") else path.parent if part == ".." else path / part
        if not path.is_relative_to(root) or path.is_symlink() or (part.startswith(".") and part not in (".", "..")):
            return None
    try:
        return path if path.is_file() else None
    except OSError:
        return None


def store(path: Path, user: User) -> tuple[str, Stored | None]:
    """The id by which the text names the picture, and what is to become a row, or None when it is one already.

    A picture of an export is called by its id and keeps it, unless another one has it here. To be called while no
    transaction is open. Raises Refused.
    """
    named = path.stem if _ID.fullmatch(path.stem) else ""
    known = _find(Picture.public_id == named) if named else None
    if known is not None and _holds(known[1], path):
        return named, None
    same = _find(Picture.content_hash == files.digest_of(path), Picture.uploader_id == user.id)
    if same is not None:
        return same[0], None
    stored = picturing.store(path, path.name)
    if named and is_clean(path.read_bytes()):
        # It was drawn by us once: drawn anew each time, it would lose a little each time.
        stored = replace(stored, key=files.put(path))
    return (named if named and known is None else tokens.public_id()), stored


def is_clean(body: bytes) -> bool:
    """Whether a file is one WebP picture and nothing beside, before or after it."""
    if body[:4] != b"RIFF" or body[8:12] != b"WEBP" or len(body) != int.from_bytes(body[4:8], "little") + 8:
        return False
    place = 12
    while place + 8 <= len(body):
        name, size = struct.unpack_from("<4sI", body, place)
        if name not in _CHUNKS:
            return False
        place += 8 + size + size % 2
    return place == len(body)


def _lines(source: str) -> Iterator[str | None]:
    """Each line, or None for one that is code."""
    fence = ""
    for line in source.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
            yield None
        else:
            yield None if fence else line


def _find(*where: ColumnElement[bool]) -> tuple[str, str] | None:
    """The public id and the key of a picture."""
    wanted = select(Picture.public_id, Picture.key).where(*where).order_by(Picture.id).limit(1)
    with db.reading(), db.engine().connect() as connection:
        row = connection.execute(wanted).one_or_none()
    return (row[0], row[1]) if row is not None else None


def _holds(key: str, path: Path) -> bool:
    try:
        return files.reader(key).read() == path.read_bytes() if path.stat().st_size < 20 << 20 else False
    except FileNotFoundError:
        return False
