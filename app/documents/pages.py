"""Files as page images and text; runs in the child only, where a crash or a bomb ends nothing else."""

from pathlib import Path
from typing import Any

from app.core.child import report
from app.documents.formats import IMAGE, OFFICE, VIDEO


def pages_of(path: str, folder: str, format: str, page_limit: int) -> dict[str, Any]:
    """Writes `1.webp` …, `thumb.webp`, `poster.webp` and `download` into `folder`, as far as there are any.

    Returns {"pages": [{title, text, width, height}], "title": str, "media_type": str, "download": "download",
    "original" or None for what may be handed out, "seconds": int or None}. A page without image has no width.
    Raises Refused.
    """
    report(0, 0)
    given, out = Path(path), Path(folder)
    found = {"seconds": None, **_pages(given, out, format, page_limit)}
    return {**found, "has_thumb": (out / "thumb.webp").exists(), "has_poster": (out / "poster.webp").exists()}


def _pages(given: Path, out: Path, format: str, page_limit: int) -> dict[str, Any]:
    # Each library is loaded by those who need it: memory and start of every child count.
    if format == IMAGE:
        from app.documents import images

        return images.pages_of(given, out)
    if format == VIDEO:
        from app.documents import video

        return video.pages_of(given, out)
    if format in OFFICE:
        from app.documents import office

        return office.pages_of(given, out, format, page_limit)
    from app.documents import pdf_pages

    return pdf_pages.pages_of(given, out, page_limit)
