"""What is typed and not saved: kept while somebody writes, offered when they come back."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit
from app.library import drafting, replacing
from app.library.queries import get_asset_for
from app.web.guards import allowed, me
from app.web.library.area import library

# Signed for one page, or said by a button: neither is what somebody typed.
_NOT_TYPED = frozenset({"csrf_token", "act", "form_key", "file", "about"})


@library.post("/library/drafts")
@allowed("library.publish")
def keep_draft() -> Response:
    """Keeps what is in a form now; asked by the page every few seconds while somebody types."""
    about, key = request.form.get("about", ""), request.form.get("form_key", "")
    asset = get_asset_for(me(), about) if about else None
    edits = request.form.get("edits", "")
    began = int(edits) if edits.isascii() and edits.isdigit() and len(edits) < 10 else 0
    typed = {name: values for name, values in list(request.form.lists())[:60] if name not in _NOT_TYPED}
    try:
        drafting.keep(me(), key, asset, typed | {"form_key": [key]}, began, clock.now())
    except Refused as refusal:
        return Response(refusal.reason, 422, content_type="text/plain; charset=utf-8")
    commit()
    return Response(status=204)


@library.post("/library/drafts/<key>/drop")
@allowed("library.publish")
def drop_draft(key: str) -> Response:
    """Throws away what was kept."""
    drafting.drop(me(), key)
    commit()
    about, way = request.form.get("about", ""), key.partition("-")[0]
    if about:
        return redirect(url_for("library.edit", public_id=get_asset_for(me(), about).public_id), 303)
    ways = {drafting.UPLOAD: "library.upload", drafting.LINK: "library.link"}
    return redirect(url_for(ways.get(way, "library.new")), 303)


@library.get("/library/<public_id>/others")
@allowed("library.publish")
def others(public_id: str) -> str:
    """Titles that fit what is typed, to choose what replaces a piece."""
    asset = get_asset_for(me(), public_id)
    found = replacing.offered_for(me(), asset, request.args.get("replaced_by", ""))
    return render_template("library/_others.html", found=found)
