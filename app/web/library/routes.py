"""Writing, uploading, changing, publishing and retiring a piece."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.documents import rendering
from app.documents.formats import MARKDOWN
from app.documents.rendering import Rendered
from app.library import publishing, renditions
from app.library.models import Asset
from app.library.queries import get_asset_for, latest_version
from app.web.fragments import is_fragment
from app.web.guards import allowed, me, only_reads
from app.web.library import reading_routes  # noqa: F401  (its routes join the area)
from app.web.library.area import library
from app.web.library.forms import PieceForm, UploadForm, WriteForm
from app.web.library.saving import save

__all__ = ["library"]

Page = str | tuple[str, int] | Response


@library.route("/library/new", methods=["GET", "POST"])
@allowed("library.publish")
def new() -> Page:
    """Write a piece in Markdown."""
    return _compose(WriteForm(), None)


@library.route("/library/upload", methods=["GET", "POST"])
@allowed("library.publish")
def upload() -> Page:
    """Bring a PDF or a picture."""
    return _compose(UploadForm(), None)


@library.route("/library/<public_id>/edit", methods=["GET", "POST"])
@allowed("library.publish")
def edit(public_id: str) -> Page:
    """Change a piece; its text or file becomes a new version."""
    asset = get_asset_for(me(), public_id)
    if asset.format != MARKDOWN:
        return _compose(UploadForm(asset), asset)
    form = WriteForm(asset)
    if not form.is_submitted():
        version = latest_version(asset)
        form.source.data = version.source if version else ""
    return _compose(form, asset)


@library.post("/library/preview")
@allowed("library.publish")
@only_reads
def preview() -> Page:
    """The typed text as a buyer would read it; nothing is kept."""
    form = WriteForm()
    shown = _preview(form)
    if is_fragment():
        return render_template("library/_preview.html", preview=shown, problem=_problem(form))
    return _form_page(form, None, shown)


@library.post("/library/<public_id>/publish")
@allowed("library.publish")
def publish(public_id: str) -> Response:
    asset = get_asset_for(me(), public_id)
    return _act(asset, lambda: publishing.publish(me(), asset, clock.now()), "Published. New links show this version.")


@library.post("/library/<public_id>/retire")
@allowed("library.publish")
def retire(public_id: str) -> Response:
    asset = get_asset_for(me(), public_id)
    return _act(
        asset, lambda: publishing.retire(me(), asset, clock.now()), "Retired. Links already sent go on working."
    )


@library.post("/library/<public_id>/retry")
@allowed("library.publish")
def retry(public_id: str) -> Response:
    """Prepares the pages of the newest version once more."""
    asset = get_asset_for(me(), public_id)
    return _act(asset, lambda: renditions.try_again(latest_version(asset), clock.now()), "Trying again.")


def _compose(form: PieceForm, asset: Asset | None) -> Page:
    if not form.is_submitted():
        return _form_page(form, asset)
    if request.form.get("act") == "preview" and isinstance(form, WriteForm):
        return _form_page(form, asset, _preview(form))
    piece = save(form, asset.public_id if asset else None)
    if piece is None:
        return _form_page(form, asset), 422
    flash("Published." if piece.is_published and not asset else "Saved.", "success")
    return redirect(url_for("library.show", public_id=piece.public_id))


def _form_page(form: PieceForm, asset: Asset | None, preview: Rendered | None = None) -> str:
    template = "library/write.html" if isinstance(form, WriteForm) else "library/upload.html"
    return render_template(template, form=form, asset=asset, preview=preview, problem=_problem(form))


def _preview(form: WriteForm) -> Rendered | None:
    # Ends the transaction before a child works, so that nobody waits for it.
    commit()
    try:
        return rendering.render(form.source.data or "", form.title.data or "")
    except Refused as refusal:
        form.source.errors = [refusal.reason]
        return None


def _problem(form: PieceForm) -> str:
    return " ".join(form.source.errors) if isinstance(form, WriteForm) else ""


def _act(asset: Asset, act: Callable[[], None], done: str) -> Response:
    try:
        act()
        commit()
        flash(done, "success")
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return redirect(url_for("library.show", public_id=asset.public_id))
