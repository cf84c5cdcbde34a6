"""Reading a piece: its page, and how a buyer would see it."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound
from app.insights.usage import of_asset
from app.library import queries
from app.library.lengths import length_of
from app.library.models import Asset, Version
from app.web.fragments import is_fragment
from app.web.guards import allowed, me
from app.web.library.area import library
from app.web.library.life_forms import AnswerForm
from app.web.library.life_of import holders_said, life_of
from app.web.library.sheets import dwell_pages, facts_of, outline_of
from app.web.library.sides import sides_of


@library.get("/library/<public_id>")
@allowed("library.read")
def show(public_id: str) -> str:
    """One piece: a page of it, when to use it, its life, its versions, and how it performs."""
    return show_again(public_id, AnswerForm(formdata=None))


def show_again(public_id: str, answer: AnswerForm) -> str:
    """The page of a piece, with a reviewer's words as they were typed."""
    at, asset = clock.now(), queries.get_asset_for(me(), public_id)
    version = _chosen_version(asset)
    number = min(max(request.args.get("page", 1, type=int), 1), max(version.page_count, 1))
    use, versions = of_asset(asset, at, user=me()), queries.versions_for(me(), asset)
    titles = queries.page_titles(version.id)
    in_use = titles if version.id == asset.current_version_id else queries.page_titles(asset.current_version_id)
    return render_template(
        "library/show.html",
        asset=asset,
        version=version,
        page=queries.get_page(version, number) if version.is_ready and version.page_count else None,
        titles=titles,
        versions=versions,
        use=use,
        dwell_pages=dwell_pages(asset, use, in_use),
        facts=facts_of(asset, version, at),
        life=life_of(me(), asset, versions[0] if versions else version, at, request.args.get("replace", "")),
        holders_said=holders_said,
        length_of=length_of,
        answer=answer,
        why_not_sendable=asset.why_not_sendable(at),
        **sides_of(me(), asset, use, at),
    )


@library.get("/library/<public_id>/as-buyer")
@allowed("library.read")
def as_buyer(public_id: str) -> str:
    """The whole piece as a buyer reads it; nothing is measured."""
    asset = queries.get_asset_for(me(), public_id)
    version = queries.get_version_for(me(), asset, _chosen_version(asset).number)
    return render_template("library/as_buyer.html", asset=asset, version=version, outline=outline_of(version))


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
