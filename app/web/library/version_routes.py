"""The versions of a piece: two compared, an old one brought back."""

from flask import render_template, request
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.library import comparing, restoring
from app.library.queries import get_asset_for, get_version_for, versions_for
from app.web.guards import allowed, me
from app.web.library.acting import act_on
from app.web.library.area import library


@library.get("/library/<public_id>/compare")
@allowed("library.read")
def compare(public_id: str) -> str:
    """What changed from one version to another, in words; the newest two when none are named."""
    asset = get_asset_for(me(), public_id)
    versions = [each for each in versions_for(me(), asset) if each.is_ready]
    if len(versions) < 2:
        raise NotFound
    new = get_version_for(me(), asset, request.args.get("new", versions[0].number, type=int))
    old = get_version_for(me(), asset, request.args.get("old", versions[1].number, type=int))
    lines = comparing.compare(comparing.words_of(old), comparing.words_of(new))
    return render_template("library/compare.html", asset=asset, versions=versions, old=old, new=new, lines=lines)


@library.post("/library/<public_id>/versions/<int:number>/bring-back")
@allowed("library.publish")
def bring_back(public_id: str, number: int) -> Response:
    """Makes an old version the newest, as a draft."""
    asset = get_asset_for(me(), public_id)
    old = get_version_for(me(), asset, number)
    words = f"Version {number} is back as a draft. Buyers see it once you publish it."
    return act_on(public_id, lambda piece, at: restoring.bring_back(me(), piece, old, at), words)
