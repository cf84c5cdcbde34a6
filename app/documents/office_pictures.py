"""The pictures within an Office file, told by their content: what would lead LibreOffice elsewhere is written anew."""

import re
import zlib

from app.core.errors import Refused
from app.documents import svg
from app.documents.file_types import is_svg

_LOOKED_AT = 64 << 10
_POSTSCRIPT = re.compile(rb"%!PS|\xc5\xd0\xd3\xc6")


def harmless(body: bytes) -> bytes:
    """A drawing in SVG comes written anew and PostScript not at all, whatever the part is called.

    LibreOffice tells pictures by their content, follows an SVG to any file of this machine, and hands PostScript to
    other programs.
    """
    head = body[:_LOOKED_AT]
    if head.startswith(b"\x1f\x8b"):
        return b"" if _holds_svg(_unpacked(body)) else body
    if _POSTSCRIPT.search(head[:4096]):
        return b""
    if not _holds_svg(head):
        return body
    try:
        return svg.Sanitised(body[: svg.SOURCE_LIMIT]).text.encode()
    except Refused:
        return b""


def _holds_svg(head: bytes) -> bool:
    return b"<svg" in head.replace(b"\x00", b"").lower() or is_svg(head)


def _unpacked(body: bytes) -> bytes:
    """The beginning of what is packed by itself, as in .emz; what cannot be unpacked is nothing."""
    try:
        return zlib.decompressobj(31).decompress(body, _LOOKED_AT)
    except zlib.error:
        return b""
