"""Office files as pages: through LibreOffice where it is present, else as their text; runs in the child only."""

from pathlib import Path
from typing import Any

from app.core.errors import Refused
from app.documents import libreoffice, office_parts, office_text, pdf_pages
from app.documents.formats import SHEET, SLIDES, TEXT, media_of

_CALLED = {SLIDES: "presentation", TEXT: "document", SHEET: "spreadsheet"}
_ENDINGS = {SLIDES: "pptx", TEXT: "docx", SHEET: "xlsx"}


def pages_of(path: Path, folder: Path, format: str, page_limit: int) -> dict[str, Any]:
    """Writes what `pdf_pages` does, or nothing where only the text can be shown.

    What may be handed out is the original when it says and does nothing that its pages do not, else the PDF.
    Raises Refused.
    """
    safe = folder / f"safe.{_ENDINGS[format]}"
    parts = office_parts.rewritten(path, safe)
    reading = office_text.reading_of(safe, format)
    converted = libreoffice.to_pdf(safe, folder, fits_pages=reading.is_narrow)
    found: dict[str, Any]
    if converted is not None:
        found = pdf_pages.pages_of(converted, folder, page_limit, _CALLED[format])
        if len(reading.pages) == len(found["pages"]) and format != TEXT:
            found["pages"] = [
                {**page, "title": read["title"]} for page, read in zip(found["pages"], reading.pages, strict=True)
            ]
    else:
        found = _as_text(reading, page_limit, _CALLED[format])
    hand_out = "original" if parts.is_inert and not reading.holds_more else found.get("download")
    return {**found, "title": reading.title, "media_type": media_of(format), "download": hand_out}


def _as_text(reading: office_text.Reading, page_limit: int, called: str) -> dict[str, Any]:
    if not any(page["text"] for page in reading.pages):
        raise Refused(f"This {called} holds no text, and only its text can be shown here. Save it as PDF.")
    if len(reading.pages) > page_limit:
        raise Refused(f"This {called} has {len(reading.pages):,} pages; at most {page_limit:,} can be taken.")
    return {"pages": [{**page, "width": None, "height": None} for page in reading.pages], "download": None}
