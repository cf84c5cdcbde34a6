"""What a file is by its content, never by its name."""

from pathlib import Path
from xml.parsers import expat

import puremagic

from app.core.errors import Refused
from app.documents import packages
from app.documents.formats import IMAGE, PDF, VIDEO

ACCEPTED = (
    "a PDF, a PowerPoint, Word or Excel file (.pptx, .docx, .xlsx), a PNG, JPEG, WebP, GIF or SVG picture, "
    "or an MP4, WebM or MOV video"
)
_HEAD = 64 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The brands of files that are built like MP4 and hold something else.
_STILLS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_SOUNDS = (b"M4A ", b"M4B ", b"M4P ")
_OLD_VIDEO = (b"moov", b"mdat", b"wide", b"free", b"skip")


def format_of(path: Path) -> str:
    """One of `formats`. Raises Refused, naming what it seems to be, on the field `file`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise Refused("This file is empty.", "file")
    if head.startswith(b"PK\x03\x04"):
        return packages.format_of(path)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP") or is_svg(head):
        return IMAGE
    if _is_video(head):
        return VIDEO
    raise Refused(_why_not(path, head), "file")


def is_svg(head: bytes) -> bool:
    """Whether this is the beginning of an XML file whose first element is `svg`."""
    if b"<svg" not in head and b":svg" not in head and b"<\x00s\x00v\x00g" not in head:
        return False
    names: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _attributes: names.append(name)
    try:
        for start in range(0, len(head), 512):
            parser.Parse(head[start : start + 512], False)
            if names:
                break
    except expat.ExpatError:
        # Whatever is wrong behind the first element is found by those who draw it.
        pass
    return bool(names) and names[0].rpartition(" ")[2] == "svg"


def _is_video(head: bytes) -> bool:
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return b"webm" in head[:80]
    if head[4:8] == b"ftyp":
        return head[8:12] not in _STILLS + _SOUNDS
    return head[4:8] in _OLD_VIDEO


def _why_not(path: Path, head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:400].lower()
    if head.startswith(_OLE):
        return packages.why_not_old_office(path)
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "This is a web page. Print it to a PDF, or add it as a link."
    if head[4:8] == b"ftyp" and head[8:12] in _STILLS:
        return "This is a HEIC or AVIF picture, which many programs cannot open. Save it as JPEG or PNG."
    if head[4:8] == b"ftyp":
        return "This is a sound file. Only videos with a picture can be shown."
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "This is a Matroska video (.mkv), which browsers do not play. Export it as MP4."
    if start.startswith(b"{\\rtf"):
        return "This is an RTF text. Open it in Word and save it as .docx, or as PDF."
    return f"This is {_called(head)}. Choose {ACCEPTED}."


def _called(head: bytes) -> str:
    try:
        name = puremagic.from_string(head[:4096])
    except (puremagic.PureError, ValueError):
        return "not a type of file we can show"
    return f"a file of type {name}" if name else "not a type of file we can show"
