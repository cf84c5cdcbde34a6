"""Handing out stored files: in ranges when asked, never as anything that a browser would run."""

from typing import Any

from flask import current_app, redirect, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_range_header
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.reader import Reader
from app.core.storage import ANY
from app.core.tokens import fingerprint
from app.library import files
from app.web.security import UNSAFE_FILE_POLICY

# Kept by the browser and asked for again each time: rights may have changed.
CACHE = "private, no-cache"
# What may be shown in a page of ours; anything else is an attachment.
_SHOWN = frozenset({"image/webp", "image/png", "image/jpeg", "image/gif", "video/mp4", "video/webm", "text/vtt"})
_SAVED = frozenset({"application/pdf", "text/markdown", "text/plain", "text/csv"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
# How long the store itself hands a large file out under one address.
_SIGNED_SECONDS = 60


def send_stored(
    key: str, media_type: str, *, download_name: str | None = None, etag: str | None = None, cache: str = CACHE
) -> Response:
    """A stored file, whole or in part, to somebody whose right to it has been checked. Raises NotFound.

    With `download_name` it is an attachment, and a large one may come from the store itself, by an address that lives
    for a minute. A conditional request that is met with 304 does not touch the store.
    """
    tag = etag or fingerprint(key)[:32]
    if request.if_none_match.contains(tag):
        return _dressed(Response(status=304), media_type, download_name, tag, cache)
    try:
        body = files.reader(key)
    except FileNotFoundError:
        raise NotFound from None
    way = _elsewhere(key, body.size) if download_name is not None else None
    return way or send(body, media_type, download_name=download_name, etag=tag, cache=cache)


def send_bytes(
    body: bytes, media_type: str, *, download_name: str | None = None, etag: str, cache: str = CACHE
) -> Response:
    """A small file, under the same rules as a stored one."""
    reader = Reader(lambda start, end: body[start:end], len(body))
    return send(reader, media_type, download_name=download_name, etag=etag, cache=cache)


def send(body: Reader, media_type: str, *, download_name: str | None = None, etag: str, cache: str = CACHE) -> Response:
    """What can be read from any place, whole or in part."""
    answer = _dressed(Response(body, direct_passthrough=True), media_type, download_name, etag, cache)
    answer.content_length = body.size
    try:
        answer.make_conditional(_with_one_range(), accept_ranges=True, complete_length=body.size)
    except RequestedRangeNotSatisfiable:
        beyond = Response(status=416, headers={"Content-Range": f"bytes */{body.size}"})
        return _dressed(beyond, media_type, download_name, etag, cache)
    if answer.status_code == 206:
        body.stop = answer.content_range.stop or body.size
    return answer


def _dressed(answer: Response, media_type: str, download_name: str | None, etag: str, cache: str) -> Response:
    shown = media_type if media_type in _SHOWN | _SAVED or media_type.startswith(_OFFICE) else ANY
    answer.content_type = shown + ("; charset=utf-8" if shown.startswith("text/") else "")
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = cache
    answer.headers["Content-Security-Policy"] = UNSAFE_FILE_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if download_name is not None or shown not in _SHOWN:
        answer.headers.set("Content-Disposition", "attachment", filename=download_name or "file")
    return answer


def _with_one_range() -> dict[str, Any]:
    """The request; several ranges at once, and other units, are passed over, as the standard allows."""
    asked = parse_range_header(request.headers.get("Range"))
    is_one = asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
    return {name: value for name, value in request.environ.items() if is_one or name != "HTTP_RANGE"}


def _elsewhere(key: str, size: int) -> Response | None:
    """A way to the store for a large download. A video never goes it: its player asks there again for hours."""
    least = current_app.extensions["rapport"].presign_over_mb << 20
    if request.method != "GET" or not least or size <= least:
        return None
    address = files.address_of(key, _SIGNED_SECONDS)
    if address is None:
        return None
    answer = redirect(address)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
