"""The viewer's blueprint, and what every answer of it carries."""

from flask import Blueprint
from werkzeug.wrappers import Response

viewer = Blueprint("viewer", __name__)


@viewer.after_request
def add_headers(response: Response) -> Response:
    """The address is a secret of its reader: no other site hears of it and no robot keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
