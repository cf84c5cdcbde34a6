"""The parts of an Office file: copied within caps, what reaches out cut off, and whether it is only what it shows."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from app.core.errors import Refused
from app.documents import office_pictures, packages

PART_LIMIT, XML_LIMIT, ALL_LIMIT = 64 << 20, 24 << 20, 200 << 20
# No part of text packs to less than a hundredth; below this size that is not worth a look.
_RATIO, _WORTH_A_LOOK = 200, 8 << 20
_PIECE = 1 << 20
_HYPERLINK = "/hyperlink"
_WEB = ("http://", "https://", "mailto:", "#")
BOMB = "This Office file unpacks to far more than it should, so we did not open it. Save it as PDF."
TOO_LARGE = f"This Office file holds more than {ALL_LIMIT >> 20} MB once unpacked. Save it as PDF."
ENTITIES = "This Office file declares XML entities, which no ordinary one does. Save it as PDF."

_ORDINARY = (
    ".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".fntdata",
    ".odttf", ".vml",
)  # fmt: skip
# What runs, reaches out, or holds what no page shows.
_MORE_THAN_SHOWN = re.compile(
    r"embeddings/|oleobject|activex|ctrlprops|customui|vbaproject|externallinks/|connections\.xml|querytables/|"
    r"pivotcache/|comments|threadedcomments|persons/|/model/|macrosheets|dialogsheets|webextensions|"
    r"recipientdata|glossary/|notesslides/",
    re.IGNORECASE,
)
_IN_XML = re.compile(
    rb"instrText[^<]{0,400}>[^<]{0,400}\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|MERGEFIELD)\b|"
    rb"\bw:instr=\"[^\"]{0,400}\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE)\b|"
    rb"ppaction://(?:program|macro|ole)|<w:(?:del|ins|moveFrom|vanish)[ />]|<w:altChunk|<ddeLink|"
    rb"<(?:\w+:)?(?:sheet|slide|sld)\b[^>]{0,600}\b(?:state=\"(?:veryH|h)idden\"|show=\"(?:0|false)\")|"
    rb"<(?:\w+:)?(?:row|col)\b[^>]{0,300}\bhidden=\"(?:1|true)\"|"
    rb"<(?:\w+:)?f\b[^>]{0,300}>[^<]{0,2000}(?:WEBSERVICE|\|)"
)


@dataclass
class Parts:
    """What was found. It is inert when its original says and does nothing that its pages do not."""

    is_inert: bool = True


def rewritten(path: Path, target: Path) -> Parts:
    """Copies it to `target`, where nothing reaches out and nothing is packed within. Raises Refused."""
    parts = Parts()
    with packages.opened(path) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        parts.is_inert = _is_plain_zip(path, package)
        entries = {entry.filename: entry for entry in package.infolist() if not entry.is_dir()}
        _check_sizes(list(entries.values()))
        for name, entry in entries.items():
            body = _checked(_read(package, entry), name, parts)
            copy.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED if len(body) < _PIECE else None)
    return parts


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """By what the directory claims; each part is held to it when it is read."""
    if sum(entry.file_size for entry in entries) > ALL_LIMIT:
        packed = sum(entry.compress_size for entry in entries)
        raise Refused(BOMB if packed * 50 < ALL_LIMIT else TOO_LARGE)
    for entry in entries:
        is_bomb = entry.file_size > _WORTH_A_LOOK and entry.file_size > _RATIO * max(entry.compress_size, 1)
        if is_bomb or entry.file_size > (XML_LIMIT if _is_xml(entry.filename) else PART_LIMIT):
            raise Refused(BOMB if is_bomb else TOO_LARGE)


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with package.open(entry) as part:
            return part.read(entry.file_size + 1)
    except RuntimeError:
        raise Refused("This Office file is locked with a password. Save it without one.") from None
    except Exception:
        # Each way of packing fails in errors of its own, and so does a part that is not what it claims.
        raise Refused(packages.BROKEN) from None


def _checked(body: bytes, name: str, parts: Parts) -> bytes:
    lower = name.lower()
    is_settings = "/printersettings/printersettings" in lower
    if lower.endswith((".rels", ".xml", ".vml")) or body[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<"):
        flat = body.replace(b"\x00", b"")
        if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
            raise Refused(ENTITIES)
        if _IN_XML.search(flat):
            parts.is_inert = False
    elif not is_settings and not lower.endswith(_ORDINARY):
        parts.is_inert = False
    if _MORE_THAN_SHOWN.search(lower):
        parts.is_inert = False
    if lower.endswith(".rels"):
        return _without_reach(body, parts)
    safe = b"" if "embeddings/" in lower or "activex" in lower else office_pictures.harmless(body)
    if safe != body:
        parts.is_inert = False
    return safe


def _without_reach(body: bytes, parts: Parts) -> bytes:
    """Relations to the web only as links that a person presses; every other one leads nowhere."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        raise Refused(packages.BROKEN) from None
    for each in root.iter("{*}Relationship"):
        if each.get("TargetMode", "").lower() != "external":
            continue
        is_link = each.get("Type", "").endswith(_HYPERLINK)
        if not is_link or not each.get("Target", "").strip().lower().startswith(_WEB):
            each.set("Target", "about:blank")
            parts.is_inert = False
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _is_plain_zip(path: Path, package: zipfile.ZipFile) -> bool:
    """Whether it is a zip from its first byte to its last, and says each name once."""
    names = [entry.filename for entry in package.infolist()]
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(size - 22)
        ending = file.read(4)
    begins = min((entry.header_offset for entry in package.infolist()), default=0)
    return ending == b"PK\x05\x06" and not package.comment and begins == 0 and len(names) == len(set(names))


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))
