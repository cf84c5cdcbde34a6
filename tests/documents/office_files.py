"""Office files made by code: ordinary ones, and what an attacker would make of them."""

import io
import struct
import zipfile
from collections.abc import Callable

from docx import Document
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation

_TYPES = "[Content_Types].xml"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def slides(titles: list[str] | None = None, notes: str = "") -> bytes:
    deck = Presentation()
    for title in titles if titles is not None else ["The curve", "What it costs"]:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"Words under {title}"
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    return _saved(deck.save)


def text(*paragraphs: str) -> bytes:
    document = Document()
    document.add_heading("Payback in 11 months", 1)
    for paragraph in paragraphs or ("A depot pays for itself.",):
        document.add_paragraph(paragraph)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cost", "60,000"
    return _saved(document.save)


def sheet(rows: list[list[object]] | None = None, hidden: str = "") -> bytes:
    book = Workbook()
    page = book.active
    page.title = "Prices"
    for row in rows or [["Item", "Price"], ["Depot", 60_000]]:
        page.append(row)
    if hidden:
        other = book.create_sheet("Margins")
        other.append([hidden])
        other.sheet_state = "hidden"
    return _saved(book.save)


def changed(content: bytes, parts: dict[str, bytes | Callable[[bytes], bytes]], comment: bytes = b"") -> bytes:
    """The same file with parts replaced, rewritten or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in dict.fromkeys([*given.namelist(), *parts]):
            before = given.read(name) if name in given.namelist() else b""
            change = parts.get(name, before)
            copy.writestr(name, change(before) if callable(change) else change)
        copy.comment = comment
    return out.getvalue()


def with_macros() -> bytes:
    return changed(
        text(),
        {
            "word/vbaProject.bin": b"\xd0\xcf\x11\xe0Sub AutoOpen()",
            _TYPES: lambda body: body.replace(
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
        },
    )


def with_relation(content: bytes, rels: str, kind: str, target: str) -> bytes:
    """Another relation out of the file."""
    added = f'<Relationship Id="rIdX" Type="{_KIND}/{kind}" Target="{target}" TargetMode="External"/>'
    return changed(
        content, {rels: lambda body: body.replace(b"</Relationships>", added.encode() + b"</Relationships>")}
    )


def with_body(words: str) -> bytes:
    """A text whose body begins with the XML `words`."""
    return changed(text(), {"word/document.xml": lambda body: body.replace(b"<w:body>", b"<w:body>" + words.encode())})


def with_picture(content: bytes) -> bytes:
    """A text with a picture in it whose content is another than its name says."""
    out = io.BytesIO()
    Image.new("RGB", (90, 90), "white").save(out, "PNG")
    document = Document()
    document.add_paragraph("A depot pays for itself.")
    document.add_picture(io.BytesIO(out.getvalue()))
    return changed(_saved(document.save), {"word/media/image1.png": content})


def bomb(megabytes: int = 1000) -> bytes:
    """A part of blanks that unpacks to so much."""
    out = io.BytesIO(slides())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package, package.open("ppt/media/a.xml", "w") as part:
        for _ in range(megabytes):
            part.write(bytes(1 << 20))
    return out.getvalue()


def lying_bomb(megabytes: int = 60) -> bytes:
    """One that says it unpacks to a thousand bytes."""
    content = bytearray(bomb(megabytes))
    real = struct.pack("<I", megabytes << 20)
    at = content.find(real)
    while at >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
        at = content.find(real, at + 4)
    return bytes(content)


def many_parts(count: int = 20_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(count):
            package.writestr(f"{number}", b"")
    return out.getvalue()


def laughs() -> bytes:
    """Entities of entities of entities."""
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'.encode()
    body = b"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"
    return changed(
        text(),
        {"word/document.xml": lambda given: head + given.partition(b"?>")[2].replace(b"<w:body>", b"<w:body>" + body)},
    )


def nested(levels: int = 50_000) -> bytes:
    return with_body("<w:sdt><w:sdtContent>" * levels + "</w:sdtContent></w:sdt>" * levels)


def encrypted() -> bytes:
    """The container that a password makes of an Office file."""
    return _old("EncryptedPackage")


def old(name: str) -> bytes:
    return _old(name)


def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<office/>")
    return out.getvalue()


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "a")
    return out.getvalue()


def _old(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1500) + name.encode("utf-16-le") + bytes(600)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
