"""What a zip or an old Office container holds, told from its directory: nothing in it is unpacked here."""

import struct
import zipfile
from pathlib import Path

from app.core.errors import Refused
from app.documents.formats import SHEET, SLIDES, TEXT

MOST_PARTS = 5_000
_DIRECTORY_LIMIT = 2 << 20
_TYPES_LIMIT = 1 << 20
_SCANNED, _PIECE = 64 << 20, 1 << 20
_TYPES = "[Content_Types].xml"
_MAIN = {
    b"presentationml.presentation.main+xml": SLIDES,
    b"presentationml.slideshow.main+xml": SLIDES,
    b"presentationml.template.main+xml": SLIDES,
    b"wordprocessingml.document.main+xml": TEXT,
    b"wordprocessingml.template.main+xml": TEXT,
    b"spreadsheetml.sheet.main+xml": SHEET,
    b"spreadsheetml.template.main+xml": SHEET,
}
# Names in the directory of an old container, as they are written there.
_OLD = {
    "EncryptedPackage": "This Office file is locked with a password. Save it without one, then upload it again.",
    "WordDocument": "This is an old Word file (.doc). Save it as .docx or as PDF, then upload that.",
    "PowerPoint Document": "This is an old PowerPoint file (.ppt). Save it as .pptx or as PDF, then upload that.",
    "Workbook": "This is an old Excel file (.xls). Save it as .xlsx or as PDF, then upload that.",
}
TOO_MANY = f"This file is packed from more than {MOST_PARTS:,} parts, which no ordinary Office file is."
BROKEN = "This Office file or zip archive is damaged: it does not open."
MACROS = "This Office file carries macros, which are programs. Save it without them (.pptx, .docx, .xlsx) or as PDF."


def format_of(path: Path) -> str:
    """SLIDES, TEXT or SHEET of a zip that is an Office file. Raises Refused for every other zip."""
    with opened(path) as package:
        names = package.namelist()
        if _TYPES not in names:
            raise Refused(_why_not_office(package, names), "file")
        types = read_part(package, _TYPES, _TYPES_LIMIT)
    if b"macroenabled" in types.lower() or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(MACROS, "file")
    found = {format for main, format in _MAIN.items() if main in types}
    if len(found) != 1:
        raise Refused("This is not a PowerPoint, Word or Excel file that we can show. Save it as PDF.", "file")
    return found.pop()


def opened(path: Path) -> zipfile.ZipFile:
    """The zip, once its directory is known to be small. Raises Refused."""
    _check_directory(path)
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise Refused(BROKEN, "file") from None


def read_part(package: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """One part, at most `limit` bytes of it. Raises Refused."""
    try:
        with package.open(name) as part:
            body = part.read(limit + 1)
    except Exception:
        # Each way of packing fails in errors of its own.
        raise Refused(BROKEN, "file") from None
    if len(body) > limit:
        raise Refused(BROKEN, "file")
    return body


def why_not_old_office(path: Path) -> str:
    """The sentence for a container of the time before .docx, by the names in it."""
    with path.open("rb") as file:
        before = b""
        for _ in range(_SCANNED // _PIECE):
            piece = before[-80:] + file.read(_PIECE)
            for name, sentence in _OLD.items():
                if name.encode("utf-16-le") in piece:
                    return sentence
            before = piece
    return "This is an old Office file. Save it as .pptx, .docx, .xlsx or PDF, then upload that."


def _why_not_office(package: zipfile.ZipFile, names: list[str]) -> str:
    kind = read_part(package, "mimetype", 200) if "mimetype" in names else b""
    if b"opendocument" in kind:
        return "This is an OpenDocument file. Save it as PDF (or as .pptx, .docx, .xlsx), then upload that."
    if b"epub" in kind:
        return "This is an e-book (EPUB). Save it as PDF, then upload that."
    return "This is a zip archive. Unpack it and upload the files in it."


def _check_directory(path: Path) -> None:
    """Raises Refused for a directory of very many parts, before anybody reads it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - 66_000, 0))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise Refused(BROKEN, "file")
    parts, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    # A directory for archives over 4 GB stands elsewhere, with counts of its own.
    is_giant = tail[max(place - 20, 0) :].startswith(b"PK\x06\x07")
    if parts > MOST_PARTS or length > _DIRECTORY_LIMIT or is_giant:
        raise Refused(TOO_MANY, "file")
