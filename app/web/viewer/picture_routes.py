"""The pictures in a text behind a tracked link, under the same rules as its page."""

from flask import request
from werkzeug.wrappers import Response

from app.core import clock
from app.library import picturing
from app.tracking.links import as_shown, find_live_link
from app.web.files import send_stored
from app.web.guards import public
from app.web.viewer.area import viewer


@viewer.get("/v/<token>/pictures/<public_id>.webp")
@public
def picture(token: str, public_id: str) -> Response:
    """A picture of the version that the document shows, and of no other."""
    link = as_shown(find_live_link(token, clock.now()), request.args.get("version", ""))
    return send_stored(picturing.get_picture_of(link.version_id, public_id).key, "image/webp")
