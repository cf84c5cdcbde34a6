"""What a document page shows besides pages: a video, somebody else's page, or a word about how it is shown."""

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.documents.formats import FORMATS, LINK, MARKDOWN, OFFICE, VIDEO
from app.library.lengths import time_of
from app.library.models import Page, Version
from app.tracking.links import LiveLink, as_shown, find_live_link, minutes_of, pages_of
from app.web.files import send_stored
from app.web.guards import public
from app.web.jinja import plural
from app.web.viewer.area import viewer

MORE_THAN_PAGES = (*OFFICE, VIDEO, LINK)
WORDS_ONLY = "Here you read its words. How it is laid out is not shown."


def material_of(link: LiveLink, token: str, shown: dict[str, Any]) -> dict[str, Any]:
    """`video`, `target` and `remark` where there are any, and whether there is something to download."""
    version = session.get(Version, link.version_id) if link.format in MORE_THAN_PAGES else None
    has_file = version is None or version.has_download
    return {
        "may_download": link.allow_download and has_file,
        "video": _video(version, token, shown) if version is not None and link.format == VIDEO else None,
        "target": _target(version, link) if version is not None and link.format == LINK else None,
        "remark": WORDS_ONLY if link.format in OFFICE and not any(leaf.image_key for leaf in pages_of(link)) else None,
    }


def facts_of(link: LiveLink) -> str:
    """What the cover says it is and how long it takes."""
    if link.format not in (VIDEO, LINK):
        kind = "Document" if link.format == MARKDOWN else FORMATS.get(link.format, "File")
        return f"{kind}, {plural(link.page_count, 'page')}, about {plural(minutes_of(link), 'minute')}"
    version = session.get(Version, link.version_id)
    if link.format == LINK:
        return f"A page on {_target(version, link)['host']}" if version is not None else "Link"
    seconds = version.seconds if version is not None else None
    return f"Video, {time_of(seconds)}" if seconds else "Video"


@viewer.get("/v/<token>/video")
@public
def video(token: str) -> Answer:
    """The video, in ranges; the rules of the link hold for each."""
    version = _video_version(token)
    if version.file_key is None:
        raise NotFound
    return send_stored(version.file_key, version.media_type)


@viewer.get("/v/<token>/poster.webp")
@public
def poster(token: str) -> Answer:
    version = _video_version(token)
    if version.poster_key is None:
        raise NotFound
    return send_stored(version.poster_key, "image/webp")


@viewer.get("/v/<token>/captions.vtt")
@public
def captions(token: str) -> Answer:
    version = _video_version(token)
    if version.captions_key is None:
        raise NotFound
    return send_stored(version.captions_key, "text/vtt")


def _video_version(token: str) -> Version:
    """The version that the page shows, if it is a video. Raises NotFound."""
    link = as_shown(find_live_link(token, clock.now()), request.args.get("version", ""))
    version = session.get(Version, link.version_id)
    if version is None or version.format != VIDEO or not version.is_ready:
        raise NotFound
    return version


def _video(version: Version, token: str, shown: dict[str, Any]) -> dict[str, Any]:
    # Captions may come later than the pages that are kept in memory.
    first = session.get(Page, (version.id, 1))
    return {
        "href": url_for("viewer.video", token=token, **shown),
        "media_type": version.media_type,
        "poster": url_for("viewer.poster", token=token, **shown) if version.poster_key else None,
        "captions": url_for("viewer.captions", token=token, **shown) if version.captions_key else None,
        "length": time_of(version.seconds) if version.seconds else None,
        "width": first.image_width if first else None,
        "height": first.image_height if first else None,
        "said": first.text.split("\n") if first and first.text else [],
    }


def _target(version: Version, link: LiveLink) -> dict[str, Any]:
    """Where a link leads: the whole address, the name of its place, and what is said about it."""
    url = version.source or ""
    host = urlsplit(url).hostname or url
    said = [line for leaf in pages_of(link) for line in leaf.text.split("\n") if line and line != host]
    return {"url": url, "host": host, "said": said}
