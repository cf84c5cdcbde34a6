"""Facts of a piece in the shapes that its templates and pictures take."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import url_for

from app.documents.formats import FORMATS, LINK, MARKDOWN
from app.insights.usage import AssetUse
from app.library.lengths import length_of
from app.library.models import Asset, Version
from app.web.library.life_of import dates_of
from app.web.pictures import PageRead


def facts_of(asset: Asset, version: Version, at: datetime) -> dict[str, Any]:
    """What the piece is in a line, its dates in sentences, and where it leads when it is a link."""
    of = FORMATS[version.format]
    size = length_of(version) or ("" if version.format == LINK else "no pages yet")
    named = size if version.format == MARKDOWN and size else ", ".join(filter(None, (of, size)))
    return {
        "is": f"{named}, version {version.number}",
        "dates": dates_of(asset, at),
        "host": (urlsplit(version.source or "").hostname or "") if version.format == LINK else "",
    }


def dwell_pages(asset: Asset, use: AssetUse, titles: Sequence[str]) -> list[PageRead]:
    """Where readers of the current version stay; nothing while nobody has been measured on it."""
    if not use.measured or asset.current is None:
        return []
    reads = zip(use.pages, use.page_readers, titles, strict=False)
    return [
        PageRead(seconds, title, readers, _thumb(asset, asset.current, number))
        for number, (seconds, readers, title) in enumerate(reads, 1)
    ]


def outline_of(version: Version) -> list[dict[str, Any]]:
    """The pages of a version for the `outline` component."""
    return [
        {"label": page.title or f"Page {page.number}", "href": f"#page-{page.number}", "current": page.number == 1}
        for page in version.pages
    ]


def _thumb(asset: Asset, version: Version, page: int) -> str | None:
    if version.format == MARKDOWN:
        return None
    return url_for("library.page_image", public_id=asset.public_id, number=version.number, page=page)
