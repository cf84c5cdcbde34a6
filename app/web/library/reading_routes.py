"""Reading a piece: its page, its files, and how a buyer would see it."""

from collections.abc import Iterable

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound
from app.insights.usage import of_asset
from app.library import files, queries
from app.library.models import Asset, Version
from app.web.fragments import is_fragment
from app.web.guards import allowed, me
from app.web.library.area import library
from app.web.library.sheets import dwell_pages, facts_of, outline_of
from app.web.security import UNSAFE_FILE_POLICY


@library.get("/library/<public_id>")
@allowed("library.read")
def show(public_id: str) -> str:
    """One piece: a page of it, when to use it, its versions, and how it performs."""
    asset = queries.get_asset_for(me(), public_id)
    version = _chosen_version(asset)
    number = min(max(request.args.get("page", 1, type=int), 1), max(version.page_count, 1))
    use = of_asset(asset, clock.now(), user=me())
    return render_template(
        "library/show.html",
        asset=asset,
        version=version,
        page=queries.get_page(version, number) if version.is_ready else None,
        versions=queries.versions_for(me(), asset),
        use=use,
        dwell_pages=dwell_pages(asset, use, queries.page_titles(asset.current_version_id)),
        facts=facts_of(asset, version),
        why_not_sendable=asset.why_not_sendable(clock.now()),
    )


@library.get("/library/<public_id>/as-buyer")
@allowed("library.read")
def as_buyer(public_id: str) -> str:
    """The whole piece as a buyer reads it; nothing is measured."""
    asset = queries.get_asset_for(me(), public_id)
    version = queries.get_version_for(me(), asset, _chosen_version(asset).number)
    return render_template("library/as_buyer.html", asset=asset, version=version, outline=outline_of(version))


@library.get("/library/<public_id>/versions/<int:number>/pages/<int:page>.webp")
@allowed("library.read")
def page_image(public_id: str, number: int, page: int) -> Response:
    asset = queries.get_asset_for(me(), public_id)
    version = queries.get_version_for(me(), asset, number)
    tag = f"{version.public_id}-{page}"
    if request.if_none_match.contains(tag):
        return _file([], "image/webp", tag, status=304)
    try:
        image = files.page_image(queries.get_page(version, page))
    except FileNotFoundError:
        raise NotFound from None
    return _file([image], "image/webp", tag, len(image))


@library.get("/library/<public_id>/versions/<int:number>/file")
@allowed("library.read")
def download(public_id: str, number: int) -> Response:
    """The version as a file; one whose pages are not ready has not been looked at, so it is not given out."""
    asset = queries.get_asset_for(me(), public_id)
    version = queries.get_version_for(me(), asset, number)
    if not version.is_ready:
        raise NotFound
    if request.if_none_match.contains(version.public_id):
        return _file([], version.media_type, version.public_id, status=304)
    try:
        body, size = files.original(version)
    except FileNotFoundError:
        raise NotFound from None
    answer = _file(body, version.media_type, version.public_id, size)
    answer.headers.set("Content-Disposition", "attachment", filename=files.download_name(asset, version))
    answer.headers["Content-Security-Policy"] = UNSAFE_FILE_POLICY
    return answer


@library.get("/library/<public_id>/status")
@allowed("library.publish")
def status(public_id: str) -> Response | str:
    """How far the newest version is; asked again by the page until it is ready or has failed."""
    asset = queries.get_asset_for(me(), public_id)
    version = queries.latest_version(asset)
    if not is_fragment() or version is None:
        return redirect(url_for("library.show", public_id=public_id))
    if version.state == "preparing":
        return render_template("library/_status.html", asset=asset, version=version)
    return Response(status=200, headers={"HX-Refresh": "true"})


def _chosen_version(asset: Asset) -> Version:
    """The version asked for, else the one in use, else the newest."""
    asked = request.args.get("version", type=int)
    if asked is not None:
        return queries.get_version_for(me(), asset, asked)
    version = asset.current or queries.latest_version(asset)
    if version is None:
        raise NotFound
    return version


def _file(body: Iterable[bytes], media_type: str, tag: str, size: int | None = None, status: int = 200) -> Response:
    answer = Response(
        body, status, content_type=media_type + ("; charset=utf-8" if media_type.startswith("text/") else "")
    )
    answer.set_etag(tag)
    # Kept by the browser, asked for each time: rights may have changed.
    answer.headers["Cache-Control"] = "private, no-cache"
    if size is not None:
        answer.content_length = size
    return answer
