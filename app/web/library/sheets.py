"""Facts of a piece in the shapes that its templates and pictures take."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.documents.formats import FORMATS, MARKDOWN
from app.insights.usage import AssetUse
from app.library.models import DRAFT, RETIRED, Asset, Version
from app.web.jinja import plural
from app.web.pictures import PageRead


def facts_of(asset: Asset, version: Version) -> dict[str, Any]:
    """The state in words and its kind, and the line that says what the piece is."""
    pages = plural(version.page_count, "page") if version.page_count else "no pages yet"
    kind = "" if version.format == MARKDOWN else FORMATS[version.format] + ", "
    return {"state": state_of(asset), "is": f"{kind}{pages}, version {version.number}"}


def state_of(asset: Asset) -> tuple[str, str]:
    """(words, kind) for the `state` component."""
    if asset.state == DRAFT:
        return "Draft", "quiet"
    if asset.state == RETIRED:
        return "Retired", "warn"
    return ("Internal only", "warn") if asset.is_internal else ("Safe to send", "ok")


def dwell_pages(asset: Asset, use: AssetUse, titles: Sequence[str]) -> list[PageRead]:
    """Where readers of the current version stay; nothing while nobody has read it."""
    if not use.readers or asset.current is None:
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
