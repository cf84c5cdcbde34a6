"""What a file is by its content, never by its name."""

from pathlib import Path

import puremagic

from app.core.errors import Refused
from app.documents.formats import IMAGE, PDF

ACCEPTED = "a PDF, or a PNG, JPEG, WebP or GIF picture"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def format_of(path: Path) -> str:
    """PDF or IMAGE. Raises Refused, naming what it seems to be, on the field `file`."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise Refused("This file is empty.", "file")
    if b"%PDF-" in head:
        return PDF
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return IMAGE
    raise Refused(f"This is {_called(head)}. Choose {ACCEPTED}.", "file")


def _called(head: bytes) -> str:
    start = head.lstrip()[:400].lower()
    if b"<svg" in start:
        return "an SVG drawing, which can carry scripts"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if head.startswith(b"PK\x03\x04"):
        return "a zip archive or an Office document (save it as PDF first)"
    try:
        name = puremagic.from_string(head)
    except (puremagic.PureError, ValueError):
        return "not a type of file we can show"
    return f"a file of type {name}" if name else "not a type of file we can show"
