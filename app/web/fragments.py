"""Whether htmx asked, so that a page can answer with the part that changed."""

from flask import request


def is_fragment() -> bool:
    """True for an htmx request that is not a return through the browser's history."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
