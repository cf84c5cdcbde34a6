"""PDFs and pictures as page images and text; runs in the child only, where a crash or a bomb ends nothing else."""

import re
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageOps, UnidentifiedImageError

from app.core import text
from app.core.errors import Refused
from app.documents import pdf_text

WIDTH, TALLEST, QUALITY = 1400, 4200, 74
PIXEL_LIMIT = 50_000_000
TEXT_LIMIT = 60_000
# What a PDF can do besides being read and linking to the web.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|AA|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Movie|Sound|Rendition|"
    rb"ObjStm)(?![A-Za-z])|/URI\s*(?:<[^<]|\d|\(\s*(?i:javascript|vbscript|data|file))"
)
_STREAM = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)
_PDF_REFUSALS = {
    raw.FPDF_ERR_PASSWORD: "This PDF is locked with a password. Save it without one, then upload it again.",
    raw.FPDF_ERR_SECURITY: "This PDF is locked in a way we cannot open. Save it without protection.",
}


def pages_of(path: str, folder: str, format: str, page_limit: int) -> dict[str, Any]:
    """Writes `1.webp` … and `download` into `folder`.

    Returns {"pages": [{title, text, width, height}], "title": str, "media_type": str}. Raises Refused.
    """
    return _pdf(path, Path(folder), page_limit) if format == "pdf" else _image(path, Path(folder))


def _pdf(path: str, folder: Path, page_limit: int) -> dict[str, Any]:
    try:
        document = pdfium.PdfDocument(path)
        count = len(document)
    except pdfium.PdfiumError as error:
        raise Refused(
            _PDF_REFUSALS.get(getattr(error, "err_code", None), "This PDF is damaged: it does not open.")
        ) from None
    if not count:
        raise Refused("This PDF has no pages that can be read.")
    if count > page_limit:
        raise Refused(f"This PDF has {count:,} pages; at most {page_limit:,} can be taken.")
    outline = _outline(document)
    pages = [_pdf_page(document, number, folder) | {"title": outline.get(number, "")} for number in range(count)]
    _safe_copy(document, folder / "download")
    return {"pages": pages, "title": _text(document.get_metadata_value("Title"), 200), "media_type": "application/pdf"}


def _pdf_page(document: Any, number: int, folder: Path) -> dict[str, Any]:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        raise Refused(f"Page {number + 1} of this PDF is damaged.") from None
    wide, tall = page.get_size()
    if not (1 <= wide <= 20_000 and 1 <= tall <= 20_000) or max(wide / tall, tall / wide) > 50:
        raise Refused(f"Page {number + 1} of this PDF has a size that cannot be shown.")
    picture = page.render(scale=min(WIDTH / wide, TALLEST / tall), draw_annots=True).to_pil().convert("RGB")
    picture.save(folder / f"{number + 1}.webp", "WEBP", quality=QUALITY, method=3)
    reading = page.get_textpage()
    words = pdf_text.paragraphs_of(reading, TEXT_LIMIT)
    reading.close()
    page.close()
    return {"text": _text(words, TEXT_LIMIT), "width": picture.width, "height": picture.height}


def _outline(document: Any) -> dict[int, str]:
    """The first outline title of each page, by page index."""
    titles: dict[int, str] = {}
    try:
        for seen, entry in enumerate(document.get_toc(max_depth=4)):
            place = entry.get_dest()
            index = place.get_index() if place is not None else None
            if index is not None:
                titles.setdefault(index, text.one_line(_text(entry.get_title(), 200)))
            if seen > 2000:
                break
    except (pdfium.PdfiumError, RecursionError, ValueError):
        return titles
    return titles


def _safe_copy(document: Any, target: Path) -> None:
    """What may be downloaded: the document written anew, and drawn anew if it can do more than be read.

    pdfium writes every object plainly, so what a copy can do can be read in it.
    """
    try:
        document.save(str(target), flags=raw.FPDF_NO_INCREMENTAL)
        if _is_active(target):
            _drawn_anew(document, target)
    except pdfium.PdfiumError:
        raise Refused("This PDF is damaged: it cannot be written anew.") from None
    if _is_active(target):
        raise Refused("This PDF holds scripts or attachments that cannot be taken out. Print it to a new PDF.")


def _is_active(copy: Path) -> bool:
    return bool(_ACTIVE.search(_STREAM.sub(b"", copy.read_bytes())))


def _drawn_anew(document: Any, target: Path) -> None:
    """A new document with each page's drawing and nothing else; what forms and notes show becomes part of it."""
    bare = pdfium.PdfDocument.new()
    for number in range(len(document)):
        page = document[number]
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        drawing = document.page_as_xobject(number, bare)
        fresh = bare.new_page(*page.get_size())
        fresh.insert_obj(drawing.as_pageobject())
        fresh.gen_content()
    bare.save(str(target))


def _image(path: str, folder: Path) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > PIXEL_LIMIT:
                raise Refused(f"This picture is too big: {opened.width:,} × {opened.height:,} points.")
            picture = _flat(ImageOps.exif_transpose(opened))
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("This picture is too big to open.") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refused("This picture is damaged: it does not open.") from None
    # Encoded anew, so that what the camera wrote beside the picture stays behind.
    picture.thumbnail((4096, 4096))
    picture.save(folder / "download", "WEBP", quality=90, method=3)
    picture.thumbnail((WIDTH, TALLEST))
    picture.save(folder / "1.webp", "WEBP", quality=80, method=4)
    page = {"title": "", "text": "", "width": picture.width, "height": picture.height}
    return {"pages": [page], "title": "", "media_type": "image/webp"}


def _flat(picture: Image.Image) -> Image.Image:
    """The first frame on white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    ink = picture.convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    return Image.alpha_composite(paper, ink).convert("RGB")


def _text(value: str, limit: int) -> str:
    return text.tidy(value.encode("utf-8", "ignore").decode(), limit)
