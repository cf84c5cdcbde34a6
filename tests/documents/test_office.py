"""Office files become pages with LibreOffice and text without it; what a buyer gets says no more than they show."""

import base64
import gzip
import http.server
import io
import os
import shutil
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.core.child import ChildFailed, Limits, run
from app.documents import office_parts
from app.documents.file_types import format_of
from app.documents.formats import SHEET, SLIDES, TEXT
from tests.conftest import missing
from tests.documents import office_files
from tests.documents.measuring import open_as_served

OUTSIDE = "http://evil.example/x"
SLIDE_RELS, TEXT_RELS = "ppt/slides/_rels/slide1.xml.rels", "word/_rels/document.xml.rels"


def _drawing(leads_to: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">'
        f'<rect width="9" height="9"/><image xlink:href="{leads_to}" width="90" height="90"/></svg>'
    ).encode()


_PLAIN = _drawing("file:///etc/secret.png")
DRAWINGS = {
    "plain": _PLAIN,
    "in UTF-16": _PLAIN.decode().encode("utf-16"),
    "packed": gzip.compress(_PLAIN),
    "in a picture of it": _drawing("data:image/png;base64," + base64.b64encode(_PLAIN).decode()),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n",
}


@pytest.fixture
def libreoffice() -> None:
    if shutil.which("soffice") is None:
        missing("LibreOffice is not installed: apt-get install libreoffice-{impress,writer,calc}-nogui")


@pytest.fixture
def without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has what this one has, but not LibreOffice."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("timeout", "unshare", "true"):
        (folder / name).symlink_to(shutil.which(name) or "/usr/bin/false")
    monkeypatch.setenv("PATH", str(folder))


def opened(content: bytes, folder: Path) -> dict:
    (folder / "given").write_bytes(content)
    return open_as_served(folder / "given", folder)


@pytest.mark.parametrize(
    ("content", "format"),
    [(office_files.slides(), SLIDES), (office_files.text(), TEXT), (office_files.sheet(), SHEET)],
)
def test_the_kind_is_told_by_what_it_holds(content: bytes, format: str, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(content)
    assert format_of(tmp_path / "report.pdf") == format


@pytest.mark.usefixtures("libreoffice")
def test_slides_become_pages_under_their_titles(tmp_path: Path) -> None:
    found = opened(office_files.slides(["The curve", "What it costs"]), tmp_path)
    assert [page["title"] for page in found["pages"]] == ["The curve", "What it costs"]
    assert "Words under What it costs" in found["pages"][1]["text"]
    with Image.open(tmp_path / "2.webp") as image:
        assert (image.format, image.width) == ("WEBP", 1400)
    with Image.open(tmp_path / "thumb.webp") as image:
        assert image.width == 320
    assert found["download"] == "original"


@pytest.mark.usefixtures("libreoffice")
def test_speaker_notes_stay_with_us(tmp_path: Path) -> None:
    found = opened(office_files.slides(notes="They are desperate"), tmp_path)
    assert len(found["pages"]) == 2
    assert not any("desperate" in page["text"] for page in found["pages"])
    assert found["download"] == "download"
    copy = (tmp_path / "download").read_bytes()
    assert copy.startswith(b"%PDF-")
    assert b"desperate" not in copy


@pytest.mark.usefixtures("libreoffice")
def test_a_text_and_a_spreadsheet_become_pages(tmp_path: Path) -> None:
    for content, words in ((office_files.text(), "A depot pays for itself."), (office_files.sheet(), "Depot")):
        folder = tmp_path / words[:5].strip()
        folder.mkdir()
        found = opened(content, folder)
        assert words in found["pages"][0]["text"]
        assert (folder / "1.webp").exists()


@pytest.mark.usefixtures("without_libreoffice")
@pytest.mark.parametrize(
    ("content", "title", "words"),
    [
        (office_files.slides(notes="secret"), "The curve", "Words under The curve"),
        (office_files.text(), "Payback in 11 months", "Cost | 60,000"),
        (office_files.sheet(hidden="secret"), "Prices", "Depot | 60000"),
    ],
    ids=["slides", "text", "sheet"],
)
def test_without_libreoffice_its_text_is_shown(content: bytes, title: str, words: str, tmp_path: Path) -> None:
    found = opened(content, tmp_path)
    page = found["pages"][0]
    assert (page["title"], page["width"]) == (title, None)
    assert words in page["text"]
    assert "secret" not in str(found)
    assert found["download"] == (None if b"secret" in _unpacked(content) else "original")


CHANGES: dict[str, Callable[[], bytes]] = {
    "a picture from outside": lambda: office_files.with_relation(office_files.slides(), SLIDE_RELS, "image", OUTSIDE),
    "a template from outside": lambda: office_files.with_relation(
        office_files.text(), TEXT_RELS, "attachedTemplate", OUTSIDE
    ),
    "a link to a file": lambda: office_files.with_relation(
        office_files.text(), TEXT_RELS, "hyperlink", "file:///etc/passwd"
    ),
    "an embedded program": lambda: office_files.changed(
        office_files.slides(), {"ppt/embeddings/oleObject1.bin": b"MZ"}
    ),
    "DDE": lambda: office_files.with_body(
        "<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText></w:r></w:p>"
    ),
    "a ribbon that runs": lambda: office_files.changed(office_files.text(), {"customUI/customUI.xml": b"<customUI/>"}),
    "something deleted": lambda: office_files.with_body(
        '<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>'
    ),
    "a hidden sheet": lambda: office_files.sheet(hidden="margin"),
    "a comment": lambda: office_files.changed(office_files.text(), {"word/comments.xml": b"<comments/>"}),
    "junk before it": lambda: office_files.text() + b"<script>alert(1)</script>",
    "a remark of the zip": lambda: office_files.changed(office_files.text(), {}, comment=b"<script>"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_or_says_more_than_it_shows_is_not_handed_out(name: str, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(CHANGES[name]())
    try:
        parts = office_parts.rewritten(tmp_path / "given", tmp_path / "safe")
    finally:
        # The copy that LibreOffice sees leads nowhere.
        assert OUTSIDE.encode() not in _unpacked((tmp_path / "safe").read_bytes())
    assert not parts.is_inert


def test_what_only_shows_is_handed_out_as_it_is(tmp_path: Path) -> None:
    linked = office_files.with_relation(office_files.text(), TEXT_RELS, "hyperlink", "https://a.example/")
    for number, content in enumerate((office_files.slides(), office_files.sheet(), linked)):
        (tmp_path / "given").write_bytes(content)
        assert office_parts.rewritten(tmp_path / "given", tmp_path / str(number)).is_inert


@pytest.mark.usefixtures("libreoffice")
def test_nothing_is_fetched_while_it_is_drawn(tmp_path: Path) -> None:
    asked: list[str] = []

    class Outside(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/picture.png"
    field = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "{address}" \\d'
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    found = opened(office_files.with_body(field), tmp_path)
    server.shutdown()
    server.server_close()
    assert found["download"] == "download"
    assert asked == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_within_it_is_written_anew(name: str, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(office_files.with_picture(DRAWINGS[name]))
    assert not office_parts.rewritten(tmp_path / "given", tmp_path / "safe").is_inert
    with zipfile.ZipFile(tmp_path / "safe") as package:
        kept = package.read("word/media/image1.png").replace(b"\x00", b"")
    assert not {each for each in (b"file:", b"data:", b"%!PS", b"\x1f\x8b") if each in kept}


@pytest.mark.usefixtures("libreoffice")
def test_a_drawing_within_it_brings_in_no_file_of_ours(tmp_path: Path) -> None:
    Image.new("RGB", (300, 300), "red").save(tmp_path / "ours.png")
    drawing = _drawing(f"file://{tmp_path}/ours.png")
    opened(office_files.with_picture(drawing), tmp_path)
    with Image.open(tmp_path / "1.webp") as page:
        colours = page.convert("RGB").resize((200, 280)).getcolors(60_000)
    assert not [colour for _, colour in colours if colour[0] > 200 and max(colour[1:]) < 90]


@pytest.mark.usefixtures("libreoffice")
def test_when_the_child_is_ended_libreoffice_ends_with_it(tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(office_files.slides([f"Slide {n}" for n in range(80)]))
    given = {"path": str(tmp_path / "given"), "folder": str(tmp_path), "format": SLIDES, "page_limit": 300}
    with pytest.raises(ChildFailed):
        run("app.documents.pages:pages_of", given, Limits(wall=3))
    until = time.monotonic() + 5
    while _runs_in(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _runs_in(tmp_path)


def _runs_in(folder: Path) -> list[str]:
    """The programs whose command names the folder."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{entry}/cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in words and b"soffice" in words:
            found.append(words.decode(errors="replace"))
    return found


def _unpacked(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist())
