"""The files behind a tracked link: page images and the download, under the same rules as its page."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from threading import Lock

import structlog
from flask import Response, request
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.library import files as stored
from app.library.models import Asset, Page, Version
from app.tracking import recording
from app.tracking.arrivals import Arrival
from app.tracking.links import as_shown, find_live_link
from app.web.guards import public
from app.web.security import UNSAFE_FILE_POLICY
from app.web.viewer import noting, passes
from app.web.viewer.area import viewer

log = structlog.get_logger()
ENOUGH = 0.9

# Bytes sent so far per reader, because a browser may fetch one download in many ranges.
_sent: OrderedDict[tuple[int, str], int] = OrderedDict()
_lock = Lock()


@viewer.get("/v/<token>/pages/<int:number>.webp")
@public
def page_image(token: str, number: int) -> Answer:
    """The image of a page, of the version that the document shows."""
    link = as_shown(find_live_link(token, clock.now()), request.args.get("version", ""))
    page = session.get(Page, (link.version_id, number)) if number <= link.page_count else None
    if page is None or page.image_key is None:
        raise NotFound
    try:
        answer = Response(stored.page_image(page), content_type="image/webp")
    except FileNotFoundError:
        raise NotFound from None
    # Kept by the browser and asked for again each time, so that a withdrawn link shows nothing more.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(f"{link.version_key}-{number}")
    return answer.make_conditional(request.environ)


@viewer.get("/v/<token>/file")
@public
def download(token: str) -> Answer:
    """The original, in ranges when asked; counted as a download once nearly all of it has been sent."""
    at = clock.now()
    link = find_live_link(token, at)
    version = session.get(Version, link.version_id)
    asset = session.get(Asset, version.asset_id) if version else None
    if not link.allow_download or version is None or asset is None or not version.has_download:
        raise NotFound
    try:
        body, size = stored.original(version)
    except FileNotFoundError:
        raise NotFound from None
    answer = Response(body, content_type=version.download_media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{stored.download_name(asset, version)}"'
    answer.headers["Content-Security-Policy"] = UNSAFE_FILE_POLICY
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.content_length = size
    answer.set_etag(link.version_key)
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    event = noting.download_arrival(link, passes.held_pass(link, at), at)
    answer.response = _Counted(answer.iter_encoded(), event, size)
    return answer


class _Counted:
    """A body that adds up what was sent of it, and records the download when that is nearly all."""

    def __init__(self, body: Iterable[bytes], event: Arrival, size: int) -> None:
        self._body, self._event, self._size = iter(body), event, size
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._body:
            yield chunk
            # The server asks for the next piece once this one has gone out.
            self._sent += len(chunk)

    def close(self) -> None:
        """Called by the server at the end, also when the reader went away."""
        if self._sent and _is_enough(self._event, self._sent, self._size):
            try:
                recording.record([self._event])
            except Exception:
                log.exception("download_not_recorded", link=self._event.link_id)


def _is_enough(event: Arrival, sent: int, size: int) -> bool:
    """Adds to what this reader has been sent; True once, when it comes to nine tenths of the file."""
    who = event.visitor_key or (event.origin.ip_hmac if event.origin else event.client_id)
    with _lock:
        total = _sent.pop((event.link_id, who), 0) + sent
        if total >= ENOUGH * size:
            return True
        _sent[event.link_id, who] = total
        if len(_sent) > 5_000:
            _sent.popitem(last=False)
    return False
