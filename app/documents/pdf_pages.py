"""PDFs as page images and text; runs in the child only."""

from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from app.core import text
from app.core.child import report
from app.core.errors import Refused
from app.documents import pdf_copy, pdf_text
from app.documents.images import QUALITY, TALLEST, WIDTH, write_thumb

TEXT_LIMIT = 60_000
_REFUSALS = {
    raw.FPDF_ERR_PASSWORD: "This PDF is locked with a password. Save it without one, then upload it again.",
    raw.FPDF_ERR_SECURITY: "This PDF is locked in a way we cannot open. Save it without protection.",
}


def pages_of(path: Path, folder: Path, page_limit: int, called: str = "PDF") -> dict[str, Any]:
    """Writes `1.webp` …, `thumb.webp` and `download`. Raises Refused."""
    try:
        document = pdfium.PdfDocument(str(path))
        count = len(document)
    except pdfium.PdfiumError as error:
        damaged = f"This {called} is damaged: it does not open."
        raise Refused(_REFUSALS.get(getattr(error, "err_code", None), damaged)) from None
    if not count:
        raise Refused(f"This {called} has no pages that can be read.")
    if count > page_limit:
        raise Refused(f"This {called} has {count:,} pages; at most {page_limit:,} can be taken.")
    outline = _outline(document)
    pages = []
    for number in range(count):
        report(number, count)
        pages.append({"title": outline.get(number, ""), **_page(document, number, folder, called)})
    report(count, count)
    pdf_copy.write(document, folder / "download")
    title = cleaned(document.get_metadata_value("Title"), 200)
    return {"pages": pages, "title": title, "media_type": "application/pdf", "download": "download"}


def cleaned(value: str, limit: int) -> str:
    """Text of a file without control marks and halves of characters."""
    return text.tidy(value.encode("utf-8", "ignore").decode(), limit)


def _page(document: Any, number: int, folder: Path, called: str) -> dict[str, Any]:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        raise Refused(f"Page {number + 1} of this {called} is damaged.") from None
    wide, tall = page.get_size()
    if not (1 <= wide <= 20_000 and 1 <= tall <= 20_000) or max(wide / tall, tall / wide) > 50:
        raise Refused(f"Page {number + 1} of this {called} has a size that cannot be shown.")
    picture = page.render(scale=min(WIDTH / wide, TALLEST / tall), draw_annots=True).to_pil().convert("RGB")
    picture.save(folder / f"{number + 1}.webp", "WEBP", quality=QUALITY, method=3)
    if not number:
        write_thumb(picture, folder)
    reading = page.get_textpage()
    words = pdf_text.paragraphs_of(reading, TEXT_LIMIT)
    reading.close()
    page.close()
    return {"text": cleaned(words, TEXT_LIMIT), "width": picture.width, "height": picture.height}


def _outline(document: Any) -> dict[int, str]:
    """The first outline title of each page, by page index."""
    titles: dict[int, str] = {}
    try:
        for seen, entry in enumerate(document.get_toc(max_depth=4)):
            place = entry.get_dest()
            index = place.get_index() if place is not None else None
            if index is not None:
                titles.setdefault(index, text.one_line(cleaned(entry.get_title(), 200)))
            if seen > 2000:
                break
    except (pdfium.PdfiumError, RecursionError, ValueError):
        return titles
    return titles
